//! `scripta reindex`: makes the catalog agree with the archive.

use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use scripta_steward::{Reindex, ReindexProgress, Reindexed};
use serde_json::json;

use crate::exit::Exit;
use crate::figures::{count, counted};
use crate::output::Output;
use crate::overview::COLUMN;
use crate::page::{DOUBTFUL, GOOD, PLAIN, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;

/// Unreadable objects that are named on a page.
const NAMED: usize = 20;

pub(crate) const LONG: &str = "\
Make the catalog agree with the archive, which is the truth

What the archive holds and the catalog lacks is read and put in; what is not in the archive is taken out of the \
catalog. Killed, it goes on where it was when it is run again. Recorders may go on meanwhile.

A catalog that is damaged: move its folder away, then reindex.";

#[derive(Debug, Args)]
pub(crate) struct ReindexArgs {
    /// Read everything again, also what the catalog has: after redaction or the catalog itself has changed
    #[arg(long)]
    full: bool,
}

pub(crate) fn run(args: &ReindexArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let Some(stewardship) = Stewardship::open(setup)? else {
        output.hint(&format!("nothing was ever recorded in {}", setup.data_dir().display()));
        return Ok(Exit::Done);
    };
    let began = Instant::now();
    let bar = Bar::new(output);
    let how = Reindex { full: args.full };
    let reindexed = stewardship.wait(stewardship.steward.reindex(how, |progress| bar.tell(progress)));
    bar.finish();
    let reindexed = reindexed?;
    if output.is_json() {
        output.json(&to_json(&reindexed, began.elapsed()))?;
    } else {
        show(&reindexed, began.elapsed(), output)?;
    }
    Ok(if reindexed.unreadable.is_empty() { Exit::Done } else { Exit::Failed })
}

fn show(reindexed: &Reindexed, took: Duration, output: &Output) -> anyhow::Result<()> {
    let mut page = output.page();
    if let Some(day) = reindexed.resumed_from {
        page.row(COLUMN, "went on", &[span(PLAIN, format!("after {day}, where an earlier one had come to"))]);
    }
    let archive =
        format!("{} on {}", counted(reindexed.archived, "conversation"), counted(reindexed.days, "day"));
    page.row(COLUMN, "archive", &[span(PLAIN, archive)]);
    let changes = [
        ("added", reindexed.added, "new in the catalog"),
        ("replaced", reindexed.replaced, "made anew"),
        ("removed", reindexed.removed, "not in the archive any more"),
        ("erased", reindexed.tombstones, "of which the archive says that they were erased"),
    ];
    for (name, number, meaning) in changes.into_iter().filter(|(_, number, _)| *number > 0) {
        page.row(COLUMN, name, &[span(PLAIN, format!("{}, {meaning}", count(number)))]);
    }
    page.row(COLUMN, "took", &[span(PLAIN, format!("{:.1} s", took.as_secs_f64()))]);
    page.empty_line();
    let unreadable = &reindexed.unreadable;
    if unreadable.is_empty() {
        page.wrapped(0, &[span(GOOD, "The catalog agrees with the archive.")]);
    } else {
        let text = format!(
            "The catalog agrees with the archive, but for {}:",
            counted(unreadable.len() as u64, "object")
        );
        page.wrapped(0, &[span(DOUBTFUL, text)]);
    }
    output.show(&page)?;
    for object in unreadable.iter().take(NAMED) {
        output.error(&format!("{} cannot be read: {}", object.url, object.why));
    }
    if unreadable.len() > NAMED {
        output.hint(&format!("{} more are named with --json", count((unreadable.len() - NAMED) as u64)));
    }
    Ok(())
}

fn to_json(reindexed: &Reindexed, took: Duration) -> serde_json::Value {
    let unreadable = reindexed.unreadable.iter();
    json!({
        "resumedFrom": reindexed.resumed_from.map(|day| day.to_string()),
        "days": reindexed.days,
        "archived": reindexed.archived,
        "added": reindexed.added,
        "replaced": reindexed.replaced,
        "removed": reindexed.removed,
        "erased": reindexed.tombstones,
        "unreadable": unreadable.map(|object| json!({ "url": object.url, "error": object.why })).collect::<Vec<_>>(),
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
    })
}

/// A bar on a terminal's standard error.
struct Bar(ProgressBar);

impl Bar {
    fn new(output: &Output) -> Self {
        let bar = if output.is_json() { ProgressBar::hidden() } else { ProgressBar::new(0) };
        if let Ok(style) =
            ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len}  {msg}  {elapsed}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    fn tell(&self, progress: ReindexProgress) {
        self.0.set_length(progress.expected().max(progress.read));
        self.0.set_position(progress.read);
        let day = progress.day.map_or_else(String::new, |day| format!(", at {day}"));
        self.0.set_message(format!("{} of {} days{day}", count(progress.days_done), count(progress.days)));
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}
