//! Model years.

use super::cue::{back, corrects_between, is_filler, is_hedge, is_vehicle_word, key};
use super::number::{self, Number};
use super::word::{Gap, Word};

/// Model years that are insured.
pub(super) const YEARS: std::ops::RangeInclusive<u16> = 1950..=2028;

/// A number that can be a year, as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) year: u16,
    /// The word after it.
    pub(super) to: usize,
    pub(super) form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `2018`, `twenty eighteen`, `two thousand eight`.
    Full,
    /// `two oh one eight`, `20 18`: also other things.
    Spelled,
    /// `'18`, `eighteen`, `oh eight`: also many other things.
    Short,
}

/// The number at a word that can be a year.
pub(super) fn at(words: &[Word], at: usize) -> Option<Said> {
    let word = words.get(at).filter(|word| word.number.counts() || word.key == "o")?;
    // `two fifty` is no `fifty`.
    let hundreds = word.gap == Gap::Space
        && matches!(word.number, Number::Tens(_))
        && at
            .checked_sub(1)
            .and_then(|at| words.get(at))
            .is_some_and(|word| matches!(word.number, Number::Digit(1..)));
    let said = match word.number {
        Number::Written => written(words, at, word),
        _ => spoken(words, at),
    }?;
    let part = hundreds && said.form == Form::Short;
    (YEARS.contains(&said.year) && !part && !goes_on(words, said.to)).then_some(said)
}

fn written(words: &[Word], at: usize, word: &Word) -> Option<Said> {
    let tied = word.before.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '$' | '/' | ':' | '-' | '.' | ',' | '#' | '€' | '£' | '_' | '+')
    }) || word.after.is_some_and(|c| matches!(c, '%' | '_' | '/' | ':' | '@'));
    let glued =
        word.after.is_some_and(char::is_alphabetic) && !matches!(key(words, at + 1), "s" | "ish" | "model");
    if tied || glued {
        return None;
    }
    match word.key.len() {
        4 => {
            let year = word.key.parse().ok()?;
            // `2000 and 7`
            let rest = words.get(at + 2).filter(|_| year == 2000 && key(words, at + 1) == "and");
            let rest = rest.filter(|rest| rest.gap == Gap::Space && rest.key.len() <= 2);
            match rest.and_then(|rest| rest.key.parse::<u16>().ok()) {
                Some(rest) => Some(Said { year: year + rest, to: at + 3, form: Form::Full }),
                None => Some(Said { year, to: at + 1, form: Form::Full }),
            }
        }
        2 => {
            let second = words.get(at + 1).filter(|next| next.gap == Gap::Space && next.key.len() == 2);
            if let Some(second) = second.filter(|_| matches!(word.key.as_str(), "19" | "20"))
                && let Ok(year) = format!("{}{}", word.key, second.key).parse()
            {
                return Some(Said { year, to: at + 2, form: Form::Spelled });
            }
            Some(Said { year: century(word.key.parse().ok()?)?, to: at + 1, form: Form::Short })
        }
        1 => spelled(words, at),
        _ => None,
    }
}

