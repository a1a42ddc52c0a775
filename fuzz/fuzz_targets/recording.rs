//! Any sequence of events gives a record, and its entries give the same record again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta_core::entry::{Begin, End};
use scripta_core::wire::readable;
use scripta_core::{Recording, Settings, Timestamp};

fuzz_target!(|bytes: &[u8]| {
    let profile = scripta_extract::Profile::insurance();
    let Ok(extractor) = scripta_extract::Extractor::new(&profile) else { return };
    let settings = Settings::new(scripta_redact::Redactor::default(), extractor);
    let begin = Begin {
        conversation_id: uuid::Uuid::from_u128(1),
        session_id: "fuzz".into(),
        metadata: Default::default(),
        capture: "replay".into(),
        sdk: None,
    };
    let at = |ms: i64| Timestamp::from_millis(1_705_314_600_000 + ms);
    let (mut recording, first) = Recording::begin(settings.clone(), begin, at(0));
    let mut entries = vec![first];
    for (line, ms) in bytes.split(|byte| *byte == b'\n').zip((0..).step_by(40)) {
        entries.extend(recording.observe(&readable(line).0, at(ms)));
        assert!(recording.settled() <= recording.standing().observed);
    }
    entries.extend(recording.end(End::default(), at(1_000_000)));
    let live = recording.record().conversation.to_json().map(|json| json.into_inner());
    let bodies: Vec<Vec<u8>> = entries.iter().filter_map(|entry| Some(entry.to_json().ok()?.into_inner())).collect();
    let again = Recording::replay(settings, bodies.iter().map(Vec::as_slice)).map(|again| again.record());
    let again = again.map(|record| record.conversation.to_json().map(|json| json.into_inner()));
    match (live, again) {
        (Ok(live), Ok(Ok(again))) => assert_eq!(live, again, "a record replayed from its entries differs"),
        other => panic!("no record: {:?}", other.0.is_ok()),
    }
});
