//! Numbers as they are said.
//!
//! A number word is kept as what it is, not as what it adds up to: `twenty twenty` is a year and `20 20`, `nine hundred`
//! is 900 and begins a ZIP code. Whoever looks for a kind of number asks for the reading that suits it.

use std::ops::Range;

use super::word::{Gap, Word};

/// What a word is, as a part of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    /// No number.
    Not,
    /// Written in digits.
    Written,
    /// `zero` to `nine`.
    Digit(u8),
    /// `ten` to `nineteen`.
    Teen(u8),
    /// `twenty` to `ninety`.
    Tens(u8),
    Hundred,
    Thousand,
    Million,
    /// `double five`, `triple oh`: how often the next is said.
    Times(u8),
}

impl Number {
    /// A lower-case word's.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "zero" | "oh" | "nought" | "naught" => Self::Digit(0),
            "one" => Self::Digit(1),
            "two" => Self::Digit(2),
            "three" => Self::Digit(3),
            "four" => Self::Digit(4),
            "five" => Self::Digit(5),
            "six" => Self::Digit(6),
            "seven" => Self::Digit(7),
            "eight" => Self::Digit(8),
            "nine" | "niner" => Self::Digit(9),
            "ten" => Self::Teen(10),
            "eleven" => Self::Teen(11),
            "twelve" => Self::Teen(12),
            "thirteen" => Self::Teen(13),
            "fourteen" => Self::Teen(14),
            "fifteen" => Self::Teen(15),
            "sixteen" => Self::Teen(16),
            "seventeen" => Self::Teen(17),
            "eighteen" => Self::Teen(18),
            "nineteen" => Self::Teen(19),
            "twenty" => Self::Tens(20),
            "thirty" => Self::Tens(30),
            "forty" | "fourty" => Self::Tens(40),
            "fifty" => Self::Tens(50),
            "sixty" => Self::Tens(60),
            "seventy" => Self::Tens(70),
            "eighty" => Self::Tens(80),
            "ninety" => Self::Tens(90),
            "hundred" => Self::Hundred,
            "thousand" => Self::Thousand,
            "million" => Self::Million,
            "double" => Self::Times(2),
            "triple" | "treble" => Self::Times(3),
            _ => Self::Not,
        }
    }

    /// It can stand alone in a number.
    pub(super) fn counts(self) -> bool {
        matches!(self, Self::Written | Self::Digit(_) | Self::Teen(_) | Self::Tens(_))
    }

    /// Below a hundred.
    fn small(self) -> Option<u64> {
        match self {
            Self::Digit(n) | Self::Teen(n) | Self::Tens(n) => Some(u64::from(n)),
            _ => None,
        }
    }
}

/// No number has more words.
const LONGEST: usize = 24;

/// The cardinal number that begins at a word, and the word after it: `twelve hundred`, `a hundred and forty`,
/// `45,000`, `12.5`, `two thousand eighteen`.
pub(super) fn cardinal(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let mut total = 0.0;
    let mut current = None;
    let mut to = at;
    let scale_ahead = |n: usize| {
        words.get(n).is_some_and(|word| {
            matches!(word.number, Number::Hundred | Number::Thousand) && word.gap.is_close()
        })
    };
    while let Some(word) = words.get(to).filter(|word| to == at || to - at < LONGEST && word.gap.is_close()) {
        let next = match word.number {
            Number::Written if current.is_none() => {
                let (value, end) = written(words, to)?;
                current = Some(value);
                to = end;
                continue;
            }
            Number::Digit(n) | Number::Teen(n) | Number::Tens(n) => add(current, f64::from(n)),
            Number::Hundred => current.filter(|n| *n > 0.0 && *n < 100.0).map(|n| n * 100.0),
            Number::Thousand => {
                total += current.take()? * 1_000.0;
                Some(0.0)
            }
            Number::Million => {
                total += current.take()? * 1_000_000.0;
                Some(0.0)
            }
            _ if to == at && word.key == "a" && scale_ahead(to + 1) => Some(1.0),
            _ if word.key == "k" && to > at && word.gap <= Gap::Space => {
                total += current.take()? * 1_000.0;
                return Some((total, to + 1));
            }
            // `a hundred and forty`, but not `one and two`.
            _ if word.key == "and"
                && (total > 0.0 || current.is_some_and(|n| n >= 100.0 && n % 100.0 == 0.0)) =>
            {
                let small = words.get(to + 1).and_then(|next| next.number.small());
                let follows = words.get(to + 1).is_some_and(|next| next.gap == Gap::Space);
                match small.filter(|_| follows && current.is_none_or(|n| n % 100.0 == 0.0)) {
                    Some(_) => current,
                    None => None,
                }
            }
            _ => None,
        };
        let Some(next) = next else { break };
        current = Some(next);
        to += 1;
    }
    (to > at).then(|| (total + current.unwrap_or(0.0), to))
}

/// A small number said after another adds to it where it has room: `twenty` `one`, `one hundred` `forty`.
fn add(current: Option<f64>, n: f64) -> Option<f64> {
    let Some(current) = current else { return Some(n) };
    if n == 0.0 {
        return None;
    }
    let room =
        if n < 10.0 { current % 10.0 == 0.0 && current % 100.0 != 10.0 } else { current % 100.0 == 0.0 };
    (room && current > 0.0 || current == 0.0).then_some(current + n)
}

