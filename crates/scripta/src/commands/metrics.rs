//! `scripta metrics`: what the recorders of the data folder count.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use scripta_core::Timestamp;
use scripta_metrics::{Values, markdown, prometheus};
use scripta_recorder::write_file;
use scripta_watch::{Trail, gather};
use serde_json::json;

use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::catalog_alone;

pub(crate) const LONG: &str = "\
Print the metrics of all recorders of the data folder, in the text that Prometheus reads

They are added up over the recorders that run and those that have ended; counters never go back. `scripta watch` serves
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
    let (values, warning) = values(setup)?;
    if let Some(warning) = warning {
        output.warn(&warning);
    }
    match &args.textfile {
        Some(file) => written(file, &values)?,
        None if output.is_json() => output.json(&json!({ "metrics": values }))?,
        None => output.line(prometheus(&values).trim_end())?,
    }
    Ok(Exit::Done)
}

/// Those of the recorders and those of the audit trail; and why the latter are missing, if they are.
fn values(setup: &Setup) -> anyhow::Result<(Values, Option<String>)> {
    let mut values = gather(setup.data_dir(), now()?);
    let mut trail = Trail::open(setup.data_dir());
    let followed = match catalog_alone(setup)? {
        Some((runtime, catalog)) => runtime.block_on(trail.follow(&catalog)),
        None => Ok(()),
    };
    values.merge(trail.values());
    Ok((values, followed.err().map(|error| format!("the audit trail could not be counted: {error}"))))
}

fn written(file: &Path, values: &Values) -> anyhow::Result<()> {
    write_file(file, prometheus(values).as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))
}

pub(crate) fn now() -> anyhow::Result<Timestamp> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(Timestamp::from_millis(i64::try_from(since.as_millis())?))
}
