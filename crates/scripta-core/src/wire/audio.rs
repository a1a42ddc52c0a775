//! Audio is measured, never kept: a payload's base64 length gives its bytes, the session's format its
//! milliseconds. Nothing is decoded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::fields::{Fields, text};

/// How a session's audio is encoded. Source: the Realtime API's session reference, `audio.*.format`
/// (GA) and `input_audio_format` / `output_audio_format` (beta).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum AudioFormat {
    /// Linear PCM, 16 bits little-endian, mono.
    Pcm16 {
        /// Samples a second.
        rate: u32,
    },
    /// G.711 µ-law, 8 kHz.
    G711Ulaw,
    /// G.711 A-law, 8 kHz.
    G711Alaw,
}

impl Default for AudioFormat {
    /// What the API uses unless told otherwise.
    fn default() -> Self {
        Self::Pcm16 { rate: 24_000 }
    }
}

impl AudioFormat {
    /// Reads a GA object (`{"type":"audio/pcm","rate":24000}`) or a beta or Voice Live name (`pcm16`,
    /// `pcm16_8000hz`, `g711_ulaw`); `None` for a format that we do not know.
    pub fn read(raw: &RawValue, rate: Option<u32>) -> Option<Self> {
        let (name, own_rate) = match Fields::of(raw) {
            Some(object) => (object.string("type")?, object.whole("rate")),
            None => (text(raw)?.into_owned(), None),
        };
        let name = name.to_ascii_lowercase();
        let in_name = name.strip_prefix("pcm16_").and_then(|rest| rest.strip_suffix("hz")?.parse().ok());
        let rate = own_rate.and_then(|rate| u32::try_from(rate).ok()).or(in_name).or(rate);
        let rate = rate.filter(|rate| *rate > 0).unwrap_or(24_000);
        match name.as_str() {
            "g711_ulaw" | "audio/pcmu" => Some(Self::G711Ulaw),
            "g711_alaw" | "audio/pcma" => Some(Self::G711Alaw),
            pcm if pcm.starts_with("pcm16") || pcm == "audio/pcm" => Some(Self::Pcm16 { rate }),
            _ => None,
        }
    }

    /// Bytes a second.
    pub fn bytes_per_second(self) -> u64 {
        match self {
            Self::Pcm16 { rate } => u64::from(rate) * 2,
            Self::G711Ulaw | Self::G711Alaw => 8_000,
        }
    }

    /// Milliseconds that `bytes` of audio play for, rounded down.
    pub fn millis(self, bytes: u64) -> u64 {
        let ms = u128::from(bytes) * 1000 / u128::from(self.bytes_per_second());
        u64::try_from(ms).unwrap_or(u64::MAX)
    }
}

/// The bytes in a base64 payload as it stands on the wire (RFC 4648 section 4, padded or not). A number is the
/// bytes of a payload that whoever observes has measured and left out. `None` where it is neither.
pub fn payload_bytes(raw: &RawValue) -> Option<u64> {
    let Some(inner) = raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return raw.get().parse().ok();
    };
    let inner = inner.trim_end_matches('=');
    // Some encoders write `/` as `\/`.
    let escapes = inner.bytes().filter(|byte| *byte == b'\\').count();
    Some((inner.len() - escapes) as u64 * 3 / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn formats_are_read_in_every_dialect() {
        for (json, format) in [
            (r#"{"type":"audio/pcm","rate":16000}"#, Some(AudioFormat::Pcm16 { rate: 16_000 })),
            (r#"{"type":"audio/pcmu"}"#, Some(AudioFormat::G711Ulaw)),
            (r#""pcm16""#, Some(AudioFormat::Pcm16 { rate: 24_000 })),
            (r#""pcm16_8000hz""#, Some(AudioFormat::Pcm16 { rate: 8_000 })),
            (r#""g711_alaw""#, Some(AudioFormat::G711Alaw)),
            (r#"{"type":"audio/pcm","rate":0}"#, Some(AudioFormat::default())),
            (r#""opus""#, None),
            ("5", None),
        ] {
            assert_eq!(AudioFormat::read(&raw(json), None), format, "{json}");
        }
    }

    #[test]
    fn a_payload_is_measured_by_its_length() {
        for (json, bytes) in [
            (r#""""#, Some(0)),
            (r#""AAAA""#, Some(3)),
            (r#""AA==""#, Some(1)),
            (r#""AAA""#, Some(2)),
            (r#""\/\/\/\/""#, Some(3)),
            ("4800", Some(4_800)),
            ("-1", None),
            ("null", None),
        ] {
            assert_eq!(payload_bytes(&raw(json)), bytes, "{json}");
        }
        assert_eq!(AudioFormat::default().millis(48_000), 1_000);
        assert_eq!(AudioFormat::G711Ulaw.millis(4_000), 500);
    }
}
