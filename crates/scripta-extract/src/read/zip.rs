//! US ZIP codes.

use std::sync::LazyLock;

use super::asks::Asks;
use super::cue::{self, back, key};
use super::mention::{Mention, What};
use super::number::Number;
use super::spot::Known;
use super::word::{Gap, Word};
use super::year::{self, Form};
use super::zip_place::{
    is_address, is_alone, is_denied, is_denied_after, is_last_of_list, is_set_apart, is_something_else,
    is_whole,
};
use super::zip_run::Run;

/// How many words may be between `zip code` and the number.
pub(super) const REACH: usize = 8;

/// The first three digits of a ZIP code that are in use.
static PREFIXES: LazyLock<Vec<(u16, u16)>> = LazyLock::new(|| {
    let line = |line: &str| {
        let (first, last) = line.split_once(' ')?.0.split_once('-')?;
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    include_str!("../../data/zip.txt").lines().filter_map(line).collect()
});

pub(super) fn prepare() {
    LazyLock::force(&PREFIXES);
}

/// Its first three digits are in use.
fn is_in_use(zip: &str) -> bool {
    let prefix = zip.get(..3).and_then(|prefix| prefix.parse::<u16>().ok());
    prefix.is_some_and(|prefix| PREFIXES.iter().any(|(first, last)| (*first..=*last).contains(&prefix)))
}

/// Why a number is taken for a ZIP code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Nothing else was said.
    Alone,
    /// `I live in 90210`.
    Place,
    Asked,
    Corrected,
    /// `my zip is 90210`, `90210 is my zip`.
    Called,
}

/// The ZIP codes of a text. Of several that count, the last that is called so.
pub(super) fn zips(words: &[Word], known: Known<'_>) -> Vec<Mention> {
    let asks = known.asks;
    let mut found: Vec<(Why, Mention)> = Vec::new();
    let (mut cue, mut last) = (None, None);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if is_cue(words, at) {
            cue = Some(at);
        }
        let letter = word.key == "o"
            && words.get(at + 1).is_some_and(|next| next.number.counts() && next.gap == Gap::Space);
        if !(word.number.counts() || letter || matches!(word.number, Number::Times(_))) {
            at += 1;
            continue;
        }
        let run = Run::at(words, at, asks.zip);
        let last_end =
            last.and_then(|last: usize| found.get(last)).map_or(0, |(_, mention)| mention.words.end);
        let corrects = last.and_then(|last: usize| found.get(last)).is_some_and(|(_, mention)| {
            at - mention.words.end <= 8 && cue::corrects_between(words, mention.words.end, at)
        });
        // `my old zip was 10001, now it's 90210`
        let replaces = found.last().is_some_and(|(_, mention)| mention.denied && at - mention.words.end <= 8);
        if let Some(zip) = &run.zip {
            let told = cue.is_some_and(|cue| at - cue <= REACH && !is_told_apart(words, cue, at))
                || is_told_after(words, run.to);
            if let Some(why) = why(words, &run, told || replaces, corrects, asks) {
                let confidence = why.confidence(is_in_use(zip));
                let mut mention = Mention::new(words, run.from..run.to, What::Zip(zip.clone()), confidence);
                mention.denied = is_denied(words, cue, &run) || is_denied_after(words, run.to);
                mention.corrects =
                    corrects || cue::corrects_between(words, run.from.saturating_sub(5), run.from);
                last = if mention.denied { last } else { Some(found.len()) };
                found.push((why, mention));
            }
            cue = None;
        } else if let (true, Some(tail), Some((_, mention))) = (
            corrects && run.leads_from(words, last_end),
            &run.digits,
            last.and_then(|last: usize| found.get_mut(last)),
        ) {
            mend(mention, tail, &run, words);
        } else if let Some(mention) = run.digits.as_ref().and_then(|tail| mended(words, tail, &run, known)) {
            found.push((Why::Corrected, mention));
        }
        at = run.to.max(at + 1);
    }
    settle(found)
}

impl Why {
    fn confidence(self, in_use: bool) -> f32 {
        let said = match self {
            Self::Alone => 0.5,
            Self::Place => 0.8,
            Self::Asked => 0.92,
            Self::Corrected => 0.93,
            Self::Called => 0.96,
        };
        if in_use { said } else { 0.3 }
    }
}

/// Of those that are not denied one counts: the last of those with the best reason.
fn settle(found: Vec<(Why, Mention)>) -> Vec<Mention> {
    let best =
        found.iter().filter(|(_, mention)| !mention.denied).map(|(why, _)| (*why).min(Why::Asked)).max();
    let last =
        found.iter().rposition(|(why, mention)| !mention.denied && Some((*why).min(Why::Asked)) == best);
    let several = found.iter().filter(|(_, mention)| !mention.denied).count() > 1;
    let chosen = found.into_iter().enumerate().filter_map(|(n, (_, mut mention))| {
        mention.corrects |= several && Some(n) == last;
        (mention.denied || Some(n) == last).then_some(mention)
    });
    chosen.collect()
}

