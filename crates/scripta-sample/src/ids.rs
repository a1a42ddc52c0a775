//! Identifiers: alike those of the API, unique within a script, and the same for the same seed.

use crate::chance::Chance;

const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes `event_…`, `item_…`, `resp_…` and the others.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    seed: u64,
    made: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Ids { seed, made: 0 }
    }

    /// A new id: the prefix, seven characters that count, and fourteen from the seed.
    pub(crate) fn make(&mut self, prefix: &str) -> String {
        self.made += 1;
        let mut key = Chance::new(self.seed);
        let mut chance = Chance::new(self.seed ^ self.made.rotate_left(32));
        let mut id = String::with_capacity(prefix.len() + 21);
        id.push_str(prefix);
        for place in (0..7).rev() {
            // The digit is moved along the alphabet by a step of the seed's: a count would else be a run of zeros.
            let digit = self.made / 62_u64.pow(place) % 62 + key.between(0, 61);
            id.push(char::from(LETTERS[(digit % 62) as usize]));
        }
        for _ in 0..14 {
            id.push(char::from(LETTERS[chance.index(LETTERS.len())]));
        }
        id
    }
}

/// The padding that the API puts beside a delta so that its length tells nothing: up to sixteen letters.
pub(crate) fn obfuscation(chance: &mut Chance, delta: &str) -> String {
    let length = 16 - delta.chars().count() % 16;
    (0..length).map(|_| char::from(LETTERS[10 + chance.index(LETTERS.len() - 10)])).collect()
}
