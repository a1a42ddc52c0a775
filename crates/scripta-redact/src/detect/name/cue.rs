//! What says that a name comes.

use crate::lexicon::{Meaning, Traits};
use crate::token::Sort;

use super::intro::{PARTING, PHRASES, SINGLE, SOURCES};
use super::{Cue, Search, Trust, part};

/// How many words may be between `name` and the name: `name on the policy is actually`.
const LINKS: usize = 7;

/// What may stand there.
const LINK: [&str; 62] = [
    "is",
    "was",
    "are",
    "be",
    "being",
    "been",
    "would",
    "will",
    "d",
    "ll",
    "s",
    "should",
    "it",
    "its",
    "that",
    "thats",
    "the",
    "this",
    "of",
    "on",
    "for",
    "in",
    "under",
    "listed",
    "as",
    "says",
    "shows",
    "you",
    "have",
    "i",
    "we",
    "file",
    "record",
    "policy",
    "account",
    "card",
    "title",
    "registration",
    "here",
    "again",
    "actually",
    "currently",
    "just",
    "legally",
    "to",
    "me",
    "my",
    "your",
    "his",
    "her",
    "their",
    "please",
    "sure",
    "yes",
    "and",
    "goes",
    "by",
    "they",
    "put",
    "use",
    "insured",
    "driver",
];

/// Of these, what makes it sure.
const IS: [&str; 8] = ["is", "was", "are", "s", "be", "being", "its", "thats"];

/// What no name follows, only a thing: `my name is on the lease`.
const OF_THINGS: [&str; 9] = ["the", "on", "in", "for", "my", "your", "his", "her", "their"];

/// After a phrase that begins so, a name that is in no list may stand alone.
const ALONE: [&str; 11] =
    ["go", "goes", "call", "calls", "ask", "belongs", "registered", "titled", "under", "speaking", "talking"];

/// The cue at a token with these traits.
pub(super) fn at(search: &Search<'_>, at: usize, traits: Traits) -> Option<Cue> {
    if traits.has(Traits::NAME) && !traits.has(Traits::INTRO) {
        return noun(search, at);
    }
    let title = traits.has(Traits::TITLE).then(|| title(search, at, traits)).flatten();
    let kin = || traits.has(Traits::KIN).then(|| kin(search, at)).flatten();
    let phrase = || traits.has(Traits::INTRO).then(|| phrase(search, at)).flatten();
    title.or_else(kin).or_else(phrase)
}

/// After `name`.
fn noun(search: &Search<'_>, at: usize) -> Option<Cue> {
    let before = search.back(at);
    let owner = before
        .filter(|b| search.is(*b, "s"))
        .and_then(|b| b.checked_sub(2))
        .filter(|_| search.is_apostrophe(at.saturating_sub(3)));
    if [before, owner].into_iter().flatten().any(|before| search.has(before, Traits::NAMED)) {
        return None;
    }
    let kinds = ["last", "family", "maiden", "middle", "sur", "full", "the", "insured"];
    let surname = search.is_any(at, &["surname", "lastname"])
        || before.is_some_and(|before| search.is_any(before, &kinds));
    let under = before.is_some_and(|before| {
        search.is_any(before, &["the", "first", "last", "full", "maiden", "middle", "legal"])
    });
    // `a name brand`, `a name change`
    if search.is_any(
        search.skip(at + 1),
        &["brand", "brands", "tag", "tags", "plate", "badge", "change", "calling"],
    ) {
        return None;
    }
    // `in the name of transparency`
    let sake = search.is(search.skip(at + 1), "of")
        && before.and_then(|the| search.back(the)).is_some_and(|before| search.is(before, "in"));
    let mut words = 0;
    // `name` and then what is no other word, as in a form.
    let mut sure = under || search.is_space(at + 1);
    let mut linked = false;
    let mut dangling = false;
    let mut at = at + 1;
    // Marks between the words count too, or the walk would have no end.
    for _ in 0..2 * LINKS + 6 {
        let Some(token) = search.token(at) else { break };
        match token.sort {
            Sort::Space | Sort::Mark('\'' | '\u{2019}' | ',' | '"' | '-' | '–' | '—' | '…' | '(') => {}
            Sort::Mark(':' | '=' | '?') => sure = true,
            Sort::Mark('.') => sure = false,
            Sort::Word(_) if begins(search, at) => break,
            Sort::Word(_) if words < LINKS && (search.is_any(at, &LINK) || search.is_filler(at)) => {
                sure = (linked || under) && sure;
                words += 1;
                linked = true;
                sure |= search.is_any(at, &IS);
                dangling = search.is_any(at, &OF_THINGS);
            }
            Sort::Word(_) if words < LINKS && search.has(at, Traits::SPELLED) => words += 1,
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => break,
        }
        at += 1;
    }
    let small = !search.text_of(at).starts_with(char::is_uppercase);
    let trust = match (dangling || (sake && small), sure) {
        (true, _) => Trust::Faint,
        (false, true) => Trust::Sure,
        (false, false) => Trust::Likely,
    };
    Some(Cue { at, trust, surname: surname || linked, alone: !sake, rule: "name.named" })
}

