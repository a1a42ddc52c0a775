//! A conversation's turns, set for reading: who said what, what was not heard, which tools were called.

use anstyle::Style;
use scripta_core::record::{Conversation, Speaker, ToolCall, ToolStatus, Turn, TurnStatus};

use crate::brief::brief;
use crate::figures::offset;
use crate::page::{AGENT, BAD, CALLER, DIM, MASK, PLAIN, Page, Span, TOOL, UNHEARD, span};

/// Adds the turns of a conversation to a page.
pub(crate) fn put(page: &mut Page, conversation: &Conversation) {
    let longest = conversation.turns.iter().map(|turn| offset(turn.start_ms).len()).max().unwrap_or(0);
    for turn in &conversation.turns {
        put_turn(page, turn, longest);
    }
}

fn put_turn(page: &mut Page, turn: &Turn, longest: usize) {
    let lead = [
        span(DIM, format!("  {:>longest$}  ", offset(turn.start_ms))),
        span(style_of(turn.speaker), format!("{:<8}", name_of(turn.speaker))),
    ];
    let column = 2 + longest + 2 + 8;
    let tools_first =
        turn.item_ids.first().is_some_and(|first| turn.tool_calls.iter().any(|call| call.item_id == *first));
    let words = words(turn);
    let mut lead = lead.as_slice();
    if tools_first {
        put_tools(page, &mut lead, column, &turn.tool_calls);
    }
    if !words.is_empty() {
        page.hanging(std::mem::take(&mut lead), column, &words);
    }
    if !tools_first {
        put_tools(page, &mut lead, column, &turn.tool_calls);
    }
}

fn put_tools(page: &mut Page, lead: &mut &[Span], column: usize, calls: &[ToolCall]) {
    for call in calls {
        let arguments = [span(PLAIN, "("), span(PLAIN, brief(&call.arguments)), span(PLAIN, ")")];
        let mut spans = vec![span(TOOL, "→ "), span(TOOL, &call.tool_name)];
        spans.extend(arguments.iter().flat_map(Span::marked));
        page.hanging(std::mem::take(lead), column, &spans);
        let mut spans = vec![span(TOOL, "← ")];
        match (&call.result, call.status) {
            (Some(result), status) => {
                if status == ToolStatus::Failed {
                    spans.push(span(BAD, "failed: "));
                }
                spans.extend(span(PLAIN, brief(result)).marked());
            }
            (None, _) => spans.push(span(BAD, "no result was seen")),
        }
        page.hanging(&[], column, &spans);
    }
}

/// What was said, as far as it is known, and what became of it.
fn words(turn: &Turn) -> Vec<Span> {
    let mut spans = Vec::new();
    match (&turn.transcript, &turn.heard) {
        (Some(said), Some(heard)) => match said.strip_prefix(heard.as_str()) {
            Some(unheard) if !unheard.trim().is_empty() => {
                spans.extend(span(PLAIN, heard).marked());
                spans.extend([span(DIM, " [not heard: "), span(UNHEARD, unheard.trim()), span(DIM, "]")]);
            }
            _ => spans.extend(span(PLAIN, said).marked()),
        },
        (Some(said), None) => spans.extend(span(PLAIN, said).marked()),
        (None, _) if turn.tool_calls.is_empty() => spans.push(span(DIM, "[no transcript]")),
        (None, _) => {}
    }
    let became = match turn.status {
        TurnStatus::Completed => None,
        TurnStatus::Interrupted => {
            let at = turn.interruption.as_ref().map(|interruption| offset(interruption.at_ms));
            Some(at.map_or_else(|| " [cut off]".to_owned(), |at| format!(" [cut off by the caller at {at}]")))
        }
        TurnStatus::Incomplete => Some(" [stopped early]".to_owned()),
        TurnStatus::Failed => Some(" [failed]".to_owned()),
        TurnStatus::InProgress => Some(" [unfinished]".to_owned()),
    };
    spans.extend(became.map(|became| span(DIM, became)));
    spans
}

/// How the record's `speaker` is called here.
pub(crate) fn name_of(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::User => "caller",
        Speaker::Assistant => "agent",
        Speaker::System => "system",
    }
}

fn style_of(speaker: Speaker) -> Style {
    match speaker {
        Speaker::User => CALLER,
        Speaker::Assistant => AGENT,
        Speaker::System => DIM,
    }
}

impl Span {
    /// This, with the masks in it set off. Masks of a configured pattern of another form are left as they are.
    pub(crate) fn marked(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut rest = self.text();
        while let Some((start, end)) = first_mask(rest) {
            let (before, from) = rest.split_at(start);
            let (mask, after) = from.split_at(end - start);
            spans.extend([span(self.style(), before), span(MASK, mask)]);
            rest = after;
        }
        spans.push(span(self.style(), rest));
        spans
    }
}

/// Where the first mask is: those of telephone numbers and addresses, or `[KIND]`.
fn first_mask(text: &str) -> Option<(usize, usize)> {
    let fixed = ["XXX-XXX-XXXX", "user@example.com"];
    let fixed = fixed.iter().filter_map(|mask| text.find(mask).map(|at| (at, at + mask.len())));
    let named = text.match_indices('[').find_map(|(at, _)| {
        let name = text.get(at + 1..)?.split_once(']')?.0;
        let is_kind = |c: char| c.is_ascii_uppercase() || c == '_';
        (name.starts_with(is_kind) && name.split(':').next()?.chars().all(is_kind))
            .then(|| (at, at + name.len() + 2))
    });
    fixed.chain(named).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_found() {
        let found = |text: &str| first_mask(text).map(|(start, end)| text[start..end].to_owned());
        assert_eq!(found("call XXX-XXX-XXXX or [NAME]").as_deref(), Some("XXX-XXX-XXXX"));
        assert_eq!(found("é [CARD] user@example.com").as_deref(), Some("[CARD]"));
        assert_eq!(found("[REDACTED: too long]").as_deref(), Some("[REDACTED: too long]"));
        assert_eq!(found("[not heard] a[0] [] ["), None);
    }
}
