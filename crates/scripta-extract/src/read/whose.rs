//! Whose vehicle is spoken of at each word: the one to be insured, or one that is somebody else's, gone or compared.

use super::cue::{self, back, key, says};
use super::fate::{
    is_acquired, is_bought_of, is_compared, is_likened, is_rid_of, is_said_of_before, is_set_apart,
};
use super::word::{Gap, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The one that the call is about.
    Own,
    /// A relative's, or thought of: it counts if no other is named.
    Family,
    /// A neighbor's, in the way, or only compared.
    Other,
    /// Sold, wrecked, or not to be insured after all: what was said of it before does not count either.
    Gone,
}

/// No clause has more words.
const CLAUSE: usize = 40;

/// From left to right; what is said after a name (`the Civic that I sold`) goes back to the beginning of the clause.
pub(super) fn whose(words: &[Word]) -> Vec<Whose> {
    let mut all = vec![Whose::Own; words.len()];
    let mut now = Whose::Own;
    let (mut clause, mut since, mut sentence) = (0, 0, 0);
    for (at, word) in words.iter().enumerate() {
        if word.gap == Gap::Stop || is_reset(words, at) {
            (now, since) = (Whose::Own, at);
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
        if word.gap == Gap::Stop {
            sentence = at;
        }
        if let Some(of) = is_said_of_before(words, at) {
            // `a Silverado pulled out and hit me`
            let from = if back(words, at, 1) == "and" { sentence } else { clause };
            for whose in all.iter_mut().take(at).skip(from.max(at.saturating_sub(CLAUSE))) {
                *whose = of;
            }
        }
        let said = since.max(at.saturating_sub(CLAUSE));
        if is_rid_of(words, at) {
            all.iter_mut().take(at).skip(said).for_each(|whose| *whose = Whose::Gone);
        }
        if is_compared(words, at) && !(said..at).any(|n| matches!(key(words, n), "my" | "our")) {
            all.iter_mut().take(at).skip(said).for_each(|whose| *whose = Whose::Other);
        }
        if is_acquired(words, at) {
            let others = all.iter_mut().take(at).skip(at.saturating_sub(CLAUSE));
            others.filter(|whose| **whose != Whose::Gone).for_each(|whose| *whose = Whose::Own);
            now = Whose::Own;
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
                    | "s"
                    | "hes"
                    | "shes"
            ) && !(matches!(key(words, at), "have" | "has" | "got") && matches!(one, "s" | "hes" | "shes"))
                && next(words, at) != "rid"
                && !(matches!(one, "wife" | "husband")
                    && (back(words, at, 2) == "ex"
                        || at.checked_sub(1).is_some_and(|at| is_set_apart(words, at))))
                && !matches!(back(words, at, 2), "used" | "if" | "before" | "t" | "not" | "wish" | "when")
        }
        "for" | "with" | "to" | "towards" | "toward" | "against" => {
            matches!(next(words, at), "a" | "an" | "the" | "my" | "this" | "another") && is_swap(words, at)
        }
        "our" => one == "with",
        "put" => matches!(next(words, at), "a" | "an" | "the" | "my" | "on" | "in"),
        "this" => matches!(next(words, at), "one" | "is") || says(words, at, "this car"),
        "just" | "only" => matches!(next(words, at), "the" | "my" | "our"),
        "quote" => matches!(next(words, at), "the" | "my" | "me"),
        "what" => says(words, at, "what i") || says(words, at, "what we"),
        "my" => {
            matches!(one, "hit" | "ended" | "driving" | "with" | "while" | "insure" | "insuring" | "keeping")
                || matches!(
                    one,
                    "scratched" | "dented" | "damaged" | "keyed" | "struck" | "vandalized" | "clipped"
                )
                || matches!(one, "for" | "on") && !matches!(next(words, at), "old" | "previous" | "last")
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

fn next(words: &[Word], at: usize) -> &str {
    key(words, at + 1)
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
                | "upgrading"
        )
    })
}

fn turns_to(words: &[Word], at: usize) -> Option<Whose> {
    let one = back(words, at, 1);
    let next = next(words, at);
    let gone = match key(words, at) {
        "traded" | "trade" | "trading" => {
            next == "in" || next == "my" || next == "it" || next == "the" || next == "our"
        }
        "sold" | "selling" | "donated" | "junked" | "replaced" | "replacing" | "scrapped" => {
            !matches!(one, "was" | "is")
        }
        "rid" => next == "of",
        "remove" | "removing" | "drop" | "dropping" | "forget" | "scrap" | "skip" | "cancel" => {
            matches!(next, "my" | "the" | "our")
        }
        "take" | "taking" => {
            next == "off"
                || matches!(next, "my" | "the" | "our") && (2..6).any(|by| key(words, at + by) == "off")
        }
        "totaled" | "totalled" => matches!(next, "my" | "the" | "our" | "a" | "his" | "her" | "their"),
        "wrecked" | "crashed" | "smashed" => matches!(next, "his" | "her" | "their"),
        _ => false,
    };
    if gone {
        return Some(Whose::Gone);
    }
    if is_compared(words, at) {
        return Some(Whose::Other);
    }
    let other = match key(words, at) {
        "used" => next == "to",
        // `my dream car is`, `I'd love a`
        "dream" => next == "car",
        "love" | "rather" => matches!(one, "d" | "would") && matches!(next, "a" | "an" | "the" | "have"),
        "always" => next == "wanted",
        "basically" | "same" | "similar" | "identical" => is_likened(words, at + 1),
        "like" => {
            matches!(one, "s" | "is" | "was" | "just" | "exactly" | "kind" | "sort" | "looks" | "lot")
                && is_likened(words, at + 1)
        }
        "wife" | "husband" | "girlfriend" | "boyfriend" | "son" | "daughter" | "partner" => {
            matches!(one, "my" | "our") && is_set_apart(words, at)
        }
        "ex" => one == "my" || matches!(next, "wife" | "husband" | "girlfriend" | "boyfriend"),
        "front" => one == "in" && back(words, at, 2) == "car",
        "neighbor" | "neighbors" | "neighbour" | "neighbours" => !is_bought_of(words, at),
        "previous" | "previously" | "former" | "formerly" | "coworker" | "coworkers" | "colleague"
        | "boss" | "roommate" | "roommates" | "rental" | "loaner" | "rented" | "renting" | "borrowed"
        | "borrow" | "borrowing" | "someone" | "somebody" | "landlord" | "considered" | "wish" => true,
        "friend" | "friends" | "buddy" | "cousin" | "cousins" => {
            one != "boy" && one != "girl" && next != "told" && !is_bought_of(words, at)
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
    // `I had a quote from you for a Fit and now`, `if I bought a Tesla`
    let thought_of = match key(words, at) {
        "between" => matches!(one, "decide" | "deciding" | "choose" | "choosing" | "torn"),
        "quote" | "policy" => one == "a" && back(words, at, 2) == "had",
        "bought" | "buy" | "got" | "get" | "had" | "switched" => {
            matches!(one, "i" | "we")
                && back(words, at, 2) == "if"
                && matches!(next, "a" | "an" | "the")
                && had_vehicle(words, at + 1)
        }
        _ => false,
    };
    if thought_of {
        return Some(Whose::Family);
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
    ) && !is_bought_of(words, at);
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
