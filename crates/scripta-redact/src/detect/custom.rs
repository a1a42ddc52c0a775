//! The patterns and words of the configuration.

use crate::token::Sort;

use super::Search;

pub(super) fn find(search: &mut Search<'_>) {
    if !search.rules.has_custom() {
        return;
    }
    for (kind, mut start, mut end) in search.rules.custom(search.text) {
        // A mask is not taken apart: a match within one is none, a match that reaches into one covers it.
        let first = search.tokens.partition_point(|token| token.end <= start);
        let last = search.tokens.partition_point(|token| token.start < end);
        let touched = search.tokens.get(first..last).unwrap_or_default();
        if touched.len() == 1 && touched.iter().all(|token| token.sort == Sort::Mask) {
            continue;
        }
        for mask in touched.iter().filter(|token| token.sort == Sort::Mask) {
            (start, end) = (start.min(mask.start), end.max(mask.end));
        }
        search.add(kind, "custom", start, end);
    }
}
