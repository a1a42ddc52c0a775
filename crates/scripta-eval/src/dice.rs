//! A seeded source of choices, so that the corpora are the same on every machine and in every run.

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, and good enough to fill in forms.
#[derive(Debug, Clone)]
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice { state: seed }
    }

    /// Dice for one text: what comes before it in its file has no bearing on what it is filled with.
    pub(crate) fn of(text: &str, turn: u64) -> Dice {
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Dice::new(text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv) ^ turn.wrapping_mul(0x9e37_79b9))
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `from` up to and including `to`.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        let width = u64::from(to.saturating_sub(from)) + 1;
        from + u32::try_from(self.next() % width).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        let last = u32::try_from(from.len().saturating_sub(1)).unwrap_or(0);
        from[self.between(0, last) as usize]
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below_256(10))).collect()
    }

    /// Letters in upper case, without those that are taken for digits.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        let alphabet = b"ABCDEFGHJKLMNPRSTUVWXYZ";
        (0..count).map(|_| char::from(alphabet[usize::from(self.below_256(23))])).collect()
    }

    fn below_256(&mut self, end: u32) -> u8 {
        u8::try_from(self.between(0, end.saturating_sub(1))).unwrap_or(0)
    }

    /// `pattern` with a digit for each `#`, a letter for each `@`, and a digit other than 0 and 1 for each `%`.
    pub(crate) fn fill(&mut self, pattern: &str) -> String {
        pattern
            .chars()
            .map(|c| match c {
                '#' => self.digits(1),
                '@' => self.letters(1),
                '%' => self.between(2, 9).to_string(),
                other => other.to_string(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_and_turn_give_the_same_choices() {
        assert_eq!(Dice::of("a", 1).digits(12), Dice::of("a", 1).digits(12));
        assert_ne!(Dice::of("a", 1).digits(12), Dice::of("a", 2).digits(12));
        assert_ne!(Dice::of("a", 1).digits(12), Dice::of("b", 1).digits(12));
    }

    #[test]
    fn a_pattern_keeps_what_is_no_place_holder() {
        let filled = Dice::new(7).fill("(%##) @-");
        assert!(filled.starts_with('(') && filled.ends_with('-') && filled.len() == 8, "{filled}");
    }
}
