//! Conversations with the facts in them, from the `calls*.txt` of the corpus.

use std::path::Path;

use anyhow::{Context, Result, bail};
use scripta_extract::Speaker;
use serde_json::Value;

use crate::corpus;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Turn {
    Said { speaker: Speaker, text: String },
    Called { tool: String, arguments: Value },
}

/// A fact that is in a call: of which field and subject, and the values that are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) field: String,
    pub(crate) subject: usize,
    pub(crate) values: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Call {
    pub(crate) turns: Vec<Turn>,
    pub(crate) expected: Vec<Expected>,
}

/// The calls of one file, by its name.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    pub(crate) name: String,
    pub(crate) calls: Vec<Call>,
}

pub(crate) fn sets(folder: &Path) -> Result<Vec<Calls>> {
    let files = corpus::files(folder, &["calls"])?;
    files
        .into_iter()
        .map(|(name, text)| Ok(Calls { calls: parse(&text).with_context(|| name.clone())?, name }))
        .collect()
}

/// A call ends with its facts.
fn parse(text: &str) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    let mut call = Call::default();
    for line in corpus::lines(text) {
        if let Some(facts) = line.strip_prefix("=>") {
            let facts = facts.split(';').map(str::trim).filter(|fact| !fact.is_empty());
            call.expected = facts.map(expected).collect::<Result<_>>()?;
            calls.push(std::mem::take(&mut call));
        } else {
            call.turns.push(turn(line)?);
        }
    }
    if !call.turns.is_empty() {
        bail!("the last call has no line of facts");
    }
    Ok(calls)
}

fn turn(line: &str) -> Result<Turn> {
    let (who, what) = line.split_once(": ").with_context(|| format!("nobody says `{line}`"))?;
    let said = |speaker| Ok(Turn::Said { speaker, text: what.to_owned() });
    match (who, who.strip_prefix("T ")) {
        ("A", _) => said(Speaker::Assistant),
        ("C", _) => said(Speaker::User),
        (_, Some(tool)) => Ok(Turn::Called { tool: tool.to_owned(), arguments: serde_json::from_str(what)? }),
        _ => bail!("`{who}` is nobody; it must be `A`, `C` or `T` and a tool's name"),
    }
}

fn expected(fact: &str) -> Result<Expected> {
    let (field, values) = fact.split_once('=').with_context(|| format!("`{fact}` is no fact"))?;
    let (field, subject) = match field.strip_suffix(']').and_then(|field| field.split_once('[')) {
        Some((field, subject)) => (field, subject.parse()?),
        None => (field, 0),
    };
    Ok(Expected { field: field.to_owned(), subject, values: values.split('|').map(str::to_owned).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_its_turns_and_its_facts() {
        let text = "A: Hi.\nC: a 2019 Edge: the red one\nT quote: {\"zip\": 1}\n=> a=1|2; b[1]=x y\n\n=>\n";
        let calls = parse(text).unwrap();
        let [call, empty] = calls.as_slice() else { panic!("two: {calls:?}") };
        assert_eq!(*empty, Call::default());
        assert_eq!(call.turns.len(), 3);
        assert_eq!(
            call.turns[1],
            Turn::Said { speaker: Speaker::User, text: "a 2019 Edge: the red one".to_owned() }
        );
        let facts: Vec<(&str, usize, usize)> =
            call.expected.iter().map(|e| (e.field.as_str(), e.subject, e.values.len())).collect();
        assert_eq!(facts, [("a", 0, 2), ("b", 1, 1)]);
    }

    #[test]
    fn what_nobody_says_is_refused() {
        assert!(parse("hello\n=>").is_err());
        assert!(parse("B: hello\n=>").is_err());
        assert!(parse("A: hello\n").is_err());
        assert!(parse("A: hello\n=> x").is_err());
    }
}
