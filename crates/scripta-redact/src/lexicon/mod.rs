//! What words mean: one look-up a word, whatever the number of detectors that ask.
//!
//! Each detector has its own table of words. A word may be in several of them: `o` is a zero and a letter, `may` a month and
//! nothing at all. [`Meaning`] says how a word is read as part of a number or an address that is spelled out, and
//! [`Traits`] says everything else.

mod addresses;
mod cues;
mod dates;
mod ids;
mod mail;
mod names;
mod numbers;
mod traits;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

pub(crate) use numbers::Meaning;
pub(crate) use traits::Traits;

/// Words of more bytes mean nothing.
const LONGEST: usize = 16;

/// Words with the traits that they share.
type Table = &'static [(Traits, &'static [&'static str])];

/// The tables of all detectors.
const TABLES: [Table; 6] =
    [cues::WORDS, mail::WORDS, ids::WORDS, names::WORDS, addresses::WORDS, dates::WORDS];

/// All words of the tables, and of the lists in the `data` folder, which are too long for one.
fn all() -> impl Iterator<Item = (Traits, &'static str)> {
    let tables = TABLES.iter().copied().flatten();
    let lists = names::LISTED.into_iter().chain([addresses::LISTED]);
    let listed = lists.flat_map(|(traits, list)| {
        let lines = list.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).map(move |word| (traits, word))
    });
    tables.flat_map(|(traits, words)| words.iter().map(|word| (*traits, *word))).chain(listed)
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) meaning: Meaning,
    pub(crate) traits: Traits,
}

impl Entry {
    const NONE: Self = Self { meaning: Meaning::Other, traits: Traits::NONE };
}

/// Looks a word up, in any case.
pub(crate) fn look_up(word: &str) -> Entry {
    let Some(key) = key(word) else { return Entry::NONE };
    match LEXICON.get(&key) {
        Some(entry) => *entry,
        None if word.chars().nth(1).is_none() => Entry { meaning: Meaning::Letter, traits: Traits::NONE },
        None => Entry::NONE,
    }
}

static LEXICON: LazyLock<HashMap<u128, Entry, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut lexicon: HashMap<u128, Entry, BuildHasherDefault<WordHasher>> = HashMap::default();
    for (word, meaning) in numbers::WORDS {
        if let Some(key) = key(word) {
            lexicon.entry(key).or_insert(Entry::NONE).meaning = *meaning;
        }
    }
    for (traits, word) in all() {
        let Some(key) = key(word) else { continue };
        let letter = word.len() == 1;
        let new = Entry { meaning: if letter { Meaning::Letter } else { Meaning::Other }, ..Entry::NONE };
        let entry = lexicon.entry(key).or_insert(new);
        entry.traits = entry.traits | traits;
    }
    lexicon
});

/// The bytes of a word in lower case as one number; `None` if it is too long.
fn key(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    // Words are too short for copying them to be quick; of halves that overlap, the same bytes fall into the same places.
    let value = match bytes.len() {
        0 => 0,
        length @ 1..=3 => {
            let byte = |at: usize| bytes.get(at).map_or(0, |byte| u128::from(*byte) << (8 * at));
            byte(0) | byte(length / 2) | byte(length - 1)
        }
        length @ 4..=7 => {
            let [first, last] =
                [bytes.first_chunk()?, bytes.last_chunk()?].map(|half| u32::from_le_bytes(*half));
            u128::from(first) | u128::from(last) << (8 * (length - 4))
        }
        length @ 8..=LONGEST => {
            let [first, last] =
                [bytes.first_chunk()?, bytes.last_chunk()?].map(|half| u64::from_le_bytes(*half));
            u128::from(first) | u128::from(last) << (8 * (length - 8))
        }
        _ => return None,
    };
    Some(lower(value))
}

/// Sixteen bytes at once in lower case, as far as they are ASCII.
fn lower(bytes: u128) -> u128 {
    const EACH: u128 = u128::from_le_bytes([1; LONGEST]);
    let seven = bytes & (EACH * 0x7f);
    let from_a = seven + EACH * u128::from(0x80 - b'A');
    let beyond_z = seven + EACH * u128::from(0x7f - b'Z');
    let capitals = !bytes & (from_a ^ beyond_z) & (EACH * 0x80);
    bytes | capitals >> 2
}

/// Mixes one `u128`: keys are our own words, so nobody can choose them to collide.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves of a u128")]
    fn write_u128(&mut self, key: u128) {
        let mixed = (key as u64) ^ ((key >> 64) as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Traits, all, key, look_up, numbers};

    #[test]
    fn a_word_is_known_in_any_case_and_may_be_several_things() {
        assert_eq!(look_up("Seven").meaning, Meaning::Digit(7));
        assert!(look_up("PHONE").traits.has(Traits::PHONE));
        assert_eq!(look_up("q").meaning, Meaning::Letter);
        assert_eq!(look_up("incomprehensibilities").traits, Traits::NONE);
    }

    #[test]
    fn a_key_is_the_bytes_of_a_word_in_lower_case() {
        for word in [
            "a",
            "Oh",
            "ONE",
            "Four",
            "sEVen",
            "Eleven",
            "Hundred",
            "ThoUSand",
            "[@Z`z{]",
            "ÄÖé",
            "ABCDEFGHIJKLMNOP",
        ] {
            let mut bytes = [0; 16];
            bytes[..word.len()].copy_from_slice(word.to_ascii_lowercase().as_bytes());
            assert_eq!(key(word), Some(u128::from_le_bytes(bytes)), "{word}");
        }
        assert_eq!(key("ABCDEFGHIJKLMNOPQ"), None);
    }

    #[test]
    fn every_word_of_the_tables_can_be_looked_up() {
        for word in all().map(|(_, word)| word).chain(numbers::WORDS.iter().map(|(word, _)| *word)) {
            assert!(key(word).is_some_and(|_| word.chars().all(char::is_alphabetic)), "{word}");
            assert_eq!(word, word.to_lowercase());
        }
    }
}
