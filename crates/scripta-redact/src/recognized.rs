//! What a model finds, beside what the rules find.

use crate::detect::{self, Candidate};
use crate::kind::Kind;
use crate::recognizer::Entity;
use crate::rules::Rules;
use crate::token::{self, Sort, Token};

/// For whoever asks why: the model alone knows.
const RULE: &str = "model";

/// A letter that is left beside a mask says nothing of anyone.
const SHORTEST: usize = 2;

/// Adds what the model finds in a text, if there is one. Findings that overlap become one, so nothing that either takes
/// for personal is left.
///
/// # Errors
/// [`Kind::Error`] if the model failed, or what it says cannot be of this text.
pub(crate) fn add(rules: &Rules, text: &str, mut found: Vec<Candidate>) -> Result<Vec<Candidate>, Kind> {
    let Some(recognizer) = &rules.recognizer else { return Ok(found) };
    let tokens = token::tokens(rules, text);
    if !tokens.iter().any(|token| matches!(token.sort, Sort::Word(_))) {
        return Ok(found);
    }
    let masks: Vec<&Token> = tokens.iter().filter(|token| token.sort == Sort::Mask).collect();
    for Entity { kind, start, end } in recognizer.recognize(text).map_err(|_| Kind::Error)? {
        let kind = rules.policies.kind(kind).filter(|kind| !kind.is_placeholder()).ok_or(Kind::Error)?;
        text.get(start..end).ok_or(Kind::Error)?;
        if !rules.is_kept(kind) {
            found.extend(beside(&masks, text, start, end).map(|(start, end)| Candidate {
                start,
                end,
                kind,
                rule: RULE,
            }));
        }
    }
    Ok(detect::resolve(found))
}

/// What is left of an entity beside the masks in it, which are not masked again.
fn beside<'t>(
    masks: &'t [&Token],
    text: &'t str,
    start: usize,
    end: usize,
) -> impl Iterator<Item = (usize, usize)> + 't {
    let first = masks.partition_point(|mask| mask.end <= start);
    let inside = masks.get(first..).unwrap_or_default().iter().take_while(move |mask| mask.start < end);
    let gaps = inside.clone().map(|mask| mask.start).chain([end]);
    let starts = std::iter::once(start).chain(inside.map(|mask| mask.end));
    starts.zip(gaps).filter_map(move |(start, end)| trimmed(text, start, end))
}

/// A stretch without the spaces and marks at its ends; `None` if nothing is left that could be personal.
fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let part = text.get(start..end)?;
    let mark = |c: char| !c.is_alphanumeric();
    let start = start + part.len() - part.trim_start_matches(mark).len();
    let part = part.trim_matches(mark);
    (part.chars().count() >= SHORTEST).then_some((start, start + part.len()))
}
