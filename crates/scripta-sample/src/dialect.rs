//! The three dialects of the wire.

/// Which names the events and fields have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The general availability API of 2025: `conversation.item.added` and `.done`, `response.output_audio.delta`,
    /// `response.output_text.delta`, a session with `audio.input` and `audio.output`.
    Ga,
    /// The beta API of 2024: `conversation.item.created`, `response.audio.delta`, `response.text.delta`, a flat session
    /// with `modalities` and `input_audio_format`.
    Beta,
    /// As Azure Voice Live speaks: the event names and session of the beta with fields of GA (`max_output_tokens` in a
    /// response, `name` beside the finished arguments, `reasoning_tokens`) and some of its own (a `voice` object).
    Mixed,
}

impl Dialect {
    pub(crate) fn is_ga(self) -> bool {
        self == Dialect::Ga
    }

    /// `response.output_audio…` or `response.audio…`, and likewise for `output_text`.
    pub(crate) fn output(self, rest: &str) -> String {
        if self.is_ga() { format!("response.output_{rest}") } else { format!("response.{rest}") }
    }

    /// The content type of an item that the agent has said.
    pub(crate) fn audio_content(self) -> &'static str {
        if self.is_ga() { "output_audio" } else { "audio" }
    }

    /// The content type of an item that the agent has written.
    pub(crate) fn text_content(self) -> &'static str {
        if self.is_ga() { "output_text" } else { "text" }
    }
}
