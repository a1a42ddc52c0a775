//! Addresses without a street: `P.O. Box 123`, `Rural Route 2 Box 15`.

use crate::lexicon::Traits;

use super::Search;

/// The postal box or rural route that begins at a token.
pub(super) fn find(search: &Search<'_>, at: usize, traits: Traits) -> Option<(usize, usize, &'static str)> {
    let first = search.text_of(at).as_bytes().first()?.to_ascii_lowercase();
    if !matches!(first, b'p' | b'r' | b'h') || traits.has(Traits::STOP) {
        return None;
    }
    let box_at = post_office(search, at);
    if let Some(to) = box_at.and_then(|at| numbered_box(search, at)) {
        return Some((at, super::tail::read(search, to), "address.box"));
    }
    let route = search
        .phrase(at, "rural route")
        .or_else(|| abbreviated(search, at))
        .or_else(|| search.phrase(at, "highway contract"))?;
    let number = search.skip(route);
    let to = value(search, number)?;
    let comma = usize::from(search.is_mark(to, ','));
    let to = numbered_box(search, search.skip(to + comma)).unwrap_or(to);
    Some((at, super::tail::read(search, to), "address.rural"))
}

/// `RR`, `HC`: where they end.
fn abbreviated(search: &Search<'_>, at: usize) -> Option<usize> {
    (search.is_any(at, &["rr", "hc"]) && search.is_digits(search.skip(at + 1))).then_some(at + 1)
}

/// After `P.O.`, `post office`, `po`: where `box` should be.
fn post_office(search: &Search<'_>, at: usize) -> Option<usize> {
    if search.is(at, "po") {
        return Some(search.skip(at + 1 + usize::from(search.is_mark(at + 1, '.'))));
    }
    if search.is(at, "p") {
        let o = search.skip(at + 1 + usize::from(search.is_mark(at + 1, '.')));
        return search.is(o, "o").then(|| search.skip(o + 1 + usize::from(search.is_mark(o + 1, '.'))));
    }
    search.phrase(at, "post office").map(|to| search.skip(to))
}

/// `box 123`
fn numbered_box(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.is_any(at, &["box", "drawer"]) {
        return None;
    }
    let next = search.skip(at + 1);
    let next = if search.is_any(next, &["number", "no"]) || search.is_mark(next, '#') {
        search.skip(next + 1)
    } else {
        next
    };
    value(search, next)
}

/// A number of up to six digits or words.
fn value(search: &Search<'_>, at: usize) -> Option<usize> {
    if search.is_digits(at) {
        return Some(at + 1);
    }
    let mut to = at;
    let mut next = at;
    for _ in 0..6 {
        if !search.token(next).is_some_and(super::house::is_digit) {
            break;
        }
        to = next + 1;
        next = search.skip(to);
    }
    (to > at).then_some(to)
}
