//! The canonical form of values, and the way there from what a tool was called with.

use serde_json::Value;

use crate::Personal;
use crate::phrase::normal;
use crate::profile::{Field, FieldType};
use crate::read::{self, Masked, What};

/// Longer values are no facts.
pub(crate) const LONGEST: usize = 200;

/// A day: `1980-05-17`, or `--05-17` where the year is not known (ISO 8601).
pub(crate) fn date(year: Option<u16>, month: u8, day: u8) -> String {
    let year = year.map_or_else(|| "-".to_owned(), |year| format!("{year:04}"));
    format!("{year}-{month:02}-{day:02}")
}

/// An amount: `500`, `129.50`.
pub(crate) fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, part) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:02}") }
}

/// A number, without needless zeros.
pub(crate) fn number(value: f64) -> String {
    format!("{value}")
}

/// The value of a tool's argument as the record has it, if it is one that the field may have.
pub(crate) fn of_argument(field: &Field, value: &Value, today: Option<&str>) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        // `accidents: [{…}, {…}]` are two.
        Value::Array(items) if field.kind == FieldType::Number => items.len().to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if is_mask(field, &text) {
        return Some(text);
    }
    let value = match field.kind {
        FieldType::Year => text.parse::<u16>().ok().filter(|year| (1900..2100).contains(year))?.to_string(),
        FieldType::Make => read::make_named(&text).map_or(text, str::to_owned),
        FieldType::Model => read::model_named(&text, None).map_or(text, str::to_owned),
        FieldType::Zip => zip(&text, value.is_number())?,
        FieldType::Phone => phone(&text)?,
        FieldType::Email => email(&text)?,
        FieldType::Vin => vin(&text)?,
        FieldType::Date => day(&text)?,
        FieldType::Money => amount(&text)?,
        FieldType::Number => phrase(field, &text).or_else(|| count(&text))?,
        FieldType::Choice => match phrase(field, &text) {
            Some(value) => value,
            None if field.open && text.contains(char::is_alphabetic) => text,
            None => return None,
        },
        FieldType::Text => text,
    };
    accepts(field, &value, today).then_some(value)
}

/// Whether the field may have this value. Of what is masked nobody knows more than its kind.
pub(crate) fn accepts(field: &Field, value: &str, today: Option<&str>) -> bool {
    is_mask(field, value) || field.validators.accept(value, today)
}

/// A mask stands for a value of its kind, or for any that is personal.
fn is_mask(field: &Field, value: &str) -> bool {
    match read::mask(value) {
        Some(Masked::Phone) => field.kind == FieldType::Phone,
        Some(Masked::Email) => field.kind == FieldType::Email,
        Some(Masked::Vin) => field.kind == FieldType::Vin,
        Some(Masked::DateOfBirth) => field.personal == Some(Personal::DateOfBirth),
        Some(Masked::Other) => field.personal.is_some(),
        None => false,
    }
}

/// Five digits, also of a ZIP+4; a number has lost its leading zeros.
fn zip(text: &str, number: bool) -> Option<String> {
    let (zip, rest) = text.split_at_checked(5).unwrap_or((text, ""));
    let digits = zip.bytes().all(|b| b.is_ascii_digit());
    let extended = rest.is_empty() || (rest.len() == 5 && rest.starts_with('-'));
    match zip.len() {
        5 if digits && extended => Some(zip.to_owned()),
        3 | 4 if digits && number => Some(format!("{zip:0>5}")),
        _ => None,
    }
}

/// Digits; those of another country keep their `+`.
fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let spelled =
        || of_speech(text, |what| if let What::Phone(phone) = what { Some(phone.clone()) } else { None });
    match digits.len() {
        10 => Some(digits),
        11 if digits.starts_with('1') => digits.get(1..).map(str::to_owned),
        7..=15 if text.starts_with('+') => Some(format!("+{digits}")),
        7..=15 => Some(digits),
        _ => spelled(),
    }
}

fn email(text: &str) -> Option<String> {
    let (name, domain) = text.split_once('@')?;
    let fits = !name.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace);
    fits.then(|| text.to_lowercase())
}

fn vin(text: &str) -> Option<String> {
    let vin: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let fits = vin.len() == 17 && vin.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| vin.to_ascii_uppercase())
}

/// `1980-05-17`, `5/17/1980`, or as it is said.
fn day(text: &str) -> Option<String> {
    let digits = text.get(..10).unwrap_or(text);
    let parts: Vec<&str> = digits.split(['-', '/', '.']).collect();
    let number = |n: usize| parts.get(n).and_then(|part| part.parse::<u16>().ok());
    let (Some(first), Some(second), Some(third)) = (number(0), number(1), number(2)) else {
        return of_speech(text, |what| match what {
            What::Date { year, month, day } => Some(date(*year, *month, *day)),
            _ => None,
        });
    };
    let (year, month, day) = if first > 31 { (first, second, third) } else { (third, first, second) };
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let fits = year > 999 && (1..=12).contains(&month) && (1..=31).contains(&day);
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    fits.then(|| date(Some(year), month, day))
}

