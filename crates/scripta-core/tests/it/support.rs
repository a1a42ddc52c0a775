//! What the tests share: sessions to record, and ways to record them.

use std::path::PathBuf;
use std::sync::LazyLock;

use scripta_core::entry::{Begin, End, Entry};
use scripta_core::record::{Conversation, HistoryItem};
use scripta_core::wire::Line;
use scripta_core::{Record, Recording, Settings, Timestamp};
use scripta_extract::{Extractor, Profile};
use scripta_redact::{Redacted, Redactor};
use scripta_sample::{
    AudioFormat, Cut, Dialect, Heard, START_EPOCH_MS, Script, SessionOptions, Shortfall, Speech, Transport,
    insurance_call, marked_call, random_call, repeated, to_jsonl,
};
use serde_json::json;

/// An event and when it was observed.
pub(crate) type Observed = (String, Timestamp);

pub(crate) fn start() -> Timestamp {
    Timestamp::from_millis(START_EPOCH_MS)
}

pub(crate) fn settings() -> Settings {
    static SETTINGS: LazyLock<Settings> =
        LazyLock::new(|| Settings::new(Redactor::default(), Extractor::new(&Profile::insurance()).unwrap()));
    SETTINGS.clone()
}

pub(crate) fn begin() -> Begin {
    Begin {
        conversation_id: uuid::Uuid::from_u128(1),
        session_id: "session_1".into(),
        metadata: serde_json::Map::new(),
        capture: "replay".into(),
        sdk: None,
        tracing: None,
    }
}

/// The events of a session, as lines of JSON.
pub(crate) fn events(jsonl: &str) -> Vec<Observed> {
    let mut at = start();
    let mut events = Vec::new();
    for line in jsonl.lines().filter(|line| !line.trim().is_empty()) {
        let line = Line::parse(line).unwrap();
        at = line.at.unwrap_or_else(|| Timestamp::from_millis(at.as_millis() + 10));
        events.push((line.event.to_owned(), at));
    }
    events
}

pub(crate) fn sample(lines: &[scripta_sample::Line]) -> Vec<Observed> {
    events(&to_jsonl(lines, START_EPOCH_MS))
}

/// Events of our own, a tenth of a second apart.
pub(crate) fn made(events: impl IntoIterator<Item = serde_json::Value>) -> Vec<Observed> {
    let at = |number: i64| Timestamp::from_millis(START_EPOCH_MS + number * 100);
    (1..).zip(events).map(|(number, event)| (event.to_string(), at(number))).collect()
}

/// A recording, with the entries that it gave out.
pub(crate) struct Run {
    pub(crate) recording: Recording,
    pub(crate) entries: Vec<Redacted<Entry>>,
}

impl Run {
    pub(crate) fn begin(settings: Settings) -> Self {
        let (recording, entry) = Recording::begin(settings, begin(), start());
        Self { recording, entries: vec![entry] }
    }

    pub(crate) fn observe(&mut self, event: &str, at: Timestamp) {
        self.entries.extend(self.recording.observe(event, at));
    }

    pub(crate) fn of(events: &[Observed]) -> Self {
        Self::with(settings(), events)
    }

    pub(crate) fn with(settings: Settings, events: &[Observed]) -> Self {
        let mut run = Self::begin(settings);
        events.iter().for_each(|(event, at)| run.observe(event, *at));
        run
    }

    pub(crate) fn end(mut self) -> Self {
        let at = self.recording.standing().last;
        self.entries.extend(self.recording.end(End::default(), at));
        self
    }

    pub(crate) fn json(&self) -> Vec<Vec<u8>> {
        self.entries.iter().map(|entry| entry.to_json().unwrap().into_inner()).collect()
    }

    pub(crate) fn conversation(&self) -> Conversation {
        self.recording.record().conversation.into_inner()
    }
}

/// The conversation of a session, from its begin to its end.
pub(crate) fn conversation(events: &[Observed]) -> Conversation {
    Run::of(events).end().conversation()
}

pub(crate) fn replay(entries: &[Vec<u8>]) -> Recording {
    Recording::replay(settings(), entries.iter().map(Vec::as_slice)).unwrap()
}

