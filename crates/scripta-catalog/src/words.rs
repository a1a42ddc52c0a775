//! Words, as they are indexed and searched for. Both stores are given these words and split nothing themselves, so
//! that a search finds the same in both.
//!
//! # What a word is
//!
//! - A run of letters and digits of any script, with the marks upon them. Everything else parts words: `10:30` is two.
//! - It is folded, so that neither case, nor diacritics, nor the width or the style of a letter matter: `CAFÉ`, `café`,
//!   `cafe` and `ｃａｆｅ` are one word, and so are `Straße` and `strasse`. Marks without which it would be another letter
//!   (vowel signs, the voicing of kana) stay.
//! - An apostrophe within a word is left out: `don't` is `dont`. The `'s` at the end goes with it: `caller's` is
//!   `caller`. After one of the letters that French and Italian leave a vowel off (`l'assurance`, `qu'il`), it parts.
//! - Where words are not parted by spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), each letter is a word,
//!   so that several of them are found as a phrase.
//! - It counts by its first 64 characters.
//!
//! Rejected: stemming. It would find `covers` for `cover`, and `universe` for `university`; it needs to know the language;
//! and `cover*` finds both where they are wanted.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// The characters that a word counts by.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded.
    pub text: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// The words of a text.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    each_word(text, |word, span| words.push(Word { text: word.to_owned(), span }));
    words
}

/// Gives each word of a text, and where it stands, without an allocation a word.
pub fn each_word(text: &str, mut give: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    let mut rest = 0..text.len();
    while let Some(span) = next(text, rest.start) {
        rest.start = span.end;
        folded.clear();
        text.get(span.clone()).into_iter().for_each(|written| fold(written, &mut folded));
        if folded.is_ascii() {
            if !folded.is_empty() {
                give(&folded, span);
            }
            continue;
        }
        // A sign may stand for several letters that are words of their own.
        let mut from = 0;
        while let Some(piece) = next(&folded, from) {
            from = piece.end;
            folded.get(piece).into_iter().for_each(|word| give(word, span.clone()));
        }
    }
}

/// Where the next word stands, from `from`.
fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let mut letters = text.get(from..)?.char_indices().map(|(at, c)| (from + at, c)).peekable();
    let (start, first) = letters.find(|(_, c)| is_of_word(*c))?;
    let alone = is_unspaced(first);
    let mut end = start + first.len_utf8();
    while let Some((at, c)) = letters.next() {
        let goes_on = if is_apostrophe(c) {
            !alone && joins(text.get(start..at)?, letters.peek().map(|(_, after)| *after))
        } else if is_combining_mark(c) || is_joiner(c) {
            true
        } else {
            !alone && is_of_word(c) && !is_unspaced(c)
        };
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    Some(start..end)
}

/// Letters, digits, and the marks upon them.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        !is_apostrophe(c) && (c.is_alphanumeric() || is_combining_mark(c))
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '\u{FF07}')
}

/// A soft hyphen and the marks that join letters: they are not seen.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}')
}

/// An apostrophe between these is within one word.
fn joins(before: &str, after: Option<char>) -> bool {
    const ELIDED: [&str; 11] = ["c", "d", "j", "l", "m", "n", "s", "t", "z", "qu", "dell"];
    after.is_some_and(|after| is_of_word(after) && !is_unspaced(after))
        && !ELIDED.iter().any(|elided| before.eq_ignore_ascii_case(elided))
}

