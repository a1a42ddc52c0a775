//! Dates of birth: dates beside `date of birth`, `born` and the like, or after such a question. Other dates stay.

mod near;

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;
use super::date::{self, Form};

/// How many words may be between a cue and the date.
const REACH: usize = 9;

/// And how many if it has day, month and year: `date of birth for the driver okay hold on my husband says`.
const FAR: usize = 15;

/// How many dates one cue before them is for: more than are said at once, but not all of a long text for each cue.
const HOUSEHOLD: usize = 12;

/// How many words may be between one date of birth and the next.
const BETWEEN: usize = 7;

/// Where one of these is between, the date is that of something else.
const OTHER: [&str; 40] = [
    "accident",
    "accidents",
    "policy",
    "renew",
    "renews",
    "renewal",
    "since",
    "started",
    "starts",
    "effective",
    "expire",
    "expires",
    "expired",
    "license",
    "licence",
    "issued",
    "bought",
    "purchased",
    "insured",
    "claim",
    "happened",
    "quote",
    "quoted",
    "today",
    "moved",
    "phone",
    "number",
    "zip",
    "social",
    "card",
    "account",
    "address",
    "model",
    "deductible",
    "premium",
    "ticket",
    "coverage",
    "appointment",
    "married",
    "payment",
];

/// What may be between `born`, or what begins a text after the question, and a year alone.
const BEFORE_YEAR: [&str; 22] = [
    "in", "is", "was", "s", "it", "its", "that", "thats", "born", "year", "back", "of", "the", "i", "he",
    "she", "were", "birth", "around", "about", "my", "like",
];

pub(super) fn find(search: &mut Search<'_>) {
    if search.prior.has(Traits::BIRTH) {
        after(search, 0);
    }
    for at in 0..search.tokens.len() {
        let Some(to) = cue(search, at) else { continue };
        after(search, to);
        before(search, at);
    }
}

/// Where the cue that begins at a token ends: `birth`, `d.o.b.`
fn cue(search: &Search<'_>, at: usize) -> Option<usize> {
    if search.has(at, Traits::BIRTH) {
        return Some(at + 1);
    }
    if !search.is_letter(at) || !search.is(at, "d") {
        return None;
    }
    let step = |at: usize| search.skip(at + usize::from(search.is_mark(at, '.')));
    let o = step(at + 1);
    let b = step(o + 1);
    (o > at + 1 && search.is(o, "o") && b > o + 1 && search.is(b, "b"))
        .then(|| b + 1 + usize::from(search.is_mark(b + 1, '.')))
}

/// How far the dates after a cue have been read.
struct Walk {
    /// Where the first of them may begin.
    from: usize,
    dates: usize,
    /// Words since the cue, or since the last date.
    words: usize,
    /// A year alone would be a date.
    year: bool,
    /// The last one had no year, or `year` was said.
    open: bool,
    /// In `my oldest, who moved back in,`
    aside: bool,
}

/// The dates after a cue: the first, and those of others that follow it.
fn after(search: &mut Search<'_>, from: usize) {
    let mut walk = Walk { from, dates: 0, words: 0, year: true, open: false, aside: false };
    let mut at = from;
    while walk.dates < HOUSEHOLD
        && let Some(token) = search.token(at)
    {
        let sort = token.sort;
        if let Some(date) = date::read(search, at).filter(|date| is_birth(search, at, *date, &walk)) {
            let first = begun(search, at, from).unwrap_or(at);
            if let Some((start, end)) = search.bytes(first, date.to) {
                search.add(Kind::Dob, "dob.after", start, end);
            }
            walk.open = matches!(date.form, Form::Day | Form::Digits);
            (walk.dates, walk.words, walk.year, walk.from) = (walk.dates + 1, 0, false, date.to);
            at = date.to;
            continue;
        }
        match sort {
            Sort::Word(_) if !walk.passes(search, at) => return,
            Sort::Digits => {
                walk.year = false;
                walk.words += 1;
                if walk.dates > 0 {
                    return;
                }
            }
            Sort::Mark(',') => walk.aside = false,
            Sort::Word(_) | Sort::Space | Sort::Mark(_) | Sort::Mask => {}
        }
        at += 1;
    }
}

