//! Where in a text a number can be a ZIP code, and where it is none.

use super::cue::{self, back, key};
use super::number::Number;
use super::word::{Gap, Word};
use super::zip::REACH;
use super::zip_run::Run;

/// `we live in Denver, 80203`, `412 Maple Street, Omaha, 68104`
pub(super) fn is_address(words: &[Word], at: usize) -> bool {
    let from = at.saturating_sub(10);
    let start =
        (from..=at).rev().find(|n| words.get(*n).is_some_and(|word| word.gap == Gap::Stop)).unwrap_or(from);
    (start..at).any(|n| match key(words, n) {
        "live" | "living" | "lives" | "garaged" | "parked" | "reside" | "located" | "moved" | "address" => {
            true
        }
        "keep" | "keeps" => true,
        "kept" | "stays" | "stay" => matches!(key(words, n + 1), "in" | "at" | "on"),
        street => {
            n > start
                && cue::is_street(street)
                && words.get(n).is_some_and(|word| word.capital || word.key.len() > 3)
        }
    })
}

/// `94110, it's for a 2014 Fit`: five digits in one piece, with a pause before and after.
pub(super) fn is_set_apart(words: &[Word], run: &Run, gap: Gap) -> bool {
    let digits = |word: &Word| word.key.len() == 5 && word.number == Number::Written;
    let begins = run.from == 0 || words.get(run.from).is_some_and(|word| word.gap >= Gap::Comma);
    let ends = words.get(run.to).is_none_or(|word| word.gap >= Gap::Comma);
    run.to == run.from + 1 && words.get(run.from).is_some_and(digits) && ends && (begins || gap == Gap::Stop)
}

/// `a 2017 Ford Fusion, 28269?`
pub(super) fn is_last_of_list(words: &[Word], run: &Run) -> bool {
    let comma = |word: &Word| word.gap == Gap::Comma && word.key.len() == 5 && word.number == Number::Written;
    run.from > 1 && run.to == words.len() && run.to == run.from + 1 && words.get(run.from).is_some_and(comma)
}

/// Five digits in one piece that end what is said.
pub(super) fn is_whole(words: &[Word], run: &Run) -> bool {
    let ends = words
        .get(run.to)
        .is_none_or(|word| word.gap > Gap::Space || matches!(word.key.as_str(), "and" | "but"));
    let digits = words.get(run.from..run.to).is_some_and(|all| {
        all.len() == 1
            || all.len() >= 4 && all.iter().all(|word| word.number.counts() || word.number == Number::Not)
    });
    ends && digits
}

/// Nothing else is said but yes and the like.
pub(super) fn is_alone(words: &[Word], run: &Run) -> bool {
    let said = |word: &Word| {
        word.number != Number::Not
            || cue::is_filler(&word.key)
            || matches!(
                word.key.as_str(),
                "yes"
                    | "yeah"
                    | "no"
                    | "it"
                    | "its"
                    | "s"
                    | "that"
                    | "thats"
                    | "is"
                    | "sure"
                    | "sorry"
                    | "wait"
                    | "correct"
                    | "right"
                    | "i"
                    | "mean"
                    | "actually"
                    | "oh"
                    | "o"
                    | "please"
                    | "thanks"
                    | "dash"
                    | "and"
                    | "still"
                    | "was"
                    | "in"
                    | "now"
                    | "moved"
            )
    };
    // `ten ninety nine` is more often a price.
    let written = |word: &Word| word.number == Number::Written;
    let digits = words.get(run.from..run.to).is_some_and(|run| {
        let single =
            run.iter().filter(|word| matches!(word.number, Number::Digit(_) | Number::Times(_))).count();
        single >= 3 || run.iter().all(written)
    });
    digits && words.len() <= 24 && words.iter().all(said)
}

