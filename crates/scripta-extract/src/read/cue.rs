//! Words that say how what is around them is meant.

use super::word::{Gap, Word};

/// The word's key, empty beyond the text.
pub(super) fn key(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |word| word.key.as_str())
}

/// The key of the word so many before.
pub(super) fn back(words: &[Word], at: usize, by: usize) -> &str {
    at.checked_sub(by).map_or("", |at| key(words, at))
}

/// The words at a place are these, given apart by spaces.
pub(super) fn says(words: &[Word], at: usize, phrase: &str) -> bool {
    phrase.split(' ').enumerate().all(|(n, part)| key(words, at + n) == part)
}

/// Said while thinking; means nothing.
pub(super) fn is_filler(key: &str) -> bool {
    matches!(
        key,
        "uh" | "um"
            | "er"
            | "erm"
            | "ah"
            | "hmm"
            | "hm"
            | "mm"
            | "umm"
            | "uhh"
            | "eh"
            | "well"
            | "like"
            | "so"
            | "okay"
            | "ok"
    )
}

/// Says that a value isn't sure.
pub(super) fn is_hedge(key: &str) -> bool {
    matches!(
        key,
        "probably"
            | "about"
            | "around"
            | "maybe"
            | "roughly"
            | "approximately"
            | "think"
            | "believe"
            | "guess"
            | "perhaps"
            | "possibly"
            | "either"
            | "actually"
            | "just"
            | "really"
    )
}

/// What is said next takes the place of something: `no wait`, `sorry`, `I mean`, `make that`.
pub(super) fn corrects(words: &[Word], at: usize) -> bool {
    let next = key(words, at + 1);
    match key(words, at) {
        "sorry" | "oops" | "whoops" | "correction" | "meant" | "apologies" | "rather" | "nope" | "nah" => {
            !(key(words, at) == "rather" && matches!(next, "than" | "not"))
        }
        "wait" => !matches!(next, "for" | "until" | "till" | "time"),
        "mean" => matches!(back(words, at, 1), "i" | "we"),
        "scratch" | "strike" => matches!(next, "that" | "it"),
        "actually" => true,
        "make" => matches!(next, "that" | "it") && back(words, at, 1) != "to",
        "should" => matches!(next, "be") && back(words, at, 1) != "what",
        "bad" | "mistake" => back(words, at, 1) == "my",
        "misspoke" | "instead" => next != "of",
        "hold" | "hang" => next == "on",
        "no" => {
            let pause = words.get(at + 1).is_some_and(|word| !word.gap.is_close());
            pause
                || matches!(
                    next,
                    "wait"
                        | "no"
                        | "it"
                        | "its"
                        | "i"
                        | "that"
                        | "thats"
                        | "not"
                        | "a"
                        | "an"
                        | "the"
                        | "make"
                        | "my"
                        | "we"
                        | "actually"
                        | "sorry"
                )
                || words.get(at + 1).is_some_and(|word| word.number.counts())
        }
        "not" => back(words, at, 1) == "no",
        _ => false,
    }
}

/// Something among these words corrects.
pub(super) fn corrects_between(words: &[Word], from: usize, to: usize) -> bool {
    (from..to.min(words.len())).any(|at| corrects(words, at))
}

/// These words only lead from one value to another in its place: `no wait, it's`, `sorry, I mean`.
pub(super) fn leads(words: &[Word], between: std::ops::Range<usize>) -> bool {
    words.get(between).is_some_and(|all| {
        all.iter().all(|word| {
            is_filler(&word.key)
                || is_hedge(&word.key)
                || matches!(
                    word.key.as_str(),
                    "no" | "nope"
                        | "not"
                        | "wait"
                        | "sorry"
                        | "oops"
                        | "its"
                        | "it"
                        | "s"
                        | "is"
                        | "i"
                        | "mean"
                        | "meant"
                        | "make"
                        | "that"
                        | "thats"
                        | "hold"
                        | "hang"
                        | "on"
                        | "scratch"
                        | "correction"
                        | "my"
                        | "bad"
                        | "mistake"
                        | "should"
                        | "be"
                        | "the"
                        | "last"
                        | "two"
                        | "three"
                        | "digits"
                        | "digit"
                        | "number"
                        | "final"
                        | "other"
                        | "way"
                        | "round"
                        | "around"
                        | "reversed"
                        | "swapped"
                        | "flipped"
                        | "you"
                        | "them"
                        | "those"
                        | "are"
                        | "ends"
                        | "ending"
                        | "in"
                        | "and"
                        | "a"
                        | "excuse"
                        | "me"
                        | "said"
                        | "oh"
                        | "yeah"
                        | "close"
                        | "almost"
                )
        })
    })
}

