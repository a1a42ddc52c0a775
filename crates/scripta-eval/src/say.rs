//! How people read digits and numbers out.

use crate::dice::Dice;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// Words between which a number goes on, and which are no part of it.
pub(crate) const FILLERS: [&str; 4] = ["uh", "um", "let's see", "okay"];

/// Words by which a text is told to be spoken rather than written.
pub(crate) fn is_number_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let word = word.as_str();
    ONES.contains(&word)
        || TENS[2..].contains(&word)
        || ORDINALS.contains(&word)
        || matches!(word, "oh" | "double" | "triple" | "hundred" | "thousand" | "twentieth" | "thirtieth")
}

/// 0 to 99.
pub(crate) fn below_hundred(n: u32) -> String {
    match (n / 10, n % 10) {
        (0 | 1, _) => ONES[(n % 20) as usize].to_owned(),
        (tens, 0) => TENS[(tens % 10) as usize].to_owned(),
        (tens, one) => format!("{} {}", TENS[(tens % 10) as usize], ONES[one as usize]),
    }
}

/// The ordinal of 1 to 31.
pub(crate) fn ordinal(n: u32) -> String {
    match n {
        20 => "twentieth".to_owned(),
        30 => "thirtieth".to_owned(),
        0..20 => ORDINALS[n as usize].to_owned(),
        _ => format!("{} {}", TENS[(n / 10 % 10) as usize], ORDINALS[(n % 10) as usize]),
    }
}

/// How one speaker reads digits out; the same for all groups of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    zero: &'static str,
    doubles: bool,
    pairs: bool,
    between: &'static str,
    filler: bool,
    numerals: bool,
}

impl Voice {
    pub(crate) fn of(dice: &mut Dice) -> Voice {
        Voice {
            zero: dice.pick(&["oh", "oh", "zero", "o"]),
            doubles: dice.chance(20),
            pairs: dice.chance(20),
            between: dice.pick(&[", ", ", ", " ", " ", " ", "... ", " dash "]),
            filler: dice.chance(6),
            numerals: dice.chance(6),
        }
    }

    /// A voice that reads one digit after the other.
    pub(crate) fn plain(dice: &mut Dice) -> Voice {
        Voice { pairs: false, filler: false, numerals: false, ..Voice::of(dice) }
    }

    /// This voice, with something else between groups.
    pub(crate) fn with_between(self, between: &'static str) -> Voice {
        Voice { between, ..self }
    }

    /// The groups, each read out, with what this voice puts between them.
    pub(crate) fn groups(self, dice: &mut Dice, groups: &[&str]) -> String {
        let mut said = String::new();
        for (i, group) in groups.iter().enumerate() {
            if i > 0 {
                said.push_str(self.between);
                if self.filler && i == 1 {
                    said.push_str(dice.pick(&FILLERS));
                    said.push(' ');
                }
            }
            said.push_str(&if self.numerals && i == 1 {
                (*group).to_owned()
            } else {
                self.group(dice, group)
            });
        }
        said
    }

    /// One group of digits, letters and signs.
    pub(crate) fn group(self, dice: &mut Dice, group: &str) -> String {
        if self.pairs && group.len().is_multiple_of(2) && group.bytes().all(|b| b.is_ascii_digit()) {
            return self.in_pairs(group);
        }
        if group.len() == 3 && group.ends_with("00") && !group.starts_with('0') && dice.chance(70) {
            return format!("{} hundred", self.each(&group[..1]));
        }
        self.each(group)
    }

    fn in_pairs(self, group: &str) -> String {
        let mut words = Vec::new();
        for pair in group.as_bytes().chunks(2) {
            let value = pair.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
            words.push(match value {
                0 if !words.is_empty() && group.len() == 4 => "hundred".to_owned(),
                0 => format!("{} {}", self.zero, self.zero),
                1..10 => format!("{} {}", self.zero, below_hundred(value)),
                _ => below_hundred(value),
            });
        }
        words.join(" ")
    }

    /// One word a character; what is repeated as `double`, where this voice does that.
    fn each(self, group: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        let mut rest = group;
        while let Some(first) = rest.chars().next() {
            let same = rest.chars().take_while(|c| *c == first).count().min(3);
            let times = if self.doubles && first.is_ascii_digit() { same } else { 1 };
            match times {
                2 => words.push("double".to_owned()),
                3 => words.push("triple".to_owned()),
                _ => {}
            }
            words.push(self.character(first));
            rest = &rest[times * first.len_utf8()..];
        }
        words.join(" ")
    }

    fn character(self, c: char) -> String {
        match c {
            '0' => self.zero.to_owned(),
            '1'..='9' => c.to_digit(10).map(below_hundred).unwrap_or_default(),
            '-' => "dash".to_owned(),
            '.' => "dot".to_owned(),
            '_' => "underscore".to_owned(),
            other => other.to_lowercase().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Voice =
        Voice { zero: "oh", doubles: false, pairs: false, between: ", ", filler: false, numerals: false };

    #[test]
    fn digits_are_read_one_by_one_in_pairs_or_doubled() {
        let mut dice = Dice::new(1);
        assert_eq!(PLAIN.groups(&mut dice, &["551", "02"]), "five five one, oh two");
        let doubles = Voice { doubles: true, ..PLAIN };
        assert_eq!(doubles.group(&mut dice, "5551002"), "triple five one double oh two");
        let pairs = Voice { pairs: true, ..PLAIN };
        assert_eq!(pairs.group(&mut dice, "1204"), "twelve oh four");
        assert_eq!(pairs.group(&mut dice, "1200"), "twelve hundred");
    }

    #[test]
    fn ordinals_of_a_month() {
        assert_eq!(
            [1, 12, 20, 23, 31].map(ordinal).join("/"),
            "first/twelfth/twentieth/twenty third/thirty first"
        );
    }
}
