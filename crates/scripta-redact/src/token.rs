//! A text as words, digits and marks, with byte offsets.

use crate::redactor::Rules;

/// A stretch of text of one sort. Tokens cover the text without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) sort: Sort,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Whitespace and characters without width.
    Space,
    /// Decimal digits, of any script.
    Digits,
    /// Letters.
    Word(Meaning),
    /// A mask, which no detector may take apart.
    Mask,
    /// One character of anything else.
    Mark(char),
}

/// What a word means to the detectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// `zero` to `nine`, and `oh`.
    Digit(u8),
    /// `ten` to `nineteen`.
    Teen(u8),
    /// `twenty` to `ninety`.
    Tens(u8),
    Hundred,
    /// `double` and `triple`, with how often the next digit counts.
    Times(u8),
    /// What people say while they read out a number.
    Filler,
    /// `dot` or `period`.
    Dot,
    At,
    Underscore,
    /// `dash`, `hyphen`, `minus`.
    Dash,
    Plus,
    /// A single letter.
    Letter,
    /// Says what a number nearby is.
    Cue(Cue),
    Other,
}

/// What a number nearby is, according to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    Phone,
    Card,
    Ssn,
    Account,
    Email,
    /// `number`: personal unless a word before it says of what.
    Number,
    /// `policy`, `claim`, `confirmation`, …: the number is that of a thing.
    Thing,
    Version,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn meaning(&self) -> Option<Meaning> {
        match self.sort {
            Sort::Word(meaning) => Some(meaning),
            Sort::Space | Sort::Digits | Sort::Mask | Sort::Mark(_) => None,
        }
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.sort == Sort::Mark(mark)
    }

    /// Whether it can be part of an address, a name or an identifier, so that what touches it is no value by itself.
    pub(crate) fn is_solid(&self) -> bool {
        matches!(self.sort, Sort::Digits | Sort::Word(_) | Sort::Mark('_'))
    }
}

/// The value of a decimal digit of the scripts in which numbers are dialled.
pub(crate) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        '\u{9E6}'..='\u{9EF}' => 0x9E6,
        '\u{E50}'..='\u{E59}' => 0xE50,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{1D7CE}'..='\u{1D7FF}' => return u8::try_from((c as u32 - 0x1D7CE) % 10).ok(),
        _ => return None,
    };
    u8::try_from(c as u32 - zero).ok()
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}

/// Where a mask begins at this place, its length in bytes.
fn mask_length(rules: &Rules, rest: &str) -> Option<usize> {
    let first = rest.bytes().next()?;
    let built_in = matches!(first, b'[' | b'X' | b'u')
        .then(|| crate::kind::BUILT_IN.iter().map(|kind| kind.mask()).find(|mask| rest.starts_with(mask)))
        .flatten();
    let custom =
        || rules.patterns.iter().map(|p| p.mask.as_str()).find(|m| !m.is_empty() && rest.starts_with(m));
    built_in.or_else(custom).map(str::len)
}

/// Splits a text into tokens. One pass.
pub(crate) fn tokens(rules: &Rules, text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3 + 1);
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(start..).unwrap_or_default();
        let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let boundary = !tokens.last().is_some_and(Token::is_solid);
        let (length, sort) =
            match boundary.then(|| mask_length(rules, rest)).flatten().filter(|n| whole(rest, *n)) {
                Some(length) => (length, Sort::Mask),
                None if is_space(first) => (run(is_space), Sort::Space),
                None if digit(first).is_some() => (run(|c| digit(c).is_some()), Sort::Digits),
                None if is_letter(first) => {
                    let length = run(is_letter);
                    (length, Sort::Word(meaning(rest.get(..length).unwrap_or_default())))
                }
                None => (first.len_utf8(), Sort::Mark(first)),
            };
        tokens.push(Token { start, end: start + length, sort });
        start += length;
    }
    tokens
}

