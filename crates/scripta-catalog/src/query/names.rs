//! Names in front of a colon.

use scripta_core::record::Speaker;

use crate::field::{FIELDS, FieldKind};
use crate::query::{Fields, Number, QueryError};

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// What was said, by one speaker or by anybody.
    Said(Option<Speaker>),
    /// The conversation's id.
    Id,
    /// A text field, by its name in [`Label`](crate::query::Label).
    Text(String),
    /// A number; where it is a length of time, in milliseconds.
    Number {
        /// Which.
        number: Number,
        /// Written as a length of time.
        lasts: bool,
    },
    /// When it began.
    Time(Bound),
}

/// On which side of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Then or later.
    After,
    /// Before then.
    Before,
    /// Within that day.
    On,
}

/// Those who speak, by their names in a query.
pub(super) const SPEAKERS: [(&str, Speaker); 3] =
    [("user", Speaker::User), ("assistant", Speaker::Assistant), ("system", Speaker::System)];

/// What a name means, or why it means nothing.
pub(super) fn target(name: &str, fields: &Fields) -> Result<Target, String> {
    if let Some((_, speaker)) = SPEAKERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Ok(Target::Said(Some(*speaker)));
    }
    if let Some(field) = FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name)) {
        return built_in(field.name, field.kind).ok_or_else(|| "this field cannot be searched by".to_owned());
    }
    match name.split_once('.') {
        Some(("meta", "")) => Err("the name of the metadata is missing: `meta.userType:…`".to_owned()),
        Some(("fact", "")) => Err("the name of the fact is missing: `fact.zipCode:…`".to_owned()),
        Some(("meta", _)) => Ok(Target::Text(name.to_owned())),
        Some(("fact", fact)) => {
            Ok(Target::Text(format!("fact.{}", known_fact(fact, fields).unwrap_or(fact))))
        }
        _ => known_fact(name, fields)
            .map(|fact| Target::Text(format!("fact.{fact}")))
            .ok_or_else(|| unknown(name, fields)),
    }
}

fn built_in(name: &str, kind: FieldKind) -> Option<Target> {
    let number = Number::ALL.iter().copied().find(|number| number.name() == name);
    match (kind, name) {
        (FieldKind::Text, "id") => Some(Target::Id),
        (FieldKind::Text, _) => Some(Target::Text(name.to_owned())),
        (FieldKind::Number, _) => number.map(|number| Target::Number { number, lasts: false }),
        (FieldKind::Duration, _) => number.map(|number| Target::Number { number, lasts: true }),
        (FieldKind::Time, "after") => Some(Target::Time(Bound::After)),
        (FieldKind::Time, "before") => Some(Target::Time(Bound::Before)),
        (FieldKind::Time, _) => Some(Target::Time(Bound::On)),
    }
}

impl Fields {
    /// The text field that a query calls so, by its name in [`Label`](crate::query::Label): what
    /// [facets](crate::Catalog::facets) can be asked for.
    ///
    /// # Errors
    /// Where there is none, with the one that may be meant.
    pub fn text_field(&self, name: &str) -> Result<String, QueryError> {
        match target(name, self) {
            Ok(Target::Text(field)) => Ok(field),
            Ok(_) => Err("this is no text field, and its values are not counted".to_owned()),
            Err(message) => Err(message),
        }
        .map_err(|message| QueryError { at: 1, message })
    }
}

/// A fact that occurs: by its name, else by its name in capitals and small letters of any kind.
pub(super) fn known_fact<'a>(name: &str, fields: &'a Fields) -> Option<&'a str> {
    let same = |fact: &&String| fact.to_lowercase() == name.to_lowercase();
    fields.facts.get(name).or_else(|| fields.facts.iter().find(same)).map(String::as_str)
}

fn unknown(name: &str, fields: &Fields) -> String {
    let built_in = FIELDS.iter().map(|field| field.name).chain(SPEAKERS.map(|(name, _)| name));
    let near = nearest(name, built_in.chain(fields.facts.iter().map(String::as_str)));
    let near = near.map_or_else(|| ".".to_owned(), |near| format!(": did you mean `{near}:`?"));
    format!(
        "no field or extracted fact has this name{near} Metadata is `meta.name:…`; words with a colon go into quotation marks"
    )
}

/// The facts that are near to a name, for a value of `has:` that is none.
pub(super) fn unknown_fact(name: &str, fields: &Fields) -> String {
    match nearest(name, fields.facts.iter().map(String::as_str)) {
        Some(near) => format!("no extracted fact has this name: did you mean `has:{near}`?"),
        None => "no extracted fact has this name".to_owned(),
    }
}

/// The name that is the fewest changes away, where they are few.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let apart = |known: &&str| changes(&name, &known.to_lowercase().chars().collect::<Vec<_>>());
    let (near, apart) = known.map(|known| (known, apart(&known))).min_by_key(|(_, apart)| *apart)?;
    (apart <= (name.len() / 3).max(1)).then_some(near)
}

/// How many letters must be put in, taken out or replaced to make `other` of `one` (Levenshtein).
fn changes(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut last = at;
        let mut left = at + 1;
        for (b, above) in other.iter().zip(row.iter_mut().skip(1)) {
            let replaced = last + usize::from(a != b);
            last = *above;
            left = replaced.min(left + 1).min(*above + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_table_can_be_searched_by() {
        for field in FIELDS {
            assert!(target(field.name, &Fields::default()).is_ok(), "{}", field.name);
        }
    }

    #[test]
    fn the_distance_of_names_is_the_fewest_changes() {
        let apart = |one: &str, other: &str| {
            changes(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(apart("kitten", "sitting"), 3);
        assert_eq!(apart("", "abc"), 3);
        assert_eq!(apart("abc", ""), 3);
        assert_eq!(apart("same", "same"), 0);
    }
}
