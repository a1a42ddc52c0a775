//! What CI runs, in one command.
fn main() {}
