//! Letters with which a name is spelled: `S M I T H`, `s-m-i-t-h`, `s as in sam, m, i`.

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::Sort;

use super::{Cue, Search, Trust, part};

/// How many letters a spelling has at least.
const LEAST: usize = 2;

/// How many letters are read; a name is shorter.
const LETTERS: usize = 24;

/// How many words may be between a name and its spelling: `that's spelled capital`.
const LINKS: usize = 5;

const LINK: [&str; 18] = [
    "that", "thats", "s", "its", "it", "is", "and", "spelled", "spelling", "spell", "spelt", "which",
    "capital", "as", "in", "by", "with", "letter",
];

/// How many words of a name are spelled one after another: `n g o c then a n h`.
const GROUPS: usize = 3;

/// Adds the letters that follow a token, past a few words, and gives the token after them; the given one if there are none.
pub(super) fn after(search: &mut Search<'_>, from: usize) -> usize {
    let mut end = group(search, from);
    for _ in 1..GROUPS {
        let Some(then) = then(search, end).filter(|_| end > from) else { break };
        let to = group(search, then);
        if to == then {
            break;
        }
        end = to;
    }
    end
}

/// Past `then`, `and then`, `new word` after letters.
fn then(search: &Search<'_>, end: usize) -> Option<usize> {
    let comma = usize::from(search.is_mark(end, ','));
    let mut at = search.skip(end + comma);
    for _ in 0..2 {
        if !search.is(at, "then") && (search.is_filler(at) || search.is(at, "and")) {
            at = search.skip(at + 1);
        }
    }
    let said = ["then", "next", "space", "new word", "second word", "last name", "surname"];
    let to = said.iter().find_map(|words| search.phrase(at, words))?;
    let next = search.skip(to);
    (at > end && search.is_letter(next)).then_some(next)
}

/// The same for one word.
fn group(search: &mut Search<'_>, from: usize) -> usize {
    let mut words = 0;
    for at in from..from + 2 * LINKS + 4 {
        if let Some((end, count)) = letters(search, at) {
            // `with a K`
            if count == LEAST && search.is(at, "a") {
                return from;
            }
            if let Some((start, end)) = search.bytes(at, end) {
                search.add(Kind::Name, "name.spelled", start, end);
            }
            return end;
        }
        let Some(token) = search.token(at) else { return from };
        match token.sort {
            Sort::Space | Sort::Mark(',' | ':' | ';' | '-' | '.' | '\'' | '\u{2019}' | '(' | '—' | '…') =>
                {}
            Sort::Word(_) if words < LINKS && (search.is_any(at, &LINK) || search.is_filler(at)) => {
                words += 1;
            }
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => return from,
        }
    }
    from
}

/// The letter that stands for a name: `middle initial T`, `her initial's T`.
pub(super) fn initial(search: &mut Search<'_>, word: usize) {
    let mut at = word + 1;
    for _ in 0..6 {
        if search.is_letter(at) && !at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before)) {
            break;
        }
        let between = search.is_space(at)
            || search.is_apostrophe(at)
            || search.is_mark(at, ',')
            || search.is_any(at, &["is", "s", "of"]);
        if !between {
            return;
        }
        at += 1;
    }
    let word = search.is_any(at, &["i", "a"]) && search.is_word(search.skip(at + 1));
    if search.is_letter(at)
        && !word
        && let Some((start, end)) = search.bytes(at, at + 1)
    {
        search.add(Kind::Name, "name.spelled", start, end);
    }
}

/// A name that is given in letters only, where one is expected: `last name S M I T H`.
pub(super) fn first(search: &mut Search<'_>, cue: &Cue) -> Option<usize> {
    if cue.trust < Trust::Likely || !search.is_letter(cue.at) {
        return None;
    }
    let (end, count) = letters(search, cue.at)?;
    // Two letters and a surname are initials: `J R Smith`.
    let next = search.skip(end + usize::from(search.is_mark(end, '.')));
    let initials = count <= 2 && next > end && search.is_word(next) && !search.has(next, Traits::STOP);
    if initials {
        return None;
    }
    if let Some((start, end)) = search.bytes(cue.at, end) {
        search.add(Kind::Name, "name.spelled", start, end);
    }
    Some(search.skip(end))
}

