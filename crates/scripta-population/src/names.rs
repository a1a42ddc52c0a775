//! Made-up names of places and shops: the long tail of a vocabulary.

use scripta_sample::Chance;

/// How many names there are. Name `n` comes up half as often as name `n / 2`, as words of a language do (Zipf).
pub const NAMES: u64 = 40_000;

const FIRST: [&str; 40] = [
    "ba", "bre", "ca", "cor", "da", "del", "dro", "el", "fal", "fen", "ga", "gli", "hal", "hor", "is", "jo",
    "ka", "kel", "la", "lor", "ma", "mer", "nal", "nor", "ol", "pa", "pel", "quil", "ra", "ros", "sal",
    "sem", "sto", "ta", "tor", "ul", "var", "vel", "wes", "zan",
];
const SECOND: [&str; 40] = [
    "bi", "bo", "ca", "ci", "da", "den", "di", "do", "fa", "fi", "ga", "ge", "ka", "ki", "la", "le", "li",
    "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "pa", "pe", "ra", "re", "ri", "ro", "sa", "se",
    "si", "ta", "te", "ti", "va", "vi",
];
const LAST: [&str; 25] = [
    "bourne", "brook", "bury", "combe", "dale", "den", "fell", "field", "ford", "gate", "ham", "hurst",
    "ley", "mere", "mont", "mouth", "port", "shaw", "stead", "stoke", "thorpe", "ton", "vale", "wick",
    "worth",
];

/// Name `rank` of [`NAMES`], from 0, the most frequent, on. Two names never are the same.
#[must_use]
pub fn name(rank: u64) -> String {
    // 7,919 has no factor in common with 40,000, so neighbours in rank look nothing alike and none comes twice.
    let place = usize::try_from(rank % NAMES * 7_919 % NAMES).unwrap_or(0);
    let (first, second, last) = (place / 1_000, place / 25 % 40, place % 25);
    let mut name = [FIRST[first], SECOND[second], LAST[last]].concat();
    if let Some(initial) = name.get_mut(0..1) {
        initial.make_ascii_uppercase();
    }
    name
}

/// Any of them, the frequent ones more often.
pub(crate) fn any(chance: &mut Chance) -> String {
    let rank = ((NAMES + 1) as f64).powf(chance.fraction()) - 1.0;
    name(rank as u64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_names_are_the_same() {
        let names: BTreeSet<String> = (0..NAMES).map(name).collect();
        assert_eq!(names.len() as u64, NAMES);
    }
}
