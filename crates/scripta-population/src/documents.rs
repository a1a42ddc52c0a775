//! A conversation's three documents, as a recorder archives them.

use std::collections::BTreeMap;

use scripta_core::Length;
use scripta_core::record::{
    Completeness, CompletenessStatus, Conversation, ConversationState, Evidence, EvidenceSource, Extracted,
    FactStatus, Problem, ProblemKind, Snapshot, Speaker, Statistics, Summary, ToolStatus, Turn, VERSION,
    kind,
};
use scripta_redact::Counts;
use scripta_sample::Chance;
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};
use serde_json::json;

use crate::case::Case;
use crate::errand::{DECIDES, Exchange, decision};
use crate::grammar::Grammar;
use crate::slots::Slot;
use crate::tape::Tape;

/// A conversation's three documents, as a recorder archives them.
///
/// There is one difference: there is one snapshot of the history, that of the end, so that they are quickly made.
#[derive(Debug, Clone, PartialEq)]
pub struct Documents {
    /// `…_conversation.json`
    pub conversation: Conversation,
    /// `…_summary.json`
    pub summary: Summary,
    /// `…_insurance_data.json`
    pub extracted: Extracted,
}

/// How often a tool fails, and how often it gives no answer, of 1,000 calls.
fn failures(tool: &str) -> (u64, u64) {
    match tool {
        "get_quote" => (21, 4),
        "take_payment" => (48, 6),
        "file_claim" => (12, 2),
        _ => (5, 1),
    }
}

/// Masks with the kinds that they stand for.
const MASKS: [(&str, &str); 8] = [
    ("XXX-XXX-XXXX", "phone"),
    ("user@example.com", "email"),
    ("[NAME]", "name"),
    ("[ADDRESS]", "address"),
    ("[POLICY]", "policy"),
    ("[CLAIM]", "claim"),
    ("[CARD]", "card"),
    ("[DOB]", "dob"),
];

/// A call on its way.
struct Call<'a> {
    case: &'a Case,
    grammar: &'a Grammar,
    tape: Tape,
    topics: Vec<String>,
    outcome: &'static str,
    problems: Vec<Problem>,
    facts: BTreeMap<String, String>,
    evidence: BTreeMap<String, Evidence>,
}

impl Documents {
    pub(crate) fn of(case: &Case, grammar: &Grammar, chance: Chance) -> Self {
        let mut call = Call::begin(case, grammar, chance);
        call.go();
        call.end()
    }
}

impl<'a> Call<'a> {
    fn begin(case: &'a Case, grammar: &'a Grammar, mut chance: Chance) -> Self {
        let slowness = match case.source.model.as_deref() {
            Some("gpt-realtime-mini") => 420,
            Some("gpt-realtime") => 560,
            _ => 820,
        };
        let slowness_ms = slowness + chance.between(0, 300);
        let mut tape = Tape::new(case.start, slowness_ms, chance);
        let session = json!({
            "sessionId": case.source.session_ids.first(), "model": case.source.model, "voice": case.source.voice,
        });
        tape.event(kind::SESSION_CONNECTED, 0, None, session);
        Self {
            case,
            grammar,
            tape,
            topics: Vec::new(),
            outcome: case.outcome,
            problems: case.problem.iter().cloned().collect(),
            facts: BTreeMap::new(),
            evidence: BTreeMap::new(),
        }
    }

    fn say(&mut self, rule: &str) -> String {
        let mut text = self.grammar.say(rule, &self.case.slots, &mut self.tape.chance);
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }

    /// True so many times of 1,000.
    fn chance(&mut self, of_a_thousand: u64) -> bool {
        self.tape.chance.between(0, 999) < of_a_thousand
    }

