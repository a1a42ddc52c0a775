//! Whose vehicle is spoken of at each word: the one to be insured, or one that is somebody else's, gone or compared.

use super::cue::{self, back, key, says};
use super::word::{Gap, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The one that the call is about.
    Own,
    /// A relative's: it counts if no other is named.
    Family,
    /// Sold, a neighbor's, in the way, or only compared.
    Other,
}

/// No clause has more words.
const CLAUSE: usize = 40;

/// From left to right; what is said after a name (`the Civic that I sold`) goes back to the beginning of the clause.
pub(super) fn whose(words: &[Word]) -> Vec<Whose> {
    let mut all = vec![Whose::Own; words.len()];
    let mut now = Whose::Own;
    let mut clause = 0;
    for (at, word) in words.iter().enumerate() {
        if word.gap == Gap::Stop || is_reset(words, at) {
            now = Whose::Own;
        }
        if word.gap >= Gap::Comma
            || matches!(word.key.as_str(), "and" | "but" | "so" | "because")
            || is_reset(words, at)
        {
            clause = at;
        }
        if let Some(next) = turns_to(words, at) {
            now = next;
        }
        if is_taken_back(words, at) {
            let from = (at.saturating_sub(CLAUSE)..at)
                .rev()
                .find(|n| words.get(*n).is_some_and(|word| word.gap == Gap::Stop));
            for whose in all.iter_mut().take(at).skip(from.unwrap_or(at.saturating_sub(CLAUSE))) {
                *whose = Whose::Other;
            }
        }
        if is_said_of_before(words, at) {
            for whose in all.iter_mut().take(at).skip(clause.max(at.saturating_sub(CLAUSE))) {
                *whose = Whose::Other;
            }
        }
        if let Some(whose) = all.get_mut(at).filter(|whose| **whose == Whose::Own) {
            *whose = now;
        }
    }
    all
}

/// From here on the caller's own vehicle is meant again.
fn is_reset(words: &[Word], at: usize) -> bool {
    let one = back(words, at, 1);
    match key(words, at) {
        "now" | "but" | "currently" | "current" | "nowadays" | "today" => true,
        "new" => matches!(one, "my" | "our" | "the" | "a"),
        "have" | "drive" | "own" | "driving" | "insure" | "got" | "has" | "need" | "want" | "bought"
        | "purchased" | "buying" | "getting" | "picked" | "leased" | "lease" | "financed" | "add"
        | "keep" | "kept" => {
            matches!(
                one,
                "i" | "we"
                    | "ve"
                    | "m"
                    | "im"
                    | "and"
                    | "just"
                    | "then"
                    | "re"
                    | "to"
                    | "she"
                    | "wife"
                    | "husband"
                    | "mine"
            ) && !matches!(back(words, at, 2), "used" | "if" | "before" | "t" | "not" | "wish" | "when")
        }
        "for" | "with" | "to" => {
            matches!(key(words, at + 1), "a" | "an" | "the" | "my" | "this" | "another") && is_swap(words, at)
        }
        "our" => one == "with",
        "my" => {
            matches!(one, "hit" | "ended" | "driving" | "with")
                || one == "in" && !matches!(back(words, at, 2), "traded" | "trade" | "trading")
                || one == "into" && matches!(back(words, at, 2), "crashed" | "ran" | "backed")
        }
        "its" | "it" => {
            matches!(one, "no" | "honda" | "so")
                || at > 0 && words.get(at).is_some_and(|word| word.gap >= Gap::Comma)
        }
        "mine" => key(words, at + 1) == "is" || key(words, at + 1) == "s",
        _ => false,
    }
}

/// `traded it in for a`, `replaced it with a`.
fn is_swap(words: &[Word], at: usize) -> bool {
    (1..9).any(|by| {
        matches!(
            back(words, at, by),
            "traded"
                | "trade"
                | "trading"
                | "swapped"
                | "replaced"
                | "replacing"
                | "upgraded"
                | "switched"
                | "change"
                | "changing"
                | "switch"
                | "switching"
                | "swap"
                | "swapping"
                | "exchanged"
                | "went"
        )
    })
}

