//! A call as it goes on: what is said and done, one after the other, with its times.

use scripta_core::Timestamp;
use scripta_core::record::{
    ContentPart, HeardBasis, HistoryItem, Interruption, RecordedEvent, Speaker, ToolCall, ToolStatus, Turn,
    TurnStatus, Usage, kind,
};
use scripta_sample::Chance;
use serde_json::{Map, Value, json};

/// Milliseconds that a word of the agent's takes, and one of the caller's.
const AGENT_WORD_MS: u64 = 330;
const CALLER_WORD_MS: u64 = 370;
/// Bytes of audio a millisecond, in G.711.
const BYTES_A_MS: u64 = 8;

/// A call as it goes on.
#[derive(Debug)]
pub(crate) struct Tape {
    start: Timestamp,
    /// Milliseconds from the start.
    pub(crate) at_ms: u64,
    pub(crate) turns: Vec<Turn>,
    pub(crate) history: Vec<HistoryItem>,
    pub(crate) events: Vec<RecordedEvent>,
    pub(crate) usage: Usage,
    /// How long the agent takes to answer, as a rule.
    slowness_ms: u64,
    /// When the caller stopped speaking, where the agent has not answered yet.
    asked_at_ms: Option<u64>,
    /// Calls of tools that belong to the agent's next turn.
    calls: Vec<ToolCall>,
    pub(crate) chance: Chance,
}

/// A text of letters and digits that names something, as long as the API's are.
pub(crate) fn id(prefix: &str, chance: &mut Chance) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
    let mut id = String::with_capacity(prefix.len() + 18);
    id.push_str(prefix);
    let mut bits = (u128::from(chance.next()) << 64) | u128::from(chance.next());
    for _ in 0..18 {
        id.push(char::from(DIGITS[(bits & 31) as usize]));
        bits >>= 5;
    }
    id
}

impl Tape {
    pub(crate) fn new(start: Timestamp, slowness_ms: u64, chance: Chance) -> Self {
        Self {
            start,
            at_ms: 0,
            turns: Vec::with_capacity(18),
            history: Vec::with_capacity(22),
            events: Vec::with_capacity(64),
            usage: Usage::default(),
            slowness_ms,
            asked_at_ms: None,
            calls: Vec::new(),
            chance,
        }
    }

    /// The time of day after so many milliseconds.
    pub(crate) fn time(&self, at_ms: u64) -> Timestamp {
        Timestamp::from_millis(self.start.as_millis().saturating_add_unsigned(at_ms))
    }

    /// Something happens.
    pub(crate) fn event(&mut self, kind: &str, at_ms: u64, item_id: Option<&str>, data: Value) {
        let data = if let Value::Object(members) = data { members } else { Map::new() };
        self.events.push(RecordedEvent {
            id: format!("event_{}", self.events.len() + 1),
            kind: kind.to_owned(),
            timestamp: self.time(at_ms),
            item_id: item_id.map(str::to_owned),
            response_id: None,
            data,
        });
    }

    /// The agent says something; true where the caller cut it off.
    pub(crate) fn agent(&mut self, text: &str, may_be_cut: bool) -> bool {
        let start_ms = self.answer_at();
        let audio_ms = 250 + words(text) * AGENT_WORD_MS;
        let item_id = id("item_", &mut self.chance);
        let cut = may_be_cut && audio_ms > 5_000 && self.chance.between(0, 99) < 19;
        let heard_ms = if cut { self.chance.between(900, audio_ms * 3 / 4) } else { audio_ms };
        self.at_ms = start_ms + heard_ms;
        let audio = json!({
            "audioLength": audio_ms * BYTES_A_MS, "chunks": audio_ms.div_ceil(400), "milliseconds": audio_ms,
        });
        self.event(kind::AUDIO_RECEIVED, start_ms + audio_ms / 3, Some(&item_id), audio);
        self.transcript(text, Speaker::Assistant, start_ms + audio_ms / 3, &item_id);
        let mut turn = Turn {
            response_latency_ms: self.asked_at_ms.take().map(|asked| start_ms - asked),
            audio_ms: Some(audio_ms),
            ..self.turn(Speaker::Assistant, &item_id, text, start_ms)
        };
        if cut {
            self.event(
                kind::AUDIO_INTERRUPTED,
                self.at_ms,
                Some(&item_id),
                json!({ "audioEndMs": heard_ms }),
            );
            turn.status = TurnStatus::Interrupted;
            turn.heard = Some(beginning(text, heard_ms * words(text) / audio_ms.max(1)).to_owned());
            turn.interruption = Some(Interruption {
                item_id: item_id.clone(),
                at_ms: self.at_ms,
                audio_end_ms: Some(heard_ms),
                basis: Some(HeardBasis::Audio),
            });
        }
        self.message(&turn, item_id, "output_audio", cut.then_some(heard_ms));
        self.turns.push(turn);
        self.use_tokens(text, audio_ms);
        cut
    }

