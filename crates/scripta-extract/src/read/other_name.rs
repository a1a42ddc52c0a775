//! Names of makes and models that are somebody's or something else's.

use super::cue::{self, back, is_determiner};
use super::gazetteer::Level;
use super::word::{Gap, Word};

/// A person's, street's, place's or company's name.
pub(super) fn is_other_name(words: &[Word], from: usize, to: usize, level: Level, supported: bool) -> bool {
    let next = words
        .get(to)
        .filter(|word| word.gap.is_close() || word.gap == Gap::Comma || matches!(word.gap, Gap::Joint(',')));
    let close = next.filter(|word| word.gap == Gap::Space);
    let one = back(words, from, 1);
    let article = is_determiner(one) && one != "s";
    let street = |word: &Word| {
        cue::is_street(&word.key)
            && (word.capital
                || !matches!(
                    word.key.as_str(),
                    "drive" | "way" | "place" | "court" | "trail" | "dr" | "st" | "square"
                ))
    };
    if close.is_some_and(street) {
        return true;
    }
    let company = matches!(
        close.map_or("", |word| word.key.as_str()),
        "insurance"
            | "mutual"
            | "financial"
            | "national"
            | "life"
            | "group"
            | "dealership"
            | "dealer"
            | "dealers"
            | "credit"
            | "finance"
            | "lot"
            | "motors"
            | "motor"
            | "cart"
            | "carts"
            | "airlines"
    );
    if company
        || (1..5).any(|by| {
            let is_now = || matches!(back(words, from, by + 1), "just" | "now" | "only" | "simply");
            match back(words, from, by) {
                "name" | "named" | "names" => true,
                "called" => !is_now(),
                _ => false,
            }
        }) && !article
            && !supported
    {
        return true;
    }
    if supported {
        return false;
    }
    let employer = matches!(one, "for" | "at" | "with")
        && (2..5)
            .any(|by| matches!(back(words, from, by), "work" | "works" | "worked" | "parts" | "working"));
    // `a lease through Toyota`
    let employer = employer
        || matches!(one, "through" | "via" | "with")
            && (2..6).any(|by| {
                matches!(
                    back(words, from, by),
                    "lease" | "loan" | "financed" | "finance" | "payments" | "financing" | "bank"
                )
            });
    let place = !article
        && next.is_some()
        && (cue::is_state(words, to) || level > Level::Plain && cue::is_place(words, to));
    let located = matches!(
        one,
        "in" | "near"
            | "from"
            | "at"
            | "outside"
            | "around"
            | "visiting"
            | "north"
            | "south"
            | "east"
            | "west"
    );
    let related = level > Level::Plain
        && matches!(
            one,
            "daughter"
                | "son"
                | "wife"
                | "husband"
                | "friend"
                | "sister"
                | "brother"
                | "mother"
                | "mr"
                | "mrs"
                | "ms"
                | "with"
                | "miss"
                | "agent"
                | "on"
                | "to"
                | "am"
                | "im"
        );
    // `I spoke with Sienna`
    let related = related
        || matches!(one, "with" | "to")
            && matches!(
                back(words, from, 2),
                "spoke" | "spoken" | "talked" | "talking" | "speaking" | "speak" | "talk" | "chatted"
            );
    let follows = words.get(from).is_some_and(|word| word.gap.is_close());
    follows && (located || related) || place || employer
}