/// In `last name s as in sam` the letter is no rest of `is`, and in `my name is will smith` the verb is none.
fn begins(search: &Search<'_>, at: usize) -> bool {
    let next = search.skip(at + 1);
    if search.is(at, "will") {
        return !search.is(next, "be");
    }
    if part::apostrophe(search, at).is_some() {
        return true;
    }
    search.is_letter(at)
        && !at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before))
        && (search.is_letter(next) || search.is(next, "as"))
}

/// After `Mr.`
fn title(search: &Search<'_>, at: usize, traits: Traits) -> Option<Cue> {
    // In `12 Oak Dr` it is a street, and in `I miss` a verb.
    let near = at.saturating_sub(8)..at;
    let street =
        search.is(at, "dr") && near.clone().any(|near| search.token(near).is_some_and(crate::number::begins));
    let verb = search.is(at, "miss")
        && search.back(at).is_some_and(|before| {
            search.is_any(before, &["i", "you", "we", "they", "to", "t", "not", "don"])
        });
    if street || verb {
        return None;
    }
    let dot = usize::from(search.is_mark(at + 1, '.'));
    let next = search.skip(at + 1 + dot);
    let begins = || search.back(at).is_none_or(|before| !search.is_word(before) && !search.is_digits(before));
    let abbreviated = search.is_any(at, &["dr", "prof"]) || (search.is(at, "miss") && begins());
    let trust = if traits.has(Traits::COMMON) && !abbreviated { Trust::Likely } else { Trust::Sure };
    (next > at + 1).then_some(Cue { at: next, trust, surname: true, alone: true, rule: "name.title" })
}

/// Where the title before a name begins, which goes with it: `Mrs.`
pub(super) fn title_before(search: &Search<'_>, name: usize) -> Option<usize> {
    let last = search.back(name)?;
    let title = if search.is_mark(last, '.') { last.checked_sub(1)? } else { last };
    let short = [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "missus",
        "mx",
        "dr",
        "doctor",
        "prof",
        "captain",
        "professor",
        "lieutenant",
        "colonel",
        "sergeant",
        "reverend",
        "pastor",
        "rabbi",
    ];
    (search.has(title, Traits::TITLE) && search.is_any(title, &short)).then_some(title)
}

/// After `my wife`, `the policyholder is`.
fn kin(search: &Search<'_>, at: usize) -> Option<Cue> {
    if search.is(at, "agent") && search.back(at).is_some_and(|before| search.is(before, "user")) {
        return None;
    }
    let numbered = search.is_any(at, &["driver", "insured", "applicant", "passenger", "child", "owner"]);
    let mut at = at + 1;
    let mut linked = false;
    for _ in 0..8 {
        let Some(token) = search.token(at) else { break };
        match token.sort {
            Sort::Space | Sort::Mark('\'' | '\u{2019}' | ',' | '-' | '(') => {}
            Sort::Mark(':') => linked = true,
            Sort::Word(_)
                if search.is_any(
                    at,
                    &["is", "was", "s", "are", "named", "called", "would", "be", "will", "ll"],
                ) =>
            {
                linked = true;
            }
            // `driver one is`
            Sort::Word(Meaning::Digit(_)) | Sort::Digits if numbered && !linked => {}
            Sort::Word(_)
                if search.is_any(at, &["law", "here", "and", "to"])
                    || (search.is(at, "in") && is_law(search, at))
                    || search.is_filler(at) => {}
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => break,
        }
        at += 1;
    }
    Some(Cue { at, trust: Trust::Likely, surname: linked, alone: true, rule: "name.kin" })
}

/// `in law`, `in-law`, and not `my sister in Charlotte`.
fn is_law(search: &Search<'_>, at: usize) -> bool {
    search.is(search.skip(at + 1 + usize::from(search.is_mark(at + 1, '-'))), "law")
}

