//! The texts of `corpus/`: sentences without personal data, and carriers that are filled with some.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::dice::Dice;
use crate::kind::Kind;
use crate::markup::{Piece, parse};
use crate::utterance::{Set, Utterance};
use crate::value;

/// So many utterances are made of a carrier with slots.
const FILLINGS: u64 = 8;

/// All sets of utterances in `folder`, by name.
pub(crate) fn sets(folder: &Path) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for (name, text) in files(folder, &["ordinary", "personal"])? {
        let utterances = if name.starts_with("ordinary") {
            plain(&text)
        } else {
            filled(&text).with_context(|| name.clone())?
        };
        sets.push(Set { name, utterances });
    }
    Ok(sets)
}

/// Name and text of the `.txt` files whose names begin with one of `prefixes`.
pub(crate) fn files(folder: &Path, prefixes: &[&str]) -> Result<Vec<(String, String)>> {
    let told = || folder.display().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(told)? {
        let path = entry.with_context(told)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = path.extension().is_some_and(|extension| extension == "txt");
        if text && prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            found.push((name, fs::read_to_string(&path).with_context(|| path.display().to_string())?));
        }
    }
    found.sort();
    Ok(found)
}

/// The lines that are neither empty nor comments.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

fn plain(text: &str) -> Vec<Utterance> {
    lines(text).map(Utterance::plain).collect()
}

/// Every carrier with its slots filled.
fn filled(text: &str) -> Result<Vec<Utterance>> {
    let mut utterances = Vec::new();
    for line in lines(text) {
        let pieces = parse(line)?;
        let slots = pieces.iter().any(|piece| matches!(piece, Piece::Slot { .. }));
        for turn in 0..if slots { FILLINGS } else { 1 } {
            let mut dice = Dice::of(line, turn);
            let style = if slots { Style::of(&mut dice) } else { Style::AsIs };
            utterances.push(fill(&pieces, style, &mut dice)?);
        }
    }
    Ok(utterances)
}

fn fill(pieces: &[Piece<'_>], style: Style, dice: &mut Dice) -> Result<Utterance> {
    let mut utterance = Utterance::default();
    for piece in pieces {
        match piece {
            Piece::Plain(text) => utterance.text.push_str(&style.sentence(text)),
            Piece::Value { kind, text } => utterance.push(*kind, text),
            Piece::Slot { name, wanted } => {
                let kind = Kind::of_slot(name)?;
                let drawn = value::draw(name, *wanted, dice)?;
                let style = if matches!(kind, Kind::Url | Kind::Iban) { Style::AsIs } else { style };
                utterance.text.push_str(&style.value(&drawn.text[..drawn.personal.start]));
                utterance.push(kind, &style.value(&drawn.text[drawn.personal.clone()]));
                utterance.text.push_str(&style.value(&drawn.text[drawn.personal.end..]));
            }
        }
    }
    Ok(utterance)
}

/// The carriers of `corpus/personal.txt` that hold one slot called `name` and nothing else that is personal: what
/// comes before it and what comes after.
pub(crate) fn carriers(folder: &Path, name: &str) -> Result<Vec<(String, String)>> {
    let path = folder.join("personal.txt");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut found = Vec::new();
    for line in lines(&text) {
        let pieces = parse(line)?;
        let (before, after) = match pieces.as_slice() {
            [Piece::Plain(before), slot] => (*before, (slot, "")),
            [Piece::Plain(before), slot, Piece::Plain(after)] => (*before, (slot, *after)),
            _ => continue,
        };
        if matches!(after.0, Piece::Slot { name: slot, .. } if *slot == name) {
            found.push((before.to_owned(), after.1.to_owned()));
        }
    }
    Ok(found)
}

/// How a whole utterance was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    AsIs,
    /// Small letters and no punctuation, as many recognisers of speech do.
    Lower,
    Upper,
}

impl Style {
    fn of(dice: &mut Dice) -> Style {
        match dice.between(1, 10) {
            1..=6 => Style::AsIs,
            7..=9 => Style::Lower,
            _ => Style::Upper,
        }
    }

    fn sentence(self, text: &str) -> String {
        match self {
            Style::AsIs => text.to_owned(),
            Style::Lower => text.replace(['.', ',', '?', '!', ':', ';'], "").to_lowercase(),
            Style::Upper => text.to_uppercase(),
        }
    }

    fn value(self, text: &str) -> String {
        match self {
            Style::AsIs => text.to_owned(),
            Style::Lower => text.to_lowercase(),
            Style::Upper => text.to_uppercase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_marked_where_it_stands() {
        let utterances = filled("# comment\n\nI'm {name:Jane Doe}, call {phone/written}\n").unwrap();
        assert_eq!(utterances.len(), FILLINGS as usize);
        for utterance in &utterances {
            let [name, phone] = utterance.gold.as_slice() else { panic!("two of them: {utterance:?}") };
            assert_eq!(&utterance.text[name.start..name.end], "Jane Doe");
            assert_eq!(phone.end, utterance.text.len());
            assert!(utterance.text[phone.start..].bytes().any(|b| b.is_ascii_digit()));
        }
        assert_eq!(utterances, filled("I'm {name:Jane Doe}, call {phone/written}").unwrap());
    }

    #[test]
    fn every_slot_has_a_generator() {
        let slots = [
            "phone", "email", "card", "account", "routing", "iban", "ssn", "itin", "license", "passport",
            "policy", "claim", "ip", "url", "dob", "address", "name", "first", "last", "spelled", "vin",
            "plate",
        ];
        for slot in slots {
            for form in ["", "/written", "/spoken"] {
                let line = format!("x {{{slot}{form}}}");
                assert_eq!(filled(&line).unwrap().len(), FILLINGS as usize, "{line}");
            }
        }
    }
}