/// Whether a mask ends where it ends: `user@example.com` is no mask in `user@example.com.au`.
fn whole(rest: &str, length: usize) -> bool {
    let mut after = rest.get(length..).unwrap_or_default().chars();
    let solid = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let next = after.next();
    if rest.starts_with('[') {
        return true;
    }
    !solid(next) && next != Some('@') && !(matches!(next, Some('.' | '-')) && solid(after.next()))
}

fn meaning(word: &str) -> Meaning {
    let mut lower = [0_u8; 16];
    let Some(buffer) = lower.get_mut(..word.len()) else { return Meaning::Other };
    if !word.is_ascii() {
        return if word.chars().nth(1).is_none() { Meaning::Letter } else { Meaning::Other };
    }
    buffer.copy_from_slice(word.as_bytes());
    buffer.make_ascii_lowercase();
    known(buffer)
}

fn known(word: &[u8]) -> Meaning {
    use Meaning::{
        At, Dash, Digit, Dot, Filler, Hundred, Letter, Other, Plus, Teen, Tens, Times, Underscore,
    };
    match word {
        b"o" | b"oh" | b"zero" | b"nought" => Digit(0),
        b"one" => Digit(1),
        b"two" => Digit(2),
        b"three" => Digit(3),
        b"four" => Digit(4),
        b"five" => Digit(5),
        b"six" => Digit(6),
        b"seven" => Digit(7),
        b"eight" => Digit(8),
        b"nine" | b"niner" => Digit(9),
        b"ten" => Teen(10),
        b"eleven" => Teen(11),
        b"twelve" => Teen(12),
        b"thirteen" => Teen(13),
        b"fourteen" => Teen(14),
        b"fifteen" => Teen(15),
        b"sixteen" => Teen(16),
        b"seventeen" => Teen(17),
        b"eighteen" => Teen(18),
        b"nineteen" => Teen(19),
        b"twenty" => Tens(2),
        b"thirty" => Tens(3),
        b"forty" | b"fourty" => Tens(4),
        b"fifty" => Tens(5),
        b"sixty" => Tens(6),
        b"seventy" => Tens(7),
        b"eighty" => Tens(8),
        b"ninety" => Tens(9),
        b"hundred" => Hundred,
        b"double" => Times(2),
        b"triple" | b"treble" => Times(3),
        b"uh" | b"um" | b"er" | b"erm" | b"hmm" | b"mm" | b"so" | b"then" | b"like" | b"ok" | b"okay"
        | b"yeah" | b"sorry" | b"uhm" | b"ah" => Filler,
        b"dot" | b"period" => Dot,
        b"at" => At,
        b"underscore" => Underscore,
        b"dash" | b"hyphen" | b"minus" => Dash,
        b"plus" => Plus,
        [_] => Letter,
        _ => cue(word).map_or(Other, Meaning::Cue),
    }
}

fn cue(word: &[u8]) -> Option<Cue> {
    Some(match word {
        b"phone" | b"phones" | b"telephone" | b"tel" | b"cell" | b"cellphone" | b"mobile" | b"call"
        | b"calling" | b"dial" | b"reach" | b"callback" | b"contact" | b"fax" | b"sms" | b"whatsapp"
        | b"landline" => Cue::Phone,
        b"card" | b"cards" | b"visa" | b"mastercard" | b"amex" | b"credit" | b"debit" => Cue::Card,
        b"ssn" | b"social" | b"ssns" => Cue::Ssn,
        b"account" | b"routing" | b"iban" | b"bank" | b"checking" | b"savings" | b"license" | b"licence"
        | b"passport" | b"itin" => Cue::Account,
        b"email" | b"mail" | b"emails" | b"gmail" => Cue::Email,
        b"number" | b"numbers" | b"digits" => Cue::Number,
        b"policy" | b"claim" | b"confirmation" | b"reference" | b"order" | b"quote" | b"case" | b"ticket"
        | b"model" | b"serial" | b"vin" | b"part" | b"tracking" | b"version" => match word {
            b"version" => Cue::Version,
            _ => Cue::Thing,
        },
        _ => return None,
    })
}