/// The end of the letters that begin at a token, and how many they are.
fn letters(search: &Search<'_>, from: usize) -> Option<(usize, usize)> {
    // `it's a Honda`
    if from.checked_sub(1).is_some_and(|before| search.is_apostrophe(before)) {
        return None;
    }
    let mut count = 0;
    let mut at = from;
    let mut end = from;
    while count < LETTERS {
        let doubled = is_doubling(search, at);
        let letter = if doubled { search.skip(at + 1) } else { at };
        if !search.is_letter(letter) {
            break;
        }
        count += 1 + usize::from(doubled);
        end = explained(search, letter + 1);
        at = gap(search, end);
        if at == end {
            break;
        }
    }
    let (end, count) = without_pronoun(search, from, end, count);
    (count >= LEAST).then_some((end, count))
}

/// `double`
fn is_doubling(search: &Search<'_>, at: usize) -> bool {
    matches!(search.token(at).and_then(crate::token::Token::meaning), Some(Meaning::Times(_)))
}

/// Past `as in sam`.
fn explained(search: &Search<'_>, at: usize) -> usize {
    let phrase = ["as in", "like in", "for", "like", "as"];
    let found = phrase.iter().find_map(|words| search.phrase(search.skip(at), words));
    let word =
        found.map(|end| search.skip(end)).filter(|word| search.is_word(*word) && !search.is_letter(*word));
    match word {
        Some(word) if search.is_space(at) => word + 1,
        _ => at,
    }
}

/// Where the next letter may be, past a mark that is written or said.
fn gap(search: &Search<'_>, at: usize) -> usize {
    let mark = search.is_mark(at, '-') || search.is_mark(at, '.') || search.is_mark(at, ',');
    let next = search.skip(at + usize::from(mark));
    let said = next > at && search.is_any(next, &["apostrophe", "hyphen", "dash", "space"]);
    if said && search.is_letter(search.skip(next + 1)) { search.skip(next + 1) } else { next }
}

/// Letters with no cue before them: those of the word beside them (`Smith, S M I T H`), those that are called a name behind
/// them (`s m i t h is my last name`), and those that nothing else is said with (`it's k o w a l c z y k`).
pub(super) fn alone(search: &mut Search<'_>, at: usize) {
    if search.back(at).is_some_and(|before| is_spelled(search, mark_before(search, before))) {
        return;
    }
    let Some((end, count)) = letters(search, at).filter(|(_, count)| *count >= 3) else { return };
    let mut spelled = String::new();
    let mut doubled = false;
    for letter in at..end {
        if search.is_letter(letter) {
            spelled.push_str(search.text_of(letter));
            doubled.then(|| spelled.push_str(search.text_of(letter)));
        }
        doubled = doubled && !search.is_letter(letter) || is_doubling(search, letter);
    }
    let word = beside(search, at, end, &spelled);
    if word.is_none() && !is_called_name(search, end) && !stands_alone(search, at, end, count, &spelled) {
        return;
    }
    for (from, to) in word.into_iter().chain([(at, end)]) {
        if let Some((start, end)) = search.bytes(from, to) {
            search.add(Kind::Name, "name.spelled", start, end);
        }
    }
}

/// A letter, and not that of `it's`.
fn is_spelled(search: &Search<'_>, at: usize) -> bool {
    search.is_letter(at) && !at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before))
}

/// Past a comma or hyphen, backwards.
fn mark_before(search: &Search<'_>, at: usize) -> usize {
    let mark = search.is_mark(at, ',') || search.is_mark(at, '-') || search.is_mark(at, '.');
    if mark { search.back(at).unwrap_or(at) } else { at }
}