/// After `this is` and its like.
fn phrase(search: &Search<'_>, at: usize) -> Option<Cue> {
    let asked = search.is(at, "this") && search.back(at).is_some_and(|before| search.is(before, "is"));
    let first = search.text_of(at).as_bytes().first().map(u8::to_ascii_lowercase);
    let phrases = PHRASES.iter().filter(|(words, _)| words.as_bytes().first().copied() == first);
    let phrases = phrases.filter_map(|(words, trust)| search.phrase(at, words).map(|end| (end, *trust)));
    let single = SINGLE.iter().filter(|(word, _)| word.as_bytes().first().copied() == first);
    let single = single.filter(|(word, _)| search.is(at, word)).map(|(_, trust)| (at + 1, *trust));
    let asked = asked.then_some((at + 1, Trust::Likely));
    let (end, trust) = phrases
        .chain(single)
        .chain(asked)
        .chain(parting(search, at))
        .chain(source(search, at))
        .max_by_key(|(end, _)| *end)?;
    let someone = ["guy", "man", "woman", "lady", "girl", "person", "someone", "somebody", "gentleman"];
    let person =
        search.is(at, "named") && search.back(at).is_some_and(|before| search.is_any(before, &someone));
    let trust = if person { Trust::Sure } else { trust };
    let name = lead(search, end);
    let me = search.is(end - 1, "me") && search.is_any(at, &["it", "its"]);
    let trust = if trust == Trust::Faint && is_corrected(search, at, name) { Trust::Slight } else { trust };
    let surname = trust >= Trust::Likely && !search.is(at, "call");
    Some(Cue {
        at: name,
        trust,
        surname,
        alone: me || greets(search, at) || search.is_any(at, &ALONE),
        rule: "name.said",
    })
}

/// Whether `it's` tells a name that was wrong: `you've got me down as Michelle but it's Mischa`.
fn is_corrected(search: &Search<'_>, at: usize, name: usize) -> bool {
    let new = search.text_of(name).starts_with(char::is_uppercase)
        && !search.has(name, Traits::COMMON | Traits::STOP | Traits::PROPER);
    if !new || !search.is_any(at, &["it", "its"]) {
        return false;
    }
    let person = |near: usize| {
        let after = |words: &[&str]| search.back(near).is_some_and(|before| search.is_any(before, words));
        (search.is(near, "as") && after(&["down", "me", "her", "him"]))
            || (search.is(near, "me") && after(&["call", "called", "calling"]))
    };
    let context = search.context(at);
    !context.has(Traits::NAMED) && (context.has(Traits::NAME) || (at.saturating_sub(16)..at).any(person))
}

/// After `appreciate it,`, `no problem,`: whoever it is said to.
fn parting(search: &Search<'_>, at: usize) -> Option<(usize, Trust)> {
    let first = search.text_of(at).as_bytes().first().map(u8::to_ascii_lowercase);
    let phrases = PARTING.iter().filter(|words| words.as_bytes().first().copied() == first);
    let end = phrases.filter_map(|words| search.phrase(at, words)).max()?;
    search.is_mark(end, ',').then_some((end, Trust::Slight))
}

/// After `the license says`.
fn source(search: &Search<'_>, at: usize) -> Option<(usize, Trust)> {
    let says = search.is_any(at, &["says", "shows", "lists", "reads"]);
    let from = search.back(at).filter(|from| says && search.is_any(*from, &SOURCES))?;
    if search.has(search.skip(at + 1), Traits::PROPER) {
        return None;
    }
    let capital = search.text_of(search.skip(at + 1)).starts_with(char::is_uppercase);
    let trust = if capital && search.text_of(from).starts_with(char::is_lowercase) {
        Trust::Likely
    } else {
        Trust::Faint
    };
    Some((at + 1, trust))
}

/// Whether one is greeted right before a token: `hi this is nikos`.
pub(super) fn greets(search: &Search<'_>, at: usize) -> bool {
    let before = search.back(at);
    let word = before.filter(|mark| search.is_mark(*mark, ',')).map_or(before, |mark| mark.checked_sub(1));
    search.is(at, "this")
        && word.is_some_and(|word| {
            search.is_any(word, &["hi", "hello", "hey", "morning", "afternoon", "evening"])
        })
}

/// Past fillers, `sure`, `it's` and marks, to where a name may begin.
pub(super) fn lead(search: &Search<'_>, from: usize) -> usize {
    let words = [
        "uh",
        "um",
        "yes",
        "yeah",
        "yep",
        "sure",
        "ok",
        "okay",
        "well",
        "so",
        "it",
        "s",
        "its",
        "that",
        "thats",
        "this",
        "is",
        "my",
        "first",
        "last",
        "name",
        "would",
        "be",
        "of",
        "course",
        "oh",
        "the",
        "hi",
        "hello",
        "absolutely",
        "certainly",
        "d",
    ];
    let mut at = from;
    for _ in 0..14 {
        let Some(token) = search.token(at) else { break };
        match token.sort {
            Sort::Space | Sort::Mark(',' | '\'' | '\u{2019}' | ':' | '-' | '"' | '…' | '—') => {}
            Sort::Mark('.' | '!') if from == 0 => {}
            Sort::Word(_) if search.is_filler(at) => {}
            Sort::Word(_) if begins(search, at) => break,
            Sort::Word(_) if from == 0 && search.is_any(at, &words) => {}
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => break,
        }
        at += 1;
    }
    at
}
