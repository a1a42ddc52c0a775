//! The spelled view of a text: letters and digits, written or said, one by one.
//!
//! `1HGBH41`, `one h g b h four one`, `1 H as in Harry G`, `alpha bravo one two`, `double l`, `P A dash 123`: whatever way
//! it is given, a [`Spelling`] is the letters and digits that are meant, each with where it stands. It knows nothing of
//! what is spelled; a name, an address and a number on a document are read alike, and whoever reads one decides.

use crate::lexicon::{Meaning, Traits};
use crate::number::{self, Style};
use crate::token::{Sort, Token, digit};

mod gap;
mod letter;

pub(crate) use gap::Gap;

/// One letter or digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// `A` to `Z`, `0` to `9`, or [`Glyph::OH`].
    pub(crate) value: u8,
}

impl Glyph {
    /// A spoken `o` or `oh`: the letter or a zero.
    pub(crate) const OH: u8 = b'o';

    pub(crate) fn may_be_digit(self) -> bool {
        self.value.is_ascii_digit() || self.value == Self::OH
    }

    pub(crate) fn may_be_letter(self) -> bool {
        self.value.is_ascii_uppercase() || self.value == Self::OH
    }

    /// Its value as a digit.
    pub(crate) fn digit(self) -> Option<u8> {
        match self.value {
            Self::OH => Some(0),
            value => value.is_ascii_digit().then(|| value - b'0'),
        }
    }
}

/// How glyphs are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Digits in figures.
    Figures,
    /// Letters without spaces between them: `PA`.
    Letters,
    /// A letter by itself, or by the word that stands for it: `b`, `b as in boy`, `bravo`.
    Letter,
    /// A number in words that is read out: `five`, `double five`, `forty two`.
    Words,
    /// `eight hundred`, in words.
    Round,
}

/// What was read at once: `PA`, `1234`, `double five`, `b as in boy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Byte offsets in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its first token, and the one after its last.
    pub(crate) token: usize,
    pub(crate) next: usize,
    /// Where its glyphs begin.
    pub(crate) first: usize,
    pub(crate) form: Form,
    /// What is between the part before and this one.
    pub(crate) gap: Gap,
}

/// Letters and digits with nothing else between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) parts: Vec<Part>,
    /// Its first group is part of something else, as in `item_12` and `$500`.
    pub(crate) torn_before: bool,
    /// Its last group is, as in `10/20` and `15th`.
    pub(crate) torn_after: bool,
}

impl Spelling {
    /// Reads as much as is spelled from a token on, in place of what was read before. Returns the token after it, or `None`
    /// where nothing begins.
    pub(crate) fn read(&mut self, text: &str, tokens: &[Token], at: usize) -> Option<usize> {
        self.glyphs.clear();
        self.parts.clear();
        let mut next = self.part(text, tokens, at, Gap::Edge)?;
        while let Some((gap, at)) = gap::after(self, text, tokens, next)
            && let Some(after) = self.part(text, tokens, at, gap)
        {
            next = after;
        }
        self.torn_before = is_torn_before(tokens, at);
        self.torn_after = is_torn_after(tokens, next);
        Some(next)
    }

    /// The glyphs of the parts `from..to`.
    pub(crate) fn glyphs_of(&self, from: usize, to: usize) -> &[Glyph] {
        let place = |part: usize| self.parts.get(part).map_or(self.glyphs.len(), |part| part.first);
        self.glyphs.get(place(from)..place(to)).unwrap_or_default()
    }