/// A letter of a script that is written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Adds a word, folded.
fn fold(written: &str, folded: &mut String) {
    if written.is_ascii() {
        let written = written.strip_suffix("'s").or_else(|| written.strip_suffix("'S")).unwrap_or(written);
        let letters = written.bytes().filter(|byte| *byte != b'\'').take(LONGEST);
        folded.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let mut letters = written.chars();
    let written = match (letters.next_back(), letters.next_back()) {
        (Some('s' | 'S'), Some(c)) if is_apostrophe(c) => letters.as_str(),
        _ => written,
    };
    let letters = written.nfkd().filter(|c| !is_apostrophe(*c)).flat_map(char::to_lowercase).nfkd();
    let kept = letters.filter(|c| is_kept(*c)).flat_map(|c| spelled(c).chars().chain(own(c)));
    folded.extend(kept.nfc().take(LONGEST));
}

/// Letters, digits, and the marks that make another letter of one: those of no class of their own (vowel signs) and of the
/// classes 7 to 9 (nukta, voicing, virama).
fn is_kept(c: char) -> bool {
    if is_combining_mark(c) { matches!(canonical_combining_class(c), 0 | 7..=9) } else { c.is_alphanumeric() }
}

/// Letters that decompose in no table, and are written so by who lacks them.
fn spelled(c: char) -> &'static str {
    match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ς' => "σ",
        _ => "",
    }
}

/// The letter itself, where it is not spelled otherwise.
fn own(c: char) -> Option<char> {
    spelled(c).is_empty().then_some(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_letters_and_digits_and_everything_else_parts_them() {
        assert_eq!(
            texts("Full coverage, please: $1,204.50 at 10:30!"),
            ["full", "coverage", "please", "1", "204", "50", "at", "10", "30"]
        );
        assert_eq!(texts("wi-fi\u{a0}e_mail\n2021"), ["wi", "fi", "e", "mail", "2021"]);
        assert_eq!(texts(" -- ' '' … "), [""; 0]);
    }

    #[test]
    fn neither_case_nor_diacritics_nor_style_matter() {
        for (one, other) in [
            ("CAFÉ", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("Straße", "STRASSE"),
            ("ＡＢＣ１２", "abc12"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("ΟΔΟΣ", "οδος"),
            ("ﬁne", "fine"),
            ("co\u{ad}operate", "cooperate"),
            ("Nguyễn", "nguyen"),
            ("كِتَاب", "كتاب"),
        ] {
            assert_eq!(texts(one), texts(other), "{one}");
            assert_eq!(texts(one).len(), 1, "{one}");
        }
    }

    #[test]
    fn marks_without_which_it_would_be_another_letter_stay() {
        assert_ne!(texts("が"), texts("か"));
        assert_ne!(texts("की"), texts("का"));
        assert_eq!(texts("बीमा"), ["बीमा"]);
    }

    #[test]
    fn an_apostrophe_is_left_out_and_so_is_the_possessive() {
        assert_eq!(texts("don't don’t DON'T dont"), ["dont"; 4]);
        assert_eq!(texts("the caller's callers' caller’s"), ["the", "caller", "callers", "caller"]);
        assert_eq!(texts("'quoted' rock 'n' roll o'clock"), ["quoted", "rock", "n", "roll", "oclock"]);
        assert_eq!(texts("l'assurance qu’il d'accord"), ["l", "assurance", "qu", "il", "d", "accord"]);
    }

    #[test]
    fn scripts_without_spaces_are_found_letter_by_letter() {
        assert_eq!(texts("我要保险ok"), ["我", "要", "保", "险", "ok"]);
        assert_eq!(texts("ประกัน").len(), 5);
    }

    #[test]
    fn a_word_without_an_end_counts_by_its_beginning() {
        let long = "a".repeat(1_000_000);
        assert_eq!(texts(&long), ["a".repeat(LONGEST)]);
        assert_eq!(words(&long)[0].span, 0..long.len());
    }

    proptest! {
        #[test]
        fn every_word_is_a_word_and_spans_follow_each_other(text in any::<String>()) {
            let mut last = 0..0;
            for word in words(&text) {
                prop_assert!(word.span.start >= last.end || word.span == last);
                prop_assert!(text.get(word.span.clone()).is_some_and(|written| !written.is_empty()));
                last = word.span;
                prop_assert!(!word.text.is_empty());
                prop_assert_eq!(texts(&word.text), [word.text.as_str()]);
            }
        }

        #[test]
        fn words_that_are_read_apart_are_the_same(one in any::<String>(), other in any::<String>()) {
            let together: Vec<String> = texts(&format!("{one} {other}"));
            prop_assert_eq!(together, [texts(&one), texts(&other)].concat());
        }
    }
}
