//! The patterns of the configuration.

use crate::kind::Kind;
use crate::token::Sort;

use super::Search;

pub(super) fn find(search: &mut Search<'_>) {
    let mut found = Vec::new();
    for (index, pattern) in search.rules.patterns.iter().enumerate() {
        let matches = pattern.regex.find_iter(search.text).filter(|found| !found.is_empty());
        found.extend(matches.map(|found| (Kind::Custom(index), found.start(), found.end())));
    }
    for (kind, mut start, mut end) in found {
        // A mask is not taken apart: a match that reaches into one covers it.
        let first = search.tokens.partition_point(|token| token.end <= start);
        let last = search.tokens.partition_point(|token| token.start < end);
        let touched = search.tokens.get(first..last).unwrap_or_default().iter();
        for mask in touched.filter(|token| token.sort == Sort::Mask) {
            (start, end) = (start.min(mask.start), end.max(mask.end));
        }
        search.add(kind, "custom", start, end);
    }
}
