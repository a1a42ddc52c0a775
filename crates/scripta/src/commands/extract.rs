//! `scripta extract`: facts out of any transcript, without the rest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use scripta_extract::{Extraction, Extractor, Fact, Profile, Source, Speaker, Status, Subject};
use scripta_redact::Redactor;
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use crate::exit::Exit;
use crate::output::Output;
use crate::page::{DIM, PLAIN, span};
use crate::setup::Setup;
use crate::{input, usage};

pub(crate) const LONG: &str = "\
Take facts out of a transcript, as they are taken out of recordings

Without --jsonl the input is one conversation, a turn a line: `agent: …` is the agent's, `caller: …` or anything \
else the caller's, and `tool NAME {…}` a tool call with its arguments.

With --jsonl each line is a conversation, {\"turns\": [{\"speaker\": \"user\" or \"assistant\", \"text\": …}, \
{\"tool\": NAME, \"arguments\": {…}}, …]}, and gives a line {\"data\": {…}, \"evidence\": {…}}. Turns are counted \
from 0, and spans are offsets in characters.

Personal values are masked as [redact] of the configuration says.";

#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// Read this file [default: standard input]
    file: Option<PathBuf>,
    /// The name of a built-in profile (`insurance`), or a profile's file [default: as configured]
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<String>,
    /// Read and write a JSON object a line
    #[arg(long)]
    jsonl: bool,
}

pub(crate) fn run(args: &ExtractArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let extractor = match &args.profile {
        None => setup.options.settings.extractor.clone(),
        Some(name) => Extractor::new(&profile(name)?)?,
    };
    let redactor = &setup.options.settings.redactor;
    let reader = input::open(args.file.as_deref())?;
    if args.jsonl {
        return input::answer(reader, output, |line| Ok(record(line, &extractor)?.finish(redactor)));
    }
    let mut conversation = Conversation::begin(extractor);
    for line in input::lines(reader) {
        let (number, line) = line?;
        if let Err(why) = conversation.line(&line) {
            return Err(usage(format!("line {number}: {why}")));
        }
    }
    if output.is_json() {
        output.json(&conversation.finish(redactor))?;
    } else {
        conversation.show(redactor, output)?;
    }
    Ok(Exit::Done)
}

fn profile(name: &str) -> anyhow::Result<Profile> {
    let path = Path::new(name);
    if name == "insurance" && !path.exists() {
        return Ok(Profile::insurance());
    }
    let toml = std::fs::read_to_string(path).with_context(|| {
        format!("there is no built-in profile {name:?} (only insurance), and no such file can be read")
    })?;
    Profile::parse(&toml).with_context(|| name.to_owned())
}

fn record(line: &str, extractor: &Extractor) -> Result<Conversation, String> {
    let mut members = input::object(line)?;
    let Some(Value::Array(turns)) = members.remove("turns") else {
        return Err("it has no list `turns`".to_owned());
    };
    let mut conversation = Conversation::begin(extractor.clone());
    for (number, turn) in turns.into_iter().enumerate() {
        conversation.turn(turn).map_err(|why| format!("turn {number}: {why}"))?;
    }
    Ok(conversation)
}

/// A conversation that is read.
struct Conversation {
    extractor: Extractor,
    extraction: Extraction,
    /// The text of each turn; of a tool call none.
    turns: Vec<String>,
}

impl Conversation {
    fn begin(extractor: Extractor) -> Self {
        Self { extraction: extractor.begin(), extractor, turns: Vec::new() }
    }

    /// A turn as JSON.
    fn turn(&mut self, turn: Value) -> Result<(), String> {
        let Value::Object(mut turn) = turn else { return Err("it is no object".to_owned()) };
        if let Some(tool) = turn.remove("tool") {
            let Value::String(tool) = tool else { return Err("`tool` is no string".to_owned()) };
            return self.called(&tool, &turn.remove("arguments").unwrap_or_default());
        }
        let (Some(Value::String(speaker)), Some(Value::String(text))) =
            (turn.get("speaker"), turn.get("text"))
        else {
            return Err("it has neither `tool`, nor `speaker` and `text`".to_owned());
        };
        match speaker.as_str() {
            "user" | "caller" => self.said(Speaker::User, text),
            "assistant" | "agent" => self.said(Speaker::Assistant, text),
            _ => return Err("`speaker` is neither `user` nor `assistant`".to_owned()),
        }
        Ok(())
    }

