//! With what masks begin: asked at each word, so that no word is compared with all of them.

use crate::kind::BUILT_IN;

/// The first two bytes of the masks and pseudonyms.
#[derive(Debug, Clone)]
pub(crate) struct Openings {
    /// By the first byte: none, any, or the one second byte that all masks with this first byte have.
    by_first: [Second; 256],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Second {
    None,
    One(u8),
    Any,
}

impl Openings {
    /// Of the built-in masks, of pseudonyms, and of these.
    pub(crate) fn of<'m>(own: impl Iterator<Item = &'m str>) -> Self {
        let mut openings = Self { by_first: [Second::None; 256] };
        let built_in = BUILT_IN.iter().map(|kind| kind.mask());
        for mask in built_in.chain(own) {
            let mut bytes = mask.bytes();
            let Some(first) = bytes.next() else { continue };
            openings.add(first, bytes.next());
        }
        // What the label of a pseudonym is, the configuration decides.
        openings.add(b'[', None);
        openings
    }

    fn add(&mut self, first: u8, second: Option<u8>) {
        let Some(known) = self.by_first.get_mut(usize::from(first)) else { return };
        *known = match (*known, second) {
            (Second::None, Some(second)) => Second::One(second),
            (Second::One(other), Some(second)) if other == second => Second::One(second),
            _ => Second::Any,
        };
    }

    /// Whether a mask may be what a text begins with.
    pub(crate) fn may_open(&self, text: &str) -> bool {
        let mut bytes = text.bytes();
        let known = bytes.next().and_then(|first| self.by_first.get(usize::from(first)));
        match known {
            None | Some(Second::None) => false,
            Some(Second::One(second)) => bytes.next() == Some(*second),
            Some(Second::Any) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Openings;

    #[test]
    fn a_mask_is_known_by_its_first_bytes() {
        let openings = Openings::of(["<gone>", "<<", "*"].into_iter());
        for text in
            ["[CARD]", "[MINE:0123456789abcdef]", "XXX-XXX-XXXX", "user@example.com", "<gone>", "<<", "*"]
        {
            assert!(openings.may_open(text), "{text}");
        }
        for text in ["", "uh", "Xavier", "u", "five", "\u{e9}"] {
            assert!(!openings.may_open(text), "{text}");
        }
    }
}
