//! What is personal in a text, the text without it, and how offsets in one become offsets in the other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::detect::{self, Candidate, Mode};
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::policy::Policy;
use crate::recognized;
use crate::remap::{self, Edit};
use crate::rules::Rules;

/// A mask can give its neighbours a new reading, so a text is gone over until nothing is found. Two rounds do in practice;
/// a text that still changes after this many is replaced whole.
const ROUNDS: usize = 8;

/// What was found in a text, and what is left of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// In the raw text, in ascending order, apart.
    pub(crate) spans: Vec<Candidate>,
    /// The redacted text; empty if nothing was found.
    pub(crate) out: String,
    pub(crate) edits: Vec<Edit>,
}

/// Finds what is personal in a text, with the findings of later rounds mapped back to it.
///
/// # Errors
/// The kind of placeholder by which the text is to be replaced whole: it is too long, or redacting it failed.
pub(crate) fn find(rules: &Rules, text: &str, mode: Mode, prior: Traits) -> Result<Found, Kind> {
    rounds(rules, text, |text| {
        let found = detect::find(rules, text, mode, prior);
        if mode == Mode::Text { recognized::add(rules, text, found) } else { Ok(found) }
    })
}

/// Finds what is personal in the key of a value. A model, which knows prose, is not asked about it.
pub(crate) fn find_in_key(rules: &Rules, key: &str) -> Result<Found, Kind> {
    rounds(rules, key, |key| Ok(detect::find(rules, key, Mode::Text, Traits::NONE)))
}

/// Looks again and again, until nothing is found.
fn rounds(
    rules: &Rules,
    text: &str,
    look: impl Fn(&str) -> Result<Vec<Candidate>, Kind>,
) -> Result<Found, Kind> {
    if text.len() > rules.max_text_bytes {
        return Err(Kind::TooLong);
    }
    guard(|| looked(rules, text, look)).unwrap_or(Err(Kind::Error))
}

/// Runs what must not take the process down; `None` if it panicked.
pub(crate) fn guard<T>(run: impl FnOnce() -> T) -> Option<T> {
    // What is borrowed is either not written to or thrown away after a panic.
    catch_unwind(AssertUnwindSafe(run)).ok()
}

fn looked(
    rules: &Rules,
    text: &str,
    look: impl Fn(&str) -> Result<Vec<Candidate>, Kind>,
) -> Result<Found, Kind> {
    #[cfg(test)]
    tests::fail_if_told(text);
    let mut spans = look(text)?;
    if spans.is_empty() {
        return Ok(Found::default());
    }
    for _ in 1..ROUNDS {
        let (out, edits) = masked(rules, text, &spans);
        if out.len() > rules.max_text_bytes {
            return Err(Kind::TooLong);
        }
        let more = look(&out)?;
        if more.is_empty() {
            return Ok(Found { spans, out, edits });
        }
        let more = more.into_iter().map(|candidate| Candidate {
            start: remap::raw_start(&edits, candidate.start),
            end: remap::raw_end(&edits, candidate.end),
            ..candidate
        });
        spans = join(spans, more.collect());
    }
    // Such a text is replaced like one that cannot be read.
    Err(Kind::Key)
}

/// Puts later findings over earlier ones: what they touch becomes part of them.
pub(crate) fn join(earlier: Vec<Candidate>, later: Vec<Candidate>) -> Vec<Candidate> {
    let mut joined: Vec<Candidate> = Vec::with_capacity(earlier.len() + later.len());
    let mut all: Vec<(Candidate, bool)> = earlier.into_iter().map(|candidate| (candidate, false)).collect();
    all.extend(later.into_iter().map(|candidate| (candidate, true)));
    all.sort_by_key(|(candidate, _)| (candidate.start, candidate.end));
    let mut decided = false;
    for (candidate, is_later) in all {
        match joined.last_mut().filter(|last| candidate.start < last.end) {
            Some(last) => {
                if is_later && !decided {
                    (last.kind, last.rule, decided) = (candidate.kind, candidate.rule, true);
                }
                last.end = last.end.max(candidate.end);
            }
            None => {
                decided = is_later;
                joined.push(candidate);
            }
        }
    }
    joined
}

/// The text with what stands in the place of each finding.
pub(crate) fn masked(rules: &Rules, text: &str, spans: &[Candidate]) -> (String, Vec<Edit>) {
    let mut out = String::with_capacity(text.len() + 16 * spans.len());
    let mut edits = Vec::with_capacity(spans.len());
    let mut at = 0;
    for span in spans {
        let (mut raw_start, mut raw_end) = (span.start, span.end);
        let dropped = rules.drops && rules.policies.policy(span.kind) == Policy::Drop;
        if dropped {
            (raw_start, raw_end) = with_space(text, at, raw_start, raw_end);
        }
        out.push_str(text.get(at..raw_start).unwrap_or_default());
        let out_start = out.len();
        if !dropped {
            rules.stand_in(span.kind, text.get(raw_start..raw_end).unwrap_or_default(), &mut out);
        }
        edits.push(Edit { raw_start, raw_end, out_start, out_end: out.len() });
        at = raw_end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, edits)
}

/// A value that goes takes one of the spaces around it along, so that no two are left; `from` is where text is still left.
fn with_space(text: &str, from: usize, start: usize, end: usize) -> (usize, usize) {
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let apart = before.is_empty() || before.ends_with(' ');
    match (apart, after.starts_with(' ')) {
        (true, true) => (start, end + 1),
        _ if after.is_empty() && before.ends_with(' ') => (start - 1, end),
        _ => (start, end),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Redactor, Speaker};

    /// What makes redacting fail.
    const FAILING: &str = "\u{1}fail";

    pub(super) fn fail_if_told(text: &str) {
        assert!(!text.contains(FAILING), "a detector that fails");
    }

    #[test]
    fn what_cannot_be_redacted_is_replaced_and_counted() {
        let redactor = Redactor::default();
        let secret = format!("555-123-4567 {FAILING}");
        let (text, counts) = redactor.text(&secret);
        assert_eq!((text.get().as_str(), counts.get("internalError")), ("[REDACTED: error]", 1));
        assert_eq!(redactor.find(&secret).len(), 1);
        let (value, counts) = redactor.redact_counted(json!({"note": secret, "n": 1}));
        assert_eq!((value.into_inner(), counts.total()), (json!({"note": "[REDACTED: error]", "n": 1}), 1));
        assert_eq!(redactor.settled(&secret.repeat(30)), 0);

        let mut stream = redactor.stream();
        let mut out = stream.push(&secret).into_inner();
        out.push_str(stream.finish().0.get());
        assert_eq!(out, "[REDACTED: error]");

        let mut dialogue = redactor.dialogue();
        let turn = dialogue.said("a", Speaker::Caller, &secret, None);
        assert_eq!((turn.text.get().as_str(), turn.remap.to_redacted(5)), ("[REDACTED: error]", 0));
        let turn = dialogue.said("b", Speaker::Caller, "call 555-123-4567", None);
        assert_eq!(turn.text.get(), "call XXX-XXX-XXXX");
    }
}
