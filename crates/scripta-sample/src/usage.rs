//! Tokens: what a response costs, by the rates of the API.

use serde_json::{Value, json};

/// What the model has in its context; older items fall out of it.
const LIMIT: u64 = 28_000;

/// The tokens in the context of the conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    text: u64,
    audio: u64,
    cached_text: u64,
    cached_audio: u64,
}

impl Context {
    /// Text that enters the context, about four characters a token.
    pub(crate) fn read(&mut self, text: &str) {
        self.text = (self.text + text_tokens(text)).min(LIMIT);
    }

    /// The caller's audio, ten tokens a second.
    pub(crate) fn hear(&mut self, ms: u64) {
        self.audio = (self.audio + ms / 100).min(LIMIT);
    }

    /// The usage of a response that says `text` in `audio_ms` of audio, both of which then stay in the context.
    pub(crate) fn respond(&mut self, text: &str, audio_ms: u64, reasoning: bool) -> Value {
        let (input_text, input_audio) = (self.text, self.audio);
        let (cached_text, cached_audio) = (self.cached_text, self.cached_audio);
        let (output_text, output_audio) = (text_tokens(text) + 8, audio_ms / 50);
        self.cached_text = input_text / 64 * 64;
        self.cached_audio = input_audio / 64 * 64;
        self.text = (self.text + output_text).min(LIMIT);
        self.audio = (self.audio + output_audio).min(LIMIT);
        let mut output = json!({ "text_tokens": output_text, "audio_tokens": output_audio });
        if reasoning {
            output["reasoning_tokens"] = json!(0);
        }
        json!({
            "total_tokens": input_text + input_audio + output_text + output_audio,
            "input_tokens": input_text + input_audio,
            "output_tokens": output_text + output_audio,
            "input_token_details": {
                "text_tokens": input_text,
                "audio_tokens": input_audio,
                "image_tokens": 0,
                "cached_tokens": cached_text + cached_audio,
                "cached_tokens_details": {
                    "text_tokens": cached_text,
                    "audio_tokens": cached_audio,
                    "image_tokens": 0,
                },
            },
            "output_token_details": output,
        })
    }
}

pub(crate) fn text_tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(4)
}
