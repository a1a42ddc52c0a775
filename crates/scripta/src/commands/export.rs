//! `scripta export`: hands out conversations as a zip file.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use scripta_steward::{Exported, Selection};
use uuid::Uuid;

use crate::exit::Exit;
use crate::figures::{bytes, counted};
use crate::output::Output;
use crate::page::{DIM, PLAIN, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

pub(crate) const LONG: &str = "\
Hand out the conversations of one person, or some that are named, as a zip file

A person is told by the metadata that the application gave with each conversation: --subject customerId=42. The file \
has the documents as they are archived, what was said as a text, and a manifest with the SHA-256 of each file. It is \
readable by its owner only. Who handed out what to what end (--purpose) is in the audit trail.

A value that the records have masked, such as a telephone number, tells nobody apart, and is refused.";

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// All conversations whose metadata have this value
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, required_unless_present = "ids", conflicts_with = "ids")]
    subject: Option<(String, String)>,
    /// The file to write; one that is there is replaced [default: ./scripta-export-ID.zip]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The conversations to hand out, by their ids
    #[arg(value_name = "ID")]
    ids: Vec<Uuid>,
}

pub(crate) fn run(args: &ExportArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let Some(stewardship) = Stewardship::open(setup)? else {
        anyhow::bail!("nothing is recorded in {} yet", setup.data_dir().display());
    };
    let selection = match &args.subject {
        Some((key, value)) => Selection::Subject { key: key.clone(), value: value.clone() },
        None => Selection::Conversations(args.ids.clone()),
    };
    let out = match &args.out {
        Some(out) => out.clone(),
        None => PathBuf::from(format!("scripta-export-{}.zip", Uuid::new_v4().simple())),
    };
    let out = std::path::absolute(&out).with_context(|| out.display().to_string())?;
    if out.is_dir() {
        return Err(usage(format!("{} is a folder: give the name of a file", out.display())));
    }
    match stewardship.wait(stewardship.steward.export(&selection, &out))? {
        Some(exported) => {
            show(&exported, output)?;
            hint_at_journal(args, setup, output)?;
        }
        // The value is not repeated: standard error may be kept.
        None => anyhow::bail!(
            "no archived conversation has that value in metadata {}",
            args.subject.as_ref().map_or("", |(key, _)| key)
        ),
    }
    Ok(Exit::Done)
}

fn show(exported: &Exported, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(exported)?;
        return Ok(());
    }
    let mut page = output.page();
    let what = format!(
        "{} in {}, {}",
        counted(exported.conversations.len() as u64, "conversation"),
        counted(exported.files, "file"),
        bytes(exported.bytes)
    );
    page.wrapped(0, &[span(PLAIN, what)]);
    page.verbatim(2, &[span(PLAIN, exported.path.display().to_string())]);
    page.verbatim(2, &[span(DIM, format!("SHA-256 {}", exported.sha256))]);
    output.show(&page)?;
    Ok(())
}

/// What is not archived yet is not handed out; some of it may be that person's.
fn hint_at_journal(args: &ExportArgs, setup: &Setup, output: &Output) -> anyhow::Result<()> {
    let waiting = setup.in_journals()?.len() as u64;
    if args.subject.is_some() && waiting > 0 {
        output.hint(&format!(
            "{} not archived yet and not in the file, whosever: `scripta status` tells which",
            match waiting {
                1 => "1 conversation is".to_owned(),
                more => format!("{more} conversations are"),
            }
        ));
    }
    Ok(())
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.trim().is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("give the name of the metadata and its value, as in customerId=42".to_owned()),
    }
}