impl Walk {
    /// Whether a date of birth may follow this word.
    fn passes(&mut self, search: &Search<'_>, at: usize) -> bool {
        self.words += 1;
        self.aside |= search.is(at, "who");
        let other = !self.aside && search.is_any(at, &OTHER) && !is_source(search, at);
        let most = if self.dates > 0 { BETWEEN } else { FAR };
        let linked = self.dates == 0 || is_link(search, at);
        if self.dates == 0 {
            self.year &=
                search.is_any(at, &BEFORE_YEAR) || search.is_filler(at) || search.has(at, Traits::PROPER);
            self.open |= search.is(at, "year");
        } else {
            self.year |= self.open && search.is(at, "year");
        }
        !other && self.words <= most && linked
    }
}

/// Where what was said of a date before it was said once more begins: `february, hmm, february tenth`, `the fourth of, sorry,
/// the fifth of may`.
fn begun(search: &Search<'_>, at: usize, from: usize) -> Option<usize> {
    let mut before = search.back(at)?;
    for _ in 0..AGAIN {
        if before < from {
            return None;
        }
        if search.has(before, Traits::MONTH | Traits::ORDINAL) {
            let the = search.back(before).filter(|the| *the >= from && search.is(*the, "the"));
            return Some(the.unwrap_or(before));
        }
        let passes = search.is_filler(before)
            || search.is_mark(before, ',')
            || search.has(before, Traits::REPAIR)
            || search.is_any(before, &["of", "the", "i", "is", "it", "s", "was"]);
        before = search.back(before).filter(|_| passes)?;
    }
    None
}

/// How many words and marks may be between such a beginning and the date.
const AGAIN: usize = 6;

/// Whether a date is one of birth where it stands.
fn is_birth(search: &Search<'_>, at: usize, date: date::Date, walk: &Walk) -> bool {
    let next = search.skip(date.to);
    let counted = search.has(next, Traits::QUANTITY) && !search.has(next, Traits::ORDINAL | Traits::MONTH);
    let torn = search.is_digits(date.to)
        || at.checked_sub(1).is_some_and(|before| search.is_mark(before, '$'))
        || is_unit(search, at);
    let found = walk.dates > 0;
    let before = |words: &[&str]| at.checked_sub(2).is_some_and(|before| search.is_any(before, words));
    let fits = match date.form {
        Form::Full => true,
        Form::Day => !found || !search.is(at, "may"),
        Form::Digits => !found,
        Form::Year => walk.year,
        Form::ShortYear if walk.open => walk.year && before(&["is", "was", "s", "year", "in", "of"]),
        Form::ShortYear => walk.year && before(&["in", "born", "of"]),
    };
    let near = date.form == Form::Full || walk.words <= REACH;
    let article = search.is(at, "the");
    fits && near
        && !torn
        && (!counted || date.form == Form::Full)
        && !(article && date.form == Form::ShortYear)
}

/// Whether a number goes on with this word: `four` in `thirty four, 12/01/1990`.
fn is_unit(search: &Search<'_>, at: usize) -> bool {
    let meaning = |at: usize| search.token(at).and_then(Token::meaning);
    let tens = search.back(at).is_some_and(|before| matches!(meaning(before), Some(Meaning::Tens(_))));
    tens && matches!(meaning(at), Some(Meaning::Digit(1..)))
}

/// Where a date of birth is read from: `the birth date on her license says`, `let me look at the card`.
fn is_source(search: &Search<'_>, at: usize) -> bool {
    let named =
        search.is_any(at, &["license", "licence", "card", "policy", "account", "quote", "claim", "insured"]);
    // `on the driver's licence`
    let mut before = Some(at).filter(|_| named);
    for _ in 0..SOURCE {
        before = before.and_then(|at| search.back(at));
        if before.is_some_and(|at| search.is_any(at, &["on", "in", "at", "from"])) {
            return true;
        }
    }
    false
}

/// How many words and marks `on` may stand before what is read from.
const SOURCE: usize = 9;

/// What may be between the date of birth of one and that of another: `and my wife's is`.
fn is_link(search: &Search<'_>, at: usize) -> bool {
    search.has(at, Traits::KIN | Traits::OWN)
        || search.is_filler(at)
        || search.is_any(
            at,
            &[
                "and",
                "s",
                "is",
                "was",
                "born",
                "mine",
                "hers",
                "the",
                "other",
                "on",
                "for",
                "me",
                "it",
                "its",
                "date",
                "dob",
                "birth",
                "of",
                "birthday",
                "no",
                "wait",
                "i",
                "mean",
                "actually",
                "or",
                "rather",
                "correction",
                "then",
                "he",
                "she",
                "one",
                "that",
                "thats",
                "sorry",
                "in",
                "year",
                "not",
            ],
        )
}