pub(super) fn spoken(words: &[Word], at: usize) -> Option<Said> {
    if (matches!(words.get(at)?.number, Number::Digit(0 | 2)) || key(words, at) == "o")
        && let Some(said) = spelled(words, at)
    {
        return Some(said);
    }
    let (first, to) = number::part(words, at)?;
    if first >= 1950 {
        // `two thousand, um, seventeen`
        let first_rest = words.get(to).map_or(to + 1, |word| to + usize::from(word.gap != Gap::Comma));
        let rest =
            (first_rest..to + 3).filter(|at| first == 2000 && (to..*at).all(|n| is_filler(key(words, n))));
        let rest = rest.filter_map(|at| number::part(words, at)).find(|(rest, _)| (1..29).contains(rest));
        let (rest, to) = rest.unwrap_or((0, to));
        return Some(Said { year: u16::try_from(first + rest).ok()?, to, form: Form::Full });
    }
    // `twenty, uh, nineteen`
    // `Twenty. Nineteen.`
    let alone = |at: usize| {
        words.get(at).is_some_and(|word| word.capital && word.gap == Gap::Stop)
            && words.get(at + 1).is_none_or(|word| word.gap == Gap::Stop)
    };
    let paused =
        words.get(to).is_some_and(|word| word.gap == Gap::Comma) || to == at + 1 && alone(at) && alone(to);
    let spoken = words.get(at).is_some_and(|word| word.number != Number::Written);
    let resumed = (to..to + 3).find(|at| !is_filler(key(words, *at)));
    let resumed = resumed.filter(|at| *at > to || paused && spoken);
    let close = |n: usize| {
        let near = words.get(n).is_some_and(|word| matches!(word.gap, Gap::Space | Gap::Joint('-')));
        near || resumed == Some(n)
    };
    let to = if matches!(first, 19 | 20) { resumed.unwrap_or(to) } else { to };
    if matches!(first, 19 | 20) && close(to) {
        let base = u16::try_from(first).ok()? * 100;
        let runner = |to: usize| if key(words, to) == "runner" { to - 1 } else { to };
        match (words.get(to)?.number, words.get(to + 1).map(|word| word.number)) {
            (Number::Digit(0), Some(Number::Digit(n))) if close(to + 1) => {
                return Some(Said { year: base + u16::from(n), to: to + 2, form: Form::Full });
            }
            (Number::Tens(_) | Number::Teen(_), _) => {
                let (rest, end) = number::part(words, to).filter(|(rest, _)| *rest < 100)?;
                // `a twenty twenty four runner` is a 4Runner of 2020.
                let four = runner(end) < end && rest % 10 == 4 && end - to == 2;
                let (rest, end) = if four { (rest - 4, end - 1) } else { (rest, end) };
                return Some(Said { year: base + u16::try_from(rest).ok()?, to: end, form: Form::Full });
            }
            (Number::Written, _) if words.get(to)?.key.len() == 2 => {
                let year = base + words.get(to)?.key.parse::<u16>().ok()?;
                return Some(Said { year, to: to + 1, form: Form::Spelled });
            }
            _ => {}
        }
    }
    let short = u16::try_from(first).ok().filter(|n| (10..100).contains(n))?;
    Some(Said { year: century(short)?, to, form: Form::Short })
}

/// `two oh one eight`, `oh eight`.
fn spelled(words: &[Word], at: usize) -> Option<Said> {
    let digit = |n: usize| {
        let word =
            words.get(at + n).filter(|word| n == 0 || matches!(word.gap, Gap::Space | Gap::Joint('-')))?;
        match word.number {
            Number::Digit(digit) => Some(u16::from(digit)),
            _ if word.key == "o" => Some(0),
            Number::Written if word.key.len() == 1 => word.key.parse().ok(),
            _ => None,
        }
    };
    let first = digit(0)?;
    // `oh thirteen`
    if let (0, Some(Number::Teen(teen))) = (first, words.get(at + 1).map(|word| word.number)) {
        return Some(Said { year: 2000 + u16::from(teen), to: at + 2, form: Form::Short });
    }
    let second = digit(1)?;
    if let (2, 0, Some(third), Some(fourth)) = (first, second, digit(2), digit(3)) {
        return Some(Said { year: 2000 + third * 10 + fourth, to: at + 4, form: Form::Spelled });
    }
    (first == 0 && second > 0).then_some(Said { year: 2000 + second, to: at + 2, form: Form::Short })
}

fn century(short: u16) -> Option<u16> {
    match short {
        0..=28 => Some(2000 + short),
        50..=99 => Some(1900 + short),
        _ => None,
    }
}

/// More digits follow, and no name that begins with a number.
fn goes_on(words: &[Word], to: usize) -> bool {
    let Some(next) = words.get(to) else { return false };
    match next.gap {
        Gap::Joint('-' | '/' | '.' | ',' | ':') if next.number == Number::Written => true,
        // `the 2009 one`
        Gap::Space if next.key == "one" && !words.get(to + 1).is_some_and(|word| word.number.counts()) => {
            false
        }
        Gap::Space | Gap::Joint('-') if next.number.counts() => {
            let mut names = super::gazetteer::GAZETTEER.names(words, to).into_iter();
            !names.any(|name| words.get(name.to - 1).is_some_and(|last| !last.number.counts()))
        }
        Gap::Space => matches!(next.number, Number::Hundred | Number::Thousand | Number::Million),
        _ => false,
    }
}

