//! Phrases by which people steer a conversation: they confirm, deny, correct, and say of whom they speak.

/// What such a phrase does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It says yes, at the head of an answer.
    Yes,
    /// It says yes wherever it is.
    Right,
    /// It says no, at the head of an answer.
    No,
    /// It says that something is wrong.
    Wrong,
    /// It takes back what was said.
    Correct,
    /// A no that denies nothing: `no problem`.
    Polite,
    /// It denies what follows: `not`.
    Not,
    /// What it speaks of is over.
    Past,
    /// The agent asks whether what was said is right.
    Tag,
    /// The agent repeats what was said.
    Repeat,
    /// The agent speaks of what may be, or of others.
    Example,
    /// The agent asks for something.
    Request,
    /// One vehicle more.
    Another,
    /// The first, second, … of several.
    Ordinal(usize),
    /// The one that was not spoken of.
    Other,
    /// All of them.
    Both,
    /// Someone of the family, by a number of the relation.
    Relative(usize),
    /// The other person of whom was spoken.
    They,
    /// The caller.
    Caller,
    /// What leads to an answer and says nothing.
    Filler,
}

/// Every sign with its phrases, as `phrases/signs.txt` has them.
pub(crate) fn signs() -> impl Iterator<Item = (Sign, &'static str)> {
    let mut sign = None;
    include_str!("../phrases/signs.txt").lines().flat_map(move |line| {
        if let Some(name) = line.strip_prefix('[') {
            sign = Sign::named(name.trim_end_matches(']'));
        }
        let phrases = if line.starts_with(['#', '[']) { "" } else { line };
        let phrases = phrases.split(',').map(str::trim).filter(|phrase| !phrase.is_empty());
        phrases.filter_map(move |phrase| Some((sign?, phrase)))
    })
}

impl Sign {
    fn named(name: &str) -> Option<Self> {
        let (name, number) = name.split_once(' ').unwrap_or((name, "0"));
        let number = number.parse().ok()?;
        Some(match name {
            "yes" => Self::Yes,
            "right" => Self::Right,
            "no" => Self::No,
            "wrong" => Self::Wrong,
            "correct" => Self::Correct,
            "polite" => Self::Polite,
            "not" => Self::Not,
            "past" => Self::Past,
            "tag" => Self::Tag,
            "repeat" => Self::Repeat,
            "example" => Self::Example,
            "request" => Self::Request,
            "another" => Self::Another,
            "ordinal" => Self::Ordinal(number),
            "other" => Self::Other,
            "both" => Self::Both,
            "relative" => Self::Relative(number),
            "they" => Self::They,
            "caller" => Self::Caller,
            "filler" => Self::Filler,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Sign, signs};
    use crate::phrase::normal;

    #[test]
    fn every_heading_of_the_file_is_a_sign_and_every_phrase_is_in_the_form_that_is_looked_for() {
        for line in include_str!("../phrases/signs.txt").lines().filter(|line| line.starts_with('[')) {
            assert!(Sign::named(line.trim_matches(['[', ']'])).is_some(), "{line}");
        }
        assert!(signs().all(|(_, phrase)| normal(phrase) == phrase));
        assert!(signs().count() > 300);
    }
}
