//! Misses and false alarms, one a line, for whoever works on the engine.

use crate::kind::Kind;
use crate::score::{Found, Verdict};
use crate::utterance::{Set, Utterance};

/// The misses and false alarms of `kind` in a set; of all kinds where it is `all`.
pub(crate) fn list(set: &Set, found: &[Vec<Found>], kind: &str) -> Vec<String> {
    let wanted = |of: Kind| kind == "all" || of.name() == kind || of == Kind::of_engine(kind);
    let mut lines = Vec::new();
    for (utterance, found) in set.utterances.iter().zip(found) {
        let verdict = Verdict::new(utterance, found);
        for gold in verdict.misses().filter(|gold| wanted(gold.kind)) {
            let shown = shown(utterance, gold.start, gold.end);
            let covered: Vec<&str> =
                found.iter().filter_map(|found| utterance.text.get(found.start..found.end)).collect();
            lines.push(format!("miss  {} {}: {shown}   found: {covered:?}", set.name, gold.kind.name()));
        }
        for alarm in verdict.alarms().filter(|alarm| wanted(alarm.kind)) {
            let shown = shown(utterance, alarm.start, alarm.end);
            lines.push(format!("alarm {} {}: {shown}", set.name, alarm.kind.name()));
        }
    }
    lines
}

fn shown(utterance: &Utterance, start: usize, end: usize) -> String {
    let part = |from: usize, to: usize| utterance.text.get(from..to).unwrap_or_default();
    format!("{}⟦{}⟧{}", part(0, start), part(start, end), part(end, utterance.text.len()))
}

/// The utterances of a set with what is personal in brackets.
pub(crate) fn print(set: &Set) -> Vec<String> {
    let line = |utterance: &Utterance| {
        let mut line = String::new();
        let mut at = 0;
        for gold in &utterance.gold {
            line.push_str(utterance.text.get(at..gold.start).unwrap_or_default());
            let value = utterance.text.get(gold.start..gold.end).unwrap_or_default();
            line.push_str(&format!("{{{}:{value}}}", gold.kind.name()));
            at = gold.end;
        }
        line + utterance.text.get(at..).unwrap_or_default()
    };
    set.utterances.iter().map(line).collect()
}