    /// Where the parts `from..to` are in the text.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let last = self.parts.get(to.checked_sub(1)?)?;
        self.parts.get(from).map(|first| (first.start, last.end))
    }

    fn part(&mut self, text: &str, tokens: &[Token], at: usize, gap: Gap) -> Option<usize> {
        let first = self.glyphs.len();
        let (form, next) = self.unit(text, tokens, at, gap)?;
        let (start, end) = (tokens.get(at)?.start, tokens.get(next - 1)?.end);
        self.parts.push(Part { start, end, token: at, next, first, form, gap });
        Some(next)
    }

    /// Reads one part's glyphs.
    fn unit(&mut self, text: &str, tokens: &[Token], at: usize, gap: Gap) -> Option<(Form, usize)> {
        let token = tokens.get(at)?;
        match token.sort {
            Sort::Digits => {
                self.push(token.text(text).chars().filter_map(digit).map(|value| b'0' + value));
                Some((Form::Figures, at + 1))
            }
            Sort::Word(Meaning::Times(times)) => self.repeated(text, tokens, at, times),
            Sort::Word(Meaning::Digit(0)) if is_oh(token.text(text)) => {
                let next = letter::explained(text, tokens, at + 1, b'O');
                self.push([if next > at + 1 { b'O' } else { Glyph::OH }]);
                Some((Form::Letter, next))
            }
            Sort::Word(Meaning::Letter) => {
                let value = letter::single(text, tokens, at, gap)?;
                self.push([value]);
                Some((Form::Letter, letter::explained(text, tokens, at + 1, value)))
            }
            Sort::Word(_) if number::begins(token) => self.number(text, tokens, at),
            Sort::Word(_) => self.word(text, tokens, at, gap),
            Sort::Space | Sort::Mask | Sort::Mark(_) => None,
        }
    }

    /// A number in words.
    fn number(&mut self, text: &str, tokens: &[Token], at: usize) -> Option<(Form, usize)> {
        let mut digits = Vec::new();
        let number = number::read(text, tokens, at, &mut digits)?;
        let form = match number.style {
            Style::Written | Style::Single | Style::Pair => Form::Words,
            Style::Round => Form::Round,
            Style::Count => return None,
        };
        self.push(digits.into_iter().map(|value| b'0' + value));
        Some((form, number.next))
    }

    /// `double five`, `triple a`, and `double u`, which is one letter.
    fn repeated(&mut self, text: &str, tokens: &[Token], at: usize, times: u8) -> Option<(Form, usize)> {
        if let Some(number) = self.number(text, tokens, at) {
            return Some(number);
        }
        let next = tokens.get(at + 1).filter(|token| token.sort == Sort::Space).map(|_| at + 2)?;
        if times == 2
            && ["u", "you", "yu"]
                .iter()
                .any(|u| tokens.get(next).is_some_and(|t| t.text(text).eq_ignore_ascii_case(u)))
        {
            self.push([b'W']);
            return Some((Form::Letter, letter::explained(text, tokens, next + 1, b'W')));
        }
        // `double double` without end is no letter, and would be no end of calls.
        if matches!(tokens.get(next)?.meaning(), Some(Meaning::Times(_))) {
            return None;
        }
        let first = self.glyphs.len();
        let (form, after) = self.unit(text, tokens, next, Gap::Space)?;
        if form != Form::Letter {
            self.glyphs.truncate(first);
            return None;
        }
        let value = self.glyphs.last().map(|glyph| glyph.value)?;
        self.push((1..times).map(|_| value));
        Some((form, after))
    }

    /// A word of letters: a group such as `PA`, or one that stands for its first letter.
    fn word(&mut self, text: &str, tokens: &[Token], at: usize, gap: Gap) -> Option<(Form, usize)> {
        let word = tokens.get(at)?.text(text);
        let british = gap == Gap::Space && word.len() == 3 && self.ends_like_a_plate();
        if letter::is_group(text, tokens, at, gap) || (british && letter::is_free(tokens.get(at)?, word)) {
            self.push(word.bytes().map(|byte| byte.to_ascii_uppercase()));
            return Some((Form::Letters, at + 1));
        }
        let value = letter::named(tokens.get(at)?, word, gap)?;
        self.push([value]);
        Some((Form::Letter, letter::explained(text, tokens, at + 1, value)))
    }

    /// Whether `ab12` or `n45` was read last, after which three letters of a British plate may follow.
    fn ends_like_a_plate(&self) -> bool {
        let [.., before, last] = self.parts.as_slice() else { return false };
        let length = self.glyphs.len() - before.first;
        last.form == Form::Figures && last.gap == Gap::Touch && before.gap != Gap::Touch && length <= 4
    }

    fn push(&mut self, values: impl IntoIterator<Item = u8>) {
        self.glyphs.extend(values.into_iter().map(|value| Glyph { value }));
    }
}

