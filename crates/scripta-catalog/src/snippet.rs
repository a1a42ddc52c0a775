//! Where a conversation matched.

use std::ops::{ControlFlow, Range};

use scripta_core::record::Speaker;
use serde::Serialize;

use crate::entry::Said;
use crate::query::{Expr, Phrase, Query};
use crate::words::{Word, words};

/// Words around what matched, on each side.
const AROUND: usize = 6;
/// The most words of a snippet, beside those of one match.
const LONGEST: usize = 40;

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
    /// The text, as it was said; `…` stands for what was left out.
    pub text: String,
    /// It is what was searched for.
    pub matched: bool,
}

/// At most `most` snippets of what was said where `query` matched: those first in which most of it was said.
pub(crate) fn snippets(said: &[Said], query: &Query, most: usize) -> Vec<Snippet> {
    let mut phrases = Vec::new();
    wanted(&query.expr, &mut phrases);
    if phrases.is_empty() || most == 0 {
        return Vec::new();
    }
    let mut found: Vec<(Worth, Snippet)> = said.iter().flat_map(|said| of_turn(said, &phrases)).collect();
    // The sort keeps the order of the conversation among equals.
    found.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    found.truncate(most);
    found.into_iter().map(|(_, snippet)| snippet).collect()
}

/// How many of the phrases are in a snippet, and how often any of them.
type Worth = (usize, usize);

/// The phrases that a conversation is wanted for; those that it must not hold are not.
fn wanted<'a>(expr: &'a Expr, phrases: &mut Vec<&'a Phrase>) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| wanted(part, phrases)),
        Expr::Said(phrase) if !phrases.contains(&phrase) => phrases.push(phrase),
        _ => {}
    }
}

/// Where a phrase stands: the numbers of its words.
struct Match {
    words: Range<usize>,
    phrase: usize,
}