    fn go(&mut self) {
        for exchange in self.case.errand.exchanges() {
            if !self.chance(exchange.percent * 10) {
                continue;
            }
            if !exchange.tool.is_none_or(|tool| self.tool(tool)) {
                self.agent("tool_failed", false);
                self.caller("wants_callback", &[]);
                self.outcome = if self.chance(500) { "quote_failed" } else { "callback_scheduled" };
                break;
            }
            self.agent(exchange.agent, true);
            if self.chance(17) {
                // The caller hangs up.
                self.outcome = "unknown";
                return;
            }
            self.answer(exchange);
        }
        if self.outcome == "transferred" {
            self.agent("hands_over", false);
            let handoff = json!({ "from": "Receptionist", "to": self.case.errand.specialist() });
            self.tape.event(kind::AGENT_HANDOFF, self.tape.at_ms, None, handoff);
            self.agent("takes_over", false);
        } else {
            self.agent("goodbye", false);
        }
    }

    fn agent(&mut self, rule: &str, may_be_cut: bool) {
        let text = self.say(rule);
        self.tape.agent(&text, may_be_cut);
    }

    fn answer(&mut self, exchange: &Exchange) {
        let rule = if exchange.caller == DECIDES { decision(self.outcome) } else { exchange.caller };
        self.caller(rule, exchange.tells);
        if !self.topics.iter().any(|topic| topic == exchange.topic) {
            self.topics.push(exchange.topic.to_owned());
        }
    }

    fn caller(&mut self, rule: &str, tells: &[Slot]) {
        let text = self.say(rule);
        let transcribed = !self.chance(2);
        let item_id = self.tape.caller(&text, transcribed);
        if !transcribed {
            self.problems.push(Problem::of_item(ProblemKind::TranscriptFailed, &item_id));
            return;
        }
        for slot in tells {
            if let Some(field) = slot.fact().filter(|_| self.tape.chance.between(0, 99) < 93) {
                self.note(field, self.case.slots.get(*slot), &item_id, &text);
            }
        }
        for (mask, field) in [("XXX-XXX-XXXX", "phoneNumber"), ("user@example.com", "email")] {
            if text.contains(mask) {
                self.note(field, mask, &item_id, &text);
            }
        }
    }

    fn note(&mut self, field: &str, value: &str, item_id: &str, text: &str) {
        let evidence = Evidence {
            item_id: item_id.to_owned(),
            source: EvidenceSource::User,
            pointer: None,
            span: text.find(value).map(|at| (at, at + value.len())),
            confidence: self.tape.chance.between(60, 99) as f64 / 100.0,
            status: FactStatus::Confirmed,
            replaced: Vec::new(),
        };
        self.facts.insert(field.to_owned(), value.to_owned());
        self.evidence.insert(field.to_owned(), evidence);
    }

    /// Calls a tool; whether it worked.
    fn tool(&mut self, name: &str) -> bool {
        let (failed, unanswered) = failures(name);
        let drawn = self.tape.chance.between(0, 999);
        let status = match drawn {
            drawn if drawn < unanswered => ToolStatus::Unanswered,
            drawn if drawn < unanswered + failed => ToolStatus::Failed,
            _ => ToolStatus::Succeeded,
        };
        let value = |slot| self.case.slots.get(slot);
        let arguments = match name {
            "lookup_vehicle" => {
                json!({ "year": value(Slot::Year), "make": value(Slot::Make), "model": value(Slot::Model) })
            }
            "get_quote" => json!({ "zip": value(Slot::Zip), "coverage": value(Slot::Coverage) }),
            "take_payment" => json!({ "dollars": value(Slot::Price) }),
            _ => json!({ "policy": "[POLICY]" }),
        };
        let result = match (status, name) {
            (ToolStatus::Failed, _) => json!({ "error": "upstream_timeout" }),
            (_, "get_quote") => {
                json!({ "perMonth": value(Slot::Price), "deductible": value(Slot::Deductible) })
            }
            (_, "lookup_vehicle") => json!({ "model": value(Slot::Model), "found": true }),
            _ => json!({ "success": true }),
        };
        self.tape.tool(name, arguments, result, status);
        if status != ToolStatus::Succeeded {
            let error = json!({ "type": "tool_error", "code": "upstream_timeout" });
            self.tape.event(kind::ERROR, self.tape.at_ms, None, error);
        }
        status == ToolStatus::Succeeded
    }

