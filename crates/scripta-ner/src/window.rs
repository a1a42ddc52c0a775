//! A long text in parts that a model can read. Its work grows with the square of what it reads at once, and it reads no
//! more than some hundred words.

use std::ops::Range;

/// Words of a window. GLiNER models are trained on up to 384.
const WORDS: usize = 256;

/// Bytes of a window: words of many bytes are of many tokens.
const BYTES: usize = 2048;

/// Words that two windows share, so that no entity (of twelve words at most) is cut by both.
const SHARED: usize = 32;

/// Longer words are no names, and would be thousands of tokens.
const LONGEST: usize = 128;

/// The windows over words, which are given and returned as bytes of the text.
pub(crate) fn windows(words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    for words in words.split(|word| word.len() > LONGEST) {
        let mut rest = words;
        while let Some(first) = rest.first() {
            let fits = |word: &&Range<usize>| word.end - first.start <= BYTES;
            let count = rest.iter().take(WORDS).take_while(fits).count().max(1);
            let (window, after) = rest.split_at(count);
            windows.extend(window.last().map(|last| first.start..last.end));
            let shared = if after.is_empty() { 0 } else { SHARED.min(count / 4) };
            rest = rest.get(count - shared..).unwrap_or_default();
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::windows;

    fn words(lengths: &[usize]) -> Vec<Range<usize>> {
        let mut at = 0;
        let word = |length: &usize| {
            let word = at..at + length;
            at += length + 1;
            word
        };
        lengths.iter().map(word).collect()
    }

    #[test]
    fn a_text_of_few_words_is_one_window() {
        assert!(windows(&[]).is_empty());
        assert_eq!(windows(&words(&[5, 4, 3])), vec![0..14]);
    }

    #[test]
    fn twelve_words_together_are_whole_in_one_window() {
        for length in [1, 5, 12, 60] {
            let words = words(&[length; 2000]);
            let windows = windows(&words);
            for near in words.windows(12) {
                let (from, to) = (near.first().unwrap().start, near.last().unwrap().end);
                let whole = windows.iter().any(|window| window.start <= from && to <= window.end);
                // Words as long as these are no ordinary text; some of them are together.
                assert!(whole || length == 60, "{length}: {from}..{to}");
            }
            let read: usize = windows.iter().map(ExactSizeIterator::len).sum();
            let text = words.last().unwrap().end;
            assert!(windows.iter().all(|window| window.len() <= 2048) && read < 2 * text, "{length}");
        }
    }

    #[test]
    fn a_word_that_is_none_is_left_out() {
        assert_eq!(windows(&words(&[4, 4, 100_000, 4])), [0..9, 100_011..100_015]);
        assert!(windows(&words(&[100_000])).is_empty());
    }
}
