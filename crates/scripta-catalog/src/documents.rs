//! An entry from the documents of an archive, whoever wrote them: members that are not known are passed over, and what
//! an older or a newer version wrote otherwise than this one would is left out, piece by piece, rather than the whole.
//!
//! The greater part of a document, its snapshots, is not in the entry, and is skipped unread.

use scripta_core::Timestamp;
use scripta_core::record::{
    Completeness, CompletenessStatus, Conversation, HistoryItem, RecordedEvent, Source, Statistics, Summary,
    Turn, VERSION, kind,
};
use scripta_redact::Counts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::entry::{Entry, NAMING_AN_AGENT};

/// Why a document cannot be read. What stands in it is not told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is no {document} that this version reads (line {line}, column {column})")]
pub struct DocumentError {
    document: &'static str,
    line: usize,
    column: usize,
}

impl DocumentError {
    fn of(document: &'static str) -> impl Fn(serde_json::Error) -> Self {
        move |error| Self { document, line: error.line(), column: error.column() }
    }
}

impl Entry {
    /// Makes an entry of a `…_conversation.json`, its outcome `unknown`.
    ///
    /// # Errors
    /// Where it does not even say which conversation it is of, and when that was.
    pub fn read(json: &[u8]) -> Result<Self, DocumentError> {
        let archived: Archived<'_> =
            serde_json::from_slice(json).map_err(DocumentError::of("conversation"))?;
        let items = archived.history.len() as u64;
        let conversation = archived.into_conversation();
        let mut entry = Self::of(&conversation, &no_summary(&conversation), None);
        entry.figures.items = items;
        Ok(entry)
    }

    /// Adds what is in its `…_summary.json`.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read_summary(&mut self, json: &[u8]) -> Result<(), DocumentError> {
        #[derive(Deserialize)]
        struct Known {
            #[serde(default)]
            topics: Vec<String>,
            outcome: String,
        }
        let Known { topics, outcome } = serde_json::from_slice(json).map_err(DocumentError::of("summary"))?;
        (self.topics, self.outcome) = (topics, outcome);
        Ok(())
    }

    /// Adds what is in its `…_<profile>_data.json`.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read_facts(&mut self, json: &[u8]) -> Result<(), DocumentError> {
        /// The members that are no facts.
        const OTHERS: [&str; 4] = ["version", "conversationId", "sessionId", "extractedAt"];
        let members: Map<String, Value> =
            serde_json::from_slice(json).map_err(DocumentError::of("document of facts"))?;
        let facts = members.into_iter().filter(|(name, _)| !OTHERS.contains(&name.as_str()));
        self.facts = facts
            .filter_map(|(name, value)| match value {
                Value::String(value) => Some((name, value)),
                _ => None,
            })
            .collect();
        Ok(())
    }
}

/// A conversation's document, as far as an entry is made of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Archived<'a> {
    conversation_id: Uuid,
    session_id: String,
    start_time: Timestamp,
    end_time: Timestamp,
    #[serde(default)]
    metadata: Map<String, Value>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
    #[serde(borrow)]
    completeness: Option<&'a RawValue>,
    #[serde(borrow, default)]
    turns: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    history: Vec<&'a RawValue>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(borrow)]
    redactions: Option<&'a RawValue>,
    #[serde(borrow, default)]
    events: Vec<&'a RawValue>,
}

impl Archived<'_> {
    /// The conversation without its snapshots, and of its history only who said how much.
    fn into_conversation(self) -> Conversation {
        let Self { start_time, end_time, .. } = self;
        Conversation {
            version: VERSION,
            conversation_id: self.conversation_id,
            session_id: self.session_id,
            start_time,
            end_time,
            duration: scripta_core::Length::between(start_time, end_time),
            metadata: self.metadata,
            source: self.source.map(source).unwrap_or_default(),
            completeness: completeness(self.completeness),
            turns: self.turns.into_iter().filter_map(piece::<Turn>).collect(),
            history: self.history.into_iter().filter_map(item).collect(),
            usage: self.usage.and_then(piece).unwrap_or_default(),
            redactions: self.redactions.and_then(piece::<Counts>).unwrap_or_default(),
            events: self.events.into_iter().filter_map(|json| event(json, start_time)).collect(),
            history_snapshots: Vec::new(),
        }
    }
}

