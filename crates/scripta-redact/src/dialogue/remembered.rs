//! A turn that later ones may change.

use crate::detect::Candidate;
use crate::found::{self, Found};
use crate::kind::Kind;
use crate::remap::Edit;
use crate::rules::Rules;
use crate::{Counts, Remap};

use super::Speaker;
use super::asked::Asked;
use super::piece::{Piece, Pieces};

/// How much of the end of a turn is remembered as it was said, in bytes.
pub(super) const TAIL: usize = 256;

/// One turn: its beginning as it was redacted, and its end as it was said.
#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) item: String,
    pub(super) speaker: Speaker,
    /// What it answers.
    pub(super) answers: Asked,
    /// What it asks for.
    pub(super) asks: Asked,
    /// It lets the other one go on.
    pub(super) listening: bool,
    /// The beginning, redacted.
    head: Text,
    raw_head: usize,
    /// The end, as it was said.
    pub(super) tail: String,
    /// What is personal in the end, by itself.
    own: Vec<Candidate>,
    /// What is, together with other turns.
    joined: Vec<Candidate>,
    pub(super) pieces: Pieces,
    /// The number at its end is masked until more is known.
    pub(super) held: bool,
    /// What was handed out of it.
    pub(super) shown: Text,
}

/// A redacted text.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
    pub(super) counts: Counts,
}

impl Text {
    pub(super) fn remap(&self) -> Remap {
        if self.edits.is_empty() {
            Remap::identity(&self.text)
        } else {
            Remap::new(self.edits.clone(), &self.text)
        }
    }

    /// Puts another text behind this one; `raw` is the length of what was said of this one.
    fn push(&mut self, rules: &Rules, raw: usize, tail: &str, spans: &[Candidate]) {
        let (text, edits) = found::masked(rules, tail, spans);
        let out = self.text.len();
        self.edits.extend(edits.iter().map(|edit| Edit {
            raw_start: edit.raw_start + raw,
            raw_end: edit.raw_end + raw,
            out_start: edit.out_start + out,
            out_end: edit.out_end + out,
        }));
        self.text.push_str(&text);
        spans.iter().for_each(|span| self.counts.add(rules.name(span.kind), 1));
    }
}

impl Remembered {
    pub(super) fn new(item: &str, speaker: Speaker, answers: Asked) -> Self {
        Self {
            item: item.to_owned(),
            speaker,
            answers,
            asks: Asked::default(),
            listening: false,
            head: Text::default(),
            raw_head: 0,
            tail: String::new(),
            own: Vec::new(),
            joined: Vec::new(),
            pieces: Pieces::default(),
            held: false,
            shown: Text::default(),
        }
    }

    /// Takes in what was said, and what was found in it.
    pub(super) fn set(&mut self, rules: &Rules, text: &str, found: &Found) {
        let cut = cut(text, &found.spans);
        let (before, after): (Vec<_>, Vec<_>) = found.spans.iter().partition(|span| span.start < cut);
        self.head.push(rules, 0, text.get(..cut).unwrap_or_default(), &before);
        self.raw_head = cut;
        text.get(cut..).unwrap_or_default().clone_into(&mut self.tail);
        self.own =
            after.into_iter().map(|c| Candidate { start: c.start - cut, end: c.end - cut, ..c }).collect();
    }

    /// Takes in that nothing of it may be shown.
    pub(super) fn set_whole(&mut self, rules: &Rules, raw: usize, placeholder: Kind) {
        rules.mask(placeholder).clone_into(&mut self.head.text);
        let out_end = self.head.text.len();
        self.head.edits.push(Edit { raw_start: 0, raw_end: raw, out_start: 0, out_end });
        self.head.counts.add(rules.name(placeholder), 1);
        self.raw_head = raw;
    }

    /// Whether the same was said before under this name: then what is known of it stays.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.raw_head, &self.tail, &self.head) == (other.raw_head, &other.tail, &other.head)
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.joined.clone_from(&other.joined);
    }

    /// Takes in what is personal in the end of it together with other turns.
    pub(super) fn join(&mut self, found: Vec<Candidate>) {
        self.joined = found::join(std::mem::take(&mut self.joined), found);
    }

    /// Whether something in this stretch of the end is known to be personal.
    pub(super) fn covers(&self, start: usize, end: usize) -> bool {
        self.own.iter().chain(&self.joined).any(|span| span.start < end && start < span.end)
    }

    /// Whether a number is known by itself for what it is, so that it does not go on.
    pub(super) fn completes(&self, piece: Piece) -> bool {
        let whole = |span: &&Candidate| span.start <= piece.start && piece.end <= span.end;
        self.own.iter().find(whole).is_some_and(|span| span.kind != Kind::Number)
    }

    /// What is to be shown of it now.
    pub(super) fn show(&self, rules: &Rules) -> Text {
        let mut spans = found::join(self.own.clone(), self.joined.clone());
        if let Some(piece) = self.pieces.last.filter(|_| self.held && !rules.is_kept(Kind::Number)) {
            let held =
                Candidate { start: piece.start, end: piece.end, kind: Kind::Number, rule: "dialogue.piece" };
            // What is found already says more of it.
            spans = found::join(vec![held], spans);
        }
        let mut text = self.head.clone();
        text.push(rules, self.raw_head, &self.tail, &spans);
        text
    }
}

/// Where the end of a turn begins: between two words, and in nothing that was found.
fn cut(text: &str, spans: &[Candidate]) -> usize {
    let Some(least) = text.len().checked_sub(TAIL).filter(|least| *least > 0) else { return 0 };
    let least = text.ceil_char_boundary(least);
    let space = text.get(least..).and_then(|rest| rest.find(' ')).map_or(text.len(), |at| least + at);
    let mut cut = space;
    for span in spans {
        if span.start < cut && cut < span.end {
            cut = span.end;
        }
    }
    cut
}
