//! Street addresses: `34018 Hoffman Trace Apt. 518`, `twelve forty five oak street`, `P.O. Box 12`, `4500 County Road 12`.
//!
//! An address begins with the number of a house (`house`), goes on with the name of a street (`street`), and may have a unit
//! and a town behind it (`tail`). What is asked of the street depends on what was said before: `I live at` lets any words pass,
//! otherwise only what can hardly be anything else. The ZIP code stays.

mod house;
mod postal;
mod street;
mod tail;
mod words;

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;

/// How many words before an address its cue may be.
const REACH: usize = 8;

/// What was said before a house number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Expected {
    No,
    /// `it's`, `at`, or the beginning: something comes, and it may be an address.
    Said,
    /// `live` or `mail` is near.
    Near,
    /// `live at`, `address is`: nothing else comes here.
    Here,
}

pub(super) fn find(search: &mut Search<'_>) {
    let mut at = 0;
    while let Some(token) = search.token(at) {
        let (begins, word, traits) = (crate::number::begins(token), token.meaning().is_some(), token.traits);
        let found = if begins { building(search, at) } else { None };
        let found = found.or_else(|| if word { postal::find(search, at, traits) } else { None });
        match found.and_then(|(from, to, rule)| search.bytes(from, to).map(|bytes| (bytes, to, rule))) {
            Some(((start, end), to, rule)) => {
                search.add(Kind::Address, rule, start, end);
                at = to.max(at + 1);
            }
            None => at += 1,
        }
    }
}

/// The address whose house number begins at a token.
fn building(search: &Search<'_>, at: usize) -> Option<(usize, usize, &'static str)> {
    // `a 2015 Park Avenue` is a car.
    if search.back(at).is_some_and(|before| search.is_any(before, &["a", "an"])) {
        return None;
    }
    let house = house::read(search, at)?;
    let expected = expected(search, at);
    let street = street::read(search, &house, expected)?;
    let to = tail::read(search, street.to);
    let from = tail::unit_before(search, at).or_else(|| tail::direction_before(search, at));
    Some((from.unwrap_or(at), to, street.rule))
}

/// What the words before a token say.
fn expected(search: &Search<'_>, at: usize) -> Expected {
    let mut near = false;
    let mut mail = false;
    let mut close = false;
    let mut words = 0;
    for before in search.tokens.get(..at).unwrap_or_default().iter().rev() {
        match before.sort {
            Sort::Space => continue,
            Sort::Word(Meaning::Filler) => continue,
            Sort::Mark(':') => close |= words == 0,
            Sort::Mark(_) => {}
            Sort::Word(_) | Sort::Digits | Sort::Mask => {
                near |= before.traits.has(Traits::ADDRESS);
                mail |= before.traits.has(Traits::EMAIL) && search.is_email(before);
                close |= words == 0 && is_introduction(search, before);
                words += 1;
            }
        }
        if words == REACH {
            break;
        }
    }
    if words < REACH && search.prior.has(Traits::ADDRESS) && !search.prior.has(Traits::EMAIL) {
        (near, close) = (true, close || words < 3);
    }
    let near = near || is_called(search, at);
    match (near && !mail, close || words == 0) {
        (true, true) => Expected::Here,
        (true, false) => Expected::Near,
        (false, true) => Expected::Said,
        (false, false) => Expected::No,
    }
}

/// Whether it is called one behind it: `as your address`.
fn is_called(search: &Search<'_>, at: usize) -> bool {
    let after = |at: usize| {
        search.is(at, "address")
            && search
                .back(at)
                .is_some_and(|before| search.has(before, Traits::OWN) || search.is(before, "your"))
    };
    (at..at + 18).any(after)
}

/// `at`, `is`: what is before a house number.
fn is_introduction(search: &Search<'_>, token: &Token) -> bool {
    let words = ["at", "is", "s", "address", "to", "was", "be", "still", "its", "from", "house", "yes", "on"];
    let text = token.text(search.text);
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

impl Search<'_> {
    /// `email` and `IP` have addresses of their own; `mail` has not.
    fn is_email(&self, token: &Token) -> bool {
        !token.text(self.text).eq_ignore_ascii_case("mail")
    }
}