/// How surely a number that stands beside no name is the vehicle's year; nothing where it is not.
pub(super) fn introduced(
    words: &[Word],
    said: Said,
    from: usize,
    asked: super::Asks,
    has_vehicle: bool,
) -> Option<f32> {
    let mut before = from;
    let mut hedged = false;
    while before > 0 && (is_filler(back(words, before, 1)) || is_hedge(back(words, before, 1))) {
        hedged |= is_hedge(back(words, before, 1)) && back(words, before, 1) != "actually";
        before -= 1;
    }
    let hedged = hedged || key(words, said.to) == "ish" || key(words, said.to) == "or";
    let (one, two) = (back(words, before, 1), back(words, before, 2));
    let next = key(words, said.to);
    let pause = words.get(before).is_some_and(|word| !word.gap.is_close());
    let alone = words.len() - (said.to - from) <= 5;
    let corrects = corrects_between(words, from.saturating_sub(4), from);
    let full = said.form == Form::Full;
    let ends = words.get(said.to).is_none_or(|word| word.gap > Gap::Space || word.key == "not");
    let base =
        if one == "year" || two == "year" && matches!(one, "is" | "s" | "was" | "of") || next == "model" {
            0.95
        } else if full
            && (matches!(one, "the" | "a" | "an") && next == "one" || one == "said" && words.len() <= 8)
        {
            0.8
        } else if asked.year && (full || alone || ends && is_short_said(words, from, two, asked)) {
            0.92
        } else if !full
            && has_vehicle
            && ends
            && matches!(one, "a" | "an" | "the")
            && is_short_said(words, from, two, asked)
        {
            0.75
        } else if !full {
            let part =
                from.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| word.number.counts());
            let instead =
                ends && !part && words.len() <= 14 && corrects_between(words, from.saturating_sub(3), from);
            return (has_vehicle && (corrects && alone || instead)).then_some(0.7);
        } else if matches!(one, "a" | "an")
            && (introduces(two) || has_vehicle && matches!(two, "but" | "or"))
            && (has_vehicle || ends || words.len() <= 8 || is_vehicle_word(back(words, before, 3)))
        {
            0.88
        } else if matches!(one, "s" | "its" | "is" | "was" | "be" | "that" | "from" | "says" | "say" | "said")
            && (has_vehicle || asked.vehicle)
            && !pause
        {
            0.85
        } else if asked.vehicle && words.len() <= 12
            || is_told(words, from)
            || words.len() <= 7 && words.iter().any(|word| word.key == "not")
        {
            0.8
        } else if corrects && (words.len() <= 8 || has_vehicle) {
            0.85
        } else if matches!(one, "s" | "its" | "is" | "a" | "an") && words.len() <= 6 {
            0.7
        } else if has_vehicle && is_sentence(words, from, said.to) {
            // `I believe a twenty fourteen. Let me look. Twenty thirteen.`
            0.91
        } else if has_vehicle && pause && ends {
            // `a Camry in good shape, 2018`
            0.7
        } else if has_vehicle && said.to == words.len() && words.len() <= 24 && !is_bought(words, from) {
            // `it's my aunt's Lexus and I'm buying it off her two thousand fourteen`
            0.6
        } else {
            return None;
        };
    Some(if hedged { base - 0.1 } else { base })
}

/// `I bought it twenty nineteen`
fn is_bought(words: &[Word], at: usize) -> bool {
    (1..5).any(|by| matches!(back(words, at, by), "bought" | "purchased" | "got" | "since" | "with"))
}

/// Nothing else is in the sentence.
fn is_sentence(words: &[Word], from: usize, to: usize) -> bool {
    let stops = |at: usize| words.get(at).is_none_or(|word| word.gap == Gap::Stop);
    from > 0 && stops(from) && stops(to)
}

/// `it's an '11`, `it's a fifteen`, where a vehicle is spoken of.
fn is_short_said(words: &[Word], from: usize, before: &str, asked: super::Asks) -> bool {
    let apostrophe = words.get(from).is_some_and(|word| matches!(word.before, Some('\'' | '’')));
    introduces(before) && (apostrophe || words.len() <= 12 || asked.vehicle)
}

/// `the year was wrong, it's 2018`, `change the year to 2018`.
fn is_told(words: &[Word], at: usize) -> bool {
    let told = |by: &usize| back(words, at, *by) == "year";
    let counted = |by: usize| {
        matches!(
            back(words, at, by + 1),
            "a" | "per" | "last" | "this" | "that" | "each" | "every" | "one" | "next"
        )
    };
    (1..8).find(told).is_some_and(|by| !counted(by))
}

/// `it's a 2018`, `I drive a 2018`.
fn introduces(key: &str) -> bool {
    matches!(
        key,
        "s" | "its"
            | "is"
            | "was"
            | "have"
            | "has"
            | "drive"
            | "drives"
            | "driving"
            | "got"
            | "own"
            | "owns"
            | "bought"
            | "be"
            | "think"
            | "that"
            | "actually"
            | "no"
            | "sorry"
            | "wait"
            | "mean"
            | "rather"
            | "had"
            | "insure"
            | "meant"
            | "lease"
            | "get"
    )
}