fn is_oh(word: &str) -> bool {
    word.eq_ignore_ascii_case("o") || word.eq_ignore_ascii_case("oh")
}

/// Whether a token can be where a spelling begins. Most can't, so this is asked first.
pub(crate) fn begins(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| match token.sort {
        Sort::Word(Meaning::Letter) => true,
        Sort::Word(_) => {
            number::begins(token)
                || token.traits.has(Traits::CODE_WORD)
                || (token.end - token.start <= letter::LONGEST
                    && letter::is_group(text, tokens, at, Gap::Edge))
        }
        Sort::Digits => true,
        Sort::Space | Sort::Mask | Sort::Mark(_) => false,
    })
}

/// Whether what is before a token makes it a part of something larger.
fn is_torn_before(tokens: &[Token], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|at| tokens.get(at));
    before(1).is_some_and(|token| match token.sort {
        Sort::Mark('-') => before(2).is_some_and(Token::is_solid),
        Sort::Mark(',' | ':') => before(2).is_some_and(|token| token.sort == Sort::Digits),
        Sort::Mark(mark) => matches!(mark, '_' | '/' | '\\' | '@' | '.' | '+' | '$' | '€' | '£' | '&' | '%'),
        Sort::Space | Sort::Mask => false,
        Sort::Digits | Sort::Word(_) => true,
    })
}

/// Whether what is after a token, the first that is not read, makes what was read a part of something larger.
fn is_torn_after(tokens: &[Token], next: usize) -> bool {
    let solid = tokens.get(next + 1).is_some_and(Token::is_solid);
    tokens.get(next).is_some_and(|token| match token.sort {
        Sort::Mark('-' | '.' | ',' | ':' | '&' | '\'' | '’') => solid,
        Sort::Mark(mark) => matches!(mark, '_' | '/' | '\\' | '@' | '%' | '='),
        Sort::Space | Sort::Mask => false,
        Sort::Digits | Sort::Word(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::Spelling;
    use crate::Redactor;

    fn spelled(text: &str) -> String {
        let tokens = Redactor::default().tokens(text);
        let mut spelling = Spelling::default();
        let next = spelling.read(text, &tokens, 0).unwrap_or(0);
        let values: String = spelling.glyphs.iter().map(|glyph| char::from(glyph.value)).collect();
        format!("{values}{}", tokens[next..].iter().map(|token| token.text(text)).collect::<String>())
    }

    #[test]
    fn letters_and_digits_are_read_whatever_way_they_are_given() {
        for (text, read) in [
            ("1HGBH41JXMN109186", "1HGBH41JXMN109186"),
            ("one h g b h four one", "1HGBH41"),
            ("1 H as in Harry G like golf, b for bob", "1HGB"),
            ("alpha bravo one two", "AB12"),
            ("b bravo c charlie", "BC"),
            ("p a dash one two three", "PA123"),
            ("P-A-1-2-3", "PA123"),
            ("double l capital b zed", "LLBZ"),
            ("double u double you", "WW"),
            ("s m i t h", "SMITH"),
            ("S. M. I. T. H.", "SMITH."),
            ("seven a b c, um, one oh three", "7ABC1o3"),
            ("seven a b c no wait d one", "7ABCD1"),
            ("ABC 1234", "ABC1234"),
            ("abc 1234", "ABC1234"),
            ("b as in victor", "B"),
            ("o as in oscar", "O"),
            ("x ray nine", "X9"),
            ("A B C I think", "ABC I think"),
            ("one two three a car", "123 a car"),
            ("B, as in boy, C, as in cat", "BC"),
            ("B as in \"boy\" 2", "B2"),
            ("the car", "the car"),
        ] {
            assert_eq!(spelled(text), read, "{text}");
        }
    }
}
