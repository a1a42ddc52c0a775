//! Panics of our threads, told without what was said.
//!
//! A panic's message may hold the text that the code was working on: cutting a `str` inside a character
//! prints it. So the message of a panic on a thread of ours is kept from the process's log, and its place is
//! told. Panics of all other threads go to the hook that was there.

use std::panic;
use std::sync::Once;

/// The name of the threads that record.
pub(crate) const RECORD: &str = "scripta-record";
/// The name of the threads that archive.
pub(crate) const UPLOAD: &str = "scripta-upload";

/// Once in a process.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let thread = std::thread::current();
            match thread.name() {
                Some(name @ (RECORD | UPLOAD)) => {
                    let place = info.location().map(ToString::to_string).unwrap_or_default();
                    tell(&format!(
                        "thread '{name}' panicked at {place}; its message is withheld, as it may hold what was said"
                    ));
                }
                _ => others(info),
            }
        }));
    });
}

#[expect(clippy::print_stderr, reason = "where panics are told")]
fn tell(text: &str) {
    eprintln!("{text}");
}
