//! What was found, held against what is there.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::kind::Kind;
use crate::utterance::{Form, Gold, Utterance};

/// What an engine found, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Found {
    fn overlaps(&self, gold: &Gold) -> bool {
        self.start < gold.end && gold.start < self.end
    }
}

/// One utterance, judged.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    utterance: &'a Utterance,
    found: &'a [Found],
}

/// Words that people put into a number; that they stay readable gives nothing away.
const FILLERS: [&str; 5] = ["uh", "um", "okay", "let's", "see"];

impl<'a> Verdict<'a> {
    pub(crate) fn new(utterance: &'a Utterance, found: &'a [Found]) -> Verdict<'a> {
        Verdict { utterance, found }
    }

    /// What is there and was not found, or not wholly.
    pub(crate) fn misses(&self) -> impl Iterator<Item = &'a Gold> {
        self.utterance.gold.iter().filter(|gold| gold.counted && !self.covers(gold, None))
    }

    /// What was found where nothing is.
    pub(crate) fn alarms(&self) -> impl Iterator<Item = &'a Found> {
        self.found.iter().filter(|found| self.golds(found).next().is_none())
    }

    fn golds(&self, found: &'a Found) -> impl Iterator<Item = &'a Gold> {
        self.utterance.gold.iter().filter(move |gold| found.overlaps(gold))
    }

    /// Whether every letter and digit of `gold` is covered: by any spans, or by spans of `kind`.
    fn covers(&self, gold: &Gold, kind: Option<Kind>) -> bool {
        let covered = |at: usize| {
            let of_kind = |found: &&Found| kind.is_none_or(|kind| found.kind == kind);
            self.found.iter().filter(of_kind).any(|found| (found.start..found.end).contains(&at))
        };
        let text = &self.utterance.text[gold.start..gold.end];
        words(text).all(|(from, word)| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let skipped = gold.form == Form::Spoken && FILLERS.iter().any(|f| f.eq_ignore_ascii_case(bare));
            let said = |(_, c): &(usize, char)| c.is_alphanumeric();
            skipped || word.char_indices().filter(said).all(|(at, _)| covered(gold.start + from + at))
        })
    }

    /// The letters and digits that `found` covers and that are no personal data.
    fn outside(&self, found: &Found) -> usize {
        let inside = |at: usize| self.utterance.gold.iter().any(|gold| (gold.start..gold.end).contains(&at));
        let text = self.utterance.text.get(found.start..found.end).unwrap_or_default();
        text.char_indices().filter(|(at, c)| c.is_alphanumeric() && !inside(found.start + at)).count()
    }
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(char::is_whitespace).scan(0, |from, word| {
        let at = *from;
        *from += word.len();
        Some((at, word))
    })
}

/// What was counted for one kind in one form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) gold: usize,
    pub(crate) covered: usize,
    /// Covered by spans of the very kind.
    pub(crate) exact: usize,
    pub(crate) found: usize,
    pub(crate) right: usize,
    /// Letters and digits beside the personal data that were covered with it.
    pub(crate) outside: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.gold += other.gold;
        self.covered += other.covered;
        self.exact += other.exact;
        self.found += other.found;
        self.right += other.right;
        self.outside += other.outside;
    }
}

impl Tally {
    pub(crate) fn recall(&self) -> Option<f64> {
        ratio(self.covered, self.gold)
    }

    pub(crate) fn exact_recall(&self) -> Option<f64> {
        ratio(self.exact, self.gold)
    }

    pub(crate) fn precision(&self) -> Option<f64> {
        ratio(self.right, self.found)
    }

    pub(crate) fn f1(&self) -> Option<f64> {
        let (recall, precision) = (self.recall()?, self.precision().unwrap_or(0.0));
        Some(if recall + precision > 0.0 { 2.0 * recall * precision / (recall + precision) } else { 0.0 })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of utterances are far below 2^52")]
pub(crate) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A set, judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) kinds: BTreeMap<(Kind, Form), Tally>,
    pub(crate) utterances: usize,
    /// Utterances without personal data.
    pub(crate) clean: usize,
    /// Of these, those in which something was found.
    pub(crate) alarmed: usize,
}

