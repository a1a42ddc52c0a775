//! The facts taken out of a conversation, each with where it comes from.

use scripta_core::record::{Contradiction, Conversation, Evidence, EvidenceSource, Extracted, FactStatus};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use crate::figures::offset;
use crate::page::{DIM, DOUBTFUL, PLAIN, Page, span};

/// A value that is wider has its source below it.
const LONGEST: usize = 32;

/// Adds the facts to a page.
pub(crate) fn put(page: &mut Page, extracted: &Extracted, conversation: &Conversation) {
    let facts = all(extracted);
    let names = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let values = facts.iter().map(|(_, value)| value.width()).max().unwrap_or(0).min(LONGEST);
    let column = 2 + names + 3 + values + 3;
    for (name, value) in facts {
        let mut lead = vec![span(DIM, format!("  {name:<names$}   "))];
        lead.extend(span(PLAIN, value).marked());
        lead.push(span(PLAIN, " ".repeat(values.saturating_sub(value.width()) + 3)));
        let mut told = Vec::new();
        if let Some(evidence) = extracted.evidence.get(&name) {
            told.push(span(DIM, source(evidence, conversation)));
            if evidence.status == FactStatus::Conflict {
                told.push(span(DOUBTFUL, ", in conflict"));
            }
        }
        page.hanging(&lead, column, &told);
    }
    for Contradiction { field, tool_name, .. } in &extracted.contradictions {
        let text = format!("{tool_name} was called with another {field} than the caller had confirmed");
        page.wrapped(2, &[span(DOUBTFUL, text)]);
    }
}

/// All facts by the names that their evidence has: of the second vehicle `vehicle[1].vehicleYear`.
fn all(extracted: &Extracted) -> Vec<(String, &str)> {
    let mut facts: Vec<(String, &str)> =
        extracted.facts.iter().map(|(field, value)| (field.clone(), value.as_str())).collect();
    for (of, subjects) in &extracted.subjects {
        for (number, subject) in subjects.iter().enumerate().skip(1) {
            let named = |(field, value)| (format!("{of}[{number}].{field}"), String::as_str(value));
            facts.extend(subject.iter().map(named));
        }
    }
    facts
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