    fn end(mut self) -> Documents {
        let end_ms = self.tape.at_ms + self.tape.chance.between(200, 4_000);
        let completeness = Completeness {
            status: if self.problems.is_empty() {
                CompletenessStatus::Complete
            } else {
                CompletenessStatus::Partial
            },
            problems: std::mem::take(&mut self.problems),
        };
        let conversation = self.conversation(end_ms, completeness);
        let summary = self.summary(&conversation);
        let extracted = Extracted {
            version: VERSION,
            conversation_id: conversation.conversation_id,
            session_id: conversation.session_id.clone(),
            facts: self.facts,
            extracted_at: conversation.end_time,
            evidence: self.evidence,
            subjects: BTreeMap::new(),
            contradictions: Vec::new(),
        };
        Documents { conversation, summary, extracted }
    }

    fn conversation(&mut self, end_ms: u64, completeness: Completeness) -> Conversation {
        let end_time = self.tape.time(end_ms);
        let history = std::mem::take(&mut self.tape.history);
        let data = [("insuranceData".to_owned(), self.facts.clone())].into();
        let turns = std::mem::take(&mut self.tape.turns);
        let (user_messages, assistant_messages, tool_calls) = counts(&turns);
        let snapshot = Snapshot {
            timestamp: end_time,
            event_type: "history_updated".to_owned(),
            history: Some(history.clone()),
            changes: None,
            conversation_state: ConversationState {
                total_messages: user_messages + assistant_messages,
                user_messages,
                assistant_messages,
                tool_calls,
                data,
            },
        };
        Conversation {
            version: VERSION,
            conversation_id: self.case.id,
            session_id: self.case.session_id.clone(),
            start_time: self.case.start,
            end_time,
            duration: Length::between(self.case.start, end_time),
            metadata: self.case.metadata.clone(),
            source: self.case.source.clone(),
            completeness,
            redactions: redactions(&turns),
            turns,
            history,
            usage: std::mem::take(&mut self.tape.usage),
            events: std::mem::take(&mut self.tape.events),
            history_snapshots: vec![snapshot],
        }
    }

    fn summary(&mut self, conversation: &Conversation) -> Summary {
        let (user_messages, assistant_messages, tool_calls) = counts(&conversation.turns);
        Summary {
            version: VERSION,
            conversation_id: conversation.conversation_id,
            session_id: conversation.session_id.clone(),
            start_time: conversation.start_time,
            end_time: conversation.end_time,
            statistics: Statistics {
                total_messages: user_messages + assistant_messages,
                user_messages,
                assistant_messages,
                tool_calls,
                duration: conversation.duration.formatted.clone(),
                interruptions: conversation.turns.iter().filter(|turn| turn.interruption.is_some()).count()
                    as u64,
                items: conversation.history.len() as u64,
            },
            topics: std::mem::take(&mut self.topics),
            outcome: self.outcome.to_owned(),
            completeness: conversation.completeness.status,
        }
    }
}

/// Messages of the caller, messages of the agent, and calls of tools.
fn counts(turns: &[Turn]) -> (u64, u64, u64) {
    let of = |speaker| turns.iter().filter(|turn| turn.speaker == speaker).count() as u64;
    let calls = turns.iter().map(|turn| turn.tool_calls.len() as u64).sum();
    (of(Speaker::User), of(Speaker::Assistant), calls)
}

/// How much was masked: what a recorder counts in the texts that it masks.
fn redactions(turns: &[Turn]) -> Counts {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let texts = turns.iter().filter_map(|turn| turn.transcript.as_deref());
    for text in texts.filter(|text| text.contains(['[', '@']) || text.contains("XXX")) {
        for (mask, kind) in MASKS {
            let found = text.matches(mask).count() as u64;
            if found > 0 {
                *counts.entry(kind).or_default() += found;
            }
        }
    }
    let counted = Counts::deserialize(MapDeserializer::<_, Error>::new(counts.into_iter()));
    counted.unwrap_or_default()
}
