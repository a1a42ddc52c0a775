//! `scripta metrics`: what the recorders of the data folder count.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use scripta_metrics::{Values, markdown, prometheus};
use scripta_recorder::{now, write_file};
use scripta_watch::{Trail, gather};
use serde_json::json;

use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::catalog_alone;

pub(crate) const LONG: &str = "\
Print the metrics of all recorders of the data folder, in the text that Prometheus reads

They are added up over the recorders that run and those that have ended; counters never go back. `scripta watch` serves \
the same. With --textfile they are written to a file, whole or not at all, for the node exporter's textfile collector:

  scripta metrics --textfile /var/lib/node_exporter/scripta.prom";

#[derive(Debug, Args)]
pub(crate) struct MetricsArgs {
    /// Write them to this file, which is replaced
    #[arg(long, value_name = "FILE")]
    textfile: Option<PathBuf>,
    /// Print the table of all metrics and what they mean, in Markdown
    #[arg(long, conflicts_with = "textfile")]
    table: bool,
}

pub(crate) fn run(args: &MetricsArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    if args.table {
        output.line(markdown().trim_end())?;
        return Ok(Exit::Done);
    }
    let values = values(setup, output);
    let text = prometheus(&values);
    match &args.textfile {
        Some(file) => {
            let written = write_file(file, text.as_bytes());
            written.with_context(|| format!("{} cannot be written", file.display()))?;
        }
        None if output.is_json() => output.json(&json!({ "metrics": values }))?,
        None => output.line(text.trim_end())?,
    }
    Ok(Exit::Done)
}

/// Those of the recorders, and those of the audit trail; a warning tells why the latter are as they were.
pub(crate) fn values(setup: &Setup, output: &Output) -> Values {
    let mut values = gather(setup.data_dir(), now());
    let mut trail = Trail::open(setup.data_dir());
    let followed = match catalog_alone(setup) {
        Ok(Some((runtime, catalog))) => runtime.block_on(trail.follow(&catalog)).map_err(anyhow::Error::from),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = followed {
        output.warn(&format!("the audit trail is counted as far as it was before: {error}"));
    }
    values.merge(trail.values());
    values
}
