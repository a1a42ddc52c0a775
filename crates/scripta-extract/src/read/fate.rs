//! What is said to have become of a vehicle, or to be no more than compared with it.

use super::cue::{back, key, says};
use super::whose::Whose;
use super::word::{Gap, Word};

/// What is said here is said of what stands before it: `a Tesla hit me`, `my Camry was totaled`, `the one I sold`.
pub(super) fn is_said_of_before(words: &[Word], at: usize) -> Option<Whose> {
    let (one, two) = (back(words, at, 1), back(words, at, 2));
    let next = key(words, at + 1);
    let gone = match key(words, at) {
        "totaled" | "totalled" | "stolen" | "wrecked" | "repossessed" => {
            matches!(one, "was" | "got" | "were" | "is" | "been")
        }
        "gone" | "dead" | "died" => matches!(one, "is" | "it" | "s" | "finally"),
        "ended" | "expired" => (1..8).any(|by| back(words, at, by) == "lease"),
        _ => false,
    };
    if gone {
        return Some(Whose::Gone);
    }
    let other = match key(words, at) {
        "rental" | "loaner" => {
            matches!(one, "a" | "the") && matches!(two, "as" | "is" | "s" | "was" | "just")
        }
        // `I've driven Hondas all my life`, `quoted me on a Charger by mistake`
        "life" => one == "my" && two == "all",
        "mistake" => one == "by",
        "hit" => matches!(next, "me" | "us" | "my" | "our"),
        "ended" | "rearended" | "sideswiped" | "tboned" | "boned" => matches!(next, "me" | "us" | "my"),
        "into" => {
            matches!(next, "me" | "us" | "my")
                && matches!(one, "ran" | "crashed" | "backed" | "slammed" | "drove")
        }
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
    };
    other.then_some(Whose::Other)
}

/// `so we got rid of it`, `and I sold it`
pub(super) fn is_rid_of(words: &[Word], at: usize) -> bool {
    let (one, two) = (back(words, at, 1), back(words, at, 2));
    matches!(key(words, at), "it" | "that" | "them")
        && (one == "of" && two == "rid"
            || matches!(one, "sold" | "totaled" | "totalled" | "scrapped" | "junked" | "donated")
                && matches!(two, "i" | "we" | "just" | "and" | "but" | "he" | "she" | "then"))
        || key(words, at) == "gone" && matches!(one, "s" | "is") && two == "it"
}

/// `more expensive to insure than`, `is it cheaper if I get`
pub(super) fn is_compared(words: &[Word], at: usize) -> bool {
    let more = match key(words, at) {
        "cheaper" | "pricier" | "dearer" => true,
        "expensive" | "higher" => matches!(back(words, at, 1), "more" | "less" | "much"),
        "costs" | "cost" => matches!(key(words, at + 1), "more" | "less"),
        _ => false,
    };
    more && (at + 1..at + 7).any(|n| key(words, n) == "than" || key(words, n) == "if")
}

/// `like a Camry`, `same as the Fusion`; `like a 2015` only hesitates.
pub(super) fn is_likened(words: &[Word], at: usize) -> bool {
    let to = (at..at + 2).find(|n| !matches!(key(words, *n), "as" | "to" | "thing")).unwrap_or(at);
    matches!(key(words, to), "a" | "an" | "the")
        && words.get(to).is_some_and(|word| word.gap == Gap::Space)
        && words.get(to + 1).is_some_and(|word| !word.number.counts())
}

/// `my husband has his own policy`, `my girlfriend drives a Fusion but this is for me`
pub(super) fn is_set_apart(words: &[Word], at: usize) -> bool {
    matches!(key(words, at + 1), "drives" | "has" | "owns" | "drove" | "got" | "is")
        && (at + 2..at + 14).any(|n| {
            says(words, n, "own policy")
                || says(words, n, "own insurance")
                || key(words, n) == "but" && matches!(key(words, n + 1), "this" | "mine" | "i" | "im" | "me")
                || key(words, n) == "this" && says(words, n + 1, "is just for")
        })
}

/// `I bought my neighbor's Avalon`
pub(super) fn is_bought_of(words: &[Word], at: usize) -> bool {
    let mut owners =
        (1..4).map(|by| back(words, at, by)).skip_while(|key| matches!(*key, "my" | "our" | "from" | "the"));
    owners.next().is_some_and(|key| {
        matches!(key, "bought" | "buying" | "inherited" | "inheriting" | "purchased" | "purchasing")
    })
}

/// `she signed it over to me`, `I'm buying it off her`: what was another's is the caller's.
pub(super) fn is_acquired(words: &[Word], at: usize) -> bool {
    let next = key(words, at + 1);
    match key(words, at) {
        "buying" | "bought" | "purchased" | "getting" | "got" => {
            matches!(next, "it") && matches!(key(words, at + 2), "off" | "from")
        }
        "signed" | "passed" | "handed" | "gave" | "left" | "giving" | "gifted" | "signing" | "passing" => {
            matches!(next, "it" | "me" | "to" | "down" | "the")
                && (at + 1..at + 6).any(|n| matches!(key(words, n), "over" | "down" | "me" | "us"))
        }
        "inherited" => next == "it",
        "took" => matches!(next, "it") && key(words, at + 2) == "over",
        "mine" => matches!(next, "now") && matches!(back(words, at, 1), "s" | "is"),
        "title" => says(words, at, "title is in my name"),
        _ => false,
    }
}