/// `$1,200.50`
fn amount(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let cents =
        plain.parse::<f64>().ok().map(|amount| (amount * 100.0).round()).filter(|cents| cents.abs() < 1e15);
    #[expect(clippy::cast_possible_truncation, reason = "it is within 1e15")]
    let written = cents.map(|cents| money(cents as i64));
    written.or_else(|| {
        of_speech(text, |what| match what {
            What::Money { cents } => Some(money(*cents)),
            What::Number { value, unit: None } => Some(number(*value)),
            _ => None,
        })
    })
}

/// `12,000`, `12000 miles`
fn count(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    let written = plain.parse::<f64>().ok().filter(|value| value.is_finite()).map(number);
    written.or_else(|| {
        of_speech(
            text,
            |what| if let What::Number { value, .. } = what { Some(number(*value)) } else { None },
        )
    })
}

/// The value that the field's own phrases give to a text.
fn phrase(field: &Field, text: &str) -> Option<String> {
    let text = normal(text);
    let says = |phrase: &str| match phrase.strip_suffix('*') {
        Some(stem) => text.starts_with(&normal(stem)),
        None => normal(phrase) == text,
    };
    let all = || field.choices.iter().chain(&field.answers);
    let named = all().find(|choice| normal(&choice.value) == text);
    let said = named.or_else(|| all().find(|choice| choice.phrases.iter().any(|phrase| says(phrase))));
    said.map(|choice| choice.value.clone())
}

/// The first value that a text says.
fn of_speech(text: &str, pick: impl Fn(&What) -> Option<String>) -> Option<String> {
    let reading = read::read(text, None);
    reading.mentions.iter().filter(|mention| !mention.denied).find_map(|mention| pick(&mention.what))
}

#[cfg(test)]
mod tests {
    use super::{date, money, number, of_argument};
    use crate::profile::{Field, FieldType, Phrases};
    use serde_json::{Value, json};

    fn of(kind: FieldType, value: &Value) -> Option<String> {
        of_argument(&Field { kind, ..Field::default() }, value, None)
    }

    #[test]
    fn values_have_one_form() {
        assert_eq!(date(Some(1980), 5, 7), "1980-05-07");
        assert_eq!(date(None, 5, 7), "--05-07");
        assert_eq!(
            (money(50_000), money(12_950), money(-5)),
            ("500".into(), "129.50".into(), "-0.05".into())
        );
        assert_eq!((number(12_000.0), number(1.5)), ("12000".into(), "1.5".into()));
    }

    #[test]
    fn an_argument_may_be_written_in_many_ways() {
        for (kind, value, expected) in [
            (FieldType::Year, json!(2020), Some("2020")),
            (FieldType::Year, json!("1800"), None),
            (FieldType::Zip, json!(501), Some("00501")),
            (FieldType::Zip, json!("90210-1234"), Some("90210")),
            (FieldType::Zip, json!("unknown"), None),
            (FieldType::Phone, json!("+1 (555) 123-4567"), Some("5551234567")),
            (FieldType::Phone, json!(5_551_234_567_u64), Some("5551234567")),
            (FieldType::Phone, json!("+44 20 7946 0958"), Some("+442079460958")),
            (FieldType::Email, json!(" Jane@Example.org "), Some("jane@example.org")),
            (FieldType::Email, json!("none"), None),
            (FieldType::Vin, json!("1hgcm82633a004352"), Some("1HGCM82633A004352")),
            (FieldType::Date, json!("05/17/1980"), Some("1980-05-17")),
            (FieldType::Date, json!("1980-05-17T00:00:00Z"), Some("1980-05-17")),
            (FieldType::Date, json!("17.05.1980"), Some("1980-05-17")),
            (FieldType::Money, json!("$1,200.50"), Some("1200.50")),
            (FieldType::Money, json!(500), Some("500")),
            (FieldType::Number, json!("12,000"), Some("12000")),
            (FieldType::Number, json!([{}, {}]), Some("2")),
            (FieldType::Text, json!(null), None),
        ] {
            assert_eq!(of(kind, &value).as_deref(), expected, "{kind:?} {value}");
        }
    }

    #[test]
    fn a_choice_is_known_by_its_phrases_and_only_an_open_one_takes_others() {
        let phrases = Phrases { value: "leased".into(), phrases: vec!["lease".into(), "leas*".into()] };
        let mut field = Field { kind: FieldType::Choice, choices: vec![phrases], ..Field::default() };
        assert_eq!(of_argument(&field, &json!("LEASED"), None).as_deref(), Some("leased"));
        assert_eq!(of_argument(&field, &json!("Leasing"), None).as_deref(), Some("leased"));
        assert_eq!(of_argument(&field, &json!("Rented"), None), None);
        field.open = true;
        assert_eq!(of_argument(&field, &json!("Rented"), None).as_deref(), Some("Rented"));
    }
}