/// `the`, `my`: what follows is a thing.
pub(super) fn is_determiner(key: &str) -> bool {
    matches!(
        key,
        "a" | "an"
            | "the"
            | "my"
            | "our"
            | "your"
            | "his"
            | "her"
            | "their"
            | "this"
            | "that"
            | "another"
            | "one"
            | "s"
    )
}

/// A verb or noun that speaks of having a vehicle.
pub(super) fn is_vehicle_word(key: &str) -> bool {
    matches!(
        key,
        "drive"
            | "drives"
            | "driving"
            | "drove"
            | "own"
            | "owns"
            | "owned"
            | "bought"
            | "buy"
            | "buying"
            | "purchased"
            | "insure"
            | "insuring"
            | "insured"
            | "lease"
            | "leased"
            | "leasing"
            | "financed"
            | "car"
            | "cars"
            | "vehicle"
            | "vehicles"
            | "truck"
            | "suv"
            | "sedan"
            | "van"
            | "minivan"
            | "coupe"
            | "hatchback"
            | "convertible"
            | "wagon"
            | "pickup"
            | "motorcycle"
            | "bike"
            | "quote"
            | "cover"
            | "coverage"
            | "got"
            | "have"
            | "has"
            | "getting"
            | "add"
            | "adding"
            | "model"
            | "make"
            | "traded"
            | "sold"
    )
}

/// The end of a street's name.
pub(super) fn is_street(key: &str) -> bool {
    matches!(
        key,
        "avenue"
            | "ave"
            | "street"
            | "st"
            | "road"
            | "rd"
            | "lane"
            | "ln"
            | "boulevard"
            | "blvd"
            | "highway"
            | "hwy"
            | "parkway"
            | "pkwy"
            | "court"
            | "ct"
            | "circle"
            | "terrace"
            | "trail"
            | "way"
            | "drive"
            | "dr"
            | "place"
            | "pl"
            | "square"
            | "forges"
            | "route"
    )
}

/// The end of a place's name, or a state after it.
pub(super) fn is_place(words: &[Word], at: usize) -> bool {
    let key = key(words, at);
    matches!(
        key,
        "county"
            | "city"
            | "park"
            | "heights"
            | "hills"
            | "beach"
            | "springs"
            | "valley"
            | "tunnel"
            | "center"
            | "township"
    ) || is_state(words, at)
}

/// A state's name, or its abbreviation in capitals or after a comma.
pub(super) fn is_state(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let abbreviated =
        word.key.len() == 2 && (word.capital || word.gap == Gap::Joint(',') || word.gap == Gap::Comma);
    match word.key.as_str() {
        "alabama" | "alaska" | "arizona" | "arkansas" | "california" | "colorado" | "connecticut"
        | "delaware" | "florida" | "georgia" | "hawaii" | "idaho" | "illinois" | "indiana" | "iowa"
        | "kansas" | "kentucky" | "louisiana" | "maine" | "maryland" | "massachusetts" | "michigan"
        | "minnesota" | "mississippi" | "missouri" | "montana" | "nebraska" | "nevada" | "ohio"
        | "oklahoma" | "oregon" | "pennsylvania" | "tennessee" | "texas" | "utah" | "vermont"
        | "virginia" | "washington" | "wisconsin" | "wyoming" | "cali" => true,
        "hampshire" | "jersey" | "mexico" | "york" => back(words, at, 1) == "new",
        "new" => matches!(self::key(words, at + 1), "hampshire" | "jersey" | "mexico" | "york"),
        "carolina" | "dakota" => matches!(back(words, at, 1), "north" | "south"),
        "al" | "ak" | "az" | "ar" | "ca" | "co" | "ct" | "de" | "fl" | "ga" | "id" | "il" | "ia" | "ks"
        | "ky" | "la" | "md" | "mi" | "mn" | "ms" | "mo" | "mt" | "ne" | "nv" | "nh" | "nj" | "nm" | "ny"
        | "nc" | "nd" | "pa" | "ri" | "sc" | "sd" | "tn" | "tx" | "ut" | "vt" | "va" | "wa" | "wv" | "wi"
        | "wy" => abbreviated,
        _ => false,
    }
}
