//! `scripta audit`: who did what with the data.

use anyhow::Context;
use clap::{Args, Subcommand};
use scripta_catalog::audit::{AuditEntry, Checked, CheckedTrail, Outcome};
use scripta_core::Timestamp;
use scripta_steward::{Entries, EntryFilter};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::figures::{count, counted, moment};
use crate::output::Output;
use crate::page::{BAD, BOLD, DIM, DOUBTFUL, GOOD, PLAIN, Page, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::{brief, usage};

/// Faults that are told on a page.
const TOLD: usize = 50;
/// Where the second column of a trail's rows begins.
const COLUMN: usize = 12;
/// What can be done, as entries write it.
const ACTIONS: [&str; 11] = [
    "read",
    "list",
    "search",
    "analyze",
    "export",
    "erase",
    "verify_erasure",
    "retain",
    "reindex",
    "configure",
    "audit",
];

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// List what was done, the newest first
    List(ListArgs),
    /// Verify that nothing was changed, removed or put in: the catalog's copy, the archive's, each against the other
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// List at most this many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// What was done then or later: a day (UTC), a time, or an age such as 12h or 7d
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,
    /// What was done before
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Timestamp>,
    /// What was done by this account
    #[arg(long = "by", value_name = "NAME")]
    by: Option<String>,
    /// What was done of this kind
    #[arg(long, value_name = "ACTION", value_parser = ACTIONS)]
    action: Option<String>,
    /// What was done to this: a conversation's id, or a part of a query
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// The trail must have an entry with this hash, which was noted elsewhere when it was the last
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

pub(crate) fn run(args: &AuditArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let Some(stewardship) = Stewardship::open(setup)? else {
        output.hint(&format!("nothing is recorded in {} yet", setup.data_dir().display()));
        return Ok(Exit::Done);
    };
    match &args.command {
        AuditCommand::List(args) => list(args, &stewardship, output),
        AuditCommand::Verify(args) => verify(args, &stewardship, output),
    }
}

fn list(args: &ListArgs, stewardship: &Stewardship, output: &Output) -> anyhow::Result<Exit> {
    let filter = EntryFilter {
        since: args.since,
        until: args.until,
        actor: args.by.clone(),
        action: args.action.clone(),
        target: args.target.clone(),
        limit: args.limit,
    };
    let Entries { entries, more, unreadable } =
        stewardship.wait(stewardship.steward.audit_entries(&filter))?;
    for entry in &entries {
        if output.is_json() {
            output.json(entry)?;
        } else {
            let mut page = output.page();
            put_entry(&mut page, entry);
            output.show(&page)?;
        }
    }
    if entries.is_empty() {
        output.hint("no entry of the audit trail is like that");
    }
    if more {
        output.hint("there are more; --limit gives them");
    }
    for number in &unreadable {
        output.error(&format!("entry {number} cannot be read; `scripta audit verify` tells more"));
    }
    Ok(if unreadable.is_empty() { Exit::Done } else { Exit::Failed })
}

fn put_entry(page: &mut Page, entry: &AuditEntry) {
    let draft = &entry.draft;
    let style = match draft.outcome {
        Outcome::Done => GOOD,
        Outcome::Begun | Outcome::NotFound => DOUBTFUL,
        Outcome::Refused | Outcome::Failed => BAD,
    };
    page.verbatim(
        0,
        &[
            span(DIM, format!("{:>6}  ", entry.number)),
            span(PLAIN, format!("{}  ", moment(draft.at))),
            span(BOLD, name(&draft.action)),
            span(PLAIN, " "),
            span(style, name(&draft.outcome).replace('_', " ")),
            span(PLAIN, format!("  {}", draft.actor)),
            span(DIM, format!("  {}", draft.origin)),
        ],
    );
    let mut said = vec![span(PLAIN, &draft.target)];
    for (name, value) in &draft.details {
        said.push(span(DIM, format!(" {name}: ")));
        said.push(span(PLAIN, brief::brief(value)));
    }
    if !draft.conversations.is_empty() {
        said.push(span(DIM, format!(" {}", counted(draft.conversations.len() as u64, "conversation"))));
    }
    if let Some(purpose) = &draft.purpose {
        said.push(span(DIM, " for: "));
        said.push(span(PLAIN, purpose));
    }
    page.wrapped(8, &said);
}

/// A value of an enumeration, as entries write it.
fn name(value: &impl serde::Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

fn verify(args: &VerifyArgs, stewardship: &Stewardship, output: &Output) -> anyhow::Result<Exit> {
    let head = args.head.as_deref().map(str::trim);
    if head.is_some_and(|head| head.len() != 64 || !head.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(usage("--head takes the hash that `scripta audit verify` showed: 64 hexadecimal digits"));
    }
    let checked = stewardship.wait(stewardship.steward.verify_trail(head))?;
    if output.is_json() {
        output.json(&to_json(&checked))?;
    } else {
        output.show(&page(output.page(), &checked))?;
        if checked.faults.len() > TOLD {
            output.hint(&format!("{} more are named with --json", checked.faults.len() - TOLD));
        }
        if checked.faults.is_empty() && head.is_none() {
            output.hint(
                "note the hash where nobody can write who can write here; verify --head HASH then finds out \
                 also whether everything was written anew",
            );
        }
    }
    Ok(if checked.faults.is_empty() { Exit::Done } else { Exit::Failed })
}

fn page(mut page: Page, checked: &Checked) -> Page {
    for trail in &checked.trails {
        put_trail(&mut page, trail);
    }
    if checked.trails.is_empty() {
        page.wrapped(0, &[span(DIM, "There is no audit trail yet.")]);
    }
    if let Some((_, number)) = checked.noted {
        page.wrapped(0, &[span(GOOD, format!("The hash that was noted is that of entry {number}."))]);
    }
    if checked.faults.is_empty() {
        page.wrapped(0, &[span(GOOD, "Sound: nothing was changed, removed, moved or put in.")]);
        return page;
    }
    let faults = format!("{} in the audit trail:", counted(checked.faults.len() as u64, "fault"));
    page.wrapped(0, &[span(BAD, faults)]);
    for fault in checked.faults.iter().take(TOLD) {
        page.hanging(&[], 2, &[span(PLAIN, fault.to_string())]);
        if let Some(trail) = fault.trail.filter(|_| checked.trails.len() > 1) {
            page.wrapped(4, &[span(DIM, format!("trail {trail}"))]);
        }
    }
    page
}

fn put_trail(page: &mut Page, trail: &CheckedTrail) {
    let whose = if trail.own { "this catalog's" } else { "another catalog's; verified in the archive alone" };
    page.wrapped(0, &[span(BOLD, format!("Trail {}", trail.head.trail)), span(DIM, format!(", {whose}"))]);
    if trail.own {
        page.row(COLUMN, "catalog", &[span(PLAIN, entries(trail.in_catalog))]);
    }
    let mut archive = vec![span(PLAIN, entries(trail.in_archive))];
    if trail.waiting > 0 {
        archive.push(span(DOUBTFUL, format!(", {} to come", trail.waiting)));
    }
    page.row(COLUMN, "archive", &archive);
    let last = format!("entry {}, with the hash", trail.head.number);
    page.row(COLUMN, "the last", &[span(PLAIN, last)]);
    page.verbatim(COLUMN, &[span(PLAIN, &trail.head.hash)]);
    page.empty_line();
}

fn entries(number: u64) -> String {
    let entries = if number == 1 { "entry" } else { "entries" };
    format!("{} {entries}", count(number))
}

/// The faults also in words, as they are told on a page.
fn to_json(checked: &Checked) -> Value {
    let mut value = json!(checked);
    if let Some(faults) = value.get_mut("faults").and_then(Value::as_array_mut) {
        for (told, fault) in faults.iter_mut().zip(&checked.faults) {
            if let Some(told) = told.as_object_mut() {
                told.insert("says".to_owned(), fault.to_string().into());
            }
        }
    }
    value
}

/// A time that somebody gave: a day, a time, or how long ago.
fn time(text: &str) -> anyhow::Result<Timestamp> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let now = i64::try_from(now.as_millis())?;
    let ago = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let unit = match unit {
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        Some(Timestamp::from_millis(now.saturating_sub(number.parse::<u32>().ok().map(i64::from)? * unit)))
    };
    let told = ago().or_else(|| Timestamp::parse(text).ok());
    told.or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")).ok()).context(
        "give a day such as 2024-01-15, a time such as 2024-01-15T10:30:00Z, or an age such as 12h or 7d",
    )
}

#[cfg(test)]
mod tests {
    use scripta_catalog::audit::Action;

    use super::*;

    #[test]
    fn every_action_has_its_name() {
        for name in ACTIONS {
            let action: Action = serde_json::from_value(json!(name)).unwrap();
            assert_ne!(action, Action::Other, "{name}");
        }
    }

    #[test]
    fn a_time_is_a_day_a_moment_or_an_age() {
        assert_eq!(time("2024-01-15").unwrap().to_string(), "2024-01-15T00:00:00.000Z");
        assert_eq!(time("2024-01-15T10:30:00+01:00").unwrap().to_string(), "2024-01-15T09:30:00.000Z");
        assert!(time("7d").unwrap() < time("12h").unwrap());
        for none in ["", "d", "yesterday", "2024-13-01", "-3d", "7é"] {
            assert!(time(none).is_err(), "{none}");
        }
    }
}
