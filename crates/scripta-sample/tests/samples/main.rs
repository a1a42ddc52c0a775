//! The samples, held against the published types of the wire and against their own promises.

mod calls;
mod every;
mod wire;
