//! Where a conversation matched.

use scripta_core::record::Speaker;
use serde::Serialize;

use crate::entry::Said;
use crate::query::Query;

/// A piece of a turn with what matched in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Who said it.
    pub speaker: Speaker,
    /// Milliseconds from the start of the conversation.
    pub start_ms: u64,
    /// The text in parts, in order.
    pub parts: Vec<SnippetPart>,
}

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// It is what was searched for.
    pub matched: bool,
}

/// At most `most` snippets of what was said where `query` matched.
pub(crate) fn snippets(_said: &[Said], _query: &Query, _most: usize) -> Vec<Snippet> {
    Vec::new()
}
