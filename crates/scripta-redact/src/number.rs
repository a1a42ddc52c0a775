//! One number as it is written or said: `555`, `five`, `double five`, `forty two`, `eight hundred`.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token, digit};

/// How a number is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In digits.
    Written,
    /// Digit by digit: `five`, `double five`, `two fives`.
    Single,
    /// `twelve`, `forty two`: two digits at a time.
    Pair,
    /// `eight hundred`, `four thousand`: an amount, or the zeros at the end of a group.
    Round,
    /// `two thousand eighteen`, `a hundred and five`, `six million`: nothing that is read out.
    Count,
}

/// Up to eight digits, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digits {
    values: [u8; 8],
    length: usize,
}

impl Digits {
    /// The decimal digits of a value.
    fn of(value: u32) -> Self {
        let mut digits = Self::default();
        let mut power = 10_u32.pow(value.checked_ilog10().unwrap_or(0).min(7));
        while power > 0 {
            digits.push(u8::try_from(value / power % 10).unwrap_or(0));
            power /= 10;
        }
        digits
    }

    fn push(&mut self, value: u8) {
        if let Some(place) = self.values.get_mut(self.length) {
            *place = value;
            self.length += 1;
        }
    }

    /// These digits and then those.
    fn and(mut self, more: Self) -> Self {
        more.as_slice().iter().for_each(|value| self.push(*value));
        self
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.values.get(..self.length).unwrap_or_default()
    }
}

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) style: Style,
    /// The token after it.
    pub(crate) next: usize,
    /// What else it can read: `twenty one` is 21 and 20 1, `five hundred twelve` 512 and 500 12.
    pub(crate) other: Option<Digits>,
}

/// Whether a number may begin with this token. Most tokens are none, so this is asked first.
pub(crate) fn begins(token: &Token) -> bool {
    matches!(
        token.sort,
        Sort::Digits
            | Sort::Word(Meaning::Digit(_) | Meaning::Teen(_) | Meaning::Tens(_) | Meaning::Times(_))
    )
}

/// Whether a token begins a number, or makes hundreds of the one before it.
fn goes_on(token: &Token) -> bool {
    begins(token) || token.meaning() == Some(Meaning::Hundred)
}

/// Reads the number that begins at a token, and appends its digits in their likeliest reading.
pub(crate) fn read(text: &str, tokens: &[Token], at: usize, digits: &mut Vec<u8>) -> Option<Number> {
    let token = tokens.get(at)?;
    match token.sort {
        Sort::Digits => {
            digits.extend(token.text(text).chars().filter_map(digit));
            Some(Number { style: Style::Written, next: at + 1, other: None })
        }
        Sort::Word(Meaning::Times(times)) => {
            let (value, next) = single(text, tokens, after(tokens, at)?)?;
            digits.extend(std::iter::repeat_n(value, usize::from(times)));
            Some(Number { style: Style::Single, next, other: None })
        }
        Sort::Word(Meaning::Digit(value)) => match word_after(tokens, at) {
            // `one second`, `one more time`.
            Some((next, _)) if value == 1 && has(tokens, next, Traits::PAUSE) => None,
            Some((next, Meaning::Plural(each))) if value > 1 => {
                digits.extend(std::iter::repeat_n(each, usize::from(value)));
                Some(Number { style: Style::Single, next: next + 1, other: None })
            }
            _ => numeral(tokens, at, digits),
        },
        Sort::Word(_) => numeral(tokens, at, digits),
        Sort::Space | Sort::Mask | Sort::Mark(_) => None,
    }
}

/// The digit after `double`.
fn single(text: &str, tokens: &[Token], at: usize) -> Option<(u8, usize)> {
    let token = tokens.get(at)?;
    match token.sort {
        Sort::Word(Meaning::Digit(value)) => Some((value, at + 1)),
        Sort::Digits => {
            let mut values = token.text(text).chars().filter_map(digit);
            values.next().filter(|_| values.next().is_none()).map(|value| (value, at + 1))
        }
        Sort::Word(_) | Sort::Space | Sort::Mask | Sort::Mark(_) => None,
    }
}

/// A numeral in words, and the zeros that its scale gives it.
fn numeral(tokens: &[Token], at: usize, digits: &mut Vec<u8>) -> Option<Number> {
    let (value, end) = below_hundred(tokens, at)?;
    let number = match word_after(tokens, end - 1) {
        Some((scale, Meaning::Hundred)) if value > 0 => hundreds(tokens, value, scale),
        Some((scale, Meaning::Thousand)) if value > 0 => thousands(tokens, value, scale),
        Some((scale, Meaning::Million)) if value > 0 => count(Digits::of(value), scale + 1),
        _ => pair(value, tokens, at, end),
    };
    digits.extend(number.0.as_slice());
    Some(number.1)
}

/// The digits of a number in its likeliest reading, and the number.
type Read = (Digits, Number);

fn count(digits: Digits, next: usize) -> Read {
    (digits, Number { style: Style::Count, next, other: None })
}

/// A number below a hundred that no scale follows.
fn pair(value: u32, tokens: &[Token], at: usize, next: usize) -> Read {
    let tens = matches!(tokens.get(at).and_then(Token::meaning), Some(Meaning::Tens(_)));
    let style = if value < 10 { Style::Single } else { Style::Pair };
    let unit = value % 10;
    let other = (tens && unit > 0).then(|| Digits::of(value - unit).and(Digits::of(unit)));
    (Digits::of(value), Number { style, next, other })
}

