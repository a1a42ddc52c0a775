//! The population: any number of conversations, each of which can be made by itself.

use scripta_sample::Chance;

use crate::case::Case;
use crate::documents::Documents;
use crate::grammar::Grammar;
use crate::rhythm::Rhythm;

/// Conversations of an insurance agency's telephone line in the course of a year.
///
/// Each is made of the seed and its number alone, in any order and on any thread, and is the same each time. They are
/// numbered in the order in which they begin.
#[derive(Debug)]
pub struct Population {
    seed: u64,
    size: u64,
    grammar: Grammar,
    rhythm: Rhythm,
}

impl Population {
    /// `size` conversations.
    #[must_use]
    pub fn new(seed: u64, size: u64) -> Self {
        Self { seed, size, grammar: Grammar::telephone(), rhythm: Rhythm::of_a_year() }
    }

    /// How many there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The documents of conversation `number`, which counts from 0.
    #[must_use]
    pub fn documents(&self, number: u64) -> Documents {
        let mut chance = Chance::new(self.seed ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03));
        // One that is too near to the next of its kind in the generator's sequence is brought away from it.
        let mut chance = Chance::new(chance.next());
        let part = (number as f64 + chance.fraction()) / self.size.max(1) as f64;
        let case = Case::new(self.rhythm.start(part), part, number, self.size, &mut chance);
        Documents::of(&case, &self.grammar, chance)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Documents> + '_ {
        (0..self.size).map(|number| self.documents(number))
    }
}
