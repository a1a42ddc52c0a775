//! Marked values: made-up personal data of valid shapes.
//!
//! Phone numbers are in the range that is reserved for fiction (555-0100 to 555-0199) as long as that lasts, e-mail
//! addresses in domains reserved for examples, card numbers pass the Luhn check, and social security numbers avoid the
//! ranges that are never given out.

use std::collections::HashSet;

use crate::chance::Chance;

const AREAS: &[u64] = &[
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 301, 302, 303, 304, 305,
    307, 308, 309, 310, 312, 313, 314, 315, 316, 401, 402, 404, 405, 406, 407, 408, 410, 412, 413, 414, 415,
    501, 502, 503, 505, 507, 508, 509, 510, 602, 603, 605, 606, 607, 608, 609, 610, 612, 614, 702, 703, 704,
    707, 708, 713, 801, 802, 803, 804, 805, 808, 901, 903, 904, 906, 907, 908, 909, 910,
];

const DOMAINS: &[&str] = &["example.com", "example.org", "example.net", "mail.example.com"];

/// A personal value that a sample holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The value in its usual form.
    pub value: String,
    /// `phone`, `email`, `card` or `ssn`.
    pub kind: &'static str,
    /// Every form in which it is written in the sample, once JSON is read and deltas are joined. Only what is said is
    /// listed, so the usual form may be missing.
    pub said_as: Vec<String>,
}

/// Makes distinct values.
#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) chance: Chance,
    made: HashSet<String>,
}

/// A value, and the forms that it may be written in; the first is the usual one.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) kind: &'static str,
    pub(crate) forms: Vec<String>,
    /// The digits alone; none for an e-mail address.
    pub(crate) number: Option<u64>,
}

impl Values {
    pub(crate) fn new(seed: u64) -> Values {
        Values { chance: Chance::new(seed ^ 0x03A2), made: HashSet::new() }
    }

    /// The `i`th value; the kinds take turns.
    pub(crate) fn make(&mut self, i: usize) -> Value {
        for attempt in 0_u32.. {
            let value = match i % 4 {
                0 => self.phone(attempt),
                1 => self.email(i),
                2 => self.card(),
                _ => self.ssn(),
            };
            if self.made.insert(value.forms[0].clone()) {
                return value;
            }
        }
        unreachable!("the numbers do not end before the values differ")
    }

    fn phone(&mut self, attempt: u32) -> Value {
        let area = AREAS[self.chance.index(AREAS.len())];
        let (exchange, line) = if attempt < 32 {
            (555, self.chance.between(100, 199))
        } else {
            (self.chance.between(220, 989) / 10 * 10 + 4, self.chance.between(0, 9_999))
        };
        let digits = format!("{area}{exchange}{line:04}");
        Value {
            kind: "phone",
            forms: vec![
                format!("{area}-{exchange}-{line:04}"),
                format!("({area}) {exchange}-{line:04}"),
                format!("{area}.{exchange}.{line:04}"),
                format!("+1{digits}"),
                format!("+1 {area} {exchange} {line:04}"),
                format!("{area} {exchange} {line:04}"),
                digits.clone(),
            ],
            number: digits.parse().ok(),
        }
    }

    fn email(&mut self, i: usize) -> Value {
        let domain = DOMAINS[self.chance.index(DOMAINS.len())];
        let number = i as u64 * 10 + self.chance.between(0, 9);
        let forms = match self.chance.between(0, 3) {
            0 => [format!("john.doe{number}@{domain}"), format!("John.Doe{number}@{domain}")],
            1 => [format!("john_doe+{number}@{domain}"), format!("JOHN_DOE+{number}@{domain}")],
            2 => [format!("jdoe{number}@{domain}"), format!("JDoe{number}@{domain}")],
            _ => [format!("doe-john{number}@{domain}"), format!("Doe-John{number}@{domain}")],
        };
        Value { kind: "email", forms: forms.to_vec(), number: None }
    }

    fn card(&mut self) -> Value {
        let (prefix, length) =
            [("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16)][self.chance.index(5)];
        let mut digits = prefix.to_owned();
        while digits.len() < length - 1 {
            digits.push(char::from(b'0' + (self.chance.between(0, 9) as u8)));
        }
        digits.push(luhn_digit(&digits));
        let groups = if length == 15 { [4, 10, 15, 15] } else { [4, 8, 12, 16] };
        Value {
            kind: "card",
            forms: vec![grouped(&digits, groups, ' '), grouped(&digits, groups, '-'), digits.clone()],
            number: digits.parse().ok(),
        }
    }

    fn ssn(&mut self) -> Value {
        let area = self.chance.between(1, 665);
        let group = self.chance.between(1, 99);
        let serial = self.chance.between(1, 9_999);
        Value {
            kind: "ssn",
            forms: vec![
                format!("{area:03}-{group:02}-{serial:04}"),
                format!("{area:03} {group:02} {serial:04}"),
            ],
            // A number has no leading zeros, and would no longer have the shape.
            number: if area >= 100 { Some(area * 1_000_000 + group * 10_000 + serial) } else { None },
        }
    }
}

/// The digit that makes the number pass the Luhn check (ISO/IEC 7812-1).
fn luhn_digit(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let digit = u32::from(digit - b'0');
            match (i % 2, digit * 2) {
                (0, twice) if twice > 9 => twice - 9,
                (0, twice) => twice,
                _ => digit,
            }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

fn grouped(digits: &str, ends: [usize; 4], with: char) -> String {
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if ends.contains(&i) {
            text.push(with);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_card_number_passes() {
        assert_eq!(luhn_digit("411111111111111"), '1');
        assert_eq!(luhn_digit("37828224631000"), '5');
    }

    #[test]
    fn values_are_distinct() {
        let mut values = Values::new(1);
        let made: HashSet<String> = (0..4_000).map(|i| values.make(i).forms[0].clone()).collect();
        assert_eq!(made.len(), 4_000);
    }

    #[test]
    fn a_card_is_grouped_as_on_the_card() {
        assert_eq!(grouped("4111111111111111", [4, 8, 12, 16], ' '), "4111 1111 1111 1111");
        assert_eq!(grouped("378282246310005", [4, 10, 15, 15], '-'), "3782-822463-10005");
    }
}
