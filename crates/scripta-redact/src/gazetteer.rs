//! Names of people, looked up where a name is expected.
//!
//! The lists are text as the build script of the `data` folder writes it, a name a line in the order of its bytes, and are
//! searched as they lie: nothing is built when the program starts, and no more than a few of the words of a text are ever
//! looked up, since as a bare list the names would be found in everything.

const FIRST: &str = include_str!("../data/first-names.txt");
const LAST: &str = include_str!("../data/surnames.txt");

/// Longer words are in no list.
const LONGEST: usize = 20;

/// In which lists a word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) first: bool,
    pub(crate) last: bool,
}

/// Looks a word up, in any case. What has letters beyond ASCII is no English word, and counts
/// as listed; so do surnames such as `McGettigan`.
pub(crate) fn look_up(word: &str) -> Listed {
    if !word.is_ascii() {
        let latin = word.chars().all(|c| c < '\u{370}' || ('\u{1E00}'..'\u{1F00}').contains(&c));
        return Listed { first: latin, last: latin };
    }
    let mut buffer = [0; LONGEST];
    let Some(lower) = buffer.get_mut(..word.len()) else { return Listed::default() };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let scottish = lower.len() > 5 && lower.starts_with(b"mc");
    Listed { first: contains(FIRST.as_bytes(), lower), last: scottish || contains(LAST.as_bytes(), lower) }
}

/// Whether a line of a sorted list is this word. The comment lines at its head begin with `#`, which is before all letters.
fn contains(list: &[u8], word: &[u8]) -> bool {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low.midpoint(high);
        let before = list.get(low..middle).unwrap_or_default();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let rest = list.get(start..high).unwrap_or_default();
        let line =
            rest.iter().position(|byte| *byte == b'\n').map_or(rest, |at| rest.get(..at).unwrap_or_default());
        match line.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{FIRST, LAST, Listed, look_up};

    #[test]
    fn every_name_is_found_where_it_is_listed() {
        for list in [FIRST, LAST] {
            let names: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
            assert!(names.is_sorted() && names.len() > 5000);
        }
        for name in FIRST.lines().filter(|line| !line.starts_with('#')) {
            assert!(look_up(name).first, "{name}");
        }
        assert_eq!(look_up("GONZALEZ"), Listed { first: false, last: true });
        assert_eq!(look_up("Núñez"), Listed { first: true, last: true });
        for word in ["", "the", "zzzz", "#", "calling", "a\u{4e2d}"] {
            assert_eq!(look_up(word), Listed::default(), "{word}");
        }
    }
}
