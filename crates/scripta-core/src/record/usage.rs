//! What a conversation used: tokens by kind, summed over its responses.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Tokens by kind, summed over responses, and what transcription used.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Responses that reported usage.
    pub responses: u64,
    /// In and out.
    pub total_tokens: u64,
    /// In, cached ones included.
    pub input_tokens: u64,
    /// Out.
    pub output_tokens: u64,
    /// In, by kind.
    pub input_token_details: InputTokens,
    /// Out, by kind.
    pub output_token_details: OutputTokens,
    /// Transcribing the caller's speech.
    pub transcription: TranscriptionUsage,
    /// Kinds that we do not know, by their path on the wire in camelCase, joined by dots.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, u64>,
}

/// Input tokens by kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InputTokens {
    /// Text, cached ones included.
    pub text_tokens: u64,
    /// Audio, cached ones included.
    pub audio_tokens: u64,
    /// Images, cached ones included.
    pub image_tokens: u64,
    /// Cached, of any kind.
    pub cached_tokens: u64,
    /// Cached text.
    pub cached_text_tokens: u64,
    /// Cached audio.
    pub cached_audio_tokens: u64,
    /// Cached images.
    pub cached_image_tokens: u64,
}

/// Output tokens by kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputTokens {
    /// Text.
    pub text_tokens: u64,
    /// Audio.
    pub audio_tokens: u64,
    /// Thinking, where the model does.
    pub reasoning_tokens: u64,
}

/// What transcription used; the API counts either seconds or tokens, by model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptionUsage {
    /// Transcripts that reported usage.
    pub transcripts: u64,
    /// Seconds of audio.
    pub seconds: f64,
    /// In and out.
    pub total_tokens: u64,
    /// In.
    pub input_tokens: u64,
    /// Out.
    pub output_tokens: u64,
    /// In, audio.
    pub audio_tokens: u64,
    /// In, text.
    pub text_tokens: u64,
}

impl Usage {
    /// Adds the `usage` of a response, in the wire's names.
    pub fn add_response(&mut self, usage: &Value) {
        self.responses += 1;
        walk(usage, &mut String::new(), &mut |path, tokens| {
            let input = &mut self.input_token_details;
            let output = &mut self.output_token_details;
            let sum = match path {
                "totalTokens" => &mut self.total_tokens,
                "inputTokens" => &mut self.input_tokens,
                "outputTokens" => &mut self.output_tokens,
                "inputTokenDetails.textTokens" => &mut input.text_tokens,
                "inputTokenDetails.audioTokens" => &mut input.audio_tokens,
                "inputTokenDetails.imageTokens" => &mut input.image_tokens,
                "inputTokenDetails.cachedTokens" => &mut input.cached_tokens,
                "inputTokenDetails.cachedTokensDetails.textTokens" => &mut input.cached_text_tokens,
                "inputTokenDetails.cachedTokensDetails.audioTokens" => &mut input.cached_audio_tokens,
                "inputTokenDetails.cachedTokensDetails.imageTokens" => &mut input.cached_image_tokens,
                "outputTokenDetails.textTokens" => &mut output.text_tokens,
                "outputTokenDetails.audioTokens" => &mut output.audio_tokens,
                "outputTokenDetails.reasoningTokens" => &mut output.reasoning_tokens,
                other => self.other.entry(other.to_owned()).or_default(),
            };
            *sum = sum.saturating_add(whole(tokens));
        });
    }

    /// Adds the `usage` of a transcript, in the wire's names.
    pub fn add_transcription(&mut self, usage: &Value) {
        let sums = &mut self.transcription;
        sums.transcripts += 1;
        walk(usage, &mut String::new(), &mut |path, amount| {
            let sum = match path {
                "seconds" => {
                    sums.seconds += amount.max(0.0);
                    return;
                }
                "totalTokens" => &mut sums.total_tokens,
                "inputTokens" => &mut sums.input_tokens,
                "outputTokens" => &mut sums.output_tokens,
                "inputTokenDetails.audioTokens" => &mut sums.audio_tokens,
                "inputTokenDetails.textTokens" => &mut sums.text_tokens,
                other => self.other.entry(format!("transcription.{other}")).or_default(),
            };
            *sum = sum.saturating_add(whole(amount));
        });
    }
}

/// Calls `found` with the dotted path and value of each number in `value`, however deep `serde_json` let
/// it be.
fn walk(value: &Value, path: &mut String, found: &mut impl FnMut(&str, f64)) {
    match value {
        Value::Number(number) => found(path, number.as_f64().unwrap_or(0.0)),
        Value::Object(members) => {
            for (name, member) in members {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(&camel(name));
                walk(member, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and 0 is the floor"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// `snake_case` to `camelCase`.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' && !out.is_empty() {
            upper = true;
        } else if std::mem::take(&mut upper) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn usage_is_summed_by_kind_and_unknown_kinds_are_kept() {
        let mut usage = Usage::default();
        for _ in 0..2 {
            usage.add_response(&json!({
                "total_tokens": 10, "input_tokens": 7, "output_tokens": 3,
                "input_token_details": {"audio_tokens": 5, "cached_tokens_details": {"audio_tokens": 2}},
                "output_token_details": {"reasoning_tokens": 1, "video_tokens": 4},
                "note": "not a number"
            }));
        }
        assert_eq!((usage.responses, usage.total_tokens), (2, 20));
        assert_eq!(usage.input_token_details.cached_audio_tokens, 4);
        assert_eq!(usage.output_token_details.reasoning_tokens, 2);
        assert_eq!(usage.other, [("outputTokenDetails.videoTokens".to_owned(), 8)].into());
    }

    #[test]
    fn transcription_is_counted_in_seconds_or_tokens() {
        let mut usage = Usage::default();
        usage.add_transcription(&json!({"type": "duration", "seconds": 3}));
        usage.add_transcription(
            &json!({"type": "tokens", "total_tokens": 9, "input_token_details": {"audio_tokens": 4}}),
        );
        let sums = usage.transcription;
        assert_eq!((sums.transcripts, sums.total_tokens, sums.audio_tokens), (2, 9, 4));
        assert!((sums.seconds - 3.0).abs() < f64::EPSILON);
    }
}
