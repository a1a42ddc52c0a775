//! The facts taken out of a conversation, each with where it comes from.

use scripta_core::record::{Conversation, Evidence, EvidenceSource, Extracted};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use crate::figures::offset;
use crate::page::{DIM, PLAIN, Page, span};

/// A value that is wider has its source below it.
const LONGEST: usize = 32;

/// Adds the facts to a page.
pub(crate) fn put(page: &mut Page, extracted: &Extracted, conversation: &Conversation) {
    let names = extracted.facts.keys().map(|name| name.width()).max().unwrap_or(0);
    let values = extracted.facts.values().map(|value| value.width()).max().unwrap_or(0).min(LONGEST);
    let column = 2 + names + 3 + values + 3;
    for (field, fact) in &extracted.facts {
        let mut lead = vec![span(DIM, format!("  {field:<names$}   "))];
        lead.extend(span(PLAIN, fact).marked());
        lead.push(span(PLAIN, " ".repeat(values.saturating_sub(fact.width()) + 3)));
        let source = extracted.evidence.get(field).map(|evidence| source(evidence, conversation));
        page.hanging(&lead, column, &[span(DIM, source.unwrap_or_default())]);
    }
}

/// The facts as JSON: `{"zipCode": {"value": "90210", "source": …}}`.
pub(crate) fn to_json(extracted: &Extracted) -> Map<String, Value> {
    let facts = extracted.facts.iter().map(|(field, value)| {
        (field.clone(), json!({ "value": value, "evidence": extracted.evidence.get(field) }))
    });
    facts.collect()
}

fn source(evidence: &Evidence, conversation: &Conversation) -> String {
    let turn = conversation.turns.iter().find(|turn| turn.item_ids.contains(&evidence.item_id));
    let at = turn.map_or_else(String::new, |turn| format!(" at {}", offset(turn.start_ms)));
    match evidence.source {
        EvidenceSource::User => format!("said by the caller{at}"),
        EvidenceSource::Assistant => format!("said by the agent{at}"),
        EvidenceSource::ReadBack => format!("read back by the agent{at}, and confirmed"),
        EvidenceSource::ToolArguments => {
            let calls = turn.map_or(&[][..], |turn| &turn.tool_calls);
            let tool = calls.iter().find(|call| call.item_id == evidence.item_id);
            let tool = tool.map_or_else(|| "a tool".to_owned(), |call| call.tool_name.clone());
            let pointer = evidence.pointer.as_deref().unwrap_or_default();
            format!("given to {tool}{at} ({pointer})")
        }
    }
}