    /// The caller says something; gives its item. What cannot be transcribed is lost.
    pub(crate) fn caller(&mut self, text: &str, transcribed: bool) -> String {
        let after_cut = self.turns.last().is_some_and(|turn| turn.interruption.is_some());
        let pause_ms = if after_cut { 0 } else { self.chance.between(250, 1_900) };
        let start_ms = self.at_ms + pause_ms;
        let speech_ms = 300 + words(text) * CALLER_WORD_MS;
        let item_id = id("item_", &mut self.chance);
        self.event(kind::SPEECH_STARTED, start_ms, Some(&item_id), json!({ "audioStartMs": start_ms }));
        self.at_ms = start_ms + speech_ms;
        self.event(kind::SPEECH_STOPPED, self.at_ms, Some(&item_id), json!({ "audioEndMs": self.at_ms }));
        let mut turn = self.turn(Speaker::User, &item_id, text, start_ms);
        if transcribed {
            self.transcript(text, Speaker::User, self.at_ms + 300, &item_id);
        } else {
            self.event(
                kind::TRANSCRIPT_FAILED,
                self.at_ms + 300,
                Some(&item_id),
                json!({ "code": "audio_unclear" }),
            );
            (turn.transcript, turn.status) = (None, TurnStatus::Failed);
        }
        self.message(&turn, item_id.clone(), "input_audio", None);
        self.turns.push(turn);
        self.usage.transcription.transcripts += u64::from(transcribed);
        self.usage.transcription.total_tokens += speech_ms / 100 + words(text);
        self.usage.transcription.input_tokens += speech_ms / 100;
        self.usage.transcription.audio_tokens += speech_ms / 100;
        self.usage.transcription.output_tokens += words(text);
        self.asked_at_ms = Some(self.at_ms);
        item_id
    }

    /// The agent calls a tool, and its result comes, unless it does not.
    pub(crate) fn tool(&mut self, name: &str, arguments: Value, result: Value, status: ToolStatus) {
        let (item_id, call_id) = (id("item_", &mut self.chance), id("call_", &mut self.chance));
        let called_ms = self.at_ms + self.slowness_ms / 2;
        let tail = (1.0 - self.chance.fraction()).ln() * -280.0;
        let took_ms = 90 + tail as u64 + if status == ToolStatus::Unanswered { 8_000 } else { 0 };
        let call = json!({ "toolName": name, "arguments": arguments, "callId": call_id });
        self.event(kind::TOOL_CALL, called_ms, Some(&item_id), call);
        self.at_ms = called_ms + took_ms;
        let answered = status != ToolStatus::Unanswered;
        if answered {
            let result = json!({ "toolName": name, "result": result, "callId": call_id, "status": status });
            self.event(kind::TOOL_CALL_RESULT, self.at_ms, Some(&item_id), result);
        }
        self.history.push(HistoryItem {
            name: Some(name.to_owned()),
            call_id: Some(call_id.clone()),
            arguments: Some(arguments.to_string()),
            output: answered.then(|| result.to_string()),
            ..self.item(item_id.clone(), "function_call")
        });
        self.calls.push(ToolCall {
            item_id,
            call_id: Some(call_id),
            tool_name: name.to_owned(),
            arguments,
            result: answered.then_some(result),
            status,
            duration_ms: answered.then_some(took_ms),
        });
    }