/// A piece of a document, where it can be read.
fn piece<T: DeserializeOwned>(json: &RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

fn source(json: &RawValue) -> Source {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Known {
        #[serde(default)]
        capture: String,
        model: Option<String>,
        transcription_model: Option<String>,
    }
    let known: Option<Known> = piece(json);
    known.map_or_else(Source::default, |known| Source {
        capture: known.capture,
        model: known.model,
        transcription_model: known.transcription_model,
        ..Source::default()
    })
}

/// What does not say that it is complete is partial.
fn completeness(json: Option<&RawValue>) -> Completeness {
    #[derive(Deserialize)]
    struct Known<'a> {
        status: CompletenessStatus,
        #[serde(borrow, default)]
        problems: Vec<&'a RawValue>,
    }
    let known = json.and_then(|json| serde_json::from_str::<Known<'_>>(json.get()).ok());
    match known {
        Some(Known { status, problems }) => {
            Completeness { status, problems: problems.into_iter().filter_map(piece).collect() }
        }
        None => Completeness { status: CompletenessStatus::Partial, problems: Vec::new() },
    }
}

/// An item's type and role.
fn item(json: &RawValue) -> Option<HistoryItem> {
    #[derive(Deserialize)]
    struct Known {
        #[serde(rename = "type")]
        kind: String,
        role: Option<String>,
    }
    let Known { kind, role } = piece(json)?;
    Some(HistoryItem {
        item_id: String::new(),
        previous_item_id: None,
        kind,
        role,
        status: None,
        content: Vec::new(),
        name: None,
        call_id: None,
        arguments: None,
        output: None,
        audio_end_ms: None,
        extra: Map::new(),
    })
}

/// Events that tell when somebody spoke.
const OF_SPEECH: [&str; 4] =
    [kind::SPEECH_STARTED, kind::SPEECH_STOPPED, kind::PLAYBACK, kind::AUDIO_RECEIVED];

/// An event's type, and the rest of those that tell of speech or name agents.
fn event(json: &RawValue, start: Timestamp) -> Option<RecordedEvent> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Known<'a> {
        #[serde(rename = "type")]
        kind: String,
        timestamp: Option<Timestamp>,
        item_id: Option<String>,
        response_id: Option<String>,
        #[serde(borrow)]
        data: Option<&'a RawValue>,
    }
    let known: Known<'_> = serde_json::from_str(json.get()).ok()?;
    let kind = known.kind.as_str();
    let is_of_speech = OF_SPEECH.contains(&kind);
    let has_data = is_of_speech || kind == kind::AGENT_HANDOFF || NAMING_AN_AGENT.contains(&kind);
    Some(RecordedEvent {
        id: String::new(),
        timestamp: known.timestamp.unwrap_or(start),
        item_id: known.item_id.filter(|_| is_of_speech),
        response_id: known.response_id.filter(|_| is_of_speech),
        data: known.data.filter(|_| has_data).and_then(piece).unwrap_or_default(),
        kind: known.kind,
    })
}

/// Stands for a summary that is missing.
fn no_summary(conversation: &Conversation) -> Summary {
    Summary {
        version: VERSION,
        conversation_id: conversation.conversation_id,
        session_id: conversation.session_id.clone(),
        start_time: conversation.start_time,
        end_time: conversation.end_time,
        statistics: Statistics {
            total_messages: 0,
            user_messages: 0,
            assistant_messages: 0,
            tool_calls: 0,
            duration: String::new(),
            interruptions: 0,
            items: 0,
        },
        topics: Vec::new(),
        outcome: "unknown".to_owned(),
        completeness: conversation.completeness.status,
    }
}

#[cfg(test)]
mod tests {
    use scripta_core::entry::{Begin, End};
    use scripta_core::{Record, Recording, Settings};
    use scripta_extract::{Extractor, Profile};
    use scripta_redact::{Redacted, Redactor};
    use scripta_sample::{Line, START_EPOCH_MS, insurance_call, random_call};
    use serde_json::json;

    use super::*;

