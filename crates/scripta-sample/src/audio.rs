//! Audio: the formats of the API, and silence of a given length.

use serde_json::{Value, json};

/// How many characters of text a voice says in a second.
pub(crate) const CHARACTERS_A_SECOND: u64 = 15;

/// How audio is encoded on the wire; one channel always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioFormat {
    /// 16-bit little-endian samples at `rate` a second; the API knows 24000.
    Pcm16 {
        /// Samples a second.
        rate: u32,
    },
    /// G.711 µ-law, 8000 samples of one byte a second: a phone line in North America and Japan.
    G711Ulaw,
    /// G.711 A-law, 8000 samples of one byte a second: a phone line elsewhere.
    G711Alaw,
}

impl AudioFormat {
    /// Bytes of one second of audio.
    #[must_use]
    pub fn bytes_a_second(self) -> u64 {
        match self {
            AudioFormat::Pcm16 { rate } => u64::from(rate) * 2,
            AudioFormat::G711Ulaw | AudioFormat::G711Alaw => 8_000,
        }
    }

    /// Samples a second.
    pub(crate) fn sample_rate(self) -> u32 {
        match self {
            AudioFormat::Pcm16 { rate } => rate,
            AudioFormat::G711Ulaw | AudioFormat::G711Alaw => 8_000,
        }
    }

    /// The format object of a GA session.
    pub(crate) fn ga(self) -> Value {
        match self {
            AudioFormat::Pcm16 { rate } => json!({ "type": "audio/pcm", "rate": rate }),
            AudioFormat::G711Ulaw => json!({ "type": "audio/pcmu" }),
            AudioFormat::G711Alaw => json!({ "type": "audio/pcma" }),
        }
    }

    /// The format's name in a beta session.
    pub(crate) fn beta(self) -> &'static str {
        match self {
            AudioFormat::Pcm16 { .. } => "pcm16",
            AudioFormat::G711Ulaw => "g711_ulaw",
            AudioFormat::G711Alaw => "g711_alaw",
        }
    }

    /// Silence of the given length, in base64 with padding, a whole number of samples long.
    pub(crate) fn silence(self, ms: u64) -> String {
        let sample = if matches!(self, AudioFormat::Pcm16 { .. }) { 2 } else { 1 };
        let bytes = self.bytes_a_second() * ms / 1_000 / sample * sample;
        let (whole, one, two) = match self {
            AudioFormat::Pcm16 { .. } => ("AAAA", "AA==", "AAA="),
            AudioFormat::G711Ulaw => ("////", "/w==", "//8="),
            AudioFormat::G711Alaw => ("1dXV", "1Q==", "1dU="),
        };
        let mut text = whole.repeat(usize::try_from(bytes / 3).unwrap_or_default());
        text.push_str(match bytes % 3 {
            1 => one,
            2 => two,
            _ => "",
        });
        text
    }
}

/// How long a voice takes to say the text, in milliseconds.
pub(crate) fn spoken_ms(text: &str) -> u64 {
    (text.chars().count() as u64 * 1_000 / CHARACTERS_A_SECOND).max(200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_has_the_length_of_the_time_it_takes() {
        for (format, ms, bytes) in [
            (AudioFormat::Pcm16 { rate: 24_000 }, 100, 4_800),
            (AudioFormat::G711Ulaw, 101, 808),
            (AudioFormat::G711Alaw, 20, 160),
        ] {
            let text = format.silence(ms);
            let padding = text.bytes().rev().take_while(|b| *b == b'=').count();
            assert_eq!(text.len() % 4, 0);
            assert_eq!(text.len() / 4 * 3 - padding, bytes, "{format:?}");
        }
    }
}