/// The word that was spelled, within four words before the letters or right behind them; or a name right before them.
fn beside(search: &Search<'_>, at: usize, end: usize, spelled: &str) -> Option<(usize, usize)> {
    let same = |word: usize| search.text_of(word).eq_ignore_ascii_case(spelled);
    let behind = search.skip(end + usize::from(search.is_mark(end, ',')));
    if behind > end && same(behind) {
        return Some((behind, behind + 1));
    }
    let mut word = at;
    for n in 0..5 {
        word = search.back(word)?;
        if search.is_word(word) && same(word) {
            return Some((word, word + 1));
        }
        let link = search.has(word, Traits::SPELLED) || search.is_any(word, &LINK);
        if n < 2 && search.is_word(word) && !link && !search.is_letter(word) && spelled.len() > 2 {
            return said(search, word).filter(|_| !search.has(word, Traits::COMMON | Traits::STOP));
        }
    }
    None
}

/// A surname after `that's`: `that's O'Connor`.
fn said(search: &Search<'_>, word: usize) -> Option<(usize, usize)> {
    let first = (word.saturating_sub(4)..=word).find(|first| {
        search.is_word(*first)
            && search.back(*first).is_some_and(|before| {
                search.is_any(before, &["s", "thats", "its", "is", "yes", "yeah", "under"])
            })
    })?;
    let cue = Cue { at: first, trust: Trust::Likely, surname: true, alone: true, rule: "name.spelled" };
    let name = part::name(search, cue).filter(|name| name.to == word + 1)?;
    Some((name.from, name.to))
}

/// Whether `is my last name` follows.
fn is_called_name(search: &Search<'_>, end: usize) -> bool {
    let mut is = false;
    let mut words = 0;
    for at in end..end + 14 {
        let Some(token) = search.token(at) else { return false };
        match token.sort {
            Sort::Space | Sort::Mark(',' | '\'' | '\u{2019}') => {}
            Sort::Word(_) if token.traits.has(Traits::NAME) => return is,
            Sort::Word(_) if words < LINKS && search.is_any(at, &CALLED) => {
                words += 1;
                is |= search.is_any(at, &["is", "s", "thats", "for"]);
            }
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => return false,
        }
    }
    false
}

/// What may be between letters and `name`.
const CALLED: [&str; 15] = [
    "is", "s", "that", "thats", "the", "my", "his", "her", "last", "first", "middle", "maiden", "full",
    "legal", "for",
];

/// So many letters that nothing is said with are those of a name, fewer those of an acronym.
const MANY: usize = 5;

/// Whether letters are all that is said, and no word of another kind or a code.
fn stands_alone(search: &Search<'_>, at: usize, end: usize, count: usize, spelled: &str) -> bool {
    let led = search.back(at).is_none_or(|before| {
        search.is_any(before, &["s", "its", "thats", "is", "yes", "yeah", "sure", "so", "okay"])
            || search.is_filler(before)
            || search.is_mark(before, ',')
    });
    let ended = search.token(search.skip(end)).is_none_or(|next| {
        matches!(next.sort, Sort::Mark('.' | '?' | ',' | '!')) || search.is(search.skip(end), "with")
    }) && !search.is_digits(search.skip(end + 1));
    let codes = Traits::VIN
        | Traits::PLATE
        | Traits::LICENSE
        | Traits::POLICY
        | Traits::CLAIM
        | Traits::EMAIL
        | Traits::NUMBER;
    let explained = (at..end).any(|at| search.is_word(at) && !search.is_letter(at));
    let many = count >= MANY || (explained && count + 1 >= MANY);
    let word = crate::lexicon::look_up(spelled).traits;
    led && ended
        && many
        && !word.has(Traits::COMMON | Traits::PROPER | Traits::STOP)
        && !search.context(at).has(codes)
}

/// In `s m i t h i live` the last letter is a word.
fn without_pronoun(search: &Search<'_>, from: usize, end: usize, count: usize) -> (usize, usize) {
    let last = end.saturating_sub(1);
    let next = search.skip(end);
    let contracted = search.is_apostrophe(end);
    let said = next > end
        && search.is_word(next)
        && !search.is_any(next, &["and", "is", "that", "thats", "so", "as"]);
    if last > from && search.is_any(last, &["i", "a"]) && (contracted || said) {
        let before = search.back(last).map_or(from, |before| before + 1);
        return (before, count - 1);
    }
    (end, count)
}
