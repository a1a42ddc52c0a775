//! Barge-in: the caller cuts the agent off.

use serde_json::json;

use crate::agent::{Saying, Spoken};
use crate::audio::spoken_ms;
use crate::caller::Speech;
use crate::response::Status;
use crate::script::{Script, Transport};
use crate::transcript::Outcome;

/// Whether the response was still being generated when the caller cut it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It was: the response is `cancelled` with reason `turn_detected` and its item `incomplete`; the transcript that was
    /// generated until then is longer than what was heard.
    Generating,
    /// It was not: the response is `completed`, since playback lags behind, and only the truncation tells what was heard.
    Playing,
}

/// How much of what the agent said the caller heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heard {
    /// This part of the whole text, from 0 to 1.
    Fraction(f64),
    /// Until this moment of the audio, in milliseconds.
    Ms(u64),
}

impl Heard {
    fn ms(self, whole_ms: u64) -> u64 {
        match self {
            Heard::Fraction(part) => (whole_ms as f64 * part.clamp(0.0, 1.0)) as u64,
            Heard::Ms(ms) => ms.min(whole_ms),
        }
    }
}

impl Script {
    /// The agent speaks and is cut off by the caller, whose words (`by`) begin the next turn.
    ///
    /// Over a WebSocket the client truncates the item; over WebRTC the server clears the playback buffer and truncates by
    /// itself. `conversation.item.truncated` tells `audio_end_ms`, what was heard, in both.
    pub fn agent_is_cut_off(&mut self, text: &str, heard: Heard, cut: Cut, by: &str) -> &mut Script {
        self.agent_is_cut_off_by(text, heard, cut, by, Speech::default())
    }

    /// As [`Script::agent_is_cut_off`], with how the caller's words are transcribed.
    pub fn agent_is_cut_off_by(
        &mut self,
        text: &str,
        heard: Heard,
        cut: Cut,
        by: &str,
        speech: Speech,
    ) -> &mut Script {
        let heard_ms = heard.ms(spoken_ms(text));
        let item_id = self.ids.make("item_");
        let spoken = match cut {
            Cut::Playing => {
                let until_ms = Some(heard_ms.min(spoken_ms(text) / 4));
                let spoken = self.say(&Saying { text, until_ms, status: Status::Completed });
                self.now = self.now.max(spoken.first_audio_at + heard_ms);
                self.speech_started(&item_id);
                spoken
            }
            Cut::Generating => self.cancel(text, heard_ms, &item_id),
        };
        self.truncate(&spoken, heard_ms);
        self.rest_of_speech(by, Outcome::Transcript(speech), item_id);
        self
    }

    /// The client cancels the response, with no speech of the caller: `response.cancel`, status `cancelled` with reason
    /// `client_cancelled`.
    pub fn agent_is_cancelled(&mut self, text: &str, heard: Heard) -> &mut Script {
        let heard_ms = heard.ms(spoken_ms(text));
        let spoken = self.say(&Saying {
            text: part_of(text, heard_ms + 500),
            until_ms: Some(heard_ms + 30),
            status: Status::Cancelled("client_cancelled"),
        });
        let at = spoken.first_audio_at + heard_ms;
        self.client(at, "response.cancel", json!({ "response_id": spoken.response_id }));
        if self.transport == Transport::WebRtc {
            self.client(at, "output_audio_buffer.clear", json!({}));
        }
        self.truncate(&spoken, heard_ms);
        self
    }

    /// The response as far as it had been generated: about a second more than was heard.
    fn cancel(&mut self, text: &str, heard_ms: u64, item_id: &str) -> Spoken {
        let spoken = self.say(&Saying {
            text: part_of(text, heard_ms + 1_200),
            until_ms: Some(heard_ms + 10),
            status: Status::Cancelled("turn_detected"),
        });
        let done_at = self.now;
        self.now = spoken.first_audio_at + heard_ms;
        self.speech_started(item_id);
        self.now = done_at;
        spoken
    }

    fn truncate(&mut self, spoken: &Spoken, heard_ms: u64) {
        self.now += 20;
        let fields = json!({ "item_id": spoken.item_id, "content_index": 0, "audio_end_ms": heard_ms });
        match self.transport {
            Transport::WebSocket => {
                self.client(self.now, "conversation.item.truncate", fields.clone());
                self.now += 30;
            }
            Transport::WebRtc => {
                let cleared = json!({ "response_id": spoken.response_id });
                self.server(self.now, "output_audio_buffer.cleared", cleared);
            }
        }
        self.server(self.now, "conversation.item.truncated", fields);
    }
}

/// What is said of the text in that time, up to the end of a word.
fn part_of(text: &str, ms: u64) -> &str {
    let whole_ms = spoken_ms(text);
    if ms >= whole_ms {
        return text;
    }
    let characters = text.chars().count() as u64 * ms / whole_ms;
    let from = text.char_indices().nth(usize::try_from(characters).unwrap_or_default()).map_or(0, |(i, _)| i);
    text[from..].find(' ').map_or(text, |space| &text[..from + space])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_with_a_word() {
        let text = "Liability covers others, collision covers your own car.";
        let part = part_of(text, spoken_ms(text) / 2);
        assert_eq!(part, "Liability covers others, collision");
        assert_eq!(part_of(text, u64::MAX), text);
    }
}