    /// When the agent begins to answer: mostly soon, sometimes not.
    fn answer_at(&mut self) -> u64 {
        let tail = (1.0 - self.chance.fraction()).ln() * -(self.slowness_ms as f64) * 0.7;
        self.at_ms + self.slowness_ms / 2 + tail as u64
    }

    fn turn(&mut self, speaker: Speaker, item_id: &str, text: &str, start_ms: u64) -> Turn {
        let tool_calls =
            if speaker == Speaker::Assistant { std::mem::take(&mut self.calls) } else { Vec::new() };
        let items = tool_calls.iter().map(|call| call.item_id.clone());
        Turn {
            speaker,
            item_ids: items.chain([item_id.to_owned()]).collect(),
            transcript: Some(text.to_owned()),
            heard: None,
            status: TurnStatus::Completed,
            interruption: None,
            start_ms,
            end_ms: self.at_ms,
            timestamp: self.time(start_ms),
            response_latency_ms: None,
            audio_ms: None,
            tool_calls,
        }
    }

    fn transcript(&mut self, text: &str, speaker: Speaker, at_ms: u64, item_id: &str) {
        let data = json!({ "transcript": text, "speaker": speaker, "modality": "audio" });
        self.event(kind::TRANSCRIPT, at_ms, Some(item_id), data);
    }

    fn message(&mut self, turn: &Turn, item_id: String, content: &str, audio_end_ms: Option<u64>) {
        let part = ContentPart { kind: content.to_owned(), text: None, transcript: turn.transcript.clone() };
        let item = HistoryItem {
            role: Some(turn.speaker.name().to_owned()),
            content: vec![part],
            audio_end_ms,
            ..self.item(item_id, "message")
        };
        self.history.push(item);
    }

    fn item(&self, item_id: String, kind: &str) -> HistoryItem {
        HistoryItem {
            item_id,
            previous_item_id: self.history.last().map(|item| item.item_id.clone()),
            kind: kind.to_owned(),
            role: None,
            status: Some("completed".to_owned()),
            content: Vec::new(),
            name: None,
            call_id: None,
            arguments: None,
            output: None,
            audio_end_ms: None,
            extra: Map::new(),
        }
    }

    /// What a response uses: all that was said before goes in again, most of it cached.
    fn use_tokens(&mut self, text: &str, audio_ms: u64) {
        let Usage { input_token_details: input, output_token_details: output, .. } = &mut self.usage;
        let (text_in, audio_in) = (420 + 12 * self.history.len() as u64, self.at_ms / 100);
        let (text_out, audio_out) = (words(text) * 4 / 3, audio_ms / 50);
        input.text_tokens += text_in;
        input.audio_tokens += audio_in;
        input.cached_text_tokens += text_in * 3 / 4;
        input.cached_audio_tokens += audio_in * 3 / 4;
        input.cached_tokens += text_in * 3 / 4 + audio_in * 3 / 4;
        output.text_tokens += text_out;
        output.audio_tokens += audio_out;
        self.usage.responses += 1;
        self.usage.input_tokens += text_in + audio_in;
        self.usage.output_tokens += text_out + audio_out;
        self.usage.total_tokens = self.usage.input_tokens + self.usage.output_tokens;
    }
}

fn words(text: &str) -> u64 {
    text.split(' ').count() as u64
}

/// The first `count` words.
fn beginning(text: &str, count: u64) -> &str {
    let ends = text.match_indices(' ').map(|(at, _)| at);
    let count = usize::try_from(count).unwrap_or(0);
    match count.checked_sub(1) {
        Some(before) => ends.skip(before).map(|at| &text[..at]).next().unwrap_or(text),
        None => "",
    }
}
