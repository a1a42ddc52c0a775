//! Runs of digits in which a ZIP code may be said.

use super::cue::{self, key};
use super::number::{self, Number};
use super::word::{Gap, Word};

/// No run of number words that is one ZIP code, with its four more digits and hesitations, has more.
const LONGEST: usize = 14;

/// A run of digits, written or read out.
pub(super) struct Run {
    pub(super) from: usize,
    /// The word after it.
    pub(super) to: usize,
    /// Five digits, where it can be read so.
    pub(super) zip: Option<String>,
    /// It can be part of a correction: `no, one one`.
    pub(super) digits: Option<String>,
}

impl Run {
    /// Nothing is said between but what leads from one number to another in its place.
    pub(super) fn leads_from(&self, words: &[Word], from: usize) -> bool {
        cue::leads(words, from..self.from)
    }

    /// Where one is asked for, a recogniser may have ended a sentence after each digit.
    pub(super) fn at(words: &[Word], from: usize, asked: bool) -> Self {
        let run = Self::up_to(words, from, Gap::Comma);
        if run.zip.is_some() {
            return run;
        }
        // `thirty thirty nine, three oh three three nine`
        if run.digits.is_none() {
            let piece = Self::up_to(words, from, Gap::Space);
            if piece.to < run.to && piece.to > from {
                return piece;
            }
        }
        if !asked {
            return run;
        }
        let run_on = Self::up_to(words, from, Gap::Stop);
        if run_on.zip.is_some() { run_on } else { run }
    }

    /// No gap in it is wider.
    fn up_to(words: &[Word], from: usize, widest: Gap) -> Self {
        let mut to = from;
        let mut hard = words.get(from).is_some_and(is_tied);
        while let Some(word) = words.get(to).filter(|_| to - from < LONGEST) {
            let first = to == from;
            let part = word.number.counts()
                || matches!(word.number, Number::Hundred | Number::Thousand | Number::Times(_));
            let part = part || word.key == "o" && first;
            let filler = !first
                && (cue::is_filler(&word.key) && word.key != "like"
                    || matches!(word.key.as_str(), "o" | "dash" | "hyphen" | "and"));
            let goes_on =
                |n: usize| words.get(n).is_some_and(|next| next.number.counts() && next.gap <= widest);
            // `not 123, 132`
            let denied = from.checked_sub(1).is_some_and(|before| key(words, before) == "not");
            let pause = !first && (word.gap > widest || denied && word.gap == Gap::Comma);
            let several = !first && word.number == Number::Written && word.key.len() > 3;
            let extended = several && word.key.len() == 4 && matches!(word.gap, Gap::Joint('-') | Gap::Space);
            if pause || several && !extended || !(part || filler && goes_on(to + 1)) {
                break;
            }
            // `45,000`, `555-1234`, `12/05`
            hard |= !first && matches!(word.gap, Gap::Joint(',' | '.' | '/' | ':'))
                || (!first && is_tied(word) && !matches!(word.before, Some('-' | ',')));
            to += 1;
        }
        let read = |range: std::ops::Range<usize>, length| {
            if hard { None } else { number::read_out(words, range, length) }
        };
        let joined =
            words.get(from).is_some_and(|word| word.key.len() == 3 && word.number == Number::Written);
        let phone =
            joined && words.get(from + 1).is_some_and(|word| matches!(word.gap, Gap::Joint('-' | '.')));
        let zip = read(from..to, 5).filter(|_| !phone).or_else(|| {
            read(from..to, 9)
                .and_then(|all| all.get(..5).map(str::to_owned))
                .filter(|_| !phone && is_extended(words, from, to))
        });
        let digits = (1..5).filter(|_| zip.is_none()).find_map(|length| read(from..to, length));
        Self { from, to, zip, digits }
    }
}

/// ZIP+4: written, or with the dash said.
fn is_extended(words: &[Word], from: usize, to: usize) -> bool {
    words.get(from).is_some_and(|word| word.key.len() == 5)
        || (from..to).any(|at| matches!(key(words, at), "dash" | "hyphen"))
}

/// Part of a price, a date, a code.
fn is_tied(word: &Word) -> bool {
    word.before.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '$' | '_' | '/' | '#' | '.' | ':' | '€' | '£' | '+')
    }) || word.number == Number::Written
        && word.after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '%' | ':' | '@'))
}