impl Score {
    pub(crate) fn add(&mut self, utterance: &Utterance, found: &[Found]) {
        let verdict = Verdict::new(utterance, found);
        for gold in utterance.gold.iter().filter(|gold| gold.counted) {
            let tally = self.kinds.entry((gold.kind, gold.form)).or_default();
            tally.gold += 1;
            tally.covered += usize::from(verdict.covers(gold, None));
            tally.exact += usize::from(verdict.covers(gold, Some(gold.kind)));
        }
        for span in found {
            self.add_span(&verdict, span);
        }
        self.utterances += 1;
        if utterance.gold.is_empty() {
            self.clean += 1;
            self.alarmed += usize::from(!found.is_empty());
        }
    }

    fn add_span(&mut self, verdict: &Verdict<'_>, span: &Found) {
        let golds: Vec<&Gold> = verdict.utterance.gold.iter().filter(|gold| span.overlaps(gold)).collect();
        if !golds.is_empty() && golds.iter().all(|gold| !gold.counted) {
            return;
        }
        let text = verdict.utterance.text.get(span.start..span.end).unwrap_or_default();
        let same = golds.iter().find(|gold| gold.kind == span.kind);
        let form = same.map_or_else(|| Form::of(span.kind, text), |gold| gold.form);
        let tally = self.kinds.entry((span.kind, form)).or_default();
        tally.found += 1;
        tally.right += usize::from(!golds.is_empty());
        if !golds.is_empty() {
            tally.outside += verdict.outside(span);
        }
    }

    /// All kinds and forms together.
    pub(crate) fn all(&self) -> Tally {
        let mut sum = Tally::default();
        self.kinds.values().for_each(|tally| sum += *tally);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utterance() -> Utterance {
        let mut utterance = Utterance::plain("call ");
        utterance.push(Kind::Phone, "five five, uh, five");
        utterance.text.push_str(" or ");
        utterance.push(Kind::Email, "jo@example.org");
        utterance.text.push_str(" in 2019");
        utterance
    }

    fn found(kind: Kind, start: usize, end: usize) -> Found {
        Found { kind, start, end }
    }

    #[test]
    fn covered_in_pieces_is_covered_and_fillers_may_show() {
        let utterance = utterance();
        let spans = [found(Kind::Phone, 5, 14), found(Kind::Phone, 20, 24)];
        let mut score = Score::default();
        score.add(&utterance, &spans);
        let phone = score.kinds[&(Kind::Phone, Form::Spoken)];
        assert_eq!((phone.gold, phone.covered, phone.exact, phone.found, phone.right), (1, 1, 1, 2, 2));
        assert_eq!(score.kinds[&(Kind::Email, Form::Written)].recall(), Some(0.0));
    }

    #[test]
    fn another_kind_counts_as_found_but_not_as_exact() {
        let utterance = utterance();
        let spans = [found(Kind::Number, 5, 24)];
        let mut score = Score::default();
        score.add(&utterance, &spans);
        let phone = score.kinds[&(Kind::Phone, Form::Spoken)];
        assert_eq!((phone.covered, phone.exact), (1, 0));
    }

    #[test]
    fn a_span_beside_is_a_false_alarm_and_one_too_long_covers_too_much() {
        let utterance = utterance();
        let end = utterance.text.len();
        let spans = [found(Kind::Email, 28, end - 5), found(Kind::Phone, end - 4, end)];
        let verdict = Verdict::new(&utterance, &spans);
        assert_eq!(verdict.misses().count(), 1);
        assert_eq!(verdict.alarms().collect::<Vec<_>>(), [&spans[1]]);
        let mut score = Score::default();
        score.add(&utterance, &spans);
        assert_eq!(score.kinds[&(Kind::Email, Form::Written)].outside, 2);
        assert_eq!(score.kinds[&(Kind::Phone, Form::Written)].precision(), Some(0.0));
        assert_eq!(score.kinds[&(Kind::Phone, Form::Written)].outside, 0);
    }

    #[test]
    fn utterances_without_personal_data_are_counted_by_themselves() {
        let mut score = Score::default();
        score.add(&Utterance::plain("nothing"), &[]);
        score.add(&Utterance::plain("nothing"), &[found(Kind::Name, 0, 7)]);
        assert_eq!((score.clean, score.alarmed), (2, 1));
        assert_eq!(score.all().found, 1);
    }
}
