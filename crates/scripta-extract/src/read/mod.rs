//! One text, read: the words of it, and what they speak of.
//!
//! Reading knows nothing of a conversation but what the other side said just before, and nothing of a profile. It says
//! what a text mentions, how surely, and of which vehicle; what becomes a fact is for the extraction to decide.

use std::ops::Range;

mod amount;
mod answer;
mod asks;
mod cue;
mod date;
mod email;
mod fate;
mod gazetteer;
mod group;
mod mask;
mod mention;
mod no_year;
mod number;
mod other_name;
mod phone;
mod spot;
mod support;
#[cfg(test)]
mod tests;
mod trim;
mod vehicle;
mod vin;
mod whose;
mod word;
mod year;
mod zip;
mod zip_place;
mod zip_run;

pub(crate) use asks::Asks;
pub(crate) use gazetteer::{make_named, model_named};
pub(crate) use mask::{Masked, mask};
pub(crate) use mention::{Mention, Reading, Unit, What};
pub(crate) use word::Word;

/// Makes what is made at the first use, so that no turn has to wait for it.
pub(crate) fn prepare() {
    gazetteer::prepare();
    zip::prepare();
}

/// Reads one text. The prompt is what the other side said just before: it makes a bare number a ZIP code or a year.
pub(crate) fn read(text: &str, prompt: Option<&Reading>) -> Reading {
    read_of(text, prompt, None)
}

/// The same where a make is known whose model has not been said: `two hundred` is a model of Chrysler if one is asked for.
pub(crate) fn read_of(text: &str, prompt: Option<&Reading>, make: Option<&str>) -> Reading {
    let words = word::words(text);
    let asks = prompt.map(|prompt| prompt.asks).unwrap_or_default();
    let made = prompt.and_then(|prompt| {
        prompt.mentions.iter().rev().find_map(|mention| match mention.what {
            What::Make(make) => Some(make),
            _ => None,
        })
    });
    let make = make.filter(|_| asks.model).and_then(make_named);
    let known = spot::Known {
        // `a beemer`, `Which one?`
        asks: Asks { vehicle: asks.vehicle || make.is_some(), ..asks },
        mentions: prompt.map(|prompt| prompt.mentions.as_slice()).unwrap_or_default(),
        make: made.or(make),
    };
    let (masks, masked) = mask::masks(text, &words);
    // What is surer comes first: a number in a phone number is nothing else.
    let found = [
        masks,
        email::emails(text, &words, known.asks),
        vin::vins(&words, known.asks),
        phone::phones(&words, known.asks),
        date::dates(&words, known),
        zip::zips(&words, known),
        vehicle::vehicles(&words, known),
        amount::amounts(&words, known.asks),
    ];
    let mut mentions = apart(words.len(), &masked, found);
    mentions.extend(answer::answer(&words));
    mentions.sort_by_key(|mention| mention.span.start);
    let asks = Asks::of(&words, &mentions);
    Reading { words, mentions, asks }
}

/// Of those that share a word the first kind. Mentions of one kind share none but a model and its make.
fn apart(words: usize, masked: &[Range<usize>], kinds: [Vec<Mention>; 8]) -> Vec<Mention> {
    let mut taken = vec![false; words];
    for words in masked {
        if let Some(words) = taken.get_mut(words.clone()) {
            words.fill(true);
        }
    }
    let mut apart = Vec::new();
    for found in kinds {
        let before = apart.len();
        let is_free =
            |mention: &Mention| taken.get(mention.words.clone()).is_some_and(|words| !words.contains(&true));
        apart.extend(found.into_iter().filter(is_free));
        for mention in apart.iter().skip(before) {
            if let Some(words) = taken.get_mut(mention.words.clone()) {
                words.fill(true);
            }
        }
    }
    apart
}