    /// A turn as a line of text.
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some((tool, arguments)) =
            line.strip_prefix("tool ").and_then(|call| call.trim().split_once(char::is_whitespace))
            && arguments.trim_start().starts_with('{')
        {
            let arguments = serde_json::from_str(arguments)
                .map_err(|error| format!("the arguments are no JSON (column {})", error.column()))?;
            return self.called(tool, &arguments);
        }
        let (speaker, text) = match line.split_once(':') {
            Some((name, text)) if is_one_of(name, &["agent", "assistant"]) => (Speaker::Assistant, text),
            Some((name, text)) if is_one_of(name, &["caller", "user"]) => (Speaker::User, text),
            _ => (Speaker::User, line),
        };
        self.said(speaker, text.trim());
        Ok(())
    }

    fn said(&mut self, speaker: Speaker, text: &str) {
        self.extraction.said(&self.turns.len().to_string(), speaker, text);
        self.turns.push(text.to_owned());
    }

    fn called(&mut self, tool: &str, arguments: &Value) -> Result<(), String> {
        let item = self.turns.len().to_string();
        match arguments {
            // As on the wire, where they are JSON in a string.
            Value::String(json) => {
                let arguments = serde_json::from_str(json)
                    .map_err(|error| format!("`arguments` are no JSON (column {})", error.column()))?;
                self.extraction.called(&item, tool, &arguments);
            }
            arguments => self.extraction.called(&item, tool, arguments),
        }
        self.turns.push(String::new());
        Ok(())
    }

    /// `{"data": {…}, "evidence": {…}}`
    fn finish(&self, redactor: &Redactor) -> Value {
        let (mut data, mut evidence) = (Map::new(), Map::new());
        let mut subjects: BTreeMap<&str, BTreeMap<usize, Map<String, Value>>> = BTreeMap::new();
        for fact in self.extraction.facts() {
            let value = masked(redactor, fact, &fact.value);
            if fact.subject == 0 {
                data.insert(fact.field.clone(), value.clone().into());
            }
            if let Some(of) = self.extractor.subject(&fact.field).map(Subject::name) {
                let one = subjects.entry(of).or_default().entry(fact.subject).or_default();
                one.insert(fact.field.clone(), value.into());
            }
            evidence.insert(self.name(fact), self.evidence(fact, redactor));
        }
        subjects.retain(|_, all| all.len() > 1);
        let mut record = Map::new();
        record.insert("data".into(), data.into());
        record.insert("evidence".into(), evidence.into());
        if !subjects.is_empty() {
            // All of them; the first of each is in `data` too.
            let lists = subjects.into_iter().map(|(of, all)| (of, all.into_values().collect::<Vec<_>>()));
            record.insert("subjects".into(), json!(lists.collect::<BTreeMap<_, _>>()));
        }
        if !self.extraction.problems().is_empty() {
            let problems = self.extraction.problems().iter().map(|problem| {
                json!({
                    "problem": "tool_call_contradicts_caller",
                    "field": problem.field,
                    "turn": turn(&problem.item),
                    "tool": problem.tool,
                    "pointer": problem.pointer,
                    "confirmedIn": turn(&problem.confirmed_in),
                })
            });
            record.insert("problems".into(), problems.collect::<Vec<_>>().into());
        }
        record.into()
    }

    /// What a fact is called in the evidence: `vehicle[1].vehicleYear` of the second vehicle.
    fn name(&self, fact: &Fact) -> String {
        match self.extractor.subject(&fact.field).map(Subject::name) {
            Some(of) if fact.subject > 0 => format!("{of}[{}].{}", fact.subject, fact.field),
            _ => fact.field.clone(),
        }
    }

    fn evidence(&self, fact: &Fact, redactor: &Redactor) -> Value {
        let known = &fact.evidence;
        let mut evidence = Map::new();
        evidence.insert("turn".into(), turn(&known.item));
        evidence.insert("source".into(), json!(known.source));
        if let Some(pointer) = &known.pointer {
            evidence.insert("pointer".into(), pointer.as_str().into());
        }
        if let Some((start, end)) = known.span {
            let text = known.item.parse::<usize>().ok().and_then(|turn| self.turns.get(turn));
            let mut characters = input::Characters::new(text.map_or("", String::as_str));
            evidence.insert("span".into(), json!([characters.at(start), characters.at(end)]));
        }
        evidence.insert("confidence".into(), json!((known.confidence * 100.0).round() / 100.0));
        evidence.insert("status".into(), json!(known.status));
        if !known.replaced.is_empty() {
            let replaced = known.replaced.iter().map(|old| {
                json!({ "value": masked(redactor, fact, &old.value), "turn": turn(&old.item), "source": old.source })
            });
            evidence.insert("replaced".into(), replaced.collect::<Vec<_>>().into());
        }
        evidence.into()
    }

    fn show(&self, redactor: &Redactor, output: &Output) -> anyhow::Result<()> {
        let mut page = output.page();
        let mut facts: Vec<&Fact> = self.extraction.facts().collect();
        facts.sort_by_key(|fact| fact.subject);
        let row = |fact: &Fact| (self.name(fact), masked(redactor, fact, &fact.value), told(fact));
        let rows: Vec<(String, String, String)> = facts.into_iter().map(row).collect();
        let names = rows.iter().map(|(name, ..)| name.width()).max().unwrap_or(0);
        let values = rows.iter().map(|(_, value, _)| value.width()).max().unwrap_or(0);
        for (name, value, told) in rows {
            let gap = " ".repeat(values.saturating_sub(value.width()) + 3);
            let lead = [span(DIM, format!("{name:<names$}   ")), span(PLAIN, value), span(PLAIN, gap)];
            page.hanging(&lead, names + values + 6, &[span(DIM, told)]);
        }
        output.show(&page)?;
        Ok(())
    }
}

/// How far a fact is settled, and where it was found: `confirmed, read back in line 3`.
fn told(fact: &Fact) -> String {
    let line = turn(&fact.evidence.item).as_u64().unwrap_or_default() + 1;
    let status = match fact.evidence.status {
        Status::Candidate => "candidate",
        Status::Confirmed => "confirmed",
        Status::Conflict => "in conflict",
    };
    let source = match fact.evidence.source {
        Source::ToolArguments => "given to the tool",
        Source::ReadBack => "read back",
        Source::User => "said by the caller",
        Source::Assistant => "said by the agent",
    };
    format!("{status}, {source} in line {line}")
}

/// The number of a turn, which is what items are called here.
fn turn(item: &str) -> Value {
    item.parse::<u64>().map_or(Value::Null, Value::from)
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name.trim()))
}

/// A value of a fact as it may leave the memory.
fn masked(redactor: &Redactor, fact: &Fact, value: &str) -> String {
    match fact.personal {
        Some(personal) => redactor.value(personal.kind(), value).into_inner(),
        None => redactor.text(value).0.into_inner(),
    }
}
