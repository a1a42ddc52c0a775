//! The one vocabulary into which every dialect of the wire is read.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;

use super::audio::AudioFormat;
use super::fields::Fields;

/// Text as it came off the wire: it may hold personal data, so its `Debug` shows its length only, and it
/// cannot be serialised.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RawText<'a>(pub Cow<'a, str>);

impl fmt::Debug for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawText({} bytes)", self.0.len())
    }
}

/// A piece of the wire kept as JSON text, with the same `Debug` as [`RawText`].
#[derive(Clone, Copy)]
pub struct RawJson<'a>(pub &'a RawValue);

impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.0.get().len())
    }
}

/// One event of a session, as parsed.
#[derive(Debug, Clone)]
pub struct Received<'a> {
    /// The wire's `event_id`, where the event has one. Client events mostly have none.
    pub event_id: Option<Cow<'a, str>>,
    /// The wire's `type`, as it stood there.
    pub name: Cow<'a, str>,
    /// What it says.
    pub event: Event<'a>,
    /// All of its members.
    pub fields: Fields<'a>,
    /// The members that its type is known to have, besides those that any event may have.
    pub(super) known: &'static [&'static str],
    /// A member that should be there and is not, or has the wrong type.
    pub lacks: Option<&'static str>,
}

impl<'a> Received<'a> {
    /// Members that the published types do not name. All of them where the type itself is unknown.
    pub fn unknown_fields(&self) -> impl Iterator<Item = (&str, RawJson<'a>)> {
        let known = |name: &str| COMMON.contains(&name) || self.known.contains(&name);
        self.fields.iter().filter(move |(name, _)| !known(name)).map(|(name, raw)| (name, RawJson(raw)))
    }
}

/// Members that any event may have, and `obfuscation`: random padding against traffic analysis, which says
/// nothing. (`client_event_id` is GPT-Live's echo of the client's `event_id`.)
const COMMON: [&str; 4] = ["type", "event_id", "obfuscation", "client_event_id"];

/// Where an item stands in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Previous<'a> {
    /// `previous_item_id` is absent: at the end.
    Unsaid,
    /// `previous_item_id` is null (or the client's `root`): first.
    First,
    /// After that item.
    After(Cow<'a, str>),
}

/// Where text belongs: which part of which item of which response.
#[derive(Debug, Clone, Default)]
pub struct PartRef<'a> {
    /// The item.
    pub item_id: Cow<'a, str>,
    /// The index in the item's `content`.
    pub index: u32,
    /// The response that makes it, where the event says so.
    pub response_id: Option<Cow<'a, str>>,
}

/// What the text of a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// Written text (`output_text`, beta `text`).
    Written,
    /// What the agent's audio says (`output_audio_transcript`, beta `audio_transcript`).
    Spoken,
    /// A function call's arguments.
    Arguments,
    /// An MCP call's arguments.
    McpArguments,
}

/// How far a thing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It began.
    Started,
    /// It ended as it should.
    Completed,
    /// It failed.
    Failed,
}

/// A session's settings, as far as recording depends on them.
#[derive(Debug, Clone)]
pub struct SessionSettings<'a> {
    /// All of it.
    pub all: RawJson<'a>,
    /// `sess_…`.
    pub id: Option<Cow<'a, str>>,
    /// The model.
    pub model: Option<Cow<'a, str>>,
    /// The voice's name.
    pub voice: Option<Cow<'a, str>>,
    /// The caller's audio; `None` where the event does not say.
    pub input: Option<AudioFormat>,
    /// The agent's audio; `None` where the event does not say.
    pub output: Option<AudioFormat>,
    /// Whether the caller's speech is transcribed, and by which model; `None` where the event does not say.
    pub transcription: Option<Option<String>>,
}

/// Which of the three session events it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionPhase {
    /// The server opened it (`session.created`, GPT-Live `session.started`).
    Created,
    /// The server changed it (`session.updated`).
    Updated,
    /// The client asked for a change (`session.update`).
    Requested,
}

