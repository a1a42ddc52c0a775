//! `scripta retention`: tells or erases what the rules say is to go.

use clap::{Args, Subcommand};
use scripta_catalog::audit::{Action, Outcome};
use scripta_steward::{Due, RetentionPlan};
use serde_json::{Map, json};

use super::erase::{confirmed, told};
use crate::exit::Exit;
use crate::figures::{count, counted, moment};
use crate::output::Output;
use crate::page::{BOLD, DIM, DOUBTFUL, PLAIN, Page, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

/// Conversations of a rule that are named on a page.
const NAMED: usize = 10;

pub(crate) const LONG: &str = "\
Tell or erase what the rules of retention say is to go

Rules are in the configuration, and the first that a conversation satisfies decides:

  [[retention.rules]]
  name = \"claims under dispute\"
  query = \"meta.case:2024-*\"
  hold = true

  [[retention.rules]]
  name = \"everything else\"
  keep = \"2y\"

What satisfies no rule is kept. Erasing is that of `scripta erase`, with a receipt each.";

#[derive(Debug, Args)]
pub(crate) struct RetentionArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Tell what is to go, by rule, and what is held
    Plan,
    /// Erase what is to go
    Apply {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Print lifecycle rules for the bucket, as S3 takes them
    Lifecycle,
}

pub(crate) fn run(args: &RetentionArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let Some(stewardship) = Stewardship::open(setup)? else {
        anyhow::bail!("nothing is recorded in {} yet", setup.data_dir().display());
    };
    if setup.options.retention.rules.is_empty() {
        output.hint("there are no rules: all is kept; `scripta retention --help` shows how they are written");
    }
    match &args.what {
        What::Plan => {
            let plan = stewardship.wait(stewardship.steward.retention_plan())?;
            show(&plan, output)?;
            Ok(Exit::Done)
        }
        What::Apply { yes } => apply(*yes, &stewardship, output),
        What::Lifecycle => {
            let rules = stewardship.wait(stewardship.steward.bucket_lifecycle())?;
            output.line(&serde_json::to_string_pretty(&rules)?)?;
            output.hint(
                "aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://FILE",
            );
            Ok(Exit::Done)
        }
    }
}

fn apply(yes: bool, stewardship: &Stewardship, output: &Output) -> anyhow::Result<Exit> {
    let steward = &stewardship.steward;
    let plan = stewardship.wait(steward.retention_plan())?;
    if plan.count() == 0 {
        show(&plan, output)?;
        return Ok(Exit::Done);
    }
    if !yes && !confirmed(plan.count(), output, || show(&plan, output))? {
        let details = Map::from_iter([("due".to_owned(), plan.count().into())]);
        stewardship.wait(steward.audit(Action::Retain, "apply", Outcome::Refused, details))?;
        return Err(usage("nothing was erased: say --yes, or type the number of conversations"));
    }
    let mut erased = Vec::new();
    stewardship.wait(steward.apply_retention(&plan, |candidate, erasure| {
        let state = match erasure {
            Ok(erasure) => Ok(erasure.clone()),
            Err(error) => Err(error.to_string()),
        };
        erased.push((candidate.conversation_id, state));
    }))?;
    let (mut exit, mut done) = (Exit::Done, 0_u64);
    for (id, erasure) in erased {
        match erasure {
            // A receipt each would bury the rest: they are in the archive, and in the JSON.
            Ok(scripta_steward::Erasure::Done(_)) if !output.is_json() => done += 1,
            Ok(erasure) => exit = exit.and(told(id, Ok(erasure), output)?),
            Err(error) => {
                output.error(&format!("{id} could not be erased: {error}"));
                exit = exit.and(Exit::Failed);
            }
        }
    }
    if !output.is_json() {
        let mut page = output.page();
        let text = format!("{} erased; the receipts are in the archive", counted(done, "conversation"));
        page.wrapped(0, &[span(PLAIN, text)]);
        output.show(&page)?;
    }
    Ok(exit)
}

fn show(plan: &RetentionPlan, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(&json!({ "rules": plan.rules, "held": plan.held }))?;
        return Ok(());
    }
    let mut page = output.page();
    for due in &plan.rules {
        put(&mut page, due, "to go");
    }
    for due in &plan.held {
        put(&mut page, due, "held, and would go otherwise");
    }
    let total = format!("{} to go", counted(plan.count() as u64, "conversation"));
    page.empty_line();
    page.wrapped(0, &[span(if plan.count() > 0 { DOUBTFUL } else { PLAIN }, total)]);
    output.show(&page)?;
    Ok(())
}

fn put(page: &mut Page, due: &Due, what: &str) {
    let keep =
        due.keep_days.map_or_else(|| "hold".to_owned(), |days| format!("kept for {}", counted(days, "day")));
    let number = count(due.conversations.len() as u64);
    page.wrapped(
        0,
        &[span(BOLD, &due.rule), span(DIM, format!("  {keep}  ")), span(PLAIN, format!("{number} {what}"))],
    );
    for candidate in due.conversations.iter().take(NAMED) {
        let when = candidate.start_time.map(moment).unwrap_or_default();
        let outcome = candidate.outcome.as_deref().unwrap_or_default();
        page.verbatim(
            2,
            &[span(PLAIN, candidate.conversation_id.to_string()), span(DIM, format!("  {when}  {outcome}"))],
        );
    }
    if due.conversations.len() > NAMED {
        let more = format!("and {} more; --json names all", count((due.conversations.len() - NAMED) as u64));
        page.wrapped(2, &[span(DIM, more)]);
    }
}
