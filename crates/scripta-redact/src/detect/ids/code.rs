//! A stretch of a spelling that may be an identifier, and its shape.

use crate::spell::{Form, Gap, Glyph, Part};

/// Letters and digits that may be one identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code<'s> {
    pub(super) glyphs: &'s [Glyph],
    pub(super) parts: &'s [Part],
}

impl Code<'_> {
    pub(super) fn len(&self) -> usize {
        self.glyphs.len()
    }

    /// How many digits it has, an `oh` being one.
    pub(super) fn digits(&self) -> usize {
        self.glyphs.iter().filter(|glyph| glyph.may_be_digit()).count()
    }

    /// How many letters it has, an `oh` being none.
    pub(super) fn letters(&self) -> usize {
        self.len() - self.digits()
    }

    pub(super) fn is_digits(&self) -> bool {
        self.letters() == 0
    }

    /// Its values as digits; fewer than glyphs if some are letters.
    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = u8> {
        self.glyphs.iter().filter_map(|glyph| glyph.digit())
    }

    /// Written, without a space in it.
    pub(super) fn is_compact(&self) -> bool {
        let written = |part: &Part| matches!(part.form, Form::Figures | Form::Letters | Form::Letter);
        self.parts.iter().all(written) && self.parts.iter().skip(1).all(|part| part.gap <= Gap::Dash)
    }

    /// Compact, and so long or so mixed that what comes after it is something else.
    pub(super) fn is_whole(&self) -> bool {
        let mixed = !self.is_digits() && self.digits() >= 2;
        self.is_compact() && self.len() >= if mixed { 6 } else { 7 }
    }

    /// So unlike a word or a number that a cue needs not be next to it.
    pub(super) fn is_strong(&self) -> bool {
        self.is_compact() && self.letters() >= 1 && self.digits() >= 5
    }

    /// An amount is in it: `five hundred`.
    pub(super) fn is_round(&self) -> bool {
        self.parts.iter().any(|part| part.form == Form::Round)
    }

    /// A day (`2024-01-15`, `1-15-2024`) or a range of years (`2019-2020`).
    pub(super) fn is_date(&self) -> bool {
        let year = |at: usize| {
            let first = self.values().skip(at).take(2).fold(0, |sum, digit| sum * 10 + digit);
            matches!(first, 19 | 20)
        };
        let figures = self.parts.iter().all(|part| part.form == Form::Figures);
        let dashed = self.parts.iter().skip(1).all(|part| part.gap == Gap::Dash);
        if !figures || !dashed || self.parts.len() > 3 {
            return false;
        }
        let mut lengths = [0; 3];
        let bytes = self.parts.iter().map(|part| part.end - part.start);
        lengths.iter_mut().zip(bytes).for_each(|(length, bytes)| *length = bytes);
        match lengths {
            [4, 1..=2, 1..=2] => year(0),
            [month @ 1..=2, day @ 1..=2, 4] => year(month + day),
            [4, 4, 0] => year(0) && year(4),
            _ => false,
        }
    }

    /// A day without dashes: `6 1 2024`, `six fifteen twenty twenty four`.
    pub(super) fn is_said_date(&self) -> bool {
        let mut lengths = [0; 4];
        let ends = self
            .parts
            .iter()
            .skip(1)
            .map(|part| part.first)
            .chain(self.parts.first().map(|part| part.first + self.len()));
        let counts = self.parts.iter().zip(ends).map(|(part, end)| end.saturating_sub(part.first));
        lengths.iter_mut().zip(counts).for_each(|(length, count)| *length = count);
        let year = match lengths {
            [month @ 1..=2, day @ 1..=2, 4, 0] | [month @ 1..=2, day @ 1..=2, 2, 2] => month + day,
            _ => return false,
        };
        let century = self.values().skip(year).take(2).fold(0, |sum, digit| sum * 10 + digit);
        self.parts.len() <= 4 && matches!(century, 19 | 20)
    }

    /// Whether it is made like this: `A` a letter, `N` a digit, `X` either, each with how often (`N7`, `N4-9`) if not once,
    /// with spaces between.
    pub(super) fn is_like(&self, format: &str) -> bool {
        let mut at = 0;
        for class in format.split(' ') {
            let (sort, count) = class.split_at_checked(1).unwrap_or((class, ""));
            let (least, most) = match count.split_once('-') {
                Some((least, most)) => (least.parse().unwrap_or(1), most.parse().unwrap_or(1)),
                None => (count.parse().unwrap_or(1), count.parse().unwrap_or(1)),
            };
            let fits = |glyph: &&Glyph| match sort {
                "A" => glyph.may_be_letter(),
                "N" => glyph.may_be_digit(),
                _ => true,
            };
            let rest = self.glyphs.get(at..).unwrap_or_default();
            let count: usize = rest.iter().take(most).take_while(fits).count();
            if count < least {
                return false;
            }
            at += count;
        }
        at == self.len()
    }
}
