//! Kinds that the configuration keeps.

use crate::rules::Rules;

use super::Candidate;

/// Takes out what is of a kept kind, and what is nothing but a part of it: the digits of a kept phone number are no
/// number of another kind. What reaches beyond it stays.
pub(super) fn without(rules: &Rules, mut found: Vec<Candidate>) -> Vec<Candidate> {
    if !rules.keeps || !found.iter().any(|candidate| rules.is_kept(candidate.kind)) {
        return found;
    }
    let rank = |c: &Candidate| (c.start, usize::MAX - c.end, !rules.is_kept(c.kind));
    found.sort_by_key(rank);
    let mut kept_to = 0;
    found.retain(|candidate| {
        if rules.is_kept(candidate.kind) {
            kept_to = kept_to.max(candidate.end);
            return false;
        }
        candidate.end > kept_to
    });
    found
}
