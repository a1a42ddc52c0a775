//! One text, read: the words of it, and what they speak of.
//!
//! Reading knows nothing of a conversation but what the other side said just before, and nothing of a profile. It says
//! what a text mentions, how surely, and of which vehicle; what becomes a fact is for the extraction to decide.

mod asks;
mod cue;
mod gazetteer;
mod mention;
mod number;
mod spot;
#[cfg(test)]
mod tests;
mod vehicle;
mod whose;
mod word;
mod year;
mod zip;

pub(crate) use asks::Asks;
pub(crate) use gazetteer::{make_named, model_named};
pub(crate) use mention::{Mention, Reading, Unit, What};
pub(crate) use word::Word;

/// Reads one text. The prompt is what the other side said just before: it makes a bare number a ZIP code or a year.
pub(crate) fn read(text: &str, prompt: Option<&Reading>) -> Reading {
    let words = word::words(text);
    let known = spot::Known {
        asks: prompt.map(|prompt| prompt.asks).unwrap_or_default(),
        make: prompt.and_then(|prompt| {
            prompt.mentions.iter().rev().find_map(|mention| match mention.what {
                What::Make(make) => Some(make),
                _ => None,
            })
        }),
    };
    let mut mentions = vehicle::vehicles(&words, known);
    mentions.extend(zip::zips(&words, known.asks));
    mentions.sort_by_key(|mention| mention.span.start);
    let asks = Asks::of(&words);
    Reading { words, mentions, asks }
}
