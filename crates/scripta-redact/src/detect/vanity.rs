//! Telephone numbers in letters: `1-800-FLOWERS`, `800-555-HELP`.

use crate::kind::Kind;
use crate::run::Run;
use crate::token::Sort;

use super::Search;

/// A number with all its letters has as many keys to press, its country code aside.
const KEYS: std::ops::RangeInclusive<usize> = 10..=13;

/// A toll-free number that ends a run and goes on in capital letters.
pub(super) fn find(search: &mut Search<'_>, run: &Run) {
    let digits = run.digits.strip_prefix(&[1]).unwrap_or(&run.digits);
    let [8, 0 | 3 | 4 | 5 | 6 | 7 | 8, _, ..] = digits else { return };
    let pieces = run.pieces.iter().any(|piece| piece.is_spoken() || piece.foreign);
    if pieces || digits.len() > 7 {
        return;
    }
    let mut at = run.next();
    let mut keys = digits.len();
    let mut end = None;
    while let Some([tie, word]) = search.tokens.get(at..at + 2) {
        let capital = word.text(search.text).bytes().all(|b| b.is_ascii_uppercase());
        if !matches!(tie.sort, Sort::Mark('-' | '.') | Sort::Space) || word.meaning().is_none() || !capital {
            break;
        }
        keys += word.end - word.start;
        if KEYS.contains(&keys) {
            end = Some(word.end);
        }
        at += 2;
        if keys >= *KEYS.start() {
            break;
        }
    }
    if let (Some(end), Some((start, _))) = (end, run.span(0, run.pieces.len())) {
        search.add(Kind::Phone, "phone.vanity", start, end);
    }
}
