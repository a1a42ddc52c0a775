//! The transcript of the caller's words, which is late.

use serde_json::{Value, json};

use crate::caller::{Speech, SpeechUsage, Split, Timing};
use crate::ids::obfuscation;
use crate::pieces::{crumbs, tokens};
use crate::script::Script;
use crate::usage::text_tokens;

/// How a transcription ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Transcript(Speech),
    Failed,
}

impl Outcome {
    fn timing(self) -> Timing {
        match self {
            Outcome::Transcript(speech) => speech.timing,
            Outcome::Failed => Timing::DuringResponse,
        }
    }
}

/// Words that have been said and not yet transcribed.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) item_id: String,
    pub(crate) text: String,
    pub(crate) committed_at: u64,
    pub(crate) audio_ms: u64,
    pub(crate) outcome: Outcome,
}

impl Script {
    /// Before a response is created: a transcript that is early enough comes now, and the clock moves past it.
    pub(crate) fn settle_before_response(&mut self) {
        if self.pending.as_ref().is_some_and(|pending| pending.outcome.timing() == Timing::BeforeResponse) {
            self.settle_alone();
        }
    }

    /// A transcript that no response waits for.
    pub(crate) fn settle_alone(&mut self) {
        if let Some(pending) = self.pending.take() {
            let from = pending.committed_at + 40;
            let until = from + 350;
            self.transcribe(&pending, from, until);
            self.now = self.now.max(until + 1);
        }
    }

    /// A transcript that comes with a response, which was created and done at these times.
    pub(crate) fn settle_with_response(&mut self, created_at: u64, done_at: u64) {
        if let Some(pending) = self.pending.take() {
            let length = done_at.saturating_sub(created_at);
            match pending.outcome.timing() {
                Timing::AfterResponse => {
                    let until = done_at + self.chance.between(150, 600);
                    self.transcribe(&pending, created_at + length / 2, until);
                }
                Timing::BeforeResponse | Timing::DuringResponse => {
                    let until = created_at + (length * 2 / 3).max(2);
                    self.transcribe(&pending, created_at + 1, until);
                }
            }
        }
    }

    /// The events, spread over the given time; the last comes at its end.
    fn transcribe(&mut self, pending: &Pending, from: u64, until: u64) {
        let Pending { item_id, text, .. } = pending;
        let speech = match pending.outcome {
            Outcome::Transcript(speech) => speech,
            Outcome::Failed => {
                let message = format!("Input transcription failed for item '{item_id}'.");
                let error = json!({
                    "type": "server_error",
                    "code": "transcription_failed",
                    "message": message,
                    "param": null,
                });
                let fields = json!({ "item_id": item_id, "content_index": 0, "error": error });
                self.server(until, "conversation.item.input_audio_transcription.failed", fields);
                return;
            }
        };
        let pieces = match speech.split {
            Split::None => Vec::new(),
            Split::Whole => vec![text.clone()],
            Split::Tokens => tokens(text),
            Split::Characters => crumbs(text, 3, &mut self.chance),
        };
        let count = pieces.len() as u64;
        for (i, piece) in pieces.iter().enumerate() {
            let at = from + until.saturating_sub(from) * i as u64 / (count + 1);
            let mut fields = json!({ "item_id": item_id, "content_index": 0, "delta": piece });
            if self.options.logprobs {
                fields["logprobs"] = json!([self.logprob(piece, speech.confidence)]);
            }
            if self.dialect.is_ga() {
                fields["obfuscation"] = json!(obfuscation(&mut self.chance, piece));
            }
            self.server(at, "conversation.item.input_audio_transcription.delta", fields);
        }
        if speech.segments {
            self.segment(pending, until);
        }
        let usage = usage(pending, speech.usage);
        let mut fields =
            json!({ "item_id": item_id, "content_index": 0, "transcript": text, "usage": usage });
        if self.options.logprobs {
            let tokens: Vec<Value> =
                tokens(text).iter().map(|token| self.logprob(token, speech.confidence)).collect();
            fields["logprobs"] = Value::Array(tokens);
        }
        self.server(until, "conversation.item.input_audio_transcription.completed", fields);
    }

    fn segment(&mut self, pending: &Pending, at: u64) {
        let id = self.ids.make("seg_");
        let end = pending.audio_ms as f64 / 1_000.0;
        self.server(
            at,
            "conversation.item.input_audio_transcription.segment",
            json!({
                "item_id": pending.item_id,
                "content_index": 0,
                "id": id,
                "speaker": "A",
                "start": 0.0,
                "end": end,
                "text": pending.text,
            }),
        );
    }

    /// A token with a probability of about `confidence`.
    fn logprob(&mut self, token: &str, confidence: f64) -> Value {
        let jitter = self.chance.between(0, 200) as f64 / 10_000.0 - 0.01;
        let probability = (confidence + jitter).clamp(0.001, 0.999_99);
        json!({ "token": token, "logprob": (probability.ln() * 1e6).round() / 1e6, "bytes": token.as_bytes() })
    }
}

fn usage(pending: &Pending, usage: SpeechUsage) -> Value {
    match usage {
        SpeechUsage::Duration => {
            json!({ "type": "duration", "seconds": pending.audio_ms.div_ceil(1_000) })
        }
        SpeechUsage::Tokens => {
            let (audio, output) = (pending.audio_ms / 100, text_tokens(&pending.text) + 2);
            json!({
                "type": "tokens",
                "total_tokens": audio + output,
                "input_tokens": audio,
                "input_token_details": { "text_tokens": 0, "audio_tokens": audio },
                "output_tokens": output,
            })
        }
    }
}
