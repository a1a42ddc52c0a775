//! What a conversation is about.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::profile::Topic;
use crate::tool_name;

/// An exception that begins further off does not hold a phrase.
const LONGEST_EXCEPTION: usize = 200;

/// The topics of a profile, compiled.
#[derive(Debug)]
pub(crate) struct Topics {
    pub(crate) names: Vec<String>,
    phrases: AhoCorasick,
    meaning: Vec<Meaning>,
    /// Tool patterns in their normal form, each with its topic.
    tools: Vec<(String, usize)>,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    topic: usize,
    /// Any ending may follow.
    open: bool,
    /// What of the topic's phrases is within it does not count.
    except: bool,
}

impl Topics {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, String> {
        let mut texts = Vec::new();
        let mut meaning = Vec::new();
        let mut tools = Vec::new();
        for (at, topic) in topics.iter().enumerate() {
            let phrases = topic.phrases.iter().map(|phrase| (phrase, false));
            for (phrase, except) in phrases.chain(topic.except.iter().map(|phrase| (phrase, true))) {
                texts.push(phrase.trim_end_matches('*').to_owned());
                meaning.push(Meaning { topic: at, open: phrase.ends_with('*'), except });
            }
            tools.extend(topic.tools.iter().map(|pattern| (tool_name::normal(pattern), at)));
        }
        let phrases = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .map_err(|error| error.to_string())?;
        Ok(Self { names: topics.iter().map(|topic| topic.name.clone()).collect(), phrases, meaning, tools })
    }

    pub(crate) fn of_speech(&self, text: &str) -> Vec<&str> {
        let mut raised = vec![Vec::new(); self.names.len()];
        let mut except = vec![Vec::new(); self.names.len()];
        for found in self.phrases.find_overlapping_iter(text) {
            let Some(meaning) = self.meaning.get(found.pattern().as_usize()) else { continue };
            let letter = |c: char| c.is_alphanumeric();
            let begins = !text.get(..found.start()).is_some_and(|before| before.ends_with(letter));
            let ends =
                meaning.open || !text.get(found.end()..).is_some_and(|after| after.starts_with(letter));
            let list = if meaning.except { &mut except } else { &mut raised };
            if let (true, Some(spans)) = (begins && ends, list.get_mut(meaning.topic)) {
                spans.push(found.range());
            }
        }
        let counts = raised.iter().zip(&except).map(|(raised, except)| is_any_outside(raised, except));
        self.named(&counts.collect::<Vec<_>>())
    }

    pub(crate) fn of_tool(&self, tool: &str) -> Vec<&str> {
        let name = tool_name::normal(tool);
        let mut raised = vec![false; self.names.len()];
        for (pattern, topic) in &self.tools {
            if let (true, Some(raised)) = (tool_name::fits(pattern, &name), raised.get_mut(*topic)) {
                *raised = true;
            }
        }
        self.named(&raised)
    }

    fn named(&self, raised: &[bool]) -> Vec<&str> {
        self.names.iter().zip(raised).filter(|(_, raised)| **raised).map(|(name, _)| name.as_str()).collect()
    }
}

/// Whether one of the spans is in none of the others. Both are in the order of their ends.
fn is_any_outside(spans: &[Range<usize>], except: &[Range<usize>]) -> bool {
    let mut next = 0;
    spans.iter().any(|span| {
        // Those that end before this one cannot hold it, nor one that comes later.
        while except.get(next).is_some_and(|around| around.end < span.end) {
            next += 1;
        }
        let held =
            except.iter().skip(next).take_while(|around| around.start <= span.start + LONGEST_EXCEPTION);
        !held.into_iter().take(8).any(|around| around.start <= span.start && around.end >= span.end)
    })
}