/// What happened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The session opened or changed, or a change was asked for.
    Session { phase: SessionPhase, settings: SessionSettings<'a> },
    /// The server placed an item (`conversation.item.added`, beta `.created`).
    ItemAdded { previous: Previous<'a>, item: Fields<'a>, json: RawJson<'a> },
    /// An item is final, or was asked for again (`.done`, `.retrieved`).
    ItemDone { previous: Previous<'a>, item: Fields<'a>, json: RawJson<'a> },
    /// The client made an item; the server will answer with `ItemAdded`.
    ItemRequested { item: Fields<'a> },
    /// An item was taken out.
    ItemDeleted { item_id: Cow<'a, str> },
    /// The caller cut the agent off: audio after `audio_end_ms` was not heard.
    ItemTruncated { part: PartRef<'a>, audio_end_ms: u64 },
    /// A piece of what the caller said.
    TranscriptDelta { part: PartRef<'a>, delta: RawText<'a> },
    /// What the caller said, whole.
    TranscriptCompleted {
        part: PartRef<'a>,
        transcript: RawText<'a>,
        /// exp of the mean log-probability of its tokens.
        confidence: Option<f64>,
        usage: Option<RawJson<'a>>,
    },
    /// The caller's speech could not be transcribed.
    TranscriptFailed { part: PartRef<'a>, error: Option<Fields<'a>> },
    /// A piece of speech with its speaker, from a diarising model.
    TranscriptSegment {
        part: PartRef<'a>,
        text: RawText<'a>,
        speaker: Option<Cow<'a, str>>,
        start: Option<f64>,
        end: Option<f64>,
    },
    /// The client sent audio.
    InputAudio { bytes: u64 },
    /// The input buffer became an item.
    InputCommitted { item_id: Cow<'a, str>, previous: Previous<'a> },
    /// The caller began to speak.
    SpeechStarted { item_id: Cow<'a, str>, audio_start_ms: Option<u64> },
    /// The caller stopped speaking.
    SpeechStopped { item_id: Cow<'a, str>, audio_end_ms: Option<u64> },
    /// Nobody spoke for as long as the session allows.
    IdleTimeout { item_id: Option<Cow<'a, str>>, audio_start_ms: Option<u64>, audio_end_ms: Option<u64> },
    /// A key was pressed on the telephone.
    Dtmf { digit: RawText<'a> },
    /// Playback began, ended or was cut (WebRTC and SIP).
    OutputBuffer { phase: Phase, response_id: Option<Cow<'a, str>> },
    /// A response began.
    ResponseStarted { response: Fields<'a> },
    /// A response ended, in whatever way.
    ResponseDone { response: Fields<'a> },
    /// A response made an item, or finished it.
    OutputItem { done: bool, response_id: Option<Cow<'a, str>>, item: Fields<'a>, json: RawJson<'a> },
    /// A response began a part of an item, or finished it.
    Part { part: PartRef<'a>, content: Fields<'a>, done: bool },
    /// A piece of the agent's text.
    TextDelta { kind: TextKind, part: PartRef<'a>, delta: RawText<'a> },
    /// The agent's text, whole.
    TextDone {
        kind: TextKind,
        part: PartRef<'a>,
        text: RawText<'a>,
        name: Option<Cow<'a, str>>,
        call_id: Option<Cow<'a, str>>,
    },
    /// A piece of the agent's audio.
    OutputAudio { part: PartRef<'a>, bytes: u64 },
    /// The agent's audio for this part is whole.
    OutputAudioDone { part: PartRef<'a> },
    /// An MCP call began to run, succeeded or failed.
    McpCall { item_id: Cow<'a, str>, phase: Phase },
    /// The tools of an MCP server are being listed.
    McpTools { item_id: Cow<'a, str>, phase: Phase },
    /// What the caller may still use.
    RateLimits { limits: RawJson<'a> },
    /// Something went wrong.
    Error { error: RawJson<'a> },
    /// GPT-Live: a piece of what somebody said, with no item; times in milliseconds of session audio.
    LiveTranscript { user: bool, delta: RawText<'a>, start_ms: Option<u64>, end_ms: Option<u64> },
    /// GPT-Live: a piece of the agent's audio, with no item.
    LiveAudio { bytes: u64 },
    /// GPT-Live: what has been used so far.
    LiveUsage { usage: RawJson<'a> },
    /// GPT-Live: the session is over.
    LiveClosed { reason: Option<Cow<'a, str>>, usage: Option<RawJson<'a>> },
    /// GPT-Live: an event of a response, wrapped.
    LiveResponse { event: RawJson<'a> },
    /// Known, and nothing in the record follows from it.
    Noted,
    /// Known, of interest as an event only: its type in the record.
    Other { kind: &'static str },
    /// Of a type that we do not know.
    Unknown,
}
