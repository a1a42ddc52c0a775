//! Prices that are known without configuration.
//!
//! US dollars for a million tokens, or for a minute, of the API's model pages
//! (`https://developers.openai.com/api/docs/models/<model>`) as they were read on 2026-11-23. The pages do not say since when a
//! price holds, so these hold from the beginning of a model; those of `gpt-realtime` and `gpt-realtime-mini` are from published
//! tables that agree and name OpenAI's page of prices, whose own model pages could not be read. `gpt-4o-realtime-preview-2024-10-01`,
//! which was dearer, and models that are not named here have no built-in price. Who pays other prices, or has to know
//! exactly, gives them in the configuration.

use super::price::Price;

pub(super) struct Row {
    models: &'static str,
    /// In, from the cache, out.
    text: Option<(f64, Option<f64>, f64)>,
    audio: Option<(f64, Option<f64>, Option<f64>)>,
    image: Option<(f64, f64)>,
    /// Out, where nothing else is written.
    written: Option<f64>,
    minute: Option<f64>,
}

/// Models of speech: text in, from the cache, out; audio likewise; images in, from the cache.
const fn speech(models: &'static str, text: [f64; 3], audio: [f64; 3], image: Option<(f64, f64)>) -> Row {
    Row {
        models,
        text: Some((text[0], Some(text[1]), text[2])),
        audio: Some((audio[0], Some(audio[1]), Some(audio[2]))),
        image,
        written: None,
        minute: None,
    }
}

/// Models of transcription that are paid by token: audio in, text out.
const fn transcription(models: &'static str, audio: f64, text: f64) -> Row {
    Row {
        models,
        text: None,
        audio: Some((audio, None, None)),
        image: None,
        written: Some(text),
        minute: None,
    }
}

const BIG: [f64; 3] = [32.0, 0.4, 64.0];
const MINI: [f64; 3] = [10.0, 0.3, 20.0];
const BIG_IMAGE: Option<(f64, f64)> = Some((5.0, 0.5));
const MINI_IMAGE: Option<(f64, f64)> = Some((0.8, 0.08));

pub(super) const BUILT_IN: &[Row] = &[
    speech("gpt-realtime-2.1", [4.0, 0.4, 24.0], BIG, BIG_IMAGE),
    speech("gpt-realtime-2.1-mini", [0.6, 0.06, 2.4], MINI, MINI_IMAGE),
    speech("gpt-realtime-2", [4.0, 0.4, 24.0], BIG, BIG_IMAGE),
    speech("gpt-realtime-1.5*", [4.0, 0.4, 16.0], BIG, BIG_IMAGE),
    speech("gpt-realtime", [4.0, 0.4, 16.0], BIG, BIG_IMAGE),
    speech("gpt-realtime-2025-08-28", [4.0, 0.4, 16.0], BIG, BIG_IMAGE),
    speech("gpt-realtime-mini", [0.6, 0.06, 2.4], MINI, MINI_IMAGE),
    speech("gpt-realtime-mini-2025-*", [0.6, 0.06, 2.4], MINI, MINI_IMAGE),
    speech("gpt-4o-realtime-preview", [5.0, 2.5, 20.0], [40.0, 2.5, 80.0], None),
    speech("gpt-4o-realtime-preview-2024-12-17", [5.0, 2.5, 20.0], [40.0, 2.5, 80.0], None),
    speech("gpt-4o-realtime-preview-2025-06-03", [5.0, 2.5, 20.0], [40.0, 2.5, 80.0], None),
    speech("gpt-4o-mini-realtime-preview*", [0.6, 0.3, 2.4], MINI, None),
    transcription("gpt-4o-transcribe", 2.5, 10.0),
    transcription("gpt-4o-mini-transcribe", 1.25, 5.0),
    Row {
        models: "gpt-realtime-whisper",
        text: None,
        audio: None,
        image: None,
        written: None,
        minute: Some(0.017),
    },
];

impl Row {
    pub(super) fn price(&self) -> Price {
        Price {
            model: self.models.to_owned(),
            from: None,
            text_input: self.text.map(|(input, ..)| input),
            text_cached_input: self.text.and_then(|(_, cached, _)| cached),
            text_output: self.text.map(|(.., output)| output).or(self.written),
            audio_input: self.audio.map(|(input, ..)| input),
            audio_cached_input: self.audio.and_then(|(_, cached, _)| cached),
            audio_output: self.audio.and_then(|(.., output)| output),
            image_input: self.image.map(|(input, _)| input),
            image_cached_input: self.image.map(|(_, cached)| cached),
            minute: self.minute,
        }
    }
}
