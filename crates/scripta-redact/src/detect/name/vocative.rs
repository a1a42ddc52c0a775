//! Whoever is spoken to at the end of a sentence.

use crate::lexicon::Traits;
use crate::token::Sort;

use super::{Cue, Search, Trust};

/// Whom the sentence that begins at a token is said to: `Congratulations on the new car, Temperance!`
pub(super) fn cue(search: &Search<'_>, at: usize, traits: Traits) -> Option<Cue> {
    let opens = ["congratulations", "thanks", "thank", "welcome", "sorry", "appreciate", "good"];
    if !traits.has(Traits::INTRO) || !search.is_any(at, &opens) {
        return None;
    }
    let comma = (at..at + 18)
        .take_while(|near| {
            search.token(*near).is_some()
                && !matches!(search.token(*near).map(|it| it.sort), Some(Sort::Mark('.' | '!' | '?')))
        })
        .filter(|near| search.is_mark(*near, ','))
        .last()?;
    let name = search.skip(comma + 1);
    let over = ['.', '!'].into_iter().any(|mark| search.is_mark(name + 1, mark));
    (over && name > comma + 1 && search.text_of(name).starts_with(char::is_uppercase)).then_some(Cue {
        at: name,
        trust: Trust::Slight,
        surname: false,
        alone: false,
        rule: "name.said",
    })
}
