//! US ZIP codes in speech.

use crate::speech::{Fact, asks};
use crate::word::Word;

/// How many words may be between `zip code` and the number.
const REACH: usize = 7;

const CUES: [&str; 5] = ["zip", "zipcode", "postal", "postcode", "zips"];

const CORRECTIONS: [&str; 6] = ["sorry", "no", "actually", "mean", "wait", "rather"];

/// The last ZIP code of a text: five digits, written or read out, next to `zip` or in answer to a question for it.
pub(crate) fn find(words: &[Word], prompt: Option<&str>) -> Option<Fact> {
    let asked = asks(prompt, &CUES);
    let mut found: Option<(bool, Fact)> = None;
    let mut near = None;
    let mut accepted = None;
    let mut at = 0;
    while at < words.len() {
        if words.get(at).is_some_and(|word| CUES.contains(&word.key.as_str())) {
            near = Some(at);
        }
        let Some((value, to)) = number(words, at) else {
            at += 1;
            continue;
        };
        let told = near.is_some_and(|cue| at - cue <= REACH)
            || is_told_after(words, to)
            || corrects(words, accepted, at);
        if let (true, Some(first), Some(last)) =
            (value.len() == 5, words.get(at), to.checked_sub(1).and_then(|n| words.get(n)))
        {
            let fact = Fact { value, start: first.start, end: last.end };
            let answers = asked && !is_something_else(words, at, to);
            // What is called a ZIP code is preferred to what only may be one.
            if told || (answers && !found.as_ref().is_some_and(|(told, _)| *told)) {
                found = Some((told, fact));
                accepted = told.then_some(to);
            }
            // The word speaks of the next number only.
            near = None;
        }
        at = to;
    }
    found.map(|(_, fact)| fact)
}

/// The digits of the number at a word, and the word after it. Digits read out one by one are one number.
fn number(words: &[Word], at: usize) -> Option<(String, usize)> {
    let first = words.get(at).filter(|word| word.number)?;
    if first.key.len() >= 4 {
        let extended = words
            .get(at + 1)
            .is_some_and(|word| word.number && word.before == Some('-') && word.key.len() == 4);
        let tied = |c: Option<char>| {
            c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '$' | '_' | '/' | '-' | '#'))
        };
        let amount =
            first.after == Some(',') && words.get(at + 1).is_some_and(|next| next.start == first.end + 1);
        let part =
            tied(first.before) || first.before == Some('.') || (tied(first.after) && !extended) || amount;
        return Some((if part { String::new() } else { first.key.clone() }, at + 1 + usize::from(extended)));
    }
    let mut digits = String::new();
    let mut to = at;
    let mut tied = false;
    while let Some(word) = words.get(to).filter(|word| word.number && word.key.len() <= 3) {
        let pause = word.apart && to > at;
        if pause && word.key.len() > 1 {
            // `45,000`
            tied = word.before == Some(',');
            break;
        }
        tied |=
            word.before.is_some_and(|c| matches!(c, '$' | '.' | ',' | ':' | '/' | '_') || c.is_alphabetic());
        digits.push_str(&word.key);
        to += 1;
    }
    Some((if tied { String::new() } else { digits }, to))
}

/// `90210, sorry, 90211`.
fn corrects(words: &[Word], last: Option<usize>, at: usize) -> bool {
    let between = last.and_then(|last| words.get(last..at)).unwrap_or_default();
    between.len() <= 4 && between.iter().any(|word| CORRECTIONS.contains(&word.key.as_str()))
}

/// `90210 is my zip`.
fn is_told_after(words: &[Word], at: usize) -> bool {
    words
        .iter()
        .skip(at)
        .take(4)
        .take_while(|word| !word.number)
        .any(|word| CUES.contains(&word.key.as_str()))
}

/// `12000 miles`, `90210 Main Street`: asked or not, no ZIP code.
fn is_something_else(words: &[Word], from: usize, to: usize) -> bool {
    let units = ["miles", "mile", "dollars", "dollar", "bucks", "a", "per", "percent", "thousand"];
    let next = words.get(to).filter(|word| !word.apart).map(|word| word.key.as_str());
    let lives_at =
        from.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.key == "at");
    next.is_some_and(|next| units.contains(&next)) || (lives_at && next.is_some())
}
