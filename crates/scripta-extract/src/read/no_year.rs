//! Numbers that could be model years and are not.

use super::cue::{back, is_street, key};
use super::gazetteer::GAZETTEER;
use super::word::{Gap, Word};

/// What is around the number says that it is something else: `since 2016`, `2020 dollars`, `my 2019 claim`.
pub(super) fn is_something_else(words: &[Word], from: usize, to: usize, asked: bool) -> bool {
    let before = |by: usize| back(words, from, by);
    let made = matches!(before(2), "made" | "built" | "manufactured" | "model" | "year" | "produced");
    let timed = match before(1) {
        "since" | "until" | "till" | "by" | "during" | "before" | "after" | "through" | "january"
        | "february" | "march" | "april" | "may" | "june" | "july" | "august" | "september" | "october"
        | "november" | "december" | "jan" | "feb" | "aug" | "sept" | "oct" | "nov" | "dec" | "born"
        | "at" | "number" | "spring" | "summer" | "fall" | "winter" => true,
        "is" => before(2) == "hindsight",
        "said" => matches!(before(3), "if" | "when" | "thought"),
        "in" | "of" => !(made || asked && from <= 2),
        "year" => matches!(before(2), "last" | "that" | "this"),
        "early" | "late" | "mid" => before(2) == "in",
        _ => false,
    };
    let after =
        words.get(to).filter(|word| word.gap <= Gap::Space || matches!(word.gap, Gap::Joint('-' | '\'')));
    let next = after.map_or("", |word| word.key.as_str());
    let counted = matches!(
        next,
        "dollar"
            | "dollars"
            | "bucks"
            | "mile"
            | "miles"
            | "percent"
            | "deductible"
            | "square"
            | "feet"
            | "people"
            | "points"
            | "times"
            | "pounds"
            | "days"
            | "day"
            | "months"
            | "month"
            | "weeks"
            | "hours"
            | "minutes"
            | "years"
            | "cents"
            | "claim"
            | "claims"
            | "accident"
            | "accidents"
            | "ticket"
            | "tickets"
            | "policy"
            | "taxes"
            | "premium"
            | "crash"
            | "wreck"
            | "rates"
            | "rate"
            | "renewal"
            | "quote"
            | "drivers"
            | "cars"
            | "vehicles"
            | "am"
            | "pm"
            | "th"
            | "st"
            | "nd"
            | "rd"
            | "per"
            | "census"
            | "incident"
            | "already"
            | "vision"
    ) || matches!(next, "a" | "per" | "each" | "every")
        && matches!(key(words, to + 1), "year" | "month" | "week" | "day" | "mile")
        || next == "year" && matches!(key(words, to + 1), "old" | "olds")
        // `2019 Grand Cherokee`, `2023 K5`
        || next == "grand" && !GAZETTEER.names(words, to).iter().any(|name| name.to > to + 1)
        || next == "k" && words.get(to + 1).is_none_or(|word| word.gap != Gap::None);
    let named = (to..to + 3).take_while(|n| words.get(*n).is_some_and(|word| word.gap == Gap::Space));
    let street =
        named.skip(1).any(|n| is_street(key(words, n)) && words.get(n).is_some_and(|word| word.capital));
    timed || counted || street || is_of_event(words, from)
}

/// `the redesign was 2018`, `the accident was in 2020`.
fn is_of_event(words: &[Word], at: usize) -> bool {
    let leads = |key: &str| {
        matches!(
            key,
            "was" | "is" | "s" | "were" | "happened" | "came" | "started" | "out" | "in" | "from" | "for"
        )
    };
    let event = (1..5).take_while(|by| leads(back(words, at, *by))).last().map_or(1, |by| by + 1);
    let event = event > 1
        && matches!(
            back(words, at, event),
            "redesign"
                | "facelift"
                | "restyle"
                | "refresh"
                | "changeover"
                | "recall"
                | "accident"
                | "claim"
                | "ticket"
                | "loan"
                | "license"
                | "licence"
                | "birthday"
                | "wedding"
                | "inspection"
                | "registration"
                | "purchase"
                | "transmission"
                | "engine"
        );
    event
        || back(words, at, 1) == "until"
        || matches!(back(words, at, 1), "redesigned" | "changed" | "restyled")
}
