//! Names that were said in a conversation. Wherever they are said again, they are those of the same people, though nothing
//! around them says that they are names: "nice to meet you, Alice".

use crate::detect::Candidate;
use crate::found::{self, Found};
use crate::kind::Kind;
use crate::lexicon::{self, Meaning, Traits};
use crate::rules::Rules;

/// How many words are remembered; of more, the last.
const MOST: usize = 32;

/// Shorter words mean too many other things.
const SHORTEST: usize = 3;

/// The words of the names that were said, in lower case.
#[derive(Clone, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Remembers the names among what was found in a text.
    pub(super) fn learn(&mut self, text: &str, spans: &[Candidate]) {
        for span in spans.iter().filter(|span| span.kind == Kind::Name) {
            let name = text.get(span.start..span.end).unwrap_or_default();
            for (_, word) in words(name).filter(|(_, word)| is_telling(word)) {
                let word = word.to_lowercase();
                if !self.0.contains(&word) {
                    self.0.push(word);
                }
            }
        }
        self.0.drain(..self.0.len().saturating_sub(MOST));
    }

    /// Adds to what was found in a text the names that are known.
    pub(super) fn add(&self, rules: &Rules, text: &str, mut found: Found) -> Found {
        if self.0.is_empty() {
            return found;
        }
        let mut taken = found.spans.iter().peekable();
        let mut known = Vec::new();
        for (start, word) in words(text) {
            let end = start + word.len();
            while taken.next_if(|span| span.end <= start).is_some() {}
            if taken.peek().is_none_or(|span| end <= span.start) && self.knows(word) {
                known.push(Candidate { start, end, kind: Kind::Name, rule: "name.known" });
            }
        }
        if !known.is_empty() {
            found.spans = found::join(found.spans, known);
            (found.out, found.edits) = found::masked(rules, text, &found.spans);
        }
        found
    }

    fn knows(&self, word: &str) -> bool {
        let same = |known: &String| known.len() == word.len() && known.eq_ignore_ascii_case(word);
        self.0.iter().any(|known| same(known) || (!word.is_ascii() && *known == word.to_lowercase()))
    }
}

/// A word that is hardly ever anything but a name: not `Will`, `May` or `Mrs`.
fn is_telling(word: &str) -> bool {
    let entry = lexicon::look_up(word);
    let other = Traits::COMMON | Traits::MONTH | Traits::TITLE | Traits::STREET;
    word.chars().count() >= SHORTEST && entry.meaning == Meaning::Other && !entry.traits.has(other)
}

/// The words of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(char::is_alphabetic)?;
        let tail = text.get(start..)?;
        let word = tail.get(..tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len()))?;
        rest = start + word.len();
        Some((start, word))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Redactor, Speaker};

    #[test]
    fn a_name_is_known_once_it_was_said() {
        let mut dialogue = Redactor::default().dialogue();
        let mut said = |speaker, text: &str| dialogue.said(text, speaker, text, None).text.into_inner();
        assert_eq!(said(Speaker::Caller, "My name is Alice Okonkwo."), "My name is [NAME].");
        assert_eq!(said(Speaker::Agent, "Nice to meet you, Alice!"), "Nice to meet you, [NAME]!");
        assert_eq!(said(Speaker::Caller, "OKONKWO's car, that is"), "[NAME]'s car, that is");
        assert_eq!(said(Speaker::Agent, "Malice aside"), "Malice aside");
    }

    #[test]
    fn a_name_that_is_a_word_stays_one() {
        let mut dialogue = Redactor::default().dialogue();
        let mut said = |text: &str| dialogue.said(text, Speaker::Caller, text, None).text.into_inner();
        assert_eq!(said("my name is Will Grant"), "my name is [NAME]");
        assert_eq!(said("it will grant me a discount"), "it will grant me a discount");
    }
}