/// `12000 miles`, `90210 Main Street`, `policy number 90210`: asked or not, no ZIP code.
pub(super) fn is_something_else(words: &[Word], run: &Run) -> bool {
    let next = words.get(run.to).filter(|word| word.gap.is_close()).map_or("", |word| word.key.as_str());
    let unit = matches!(
        next,
        "miles"
            | "mile"
            | "dollars"
            | "dollar"
            | "bucks"
            | "a"
            | "per"
            | "percent"
            | "thousand"
            | "k"
            | "kilometers"
            | "feet"
            | "people"
            | "on"
            | "odometer"
    );
    let spaced = |n: &usize| words.get(*n).is_some_and(|word| word.gap == Gap::Space);
    // `60614 and drive a Honda`
    let street = |n| {
        cue::is_street(key(words, n))
            && (words.get(n).is_some_and(|word: &Word| word.capital)
                || !matches!(key(words, n), "drive" | "way" | "place"))
    };
    let street = (run.to..run.to + 4).take_while(spaced).any(street);
    let at = back(words, run.from, 1) == "at" && !next.is_empty();
    let number = (1..4).any(|by| {
        matches!(
            back(words, run.from, by),
            "policy"
                | "claim"
                | "case"
                | "account"
                | "reference"
                | "mileage"
                | "odometer"
                | "phone"
                | "extension"
                | "confirmation"
                | "member"
                | "license"
                | "apartment"
                | "badge"
        )
    });
    unit || street || at || number
}

/// `my old zip was 10001`, `not 90211`.
pub(super) fn is_denied(words: &[Word], cue: Option<usize>, run: &Run) -> bool {
    let reach = cue.filter(|cue| run.from - cue <= REACH).unwrap_or(run.from);
    let begins = |n: &usize| words.get(*n).is_some_and(|word| word.gap == Gap::Stop);
    let from = (reach.saturating_sub(4)..=run.from).rev().find(begins).unwrap_or(reach.saturating_sub(4));
    let gone = (from..run.from).any(|at| match key(words, at) {
        "old" if back(words, at, 1) == "year" => false,
        "last" if matches!(key(words, at + 1), "zip" | "address" | "place") => true,
        "old" | "previous" | "former" | "previously" | "formerly" => {
            !(at + 1..run.from).any(|n| matches!(key(words, n), "now" | "new" | "but"))
        }
        "used" => key(words, at + 1) == "to",
        "work" | "office" | "billing" | "mailing" | "job" => !(from..at).any(|n| key(words, n) == "same"),
        "shop" | "store" => matches!(back(words, at, 1), "the" | "my" | "our"),

        "from" => {
            at + 1 == run.from
                && (1..8).any(|by| matches!(back(words, at, by), "moved" | "moving" | "relocated"))
        }
        _ => false,
    });
    let not = (1..3).any(|by| {
        matches!(back(words, run.from, by), "not" | "isn" | "than")
            || back(words, run.from, by) == "t" && back(words, run.from, by + 1) == "isn"
    }) || (3..7).any(|by| {
        back(words, run.from, by) == "not" && matches!(back(words, run.from, by - 1), "my" | "our")
    });
    let before = key(words, run.to) == "before" || key(words, run.to) == "anymore";
    gone || not || before
}

/// `63110. No, sorry, that's work.`
pub(super) fn is_denied_after(words: &[Word], to: usize) -> bool {
    let leads = |at: &usize| {
        matches!(
            key(words, *at),
            "no" | "sorry"
                | "wait"
                | "oh"
                | "that"
                | "thats"
                | "s"
                | "is"
                | "was"
                | "my"
                | "the"
                | "our"
                | "actually"
        )
    };
    let skipped = (to..to + 8).take_while(leads).count();
    let says = (to..to + skipped).any(|at| matches!(key(words, at), "that" | "thats"));
    says && matches!(
        key(words, to + skipped),
        "work"
            | "office"
            | "job"
            | "mailing"
            | "billing"
            | "old"
            | "wrong"
            | "parents"
            | "mom"
            | "moms"
            | "previous"
            | "former"
    )
}