/// What `eight hundred` and its like are, when `hundred` is at `scale`.
fn hundreds(tokens: &[Token], value: u32, scale: usize) -> Read {
    let hundreds = Digits::of(value * 100);
    let alone = (hundreds, Number { style: Style::Round, next: scale + 1, other: None });
    let Some((rest, and)) = after(tokens, scale).map(|next| skip_and(tokens, next)) else { return alone };
    if is_scale(tokens, rest) {
        return count(hundreds, scale_end(tokens, rest));
    }
    let Some((more, end)) = below_hundred(tokens, rest).filter(|(more, _)| *more > 0) else { return alone };
    let joined = Digits::of(value * 100 + more);
    match after(tokens, end - 1) {
        Some(next) if is_scale(tokens, next) => count(joined, scale_end(tokens, next)),
        // In `eight hundred five five five` the fives are digits of their own.
        Some(next) if tokens.get(next).is_some_and(goes_on) && !and => alone,
        _ if and => count(joined, end),
        _ => {
            let other = Some(hundreds.and(Digits::of(more)));
            (joined, Number { style: Style::Round, next: end, other })
        }
    }
}

/// What `four thousand` and its like are, when `thousand` is at `scale`.
fn thousands(tokens: &[Token], value: u32, scale: usize) -> Read {
    let digits = Digits::of(value * 1000);
    let rest = after(tokens, scale).map(|next| skip_and(tokens, next).0);
    match rest.and_then(|rest| below_hundred(tokens, rest)) {
        Some((more, end)) => match word_after(tokens, end - 1) {
            Some((hundred, Meaning::Hundred)) => {
                let (rest, number) = hundreds(tokens, more, hundred);
                let rest = rest.as_slice().iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit));
                count(Digits::of(value * 1000 + rest), number.next)
            }
            _ => count(Digits::of(value * 1000 + more), end),
        },
        None if value > 9 => count(digits, scale + 1),
        None => (digits, Number { style: Style::Round, next: scale + 1, other: None }),
    }
}

/// A number below a hundred in words, and the token after it.
fn below_hundred(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    match tokens.get(at)?.meaning()? {
        Meaning::Digit(value) | Meaning::Teen(value) => Some((u32::from(value), at + 1)),
        Meaning::Tens(tens) => match word_after(tokens, at) {
            Some((next, Meaning::Digit(unit))) if unit > 0 => Some((u32::from(tens * 10 + unit), next + 1)),
            _ => Some((u32::from(tens) * 10, at + 1)),
        },
        _ => None,
    }
}

fn is_scale(tokens: &[Token], at: usize) -> bool {
    matches!(tokens.get(at).and_then(Token::meaning), Some(Meaning::Thousand | Meaning::Million))
}

/// The token after `thousand million`.
fn scale_end(tokens: &[Token], at: usize) -> usize {
    match after(tokens, at) {
        Some(next) if is_scale(tokens, next) => next + 1,
        _ => at + 1,
    }
}

/// The token at `at`, or the one after it if this is `and` before a number; and whether it was.
fn skip_and(tokens: &[Token], at: usize) -> (usize, bool) {
    let number = after(tokens, at).filter(|next| tokens.get(*next).is_some_and(begins));
    match number {
        Some(next) if is_and(tokens, at) => (next, true),
        _ => (at, false),
    }
}

fn is_and(tokens: &[Token], at: usize) -> bool {
    has(tokens, at, Traits::AND)
}

fn has(tokens: &[Token], at: usize, traits: Traits) -> bool {
    tokens.get(at).is_some_and(|token| token.traits.has(traits))
}

/// The word after a token and one space or hyphen.
fn word_after(tokens: &[Token], at: usize) -> Option<(usize, Meaning)> {
    let next = after(tokens, at)?;
    tokens.get(next)?.meaning().map(|meaning| (next, meaning))
}

/// The token after one space or hyphen.
fn after(tokens: &[Token], at: usize) -> Option<usize> {
    let between = tokens.get(at + 1)?;
    (between.sort == Sort::Space || between.is_mark('-')).then_some(at + 2)
}

#[cfg(test)]
mod tests {
    use super::{Style, read};
    use crate::Redactor;

    fn said(text: &str) -> (String, Style, Option<String>) {
        let string = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>();
        let tokens = Redactor::default().tokens(text);
        let mut digits = Vec::new();
        let number = read(text, &tokens, 0, &mut digits).expect("a number");
        assert_eq!(number.next, tokens.len(), "{text}");
        (string(&digits), number.style, number.other.map(|other| string(other.as_slice())))
    }

    #[test]
    fn a_number_is_read_as_it_is_meant() {
        for (text, digits, style, other) in [
            ("555", "555", Style::Written, None),
            ("oh", "0", Style::Single, None),
            ("double five", "55", Style::Single, None),
            ("triple 7", "777", Style::Single, None),
            ("two fives", "55", Style::Single, None),
            ("twelve", "12", Style::Pair, None),
            ("forty", "40", Style::Pair, None),
            ("twenty one", "21", Style::Pair, Some("201")),
            ("sixty-seven", "67", Style::Pair, Some("607")),
            ("five hundred", "500", Style::Round, None),
            ("five hundred twenty three", "523", Style::Round, Some("50023")),
            ("fifteen hundred", "1500", Style::Round, None),
            ("twenty one hundred", "2100", Style::Round, None),
            ("four thousand", "4000", Style::Round, None),
            ("twelve thousand", "12000", Style::Count, None),
            ("two thousand eighteen", "2018", Style::Count, None),
            ("two thousand and eight", "2008", Style::Count, None),
            ("one hundred and forty", "140", Style::Count, None),
            ("nine hundred", "900", Style::Round, None),
            ("three hundred thousand", "300", Style::Count, None),
            ("twelve thousand five hundred", "12500", Style::Count, None),
            ("six million", "6", Style::Count, None),
        ] {
            assert_eq!(said(text), (digits.to_owned(), style, other.map(str::to_owned)), "{text}");
        }
    }
}
