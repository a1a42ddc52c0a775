//! Carriers: sentences with slots, as `my name is {name:Jane Doe} and my cell is {phone/spoken}`.

use anyhow::{Result, bail};

use crate::kind::Kind;

/// In which form a slot is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    Written,
    Spoken,
}

/// A piece of a carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// No personal data; stays as it is.
    Plain(&'a str),
    /// To be filled: what is in the braces before a `/`.
    Slot { name: &'a str, wanted: Wanted },
    /// Filled already.
    Value { kind: Kind, text: &'a str },
}

/// The pieces of one line.
pub(crate) fn parse(line: &str) -> Result<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((plain, after)) = rest.split_once('{') {
        let Some((slot, after)) = after.split_once('}') else { bail!("a `{{` is not closed in `{line}`") };
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        pieces.push(self::slot(slot)?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    Ok(pieces)
}

fn slot(text: &str) -> Result<Piece<'_>> {
    if let Some((name, value)) = text.split_once(':') {
        return Ok(Piece::Value { kind: Kind::of_slot(name)?, text: value });
    }
    let (name, form) = text.split_once('/').unwrap_or((text, ""));
    Kind::of_slot(name)?;
    let wanted = match form {
        "" => Wanted::Any,
        "written" => Wanted::Written,
        "spoken" => Wanted::Spoken,
        other => bail!("`{other}` is no form; it must be `written` or `spoken`"),
    };
    Ok(Piece::Slot { name, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_at_its_slots() {
        let pieces = parse("I'm {name:Jane Doe}, {phone/spoken}.").unwrap();
        assert_eq!(
            pieces,
            [
                Piece::Plain("I'm "),
                Piece::Value { kind: Kind::Name, text: "Jane Doe" },
                Piece::Plain(", "),
                Piece::Slot { name: "phone", wanted: Wanted::Spoken },
                Piece::Plain("."),
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(parse("{shoe}").is_err());
        assert!(parse("{phone/sung}").is_err());
        assert!(parse("{phone").is_err());
    }
}
