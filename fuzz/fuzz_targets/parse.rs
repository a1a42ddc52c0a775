//! Any line of an event log is read or refused, and never panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta_core::wire::{Line, parse, readable};

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = readable(bytes);
    if let Ok(line) = Line::parse(&text) {
        if let Ok(received) = parse(line.event) {
            let shown = format!("{received:?}");
            std::hint::black_box((shown, received.unknown_fields().count()));
        }
    }
});
