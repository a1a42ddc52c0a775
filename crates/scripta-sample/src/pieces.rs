//! Text cut into pieces, as deltas bring it.

use crate::chance::Chance;

/// Pieces alike the tokens of a model: a word with the space before it, three digits at most, a punctuation mark.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last = Class::Mark;
    for c in text.chars() {
        let class = Class::of(c);
        let joins = match (last, class) {
            (Class::Space, Class::Letter) | (Class::Letter, Class::Letter) => true,
            (Class::Digit, Class::Digit) => pieces.last().is_some_and(|piece| piece.chars().count() < 3),
            _ => false,
        };
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        last = class;
    }
    pieces
}

/// Pieces of one to `most` characters each, wherever they fall: through words, numbers and escapes.
pub(crate) fn crumbs(text: &str, most: u64, chance: &mut Chance) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.chars().peekable();
    while rest.peek().is_some() {
        let length = chance.between(1, most.max(1));
        pieces.push(rest.by_ref().take(usize::try_from(length).unwrap_or(1)).collect());
    }
    pieces
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Space,
    Letter,
    Digit,
    Mark,
}

impl Class {
    fn of(c: char) -> Class {
        match c {
            c if c.is_whitespace() => Class::Space,
            c if c.is_ascii_digit() => Class::Digit,
            c if c.is_alphabetic() || c == '\'' => Class::Letter,
            _ => Class::Mark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_the_space_before_a_word_and_cut_numbers() {
        assert_eq!(tokens("It's 5551234, ok"), ["It's", " ", "555", "123", "4", ",", " ok"]);
    }

    #[test]
    fn pieces_join_to_the_text() {
        let text = "Grüß Gott, \"555\"";
        assert_eq!(tokens(text).concat(), text);
        assert_eq!(crumbs(text, 3, &mut Chance::new(7)).concat(), text);
    }
}
