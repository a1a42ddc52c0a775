//! Conversations as they are recorded.

use scripta_core::entry::{Begin, End};
use scripta_core::record::Conversation;
use scripta_core::{Recording, Settings, Timestamp};
use scripta_extract::{Extractor, Profile};
use scripta_redact::Redactor;
use scripta_sample::{Line, START_EPOCH_MS};

/// The conversation of a call, under an id of this number.
pub(crate) fn recorded(number: u128, call: &[Line]) -> Conversation {
    let extractor = Extractor::new(&Profile::insurance()).expect("a profile that is built in");
    let at = |ms: u64| Timestamp::from_millis(START_EPOCH_MS + i64::try_from(ms).unwrap_or(0));
    let begin = Begin {
        conversation_id: uuid::Uuid::from_u128(number),
        session_id: "session_1".into(),
        metadata: serde_json::Map::new(),
        capture: "replay".into(),
        sdk: None,
        tracing: None,
    };
    let settings = Settings::new(Redactor::default(), extractor);
    let (mut recording, _) = Recording::begin(settings, begin, at(0));
    for line in call {
        recording.observe(&line.event.to_string(), at(line.at_ms));
    }
    let end = call.last().map_or(0, |line| line.at_ms);
    recording.end(End::default(), at(end + 100));
    recording.into_record().conversation.into_inner()
}
