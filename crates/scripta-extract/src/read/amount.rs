//! Sums of money, and numbers with what they count.

use super::asks::Asks;
use super::cue::{self, back, key};
use super::mention::{Mention, Unit, What};
use super::number::{self, Number};
use super::word::{Gap, Word};
use super::year::{self, Form};

/// The sums and numbers of a text, in its order.
pub(super) fn amounts(words: &[Word], asks: Asks) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(unit) =
            unit(key(words, at + 1)).filter(|_| key(words, at) == "no" && is_close(words, at + 1))
        {
            let none = What::Number { value: 0.0, unit: Some(unit) };
            found.push(Mention::new(words, at..at + 2, none, 0.85));
            at += 2;
            continue;
        }
        let Some((value, to)) = value(words, at, asks) else {
            at += 1;
            continue;
        };
        if let Some((what, end, confidence)) = what(words, at, to, value, asks) {
            let mut mention = Mention::new(words, at..end, what, confidence);
            mention.corrects = cue::corrects_between(words, at.saturating_sub(4), at);
            mention.denied = back(words, at, 1) == "not";
            found.push(mention);
        }
        at = to;
    }
    found
}

/// A number, and the word after it. Digits that are read out are none.
fn value(words: &[Word], at: usize, asks: Asks) -> Option<(f64, usize)> {
    let first = words.get(at)?;
    let tied = first
        .before
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '_' | '/' | '-' | '.' | ':' | '@'));
    if tied || first.number == Number::Not && first.key != "a" {
        return None;
    }
    // `a grand on collision`
    let for_what = asks.money || matches!(key(words, at + 2), "on" | "for" | "deductible");
    if first.key == "a" && key(words, at + 1) == "grand" && for_what {
        return Some((1.0, at + 1));
    }
    let (value, to) = number::cardinal(words, at)?;
    if first.number == Number::Not && value < 100.0 {
        return None;
    }
    // `twelve and a half thousand`
    if number_says_half(words, to) {
        let scale = match words.get(to + 3).map(|word| word.number) {
            Some(Number::Thousand) => 1_000.0,
            Some(Number::Hundred) => 100.0,
            Some(Number::Million) => 1_000_000.0,
            _ => 1.0,
        };
        return Some(((value + 0.5) * scale, to + 3 + usize::from(scale > 1.0)));
    }
    let next = words.get(to).filter(|word| word.gap <= Gap::Space && word.number.counts());
    let Some(next) = next else { return Some((value, to)) };
    // `one forty`, `two twenty five`
    let hundreds = matches!(first.number, Number::Digit(1..))
        && to == at + 1
        && matches!(next.number, Number::Tens(_) | Number::Teen(_));
    let (rest, end) = number::part(words, to).filter(|(rest, _)| hundreds && *rest < 100)?;
    let ends = words.get(end).is_none_or(|word| !word.number.counts());
    let money = asks.money || is_money(key(words, end)) || is_rate(words, end) || first.before == Some('$');
    let rest = u32::try_from(rest).ok()?;
    (ends && money).then_some((value * 100.0 + f64::from(rest), end))
}

fn number_says_half(words: &[Word], at: usize) -> bool {
    cue::says(words, at, "and a half")
}

fn what(words: &[Word], from: usize, to: usize, value: f64, asks: Asks) -> Option<(What, usize, f32)> {
    let first = words.get(from)?;
    let next = if is_close(words, to) { key(words, to) } else { "" };
    let scaled = if next == "grand" { 1_000.0 } else { 1.0 };
    let money = |value: f64| What::Money { cents: cents(value) };
    let percent = words.get(to - 1).is_some_and(|word| word.after == Some('%'));
    if matches!(first.before, Some('$')) {
        return Some((money(value * scaled), to + usize::from(scaled > 1.0 || is_money(next)), 0.97));
    }
    if is_money(next) {
        let cents = cents_after(words, to + 1);
        let extra = cents.map_or(0.0, |(cents, _)| cents / 100.0);
        return Some((money(value * scaled + extra), cents.map_or(to + 1, |(_, end)| end), 0.95));
    }
    if percent {
        return Some((What::Number { value, unit: Some(Unit::Percent) }, to, 0.95));
    }
    // `two at-fault accidents`, `three speeding tickets`
    let skip = usize::from(matches!(
        next,
        "speeding"
            | "more"
            | "other"
            | "licensed"
            | "moving"
            | "minor"
            | "major"
            | "total"
            | "fault"
            | "parking"
    )) + 2 * usize::from(cue::says(words, to, "at fault"));
    if let Some(unit) = unit(key(words, to + skip)).filter(|_| is_close(words, to + skip)) {
        return Some((What::Number { value, unit: Some(unit) }, to + skip + 1, 0.93));
    }
    if is_rate(words, to) && !asks.mileage && value >= 10.0 {
        return Some((money(value), to, 0.7));
    }
    if asks.money {
        return Some((money(value), to, 0.75));
    }
    if asks.zip || year::at(words, from).is_some_and(|said| said.to == to && said.form == Form::Full) {
        return None;
    }
    // `one` is more often a pronoun.
    let pronoun = first.key == "one" && to == from + 1 && words.len() > 4;
    let unit = asks.mileage.then_some(Unit::Miles).filter(|_| value >= 100.0);
    (!pronoun).then_some((What::Number { value, unit }, to, 0.6))
}

fn is_close(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.gap <= Gap::Space || word.gap == Gap::Joint('-'))
}

fn is_money(key: &str) -> bool {
    matches!(key, "dollars" | "dollar" | "bucks" | "buck" | "usd" | "grand")
}

/// `a month`, `per year`, `monthly`.
fn is_rate(words: &[Word], at: usize) -> bool {
    let per = matches!(key(words, at), "a" | "per" | "every" | "each")
        && matches!(key(words, at + 1), "month" | "year" | "week" | "quarter");
    per || matches!(key(words, at), "monthly" | "yearly" | "annually")
}

/// `and fifty cents`, `fifty` after dollars.
fn cents_after(words: &[Word], at: usize) -> Option<(f64, usize)> {
    let skip = usize::from(key(words, at) == "and");
    let (value, to) = number::cardinal(words, at + skip)?;
    (value < 100.0 && matches!(key(words, to), "cents" | "cent")).then_some((value, to + 1))
}

/// Rounded, as far as an integer goes.
fn cents(value: f64) -> i64 {
    let cents = (value * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range is checked, and a sum is whole after rounding"
    )]
    if cents.abs() < 9e15 { cents as i64 } else { i64::MAX }
}

fn unit(key: &str) -> Option<Unit> {
    Some(match key {
        "mile" | "miles" | "mi" => Unit::Miles,
        "kilometer" | "kilometers" | "kilometres" | "km" | "kms" => Unit::Kilometers,
        "year" | "years" | "yrs" | "yr" => Unit::Years,
        "month" | "months" => Unit::Months,
        "week" | "weeks" => Unit::Weeks,
        "day" | "days" => Unit::Days,
        "percent" => Unit::Percent,
        "driver" | "drivers" | "people" => Unit::Drivers,
        "car" | "cars" | "vehicle" | "vehicles" => Unit::Vehicles,
        "accident" | "accidents" | "claims" | "claim" | "wrecks" | "crashes" => Unit::Accidents,
        "ticket" | "tickets" | "violation" | "violations" => Unit::Violations,
        _ => return None,
    })
}