fn turns_to(words: &[Word], at: usize) -> Option<Whose> {
    let one = back(words, at, 1);
    let next = key(words, at + 1);
    let other = match key(words, at) {
        "used" => next == "to",
        "traded" | "trade" | "trading" => {
            next == "in" || next == "my" || next == "it" || next == "the" || next == "our"
        }
        "sold" | "selling" | "donated" | "junked" | "replaced" | "replacing" | "scrapped" => {
            !matches!(one, "was" | "is")
        }
        "rid" => next == "of",
        "remove" | "removing" | "drop" | "dropping" => matches!(next, "my" | "the" | "our"),
        "take" | "taking" => next == "off",
        "totaled" | "totalled" => matches!(next, "my" | "the" | "our" | "a"),
        "ex" => one == "my" || matches!(next, "wife" | "husband" | "girlfriend" | "boyfriend"),
        "front" => one == "in" && back(words, at, 2) == "car",
        "previous" | "previously" | "former" | "formerly" | "neighbor" | "neighbors" | "neighbour"
        | "neighbours" | "coworker" | "coworkers" | "colleague" | "boss" | "roommate" | "roommates"
        | "rental" | "loaner" | "rented" | "renting" | "borrowed" | "borrow" | "borrowing" | "someone"
        | "somebody" | "landlord" | "considered" | "wish" => true,
        "friend" | "friends" | "buddy" | "cousin" | "cousins" => {
            one != "boy" && one != "girl" && next != "told"
        }
        "no" => next == "longer",
        "longer" => one == "no",
        "don" | "didn" | "doesn" => {
            matches!(next, "t") && matches!(key(words, at + 2), "have" | "own" | "drive" | "want")
        }
        "dont" | "didnt" => matches!(next, "have" | "own" | "drive" | "want"),
        "old" => {
            matches!(one, "my" | "our" | "his" | "her" | "the") && next != "one" && !is_passed_on(words, at)
        }
        "change" | "changing" | "switch" | "switching" | "swap" | "swapping" => {
            matches!(next, "my" | "the" | "our" | "out")
                && (at + 2..at + 9).any(|at| {
                    matches!(key(words, at), "to" | "for" | "with") && key(words, at + 1).len() <= 3
                })
        }
        "thinking" => {
            matches!(next, "about" | "of") && matches!(key(words, at + 2), "getting" | "buying" | "a" | "an")
        }
        "going" | "gonna" => says(words, at + 1, "say the") || says(words, at + 1, "to say the"),
        "last" => matches!(next, "car" | "vehicle" | "truck" | "one") && matches!(one, "my" | "our"),
        "first" => one == "my" && matches!(next, "car" | "vehicle") && key(words, at + 2) == "was",
        "other" => {
            matches!(next, "driver" | "guy" | "person" | "party" | "lady" | "woman" | "man" | "drivers")
        }
        "guy" | "lady" | "man" | "woman" => matches!(one, "a" | "the" | "this" | "some") && next != "at",
        "hit" | "ended" | "struck" => matches!(next, "by" | "a" | "an" | "the" | "someone" | "me" | "us"),
        "looked" | "looking" => next == "at" && one != "am",
        "test" => next == "drove" || next == "driving",
        "had" => matches!(one, "i" | "we" | "she" | "he" | "used" | "before") && had_vehicle(words, at + 1),
        "was" => matches!(one, "it" | "that") && says(words, at.saturating_sub(2), "before that was"),
        _ => false,
    };
    if other {
        return Some(Whose::Other);
    }
    let family = matches!(
        key(words, at),
        "dad"
            | "dads"
            | "father"
            | "mom"
            | "moms"
            | "mother"
            | "parents"
            | "brother"
            | "brothers"
            | "sister"
            | "sisters"
            | "uncle"
            | "aunt"
            | "grandma"
            | "grandpa"
            | "grandfather"
            | "grandmother"
    );
    family.then_some(Whose::Family)
}

/// `no wait, that's my wife's, mine is a`
fn is_taken_back(words: &[Word], at: usize) -> bool {
    key(words, at) == "mine"
        && matches!(key(words, at + 1), "is" | "s")
        && (1..6).any(|by| {
            matches!(
                back(words, at, by),
                "wife"
                    | "husband"
                    | "son"
                    | "daughter"
                    | "hers"
                    | "his"
                    | "wifes"
                    | "husbands"
                    | "mom"
                    | "dad"
            )
        })
        && cue::corrects_between(words, at.saturating_sub(10), at)
}

/// `she's getting my old car`
fn is_passed_on(words: &[Word], at: usize) -> bool {
    (2..5).any(|by| {
        matches!(
            back(words, at, by),
            "getting"
                | "gets"
                | "drives"
                | "driving"
                | "taking"
                | "inherited"
                | "inheriting"
                | "insure"
                | "using"
                | "gave"
        )
    })
}

/// `had a 2010 Focus`, not `had an accident`.
fn had_vehicle(words: &[Word], at: usize) -> bool {
    let noun = |at: usize| {
        matches!(
            key(words, at),
            "accident"
                | "ticket"
                | "claim"
                | "question"
                | "quote"
                | "policy"
                | "few"
                | "couple"
                | "clean"
                | "lapse"
                | "wreck"
                | "dui"
                | "fender"
                | "lot"
                | "speeding"
                | "been"
                | "any"
                | "no"
                | "one"
                | "two"
                | "insurance"
                | "coverage"
                | "problem"
                | "good"
                | "bad"
                | "minor"
                | "small"
                | "said"
        )
    };
    matches!(key(words, at), "a" | "an" | "my" | "the" | "our" | "this")
        && !noun(at)
        && !noun(at + 1)
        && !noun(at + 2)
}

/// What is said here is said of what stands before it: `a Tesla hit me`, `my Camry was totaled`, `the one I sold`.
fn is_said_of_before(words: &[Word], at: usize) -> bool {
    let (one, two) = (back(words, at, 1), back(words, at, 2));
    let next = key(words, at + 1);
    match key(words, at) {
        "hit" => matches!(next, "me" | "us" | "my" | "our"),
        "ended" | "rearended" | "sideswiped" | "tboned" | "boned" => matches!(next, "me" | "us" | "my"),
        "into" => {
            matches!(next, "me" | "us" | "my")
                && matches!(one, "ran" | "crashed" | "backed" | "slammed" | "drove")
        }
        "totaled" | "totalled" | "stolen" | "wrecked" | "repossessed" => {
            matches!(one, "was" | "got" | "were" | "is" | "been")
        }
        "gone" | "dead" | "died" => matches!(one, "is" | "it" | "s" | "finally"),
        "sold" | "traded" | "had" => {
            matches!(one, "i" | "we")
                && (two == "that"
                    || two == "which"
                    || at >= 3
                        && words.get(at - 1).is_some_and(|word| word.gap == Gap::Space)
                        && !matches!(two, "and" | "then" | "so" | "but" | "because"))
        }
        "until" | "till" => (3..7).any(|by| back(words, at, by) == "was"),
        "mine" => one == "not" || one == "t" && two == "isn",
        "anymore" => true,
        "neighbor" | "neighbors" | "friend" | "friends" | "brother" | "sister" | "boss" | "cousin"
        | "roommate" => matches!(one, "my" | "a" | "our" | "the") && matches!(two, "is" | "to" | "was" | "s"),
        _ => false,
    }
}