/// `45,000`, `12.5`, `1200`.
fn written(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let mut digits = words.get(at)?.key.clone();
    let mut to = at + 1;
    while let Some(next) = words.get(to).filter(|next| {
        to - at < 6 && next.gap == Gap::Joint(',') && next.key.len() == 3 && next.number == Number::Written
    }) {
        digits.push_str(&next.key);
        to += 1;
    }
    if let Some(next) =
        words.get(to).filter(|next| next.gap == Gap::Joint('.') && next.number == Number::Written)
    {
        digits.push('.');
        digits.push_str(&next.key);
        to += 1;
    }
    digits.parse().ok().map(|value| (value, to))
}

/// The cardinal number below 10,000 that begins at a word, where it takes more than one word or is written: what a part of
/// a name or a year is said as. `fifteen hundred` is 1500; `twenty eight` is 28; `three` `twenty` stay two.
pub(super) fn part(words: &[Word], at: usize) -> Option<(u64, usize)> {
    let close = |n: usize| words.get(n).filter(|word| matches!(word.gap, Gap::Space | Gap::Joint('-')));
    let number = |n: usize| close(n).map_or(Number::Not, |word| word.number);
    let below = |n: usize| -> Option<(u64, usize)> {
        let first = words.get(n)?.number;
        match (first, number(n + 1)) {
            (Number::Tens(tens), Number::Digit(unit)) if unit > 0 => Some((u64::from(tens + unit), n + 2)),
            _ => first.small().map(|value| (value, n + 1)),
        }
    };
    let (mut value, mut to) = below(at)?;
    for (scale, factor) in [(Number::Hundred, 100), (Number::Thousand, 1_000)] {
        if number(to) == scale && value > 0 {
            value *= factor;
            to += 1;
            let skip = usize::from(close(to).is_some_and(|word| word.key == "and"));
            if let Some((rest, end)) =
                close(to + skip).and_then(|_| below(to + skip)).filter(|(rest, _)| *rest > 0)
            {
                // `two thousand five hundred`
                let more = number(end) == Number::Hundred && factor == 1_000;
                (value, to) = (value + rest * if more { 100 } else { 1 }, end + usize::from(more));
            }
            break;
        }
    }
    (value < 10_000).then_some((value, to))
}

/// The digits of a run of number words when they are read out, with exactly this many; the words may allow several
/// readings. `nine oh two ten` is 90210, `ninety two ten` 9210 or 90210.
pub(super) fn read_out(words: &[Word], run: Range<usize>, length: usize) -> Option<String> {
    let mut digits = String::with_capacity(length);
    if let Some(all) = words.get(run.clone()) {
        // `six hundred six, fourteen` is 60614, where it is not 600 6 14.
        if spell(all, length, false, &mut digits) || length == 5 && spell(all, length, true, &mut digits) {
            return Some(digits);
        }
        // `ninety thousand two hundred ten`
        if all.iter().any(|word| word.number == Number::Thousand) {
            let (value, to) = cardinal(words, run.start)?;
            let digits = format!("{value}");
            return (to == run.end && digits.len() == length).then_some(digits);
        }
    }
    None
}

/// Spells the words into exactly so many more digits. A digit may be added to the hundred before it.
fn spell(words: &[Word], left: usize, added: bool, digits: &mut String) -> bool {
    let Some((first, rest)) = words.split_first() else { return left == 0 };
    let next = rest.first().map_or(Number::Not, |word| word.number);
    let mut with = |said: &str, rest: &[Word]| {
        let kept = digits.len();
        if said.len() > left {
            return false;
        }
        digits.push_str(said);
        spell(rest, left - said.len(), added, digits) || {
            digits.truncate(kept);
            false
        }
    };
    match (first.number, next) {
        (Number::Written, _) => with(&first.key, rest),
        (Number::Digit(n), Number::Hundred) => {
            let rest = rest.get(1..).unwrap_or_default();
            match rest.first().map(|word| word.number) {
                Some(Number::Digit(unit @ 1..)) if added => {
                    with(&format!("{n}0{unit}"), rest.get(1..).unwrap_or_default())
                }
                _ => with(&format!("{n}00"), rest),
            }
        }
        (Number::Digit(n), _) => with(&n.to_string(), rest),
        (Number::Teen(n), _) => with(&n.to_string(), rest),
        (Number::Tens(n), Number::Digit(unit)) if unit > 0 => {
            with(&(n + unit).to_string(), rest.get(1..).unwrap_or_default()) || with(&n.to_string(), rest)
        }
        (Number::Tens(n), _) => with(&n.to_string(), rest),
        (Number::Times(times), Number::Digit(n)) => {
            with(&n.to_string().repeat(usize::from(times)), rest.get(1..).unwrap_or_default())
        }
        (Number::Times(times), Number::Written) => {
            let one = rest.first().map_or("", |word| word.key.as_str());
            one.len() == 1 && with(&one.repeat(usize::from(times)), rest.get(1..).unwrap_or_default())
        }
        // A letter O between digits, a joint that is said, a hesitation.
        (Number::Not, _) if first.key == "o" => with("0", rest),
        (Number::Not, _) => with("", rest),
        _ => false,
    }
}
