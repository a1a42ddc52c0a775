//! Pseudonyms: the same for the same value, whichever way it was written or said.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::kind::Kind;
use crate::lexicon::Meaning;
use crate::redactor::Rules;
use crate::run::Cursor;
use crate::token::{self, Sort};
use crate::token_key::TokenKey;

/// How many hexadecimal digits a token has: 64 bits, so that two of a million values are the same once in 37 million times.
pub(crate) const DIGITS: usize = 16;

/// The token of a value: `[PHONE:3f9a1c0b7d2e4f68]`.
pub(crate) fn token(rules: &Rules, key: &TokenKey, kind: Kind, value: &str) -> String {
    let name = rules.policies.name(kind);
    let canonical = canonical(rules, kind, value);
    format!("[{}:{}]", label(name), hex(key, name, &canonical))
}

/// The length of the token that a text begins with.
pub(crate) fn length(text: &str) -> Option<usize> {
    let label = text.strip_prefix('[')?;
    let end = label.bytes().take(40).position(|byte| byte == b':')?;
    let named = end > 0 && label.bytes().take(end).all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
    let digits = label.get(end + 1..end + 1 + DIGITS)?;
    let close = label.as_bytes().get(end + 1 + DIGITS) == Some(&b']');
    (named && close && is_hex(digits)).then_some(end + DIGITS + 3)
}

/// Digits of a token, of which at least one is a letter: so that no card number can be passed off as one.
fn is_hex(digits: &str) -> bool {
    digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && digits.contains(|c: char| c.is_ascii_lowercase())
}

fn label(name: &str) -> String {
    name.chars()
        .take(32)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect()
}

fn hex(key: &TokenKey, name: &str, canonical: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.bytes()) else { return "f".repeat(DIGITS) };
    mac.update(name.as_bytes());
    mac.update(&[0]);
    mac.update(canonical.as_bytes());
    let digest: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let windows = (0..=digest.len() - DIGITS).filter_map(|at| digest.get(at..at + DIGITS));
    windows.into_iter().find(|digits| is_hex(digits)).unwrap_or("ffffffffffffffff").to_owned()
}

/// A value without what is due to the way it was written or said.
fn canonical(rules: &Rules, kind: Kind, value: &str) -> String {
    match kind {
        Kind::Phone => {
            let digits = digits(rules, value);
            match digits.strip_prefix('1') {
                // The country code of North America may be left out.
                Some(national) if national.len() == 10 => national.to_owned(),
                _ => digits,
            }
        }
        Kind::Card
        | Kind::Ssn
        | Kind::Itin
        | Kind::Cvv
        | Kind::Account
        | Kind::Routing
        | Kind::Dtmf
        | Kind::Number => digits(rules, value),
        Kind::Email => address(rules, value),
        Kind::Vin
        | Kind::Iban
        | Kind::License
        | Kind::Passport
        | Kind::Plate
        | Kind::Policy
        | Kind::Claim => address(rules, value).chars().filter(|c| c.is_alphanumeric()).collect(),
        _ => folded(value),
    }
}

fn digits(rules: &Rules, value: &str) -> String {
    let tokens = token::tokens(rules, value);
    let mut digits = String::new();
    let mut numbers = Cursor::default();
    while let Some(run) = numbers.next(value, &tokens) {
        digits.extend(run.digits.iter().map(|digit| char::from(b'0' + digit % 10)));
    }
    if digits.is_empty() { folded(value) } else { digits }
}

/// In lower case, spoken marks and digits written out, nothing between the parts.
fn address(rules: &Rules, value: &str) -> String {
    let tokens = token::tokens(rules, value);
    let mut parts = String::with_capacity(value.len());
    for token in &tokens {
        match token.sort {
            Sort::Space | Sort::Word(Meaning::Filler) => {}
            Sort::Word(meaning) => match spoken(meaning) {
                Some(c) => parts.push(c),
                None => parts.push_str(&token.text(value).to_lowercase()),
            },
            Sort::Digits => {
                let digits = token.text(value).chars().filter_map(token::digit);
                parts.extend(digits.map(|digit| char::from(b'0' + digit)));
            }
            Sort::Mask | Sort::Mark(_) => parts.push_str(token.text(value)),
        }
    }
    parts.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn spoken(meaning: Meaning) -> Option<char> {
    Some(match meaning {
        Meaning::Digit(digit) => char::from(b'0' + digit % 10),
        Meaning::Dot => '.',
        Meaning::At => '@',
        Meaning::Underscore => '_',
        Meaning::Dash => '-',
        Meaning::Plus => '+',
        _ => return None,
    })
}

/// In lower case, its words with one space between them.
fn folded(value: &str) -> String {
    let words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{length, token};
    use crate::kind::Kind;
    use crate::redactor::Rules;
    use crate::token_key::TokenKey;

    fn of(kind: Kind, value: &str) -> String {
        let key = TokenKey::from_bytes(&[7; 32]).unwrap();
        token(&Rules::default(), &key, kind, value)
    }

    #[test]
    fn a_value_has_one_token_however_it_is_written_or_said() {
        let phone = of(Kind::Phone, "555-123-4567");
        for same in [
            "(555) 123 4567",
            "+1 555.123.4567",
            "five five five, one two three, four five six seven",
            "triple five one two three four five six seven",
        ] {
            assert_eq!(of(Kind::Phone, same), phone, "{same}");
        }
        assert_ne!(of(Kind::Phone, "555-123-4568"), phone);
        assert_ne!(of(Kind::Number, "555-123-4567"), phone);
        assert_eq!(
            of(Kind::Email, "John.Doe@Example.org"),
            of(Kind::Email, "john dot doe at example dot org")
        );
        assert_eq!(of(Kind::Name, "Doris  Li"), of(Kind::Name, "doris li"));
        assert_eq!(of(Kind::Policy, "POL-555 12"), of(Kind::Policy, "pol five five five one two"));
    }

    #[test]
    fn a_token_is_known_by_its_form_and_a_card_number_is_none() {
        let token = of(Kind::Card, "4111 1111 1111 1111");
        assert!(token.starts_with("[CARD:"), "{token}");
        assert_eq!(length(&format!("{token}.")), Some(token.len()));
        for none in [
            "[CARD:4111111111111111]",
            "[CARD]",
            "[card:0123456789abcdef]",
            "[CARD:0123456789abcdef",
            "[:0123456789abcdef]",
        ] {
            assert_eq!(length(none), None, "{none}");
        }
    }
}
