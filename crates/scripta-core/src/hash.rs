//! Maps and sets whose hashing is fixed: the domain draws no randomness, so the same input always does
//! the same work. No result depends on the order in which one of these is walked.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// A map with fixed hashing.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, FixedState>;

/// A set of 128-bit fingerprints: 16 bytes an entry, whatever the length of what was fingerprinted.
#[derive(Debug, Default, Clone)]
pub(crate) struct Seen(std::collections::HashSet<u128, FixedState>);

impl Seen {
    /// Adds `name` of this `kind`; true where it was not there before.
    pub(crate) fn insert(&mut self, kind: &str, name: &str) -> bool {
        let half = |seed| u128::from(FixedState::with_seed(seed).hash_one((kind, name)));
        self.0.insert(half(1) << 64 | half(2))
    }
}

/// A fingerprint that tells whether a text has changed. Never stored.
pub(crate) fn fingerprint(text: &str) -> u64 {
    FixedState::with_seed(3).hash_one(text)
}