/// All three documents as bytes.
pub(crate) fn bytes(record: &Record) -> String {
    let json = [
        serde_json::to_string(&record.conversation).unwrap(),
        serde_json::to_string(&record.summary).unwrap(),
        serde_json::to_string(&record.extracted).unwrap(),
    ];
    json.join("\n")
}

/// A text as it is once redacted.
pub(crate) fn redacted(text: &str) -> String {
    Redactor::default().text(text).0.into_inner()
}

pub(crate) fn ids(history: &[HistoryItem]) -> Vec<&str> {
    history.iter().map(|item| item.item_id.as_str()).collect()
}

/// Each verb of a script at least once.
pub(crate) fn everything(dialect: Dialect, transport: Transport) -> Vec<Observed> {
    let mut script = Script::new(dialect, AudioFormat::Pcm16 { rate: 24_000 }, 99);
    script
        .over(transport)
        .with_thin_audio()
        .session(SessionOptions { logprobs: true, ..SessionOptions::default() })
        .mcp_lists_tools("orders", &["find"])
        .mcp_list_fails("parcels")
        .agent_says("Good morning.")
        .caller_says("Is my order on its way?", Speech { segments: true, ..Speech::default() })
        .agent_calls_tools(&[("a", json!({ "x": 1 }), "one"), ("b", json!({}), "two")])
        .agent_calls_tool_in_vain("c", &json!({}));
    script
        .agent_is_cut_off(
            "It is, and it should be with you soon.",
            Heard::Ms(900),
            Cut::Generating,
            "How soon?",
        )
        .agent_is_cut_off(
            "Tomorrow, I think, before noon.",
            Heard::Fraction(0.5),
            Cut::Playing,
            "Before noon?",
        )
        .agent_falls_short("Before noon, if the", Shortfall::MaxOutputTokens)
        .caller_types("If the what?")
        .agent_is_cancelled("If the weather is good, and it will be.", Heard::Fraction(0.3))
        .agent_writes("If the weather holds.")
        .mcp_call("orders", "find", &json!({ "id": 5 }), Some(true), Ok("found"))
        .mcp_call("orders", "find", &json!({ "id": 6 }), Some(false), Ok("not asked"))
        .mcp_call("orders", "find", &json!({ "id": 7 }), None, Err("closed"))
        .transcription_fails()
        .response_fails("server_error", "The server had an error.")
        .dtmf('#')
        .idle_timeout()
        .agent_hands_off("Parcel Desk")
        .error("invalid_value", "No such voice.")
        .unknown_event()
        .item_retrieved()
        .item_deleted()
        .caller_is_not_heard()
        .caller_pushes_to_talk("Over.", Speech::default())
        .reconnect()
        .agent_says("Here I am again.");
    sample(&script.finish())
}

/// Sessions of every kind, each with a name to show when it fails.
pub(crate) fn samples(random: u64) -> Vec<(String, Vec<Observed>)> {
    let mut samples = vec![("insurance_call".to_owned(), sample(&insurance_call()))];
    for dialect in [Dialect::Ga, Dialect::Beta, Dialect::Mixed] {
        samples.push((format!("repeated {dialect:?}"), sample(&repeated(60, dialect))));
        for transport in [Transport::WebSocket, Transport::WebRtc] {
            samples.push((format!("everything {dialect:?} {transport:?}"), everything(dialect, transport)));
        }
    }
    samples.extend((0..random).map(|seed| (format!("random_call({seed})"), sample(&random_call(seed)))));
    samples.extend((0..6).map(|seed| (format!("marked_call(90, {seed})"), sample(&marked_call(90, seed).0))));
    samples
}

/// Recorded sessions, where `SCRIPTA_CAPTURES` names a folder of them.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn captures() -> Vec<(String, Vec<Observed>)> {
    let Some(folder) = std::env::var_os("SCRIPTA_CAPTURES") else {
        eprintln!("skipped: SCRIPTA_CAPTURES names no folder of recorded sessions");
        return Vec::new();
    };
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|is| is == "jsonl")).collect();
    paths.sort();
    let named = paths.iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, events(&std::fs::read_to_string(path).unwrap()))
    });
    named.collect()
}