fn of_turn(said: &Said, phrases: &[&Phrase]) -> Vec<(Worth, Snippet)> {
    let words = words(&said.text);
    let mut matches = Vec::new();
    for (phrase, wanted) in phrases.iter().enumerate().filter(|(_, phrase)| phrase.is_by(said.speaker)) {
        let word = |at: usize| words.get(at).map(|word| word.text.as_str());
        let all = wanted.places(words.len(), word, |at| {
            matches.push(Match { words: at..at + wanted.words.len(), phrase });
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
    }
    matches.sort_by_key(|found| (found.words.start, found.words.end));
    let near = |one: &Match, other: &Match| other.words.start <= one.words.end + 2 * AROUND;
    let mut snippets = Vec::new();
    for group in matches.chunk_by(near) {
        snippets.extend(of_group(said, &words, group));
    }
    snippets
}

/// The snippet of matches that stand near to each other: as many of them as it has room for.
fn of_group(said: &Said, words: &[Word], group: &[Match]) -> Option<(Worth, Snippet)> {
    let first = group.first()?;
    let fits = |found: &&Match| found.words.end <= first.words.end + LONGEST;
    let group: Vec<&Match> = group.iter().take_while(fits).collect();
    let end = group.iter().map(|found| found.words.end).max()?;
    let from = first.words.start.saturating_sub(AROUND);
    let to = (end + AROUND).min(words.len());
    let mut phrases: Vec<usize> = group.iter().map(|found| found.phrase).collect();
    phrases.sort_unstable();
    phrases.dedup();
    let spans = group.iter().filter_map(|found| {
        let last = words.get(found.words.end.checked_sub(1)?)?;
        Some(words.get(found.words.start)?.span.start..last.span.end)
    });
    // Up to the ends of the turn, where they are reached: with what stands before the first word and after the last.
    let start = if from == 0 { 0 } else { words.get(from)?.span.start };
    let stop = if to == words.len() { said.text.len() } else { words.get(to.checked_sub(1)?)?.span.end };
    let parts = parts(&said.text, start..stop, spans);
    let snippet = Snippet { speaker: said.speaker, start_ms: said.start_ms, parts };
    Some(((phrases.len(), group.len()), snippet))
}

/// A piece of a text in parts, of which those in `spans` matched. The spans are in order, and may overlap.
fn parts(text: &str, piece: Range<usize>, spans: impl Iterator<Item = Range<usize>>) -> Vec<SnippetPart> {
    let mut parts: Vec<SnippetPart> = Vec::new();
    let mut put = |text: &str, matched| match parts.last_mut() {
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(SnippetPart { text: text.to_owned(), matched }),
    };
    put(if piece.start > 0 { "…" } else { "" }, false);
    let mut at = piece.start;
    for span in spans {
        let span = span.start.max(at)..span.end.max(at);
        put(text.get(at..span.start).unwrap_or_default(), false);
        put(text.get(span.clone()).unwrap_or_default(), true);
        at = span.end;
    }
    put(text.get(at..piece.end).unwrap_or_default(), false);
    put(if piece.end < text.len() { "…" } else { "" }, false);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::Fields;
    use crate::query::sample::said;

    /// The snippets as texts, with what matched in brackets.
    fn shown(turns: &[Said], query: &str, most: usize) -> Vec<String> {
        let query = Query::parse(query, &Fields::default()).unwrap();
        let text =
            |part: &SnippetPart| if part.matched { format!("[{}]", part.text) } else { part.text.clone() };
        snippets(turns, &query, most).iter().map(|snippet| snippet.parts.iter().map(text).collect()).collect()
    }

    fn by_user(text: &str) -> Vec<Said> {
        vec![said(Speaker::User, text)]
    }

    #[test]
    fn what_matched_is_shown_as_it_was_said() {
        let turn = by_user("I’d like Full  Coverage, s'il vous plaît!");
        assert_eq!(shown(&turn, "\"full coverage\"", 3), ["I’d like [Full  Coverage], s'il vous plaît!"]);
        assert_eq!(shown(&turn, "plait cov*", 3), ["I’d like Full  [Coverage], s'il vous [plaît]!"]);
        assert_eq!(
            shown(&turn, "\"like full\" \"full coverage\"", 3),
            ["I’d [like Full  Coverage], s'il vous plaît!"]
        );
        assert_eq!(shown(&by_user("我要保险"), "保险", 3), ["我要[保险]"]);
    }

    #[test]
    fn a_long_turn_is_cut_between_words_on_both_sides() {
        let turn = by_user(
            "one two three four five six seven eight nine ten (eleven) twelve thirteen fourteen fifteen",
        );
        assert_eq!(
            shown(&turn, "eight", 3),
            ["…two three four five six seven [eight] nine ten (eleven) twelve thirteen fourteen…"]
        );
        assert_eq!(shown(&turn, "one fifteen", 1), ["[one] two three four five six seven…"]);
    }

    #[test]
    fn only_what_is_wanted_is_shown_and_only_by_whom() {
        let turns = [said(Speaker::User, "a refund"), said(Speaker::Assistant, "no refund today")];
        assert_eq!(shown(&turns, "user:refund", 3), ["a [refund]"]);
        assert_eq!(shown(&turns, "refund -today", 3), ["a [refund]", "no [refund] today"]);
        assert_eq!(shown(&turns, "-refund OR outcome:x", 3), [""; 0]);
        assert_eq!(shown(&turns, "refund", 0), [""; 0]);
    }

    #[test]
    fn the_snippet_with_most_of_what_was_searched_for_is_first() {
        let turns = [
            said(Speaker::User, "red red red"),
            said(Speaker::User, "blue"),
            said(Speaker::User, "red and blue"),
        ];
        assert_eq!(shown(&turns, "red blue", 2), ["[red] and [blue]", "[red] [red] [red]"]);
    }

    #[test]
    fn a_turn_full_of_matches_gives_snippets_of_bounded_length() {
        let turn = by_user(&"no ".repeat(10_000));
        let shown = shown(&turn, "no", 5);
        assert_eq!(shown.len(), 1);
        assert!(shown[0].len() < 400, "{}", shown[0].len());
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_piece_of_what_was_said(text in r"([a-c]{1,2}|\PC)( [a-c]{1,2}|\PC){0,60}", query in "[a-c]{1,2}( OR \"?[a-c] [a-c]\"?){0,2}") {
            let Ok(query) = Query::parse(&query, &Fields::default()) else { return Ok(()) };
            for snippet in snippets(&by_user(&text), &query, 10) {
                let whole: String = snippet.parts.iter().map(|part| part.text.as_str()).collect();
                prop_assert!(snippet.parts.iter().any(|part| part.matched));
                let without = whole.strip_prefix('…').unwrap_or(&whole);
                let without = without.strip_suffix('…').unwrap_or(without);
                prop_assert!(text.contains(without), "{} in {}", without, text);
            }
        }
    }
}
