//! Any text is redacted once and for all, in pieces like the whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta_redact::{Redactor, Speaker};

fuzz_target!(|input: (&str, usize)| {
    let (text, cut) = input;
    let redactor = Redactor::default();
    let whole = redactor.text(text).0.into_inner();
    assert_eq!(redactor.text(&whole).0.get(), &whole);
    assert_eq!(redactor.find(text).is_empty(), whole == text);

    let cut = text.floor_char_boundary(cut % (text.len() + 1));
    let (first, second) = text.split_at(cut);
    let mut stream = redactor.stream();
    let mut pieces = stream.push(first).into_inner();
    pieces.push_str(stream.push(second).get());
    pieces.push_str(stream.finish().0.get());
    assert_eq!(pieces, whole);

    let mut dialogue = redactor.dialogue();
    dialogue.said("a", Speaker::Agent, first, None);
    let turn = dialogue.said("b", Speaker::Caller, second, None);
    assert!(turn.remap.to_redacted(second.len()) <= turn.text.get().len());
    let value = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let once = redactor.redact(value).into_inner();
    assert_eq!(redactor.redact(once.clone()).into_inner(), once);
});
