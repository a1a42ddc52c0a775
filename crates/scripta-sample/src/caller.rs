//! What the caller does: speaks, types, presses a key, stays silent.

use serde_json::json;

use crate::audio::spoken_ms;
use crate::line::START_EPOCH_MS;
use crate::script::Script;
use crate::transcript::{Outcome, Pending};

/// When the transcript of the caller's words comes. Transcription runs beside the response, so all of these happen;
/// on a fast agent the first is rare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// Before the response that answers it is created.
    BeforeResponse,
    /// While the response is being generated.
    DuringResponse,
    /// After `response.done`.
    AfterResponse,
}

/// How the deltas of a transcript cut it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// No delta at all, as some models do.
    None,
    /// One delta with the whole text, as `whisper-1` does.
    Whole,
    /// A delta a token.
    Tokens,
    /// One to three characters a delta, through words and numbers.
    Characters,
}

/// How the transcription is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeechUsage {
    /// `{"type":"duration","seconds":…}`
    Duration,
    /// `{"type":"tokens",…}`
    Tokens,
}

/// How a piece of speech is transcribed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speech {
    /// When the transcript comes.
    pub timing: Timing,
    /// How its deltas cut it.
    pub split: Split,
    /// The mean probability of the tokens; present only where the session includes log-probabilities.
    pub confidence: f64,
    /// How it is charged for.
    pub usage: SpeechUsage,
    /// Whether segments with speaker labels come too, as the diarizing model sends them.
    pub segments: bool,
}

impl Default for Speech {
    fn default() -> Self {
        Speech {
            timing: Timing::DuringResponse,
            split: Split::Tokens,
            confidence: 0.95,
            usage: SpeechUsage::Tokens,
            segments: false,
        }
    }
}

impl Script {
    /// The caller speaks: speech started and stopped, the buffer committed, the item added with no transcript yet. The
    /// transcript comes when `speech` says, relative to the response that follows; with transcription off it never does.
    pub fn caller_says(&mut self, text: &str, speech: Speech) -> &mut Script {
        self.now += self.chance.between(300, 700);
        self.speech(text, Outcome::Transcript(speech));
        self
    }

    /// The caller speaks while holding a key, in a session without voice activity detection: nothing tells when the speech
    /// began, the client commits the buffer, and asks for the response.
    pub fn caller_pushes_to_talk(&mut self, text: &str, speech: Speech) -> &mut Script {
        self.settle_alone();
        let audio_ms = spoken_ms(text);
        self.microphone(audio_ms);
        self.now += audio_ms;
        self.client(self.now, "input_audio_buffer.commit", json!({}));
        self.now += 30;
        let item_id = self.ids.make("item_");
        self.heard(text, Outcome::Transcript(speech), item_id, audio_ms);
        self.answer_due = false;
        self
    }

    /// The client throws away what the caller has said since the last item.
    pub fn caller_is_not_heard(&mut self) -> &mut Script {
        self.now += 200;
        self.client(self.now, "input_audio_buffer.clear", json!({}));
        self.now += 30;
        self.server(self.now, "input_audio_buffer.cleared", json!({}));
        self
    }

    /// The caller speaks, and the transcription fails.
    pub fn transcription_fails(&mut self) -> &mut Script {
        self.now += self.chance.between(300, 700);
        self.speech("These words will not be known.", Outcome::Failed);
        self
    }

    /// The caller types: the client creates a message item, and the server adds it.
    pub fn caller_types(&mut self, text: &str) -> &mut Script {
        self.settle_alone();
        self.now += self.chance.between(400, 1_200);
        let message = json!({
            "type": "message",
            "role": "user",
            "content": [{ "type": "input_text", "text": text }],
        });
        self.client(self.now, "conversation.item.create", json!({ "item": message }));
        self.now += 30;
        let item = self.item(json!({
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [{ "type": "input_text", "text": text }],
        }));
        self.item_whole(self.now, &item);
        self.context.read(text);
        self.answer_due = false;
        self
    }

    /// The caller presses a key of the phone.
    pub fn dtmf(&mut self, digit: char) -> &mut Script {
        self.now += 250;
        let received_at = START_EPOCH_MS / 1_000 + i64::try_from(self.now / 1_000).unwrap_or_default();
        self.server_without_id(
            self.now,
            "input_audio_buffer.dtmf_event_received",
            json!({ "event": digit.to_string(), "received_at": received_at }),
        );
        self
    }

    /// The caller stays silent until the idle timeout: the silence is committed as an item, and a response is due.
    pub fn idle_timeout(&mut self) -> &mut Script {
        self.settle_alone();
        let silence = self.options.idle_timeout_ms.unwrap_or(6_000);
        let start = self.now;
        self.now += silence;
        let id = self.ids.make("item_");
        self.server(
            self.now,
            "input_audio_buffer.timeout_triggered",
            json!({ "audio_start_ms": start, "audio_end_ms": self.now, "item_id": id }),
        );
        self.commit(&id);
        self.answer_due = true;
        let speech = Speech { split: Split::None, ..Speech::default() };
        self.owe_transcript(Pending {
            item_id: id,
            text: String::new(),
            committed_at: self.now,
            audio_ms: silence,
            outcome: Outcome::Transcript(speech),
        });
        self
    }

    /// Speech from now on: everything but the transcript.
    pub(crate) fn speech(&mut self, text: &str, outcome: Outcome) {
        self.settle_alone();
        let item_id = self.ids.make("item_");
        self.speech_started(&item_id);
        self.rest_of_speech(text, outcome, item_id);
    }

    pub(crate) fn speech_started(&mut self, item_id: &str) {
        let start = self.now.saturating_sub(300);
        self.server(
            self.now,
            "input_audio_buffer.speech_started",
            json!({ "audio_start_ms": start, "item_id": item_id }),
        );
    }

    /// What follows `speech_started`.
    pub(crate) fn rest_of_speech(&mut self, text: &str, outcome: Outcome, item_id: String) {
        let audio_ms = spoken_ms(text);
        self.microphone(audio_ms);
        self.now += audio_ms + 200;
        self.server(
            self.now,
            "input_audio_buffer.speech_stopped",
            json!({ "audio_end_ms": self.now - 200, "item_id": item_id }),
        );
        self.heard(text, outcome, item_id, audio_ms);
    }

    /// The speech becomes an item.
    fn heard(&mut self, text: &str, outcome: Outcome, item_id: String, audio_ms: u64) {
        self.commit(&item_id);
        self.context.hear(audio_ms);
        self.answer_due = true;
        self.owe_transcript(Pending {
            item_id,
            text: text.to_owned(),
            committed_at: self.now,
            audio_ms,
            outcome,
        });
    }

    fn commit(&mut self, item_id: &str) {
        let previous = self.items.last().cloned();
        self.server(
            self.now,
            "input_audio_buffer.committed",
            json!({ "previous_item_id": previous, "item_id": item_id }),
        );
        let item = self.item_with(
            item_id,
            json!({
                "type": "message",
                "status": "completed",
                "role": "user",
                "content": [{ "type": "input_audio", "transcript": null }],
            }),
        );
        self.item_whole(self.now, &item);
    }

    fn owe_transcript(&mut self, pending: Pending) {
        if self.options.transcription.is_some() {
            self.pending = Some(pending);
        }
    }

    fn microphone(&mut self, audio_ms: u64) {
        let Some(frame) = self.microphone_ms else { return };
        for i in 0..audio_ms.div_ceil(frame) {
            let audio = self.payload(frame);
            self.client(self.now + i * frame, "input_audio_buffer.append", json!({ "audio": audio }));
        }
    }
}
