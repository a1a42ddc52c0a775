//! `scripta redact`: personal data out of any text, without the rest.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;
use scripta_redact::{Counts, Redactor, Span};
use serde_json::{Map, Value, json};

use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;
use crate::{figures, input};

pub(crate) const LONG: &str = "\
Take personal data out of a text, as it is taken out of recordings

Without --jsonl the redacted text goes to standard output, a paragraph at a time, and what was masked is counted \
on standard error.

With --jsonl each line {\"text\": …} gives a line {\"text\": …, \"spans\": [[kind, start, end], …], \"counts\": {…}}. \
The offsets are those of the input, in characters.

Own patterns, masks, and what to do with each kind come from [redact] of the configuration.";

#[derive(Debug, Args)]
pub(crate) struct RedactArgs {
    /// Read this file [default: standard input]
    file: Option<PathBuf>,
    /// Read and write a JSON object a line
    #[arg(long)]
    jsonl: bool,
    /// Say which rule found what
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(args: &RedactArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let redactor = &setup.options.settings.redactor;
    let reader = input::open(args.file.as_deref())?;
    if !args.jsonl {
        return text(args, reader, redactor, output);
    }
    input::answer(reader, output, |line| {
        let text = input::member(line, "text")?;
        Ok(record(&text, redactor, args.explain))
    })
}

fn record(text: &str, redactor: &Redactor, explain: bool) -> Value {
    let found = redactor.find(text);
    let (redacted, counts) = redactor.text(text);
    let mut characters = input::Characters::new(text);
    let spans: Vec<Value> = found
        .iter()
        .map(|span| json!([span.kind, characters.at(span.start), characters.at(span.end)]))
        .collect();
    let mut record = Map::new();
    record.insert("text".into(), redacted.into_inner().into());
    record.insert("spans".into(), spans.into());
    record.insert("counts".into(), json!(counts));
    if explain {
        record.insert("rules".into(), found.iter().map(|span| span.rule).collect::<Vec<_>>().into());
    }
    record.into()
}

fn text(
    args: &RedactArgs,
    reader: Box<dyn BufRead>,
    redactor: &Redactor,
    output: &Output,
) -> anyhow::Result<Exit> {
    let mut counts = Counts::default();
    for paragraph in input::paragraphs(reader) {
        let (first, paragraph) = paragraph?;
        let (redacted, found) = redactor.text(&paragraph);
        counts.merge(&found);
        output.line(redacted.get())?;
        if args.explain {
            for span in redactor.find(&paragraph) {
                output.hint(&explained(first, &span, &paragraph));
            }
        }
    }
    if !counts.is_empty() {
        output.hint(&format!("masked: {}", figures::kinds(&counts)));
    }
    Ok(Exit::Done)
}

/// Where something was found, and by which rule. Never what it reads.
fn explained(first: usize, span: &Span<'_>, paragraph: &str) -> String {
    let before = paragraph.get(..span.start).unwrap_or_default();
    let line = first + before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = paragraph.get(start..span.start).unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}: {} by the rule {}", span.kind, span.rule)
}