/// `no, one nine`, where the other side has just said another.
fn mended(words: &[Word], tail: &str, run: &Run, known: Known<'_>) -> Option<Mention> {
    let begins =
        |n: &usize| is_cue(words, *n - 1) || words.get(*n).is_some_and(|word| word.gap >= Gap::Comma);
    let from = (1..=run.from).rev().take(8).find(begins).unwrap_or(0);
    let short = words.len() <= 12 && is_end(words, run.to) && run.leads_from(words, from);
    let placed = || {
        words.iter().any(|word| matches!(word.key.as_str(), "digit" | "ends" | "end" | "ending" | "number"))
    };
    if !(short && known.asks.zip && (tail.len() >= 2 || placed())) {
        return None;
    }
    // After a year too, it may be that year that is corrected.
    let year = known.mentions.iter().any(|mention| matches!(mention.what, What::Year(_)));
    let told = (0..run.from).any(|at| is_cue(words, at));
    let last = known.mentions.iter().rev().find_map(|mention| match &mention.what {
        What::Zip(zip) => Some(zip),
        _ => None,
    })?;
    let kept = last.get(..last.len().checked_sub(tail.len())?)?;
    let zip = format!("{kept}{tail}");
    ((!year || told) && is_in_use(&zip)).then(|| {
        let mut mention = Mention::new(words, run.from..run.to, What::Zip(zip), 0.8);
        mention.corrects = true;
        mention
    })
}

/// Nothing follows, or that these digits are the last.
fn is_end(words: &[Word], to: usize) -> bool {
    words
        .iter()
        .skip(to)
        .all(|word| matches!(word.key.as_str(), "at" | "on" | "in" | "the" | "end" | "not" | "instead"))
}

/// `no, one one` puts these digits in the place of the last two.
fn mend(mention: &mut Mention, tail: &str, run: &Run, words: &[Word]) {
    if let What::Zip(zip) = &mut mention.what
        && let Some(kept) = zip.len().checked_sub(tail.len()).and_then(|kept| zip.get(..kept))
    {
        let mended = format!("{kept}{tail}");
        if is_in_use(&mended) {
            *zip = mended;
            mention.words.end = run.to;
            mention.span.end =
                words.get(run.to.saturating_sub(1)).map_or(mention.span.end, |word| word.span.end);
            mention.corrects = true;
        }
    }
}

fn is_cue(words: &[Word], at: usize) -> bool {
    matches!(key(words, at), "zip" | "zipcode" | "zips" | "postal" | "postcode")
}

/// Another kind of number is announced between the word `zip` and the number.
fn is_told_apart(words: &[Word], cue: usize, at: usize) -> bool {
    (cue..at).any(|n| match key(words, n) {
        "phone" | "miles" | "mileage" | "policy" | "deductible" | "account" => true,
        "live" => key(words, n + 1) == "at",
        _ => false,
    })
}

/// `90210 is my zip`, `90210 for the zip`.
fn is_told_after(words: &[Word], to: usize) -> bool {
    (to..to + 5)
        .take_while(|n| words.get(*n).is_some_and(|word| word.gap != Gap::Stop && !word.number.counts()))
        .take_while(|n| !matches!(key(words, *n), "and" | "but"))
        .any(|n| is_cue(words, n))
}

fn why(words: &[Word], run: &Run, told: bool, corrects: bool, asks: Asks) -> Option<Why> {
    if told {
        return Some(Why::Called);
    }
    if asks.code && !asks.zip {
        return None;
    }
    // `built in nineteen seventy two`
    let dated = year::at(words, run.from).is_some_and(|said| said.to == run.to && said.form == Form::Full);
    if is_something_else(words, run) || dated {
        return None;
    }
    let one = back(words, run.from, 1);
    let state = run.from > 0 && cue::is_state(words, run.from - 1);
    let located = matches!(one, "in" | "near" | "to" | "of" | "area")
        && (1..7).any(|by| {
            matches!(
                back(words, run.from, by),
                "live"
                    | "living"
                    | "moved"
                    | "located"
                    | "garaged"
                    | "parked"
                    | "reside"
                    | "kept"
                    | "m"
                    | "im"
                    | "re"
                    | "based"
                    | "area"
                    | "am"
                    | "lives"
            )
        });
    let located = located
        || (asks.place || is_address(words, run.from)) && is_whole(words, run)
        || is_last_of_list(words, run) && !(asks.mileage || asks.money)
        || one == "in" && run.zip.is_some() && !matches!(back(words, run.from, 2), "me" | "back")
        || one == "at" && matches!(back(words, run.from, 2), "m" | "am" | "im" | "re" | "still")
        || key(words, run.to) == "area" && one == "the"
        || matches!(one, "used" | "using" | "at") && is_set_apart(words, run, Gap::Stop)
        || matches!(one, "got" | "have" | "heard" | "say" | "says" | "said")
            && words.len() <= 6
            && is_set_apart(words, run, Gap::Stop)
        || is_set_apart(words, run, Gap::Comma) && !(asks.mileage || asks.money || asks.vin || asks.phone)
        || cue::says(words, run.to, "is where i");
    let in_use = run.zip.as_deref().is_some_and(is_in_use);
    if corrects {
        Some(Why::Corrected)
    } else if asks.zip && (in_use || !asks.mileage) {
        Some(Why::Asked)
    } else if in_use && (state || located) {
        Some(Why::Place)
    } else if in_use && is_alone(words, run) && !(asks.mileage || asks.money || asks.vin || asks.phone) {
        Some(Why::Alone)
    } else {
        None
    }
}
