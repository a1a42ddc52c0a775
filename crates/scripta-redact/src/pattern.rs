//! Patterns and words of the configuration, compiled.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::Regex;
use regex_syntax::hir::Hir;

use crate::config::KeywordList;
use crate::config_error::ConfigProblem;
use crate::kind::Kind;

/// A custom pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) kind: Kind,
    pub(crate) regex: Regex,
    /// The length in bytes of the longest possible match; `None` where there is no limit.
    pub(crate) longest: Option<usize>,
}

impl Pattern {
    pub(crate) fn compile(kind: Kind, regex: &str) -> Result<Self, ConfigProblem> {
        let compiled = Regex::new(regex).map_err(|source| ConfigProblem::Regex(Box::new(source)))?;
        let hir = regex_syntax::parse(regex).unwrap_or_else(|_| Hir::fail());
        if compiled.is_match("") || hir.properties().minimum_len() == Some(0) {
            return Err(ConfigProblem::MatchesEmpty);
        }
        Ok(Self { kind, regex: compiled, longest: hir.properties().maximum_len() })
    }
}

/// All keyword lists as one automaton, so that a text is gone over once however many words there are.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    automaton: Option<AhoCorasick>,
    /// Of each word of the automaton.
    kinds: Vec<Kind>,
    /// The length in bytes of the longest word.
    pub(crate) longest: usize,
}

impl Keywords {
    /// # Errors
    /// The place of the list at fault, and what is wrong with it.
    pub(crate) fn compile(lists: &[(Kind, &KeywordList)]) -> Result<Self, (usize, ConfigProblem)> {
        let mut words = Vec::new();
        let mut kinds = Vec::new();
        for (at, (kind, list)) in lists.iter().enumerate() {
            if list.words.is_empty() {
                return Err((at, ConfigProblem::Words("it is empty".to_owned())));
            }
            for word in &list.words {
                let word = word.trim();
                if word.is_empty() {
                    return Err((at, ConfigProblem::MatchesEmpty));
                }
                for form in forms(word) {
                    words.push(form);
                    kinds.push(*kind);
                }
            }
        }
        if words.is_empty() {
            return Ok(Self::default());
        }
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&words)
            .map_err(|error| (0, ConfigProblem::Words(error.to_string())))?;
        Ok(Self { automaton: Some(automaton), kinds, longest })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// The words of a text, each with its kind; they may overlap.
    pub(crate) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Kind, usize, usize)> + 't {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text));
        found.filter(|found| is_whole(text, found.start(), found.end())).filter_map(|found| {
            let kind = self.kinds.get(found.pattern().as_usize())?;
            Some((*kind, found.start(), found.end()))
        })
    }
}

/// The automaton knows the case of ASCII letters only; of a word with others, its usual forms are looked for.
fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if !word.is_ascii() {
        let lower = word.to_lowercase();
        let mut chars = lower.chars();
        let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
        forms.extend([word.to_uppercase(), format!("{first}{}", chars.as_str()), lower]);
        forms.sort();
        forms.dedup();
    }
    forms
}

/// Whether a match is no part of a longer word or number.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let solid = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let around = |at: usize| {
        let (before, after) = text.split_at_checked(at)?;
        Some(solid(before.chars().next_back()) && solid(after.chars().next()))
    };
    [start, end].into_iter().all(|at| around(at) == Some(false))
}