/// The dates before a cue: `9/12/1972 is my date of birth`, `mine's 9/12/72, hers is 3/4/75, those are the birthdays`.
fn before(search: &mut Search<'_>, cue: usize) {
    let Some(end) = link(search, cue) else { return near::find(search, cue) };
    let Some(mut start) = ending(search, end).or_else(|| remarked(search, end)) else {
        return near::find(search, cue);
    };
    if !search.is_any(
        search.skip(end + usize::from(search.is_mark(end, ',') || search.is_mark(end, '.'))),
        &["those", "these", "are", "and"],
    ) {
        return;
    }
    for _ in 1..DATES {
        let Some(end) =
            (start.saturating_sub(2 * LISTED)..start).rev().find(|end| is_listed(search, *end, start))
        else {
            return;
        };
        match ending(search, end) {
            Some(earlier) => start = earlier,
            None => return,
        }
    }
}

/// Adds the date with a remark behind it: `oh four oh one sixty six, no joke, that's my birthday`.
fn remarked(search: &mut Search<'_>, end: usize) -> Option<usize> {
    let mut words = 0;
    for end in (end.saturating_sub(3 * REMARK)..end).rev() {
        if search.is_digits(end)
            || search.is_any(end, &OTHER)
            || search.is_any(end, &["what", "whats", "because"])
        {
            return None;
        }
        words += usize::from(search.is_word(end));
        let word = end.checked_sub(1).is_some_and(|last| search.is_word(last) || search.is_digits(last));
        if word && is_full(search, end) {
            return ending(search, end);
        }
        if words == REMARK {
            return None;
        }
    }
    None
}

/// How many words a remark has at most.
const REMARK: usize = 5;

fn is_full(search: &Search<'_>, end: usize) -> bool {
    full(search, end).is_some_and(|(at, _)| {
        date::complete(search, at).or_else(|| date::said(search, at, true)).is_some_and(|(to, _)| to == end)
    })
}

/// How many dates one cue behind them is for.
const DATES: usize = 4;

/// How many words may be between two of them.
const LISTED: usize = 5;

/// Whether a date ends before a token, and no more than `and hers is` follows up to another.
fn is_listed(search: &Search<'_>, end: usize, next: usize) -> bool {
    let words = (end..next).filter(|at| search.is_word(*at)).count();
    let apart = (end..next).all(|at| !search.is_digits(at) && !search.is_any(at, &OTHER));
    words <= LISTED && apart && full(search, end).is_some()
}

/// Adds the date that ends before a token, and gives its first one.
fn ending(search: &mut Search<'_>, end: usize) -> Option<usize> {
    let (at, to) = full(search, end)?;
    if let Some((start, end)) = search.bytes(at, to) {
        search.add(Kind::Dob, "dob.before", start, end);
    }
    Some(at)
}

fn full(search: &Search<'_>, end: usize) -> Option<(usize, usize)> {
    (end.saturating_sub(18)..end).find_map(|at| {
        let date = date::read(search, at).filter(|date| date.to == end)?;
        matches!(date.form, Form::Full | Form::Day | Form::Digits).then_some((at, date.to))
    })
}

/// Where the date ends that is linked to the cue behind it by `is my`, `is when I was`, `those are the`.
fn link(search: &Search<'_>, cue: usize) -> Option<usize> {
    let mut at = cue;
    for _ in 0..9 {
        let before = search.back(at)?;
        let born = search.is_any(before, &["was", "were"]) && search.is(cue, "born");
        if !born && search.is_any(before, &["is", "was", "s", "are", "being", "as", "for", "thats", "that"]) {
            let mut end = search.back(before)?;
            for _ in 0..3 {
                if search.is_apostrophe(end)
                    || search.is_mark(end, ',')
                    || search.is_mark(end, '.')
                    || search.is_any(end, &["that", "which", "is", "those", "these"])
                {
                    end = search.back(end)?;
                }
            }
            return Some(end + 1);
        }
        let passes = born
            || search.has(before, Traits::OWN | Traits::KIN)
            || search.is_any(
                before,
                &[
                    "date", "dates", "of", "my", "the", "your", "their", "our", "full", "correct", "actual",
                    "real", "own", "s", "when", "i", "he", "she",
                ],
            )
            || search.is_apostrophe(before);
        if !passes {
            return None;
        }
        at = before;
    }
    None
}