    fn record(lines: &[Line]) -> Record {
        let settings = Settings::new(Redactor::default(), Extractor::new(&Profile::insurance()).unwrap());
        let at = |ms: u64| Timestamp::from_millis(START_EPOCH_MS + i64::try_from(ms).unwrap());
        let metadata = json!({ "userType": "caller", "visits": 3 });
        let begin = Begin {
            conversation_id: Uuid::from_u128(1),
            session_id: "session_1".to_owned(),
            metadata: metadata.as_object().unwrap().clone(),
            capture: "replay".to_owned(),
            sdk: None,
            tracing: None,
        };
        let (mut recording, _) = Recording::begin(settings, begin, at(0));
        for line in lines {
            recording.observe(&line.event.to_string(), at(line.at_ms));
        }
        let end = lines.last().map_or(0, |line| line.at_ms);
        let handoff = json!({ "from": "Receptionist", "to": "Claims" });
        let began = json!({ "agent": "Receptionist" });
        recording.note(kind::AGENT_STARTED, began.as_object().unwrap().clone(), at(end));
        recording.note(kind::AGENT_HANDOFF, handoff.as_object().unwrap().clone(), at(end));
        recording.end(End::default(), at(end));
        recording.into_record()
    }

    fn read(record: &Record) -> Entry {
        let json = |document: Redacted<Vec<u8>>| document.into_inner();
        let mut entry = Entry::read(&json(record.conversation.to_json().unwrap())).unwrap();
        entry.read_summary(&json(record.summary.to_json().unwrap())).unwrap();
        entry.read_facts(&json(record.extracted.to_json().unwrap())).unwrap();
        entry
    }

    #[test]
    fn what_is_read_back_is_what_was_made_of_the_documents() {
        let calls = (0..12).map(random_call).chain([insurance_call()]);
        for lines in calls {
            let record = record(&lines);
            let made =
                Entry::of(record.conversation.get(), record.summary.get(), Some(record.extracted.get()));
            assert_eq!(read(&record), made);
        }
    }

    #[test]
    fn what_another_version_wrote_is_read_as_far_as_it_can_be() {
        let record = record(&insurance_call());
        let made = read(&record);
        let mut document: Value = serde_json::to_value(record.conversation.get()).unwrap();
        document["version"] = json!(9);
        document["unknownMember"] = json!({ "deep": [1, 2, 3] });
        document["turns"].as_array_mut().unwrap().push(json!({ "speaker": "supervisor" }));
        document["history"].as_array_mut().unwrap().push(json!("of another form"));
        document["completeness"]["problems"] =
            json!([{ "problem": "of_another_kind" }, { "problem": "no_clean_close" }]);
        document["source"]["inputAudio"] = json!({ "opus": true });
        document["historySnapshots"] = json!("none");
        document["usage"] = json!([]);
        document["events"].as_array_mut().unwrap().push(json!({ "type": "from_the_future" }));
        let mut entry = Entry::read(document.to_string().as_bytes()).unwrap();
        assert_eq!(entry.outcome, "unknown");
        entry.read_summary(br#"{"outcome": "transferred", "mood": "cheerful"}"#).unwrap();
        entry.read_facts(br#"{"version": 2, "vehicleMake": "Toyota", "drivers": [1]}"#).unwrap();
        assert_eq!(entry.said, made.said);
        assert_eq!(entry.agents, ["Receptionist", "Claims"]);
        assert_eq!(entry.capture, "replay");
        assert_eq!(entry.completeness.problems.len(), 1);
        assert_eq!(entry.figures.items, made.figures.items + 1);
        assert!(entry.events.contains("from_the_future"));
        assert_eq!((entry.outcome.as_str(), entry.topics.len()), ("transferred", 0));
        assert_eq!(entry.facts.into_iter().collect::<Vec<_>>(), [("vehicleMake".into(), "Toyota".into())]);
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_place_and_not_by_what_stands_there() {
        let error = Entry::read(br#"{"conversationId": "my own secret"}"#).unwrap_err();
        assert!(error.to_string().starts_with("it is no conversation that this version reads (line 1"));
        assert!(!error.to_string().contains("secret"));
        let mut entry = read(&record(&[]));
        let before = entry.clone();
        assert!(entry.read_summary(b"[]").is_err() && entry.read_facts(b"{").is_err());
        assert_eq!(entry, before);
    }
}
