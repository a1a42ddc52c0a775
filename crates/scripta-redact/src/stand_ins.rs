//! What stands in a redacted text for what was taken out.

use crate::pseudonym;
use crate::redactor::Redactor;
use crate::token::{Sort, Token, tokens};

/// What stands in a redacted text for what was taken out, and so whether two texts that are the same now were the same
/// before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StandIns {
    /// Nothing: the text has no mask in it.
    None,
    /// Pseudonyms only, which differ where the values did.
    Pseudonyms,
    /// A mask, which many values share.
    Masks,
}

impl Redactor {
    /// What stands in a redacted text for what was taken out. A value that was dropped leaves nothing behind.
    ///
    /// ```
    /// use scripta_redact::{Redactor, StandIns};
    ///
    /// let redactor = Redactor::default();
    /// assert_eq!(redactor.stand_ins("customer 17"), StandIns::None);
    /// assert_eq!(redactor.stand_ins("[PHONE:3f9a1c0b7d2e4f68]"), StandIns::Pseudonyms);
    /// assert_eq!(redactor.stand_ins("call XXX-XXX-XXXX"), StandIns::Masks);
    /// ```
    pub fn stand_ins(&self, text: &str) -> StandIns {
        let masks = tokens(&self.rules, text).into_iter().filter(|token| token.sort == Sort::Mask);
        let stand_in = |token: Token| {
            let mask = token.text(text);
            if pseudonym::length(mask) == Some(mask.len()) { StandIns::Pseudonyms } else { StandIns::Masks }
        };
        masks.map(stand_in).max().unwrap_or(StandIns::None)
    }
}

#[cfg(test)]
mod tests {
    use super::StandIns;
    use crate::{RedactConfig, Redactor};

    #[test]
    fn every_mask_is_known_as_one_that_many_share() {
        let toml = r#"
            [[patterns]]
            name = "badge"
            regex = 'B-\d{3}'
            mask = "<badge>"
        "#;
        let config: RedactConfig = toml::from_str(toml).unwrap();
        let redactor = Redactor::new(&config).unwrap();
        for text in ["mail jo@b.example", "555-123-4567", "B-123", "my ssn is 123-45-6789"] {
            let redacted = redactor.text(text).0.into_inner();
            assert_ne!(redacted, text);
            assert_eq!(redactor.stand_ins(&redacted), StandIns::Masks, "{redacted}");
            assert_eq!(redactor.stand_ins(text), StandIns::None, "{text}");
        }
        let both = "[EMAIL:3f9a1c0b7d2e4f68] [SSN]";
        assert_eq!(redactor.stand_ins(both), StandIns::Masks);
    }
}
