//! The recorder in a Node process: converts and calls, no rules of the domain.
//!
//! JSON texts go in and out, so that a call is one crossing whatever it carries. `ts/native.ts` tells what each
//! is; the package's own types are made there. Nothing here throws into a conversation: what is called for each event
//! says by its result whether it was taken.

#![expect(clippy::needless_pass_by_value, reason = "what Node hands over is owned")]

mod bare;
mod conversation;
mod desk;
mod document;
mod erasing;
mod options;
mod promise;
mod reading;
mod recorder;
mod search;
