//! What an expression means. Both stores are tested against this.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use scripta_core::record::Speaker;

use crate::entry::Entry;
use crate::query::{Expr, Label, Number, Phrase, Query, labels, numbers};
use crate::words::each_word;

impl Query {
    /// True where a conversation satisfies it. The entry must hold what was said.
    pub fn matches(&self, entry: &Entry) -> bool {
        let known = Known { entry, labels: labels(entry), numbers: numbers(entry), turns: OnceCell::new() };
        known.satisfies(&self.expr)
    }
}

/// What is known of a conversation, as far as it was asked for.
struct Known<'a> {
    entry: &'a Entry,
    labels: Vec<Label>,
    numbers: [i64; Number::ALL.len()],
    turns: OnceCell<Vec<(Speaker, Vec<String>)>>,
}

impl Known<'_> {
    fn satisfies(&self, expr: &Expr) -> bool {
        match expr {
            Expr::And(all) => all.iter().all(|expr| self.satisfies(expr)),
            Expr::Or(any) => any.iter().any(|expr| self.satisfies(expr)),
            Expr::Not(expr) => !self.satisfies(expr),
            Expr::Said(phrase) => self.turns().iter().any(|(speaker, words)| phrase.is_in(*speaker, words)),
            Expr::Is(wanted) => self.labels.iter().any(|label| wanted.fits(label)),
            Expr::Id(range) => range.contains(&self.entry.conversation_id),
            Expr::Within(wanted, range) => {
                let mut known = Number::ALL.iter().zip(self.numbers);
                known.any(|(number, value)| number == wanted && range.contains(&value))
            }
            Expr::Began(range) => range.contains(&self.entry.start.as_millis()),
        }
    }

    fn turns(&self) -> &[(Speaker, Vec<String>)] {
        self.turns.get_or_init(|| {
            let turn = |text| {
                let mut words = Vec::new();
                each_word(text, |word, _| words.push(word.to_owned()));
                words
            };
            self.entry.said.iter().map(|said| (said.speaker, turn(&said.text))).collect()
        })
    }
}

impl Phrase {
    /// True where the words of a turn hold it. It never reaches from one turn into another.
    fn is_in(&self, speaker: Speaker, words: &[String]) -> bool {
        if !self.is_by(speaker) {
            return false;
        }
        self.places(words.len(), |at| words.get(at).map(String::as_str), |_| ControlFlow::Break(()))
            .is_break()
    }

    /// True where it matters not who said it, or it was `speaker`.
    pub(crate) fn is_by(&self, speaker: Speaker) -> bool {
        self.speaker.is_none_or(|wanted| wanted == speaker)
    }

    /// Gives the number of the first word of each place where it stands among `count` words.
    pub(crate) fn places<'a>(
        &self,
        count: usize,
        word: impl Fn(usize) -> Option<&'a str>,
        mut found: impl FnMut(usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some((last, before)) = self.words.split_last() else { return ControlFlow::Continue(()) };
        for at in 0..(count + 1).saturating_sub(self.words.len()) {
            let begins = before.iter().enumerate().all(|(n, wanted)| word(at + n) == Some(wanted));
            let ends = |said: &str| if self.prefix { said.starts_with(last.as_str()) } else { said == last };
            if begins && word(at + before.len()).is_some_and(ends) {
                found(at)?;
            }
        }
        ControlFlow::Continue(())
    }
}

impl Label {
    /// True where `label`, one that a conversation has, is this, or goes on from this.
    pub(crate) fn fits(&self, label: &Self) -> bool {
        self.field == label.field
            && if self.prefix { label.value.starts_with(&self.value) } else { label.value == self.value }
    }
}

#[cfg(test)]
mod tests {
    use scripta_core::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::query::sample::{entry, said};

    fn matches(expr: Expr) -> bool {
        Query { expr }.matches(&entry())
    }

    fn phrase(speaker: Option<Speaker>, words: &[&str], prefix: bool) -> Expr {
        Expr::Said(Phrase { speaker, words: words.iter().map(|word| (*word).to_owned()).collect(), prefix })
    }

    fn label(field: &str, value: &str, prefix: bool) -> Expr {
        Expr::Is(Label { field: field.to_owned(), value: value.to_owned(), prefix })
    }

    #[test]
    fn all_of_none_is_always_true_and_one_of_none_never() {
        assert!(matches(Expr::And(vec![])));
        assert!(!matches(Expr::Or(vec![])));
        assert!(matches(Expr::Not(Box::new(Expr::Or(vec![])))));
    }

    #[test]
    fn words_are_found_in_one_turn_by_speaker_and_by_their_beginning() {
        assert!(matches(phrase(None, &["full", "coverage"], false)));
        assert!(!matches(phrase(None, &["coverage", "full"], false)));
        assert!(matches(phrase(Some(Speaker::User), &["full", "cov"], true)));
        assert!(!matches(phrase(Some(Speaker::Assistant), &["full", "cov"], true)));
        assert!(!matches(phrase(None, &["ful", "coverage"], true)));
        // The agent's last word and the caller's first.
        assert!(!matches(phrase(None, &["today", "i"], false)));
        assert!(!matches(phrase(None, &[], true)));
    }

    #[test]
    fn labels_numbers_id_and_begin_are_compared_as_they_are_indexed() {
        assert!(matches(label("outcome", "quote_completed", false)));
        assert!(!matches(label("outcome", "quote", false)));
        assert!(matches(label("outcome", "quote", true)));
        assert!(matches(label("fact.zipCode", "90", true)));
        assert!(matches(label("tool_failed", "", true)));
        assert!(!matches(label("problem", "", true)));
        assert!(matches(Expr::Within(Number::Turns, 2..=2)));
        assert!(!matches(Expr::Within(Number::Turns, 3..=i64::MAX)));
        assert!(matches(Expr::Id(entry().conversation_id..=entry().conversation_id)));
        assert!(!matches(Expr::Id(Uuid::nil()..=Uuid::nil())));
        let start = entry().start.as_millis();
        assert!(matches(Expr::Began(start..=start)));
        assert!(!matches(Expr::Began(start + 1..=i64::MAX)));
    }

    #[test]
    fn a_phrase_is_found_at_each_of_its_places() {
        let mut entry = entry();
        entry.said = vec![said(Speaker::User, "no no no")];
        entry.start = Timestamp::from_millis(0);
        let phrase = Phrase { speaker: None, words: vec!["no".to_owned(); 2], prefix: false };
        let words = ["no"; 3];
        let mut places = Vec::new();
        let all = phrase.places(
            3,
            |at| words.get(at).copied(),
            |at| {
                places.push(at);
                ControlFlow::Continue(())
            },
        );
        assert!(all.is_continue());
        assert_eq!(places, [0, 1]);
        assert!(Query { expr: Expr::Said(phrase) }.matches(&entry));
    }
}
