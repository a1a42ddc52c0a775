//! `scripta analytics`: figures of one conversation, or of many.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use scripta_catalog::analytics::{GroupBy, Period};
use scripta_catalog::audit::{Action, Outcome};
use scripta_core::Timestamp;
use scripta_steward::{StewardError, Wanted};
use uuid::Uuid;

use crate::analytics::period::moment;
use crate::analytics::{put_many, put_one, sheet_of_many, sheet_of_one};
use crate::exit::Exit;
use crate::lookup::{self, Found};
use crate::output::Output;
use crate::records::Records;
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

pub(crate) const LONG: &str = "\
Figures of one conversation, or of many

With the id of a conversation, or the first eight or more characters of it: who spoke how long, how soon the agent \
answered, which tools were called, what was used and what that cost. Else of all conversations that satisfy the query \
(as of `scripta search`), or of all.

Completed is a conversation whose outcome is none of unknown, abandoned and …_failed, unless [analytics] completed names \
other outcomes. Percentiles are exact. Prices are those of the day: [[analytics.prices]] of the configuration.";

#[derive(Debug, Args)]
pub(crate) struct AnalyticsArgs {
    /// A conversation's id, or a query
    #[arg(value_name = "ID|QUERY")]
    words: Vec<String>,
    /// Those that began then or later: 2024-01-15 (UTC), 2024-01-15T10:30:00Z, or 12h, 7d, 4w ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Those that began before that [default: now]
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Figures of each day, hour, agent, model, outcome, topic, tool or capture too
    #[arg(long, value_name = "WHAT")]
    group_by: Option<GroupBy>,
    /// Compare with the period before, of the same length
    #[arg(long, requires = "since")]
    compare: bool,
    /// As a table, as JSON like --json, or as CSV
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Show charts too; by day unless --group-by says otherwise
    #[arg(long)]
    chart: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

pub(crate) fn run(args: &AnalyticsArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let id = id(&args.words);
    if id.is_some() && (args.since.is_some() || args.until.is_some() || args.group_by.is_some()) {
        return Err(usage("of one conversation there are no periods and groups: leave out the id, or those"));
    }
    let wanted = wanted(args)?;
    let Some(stewardship) = Stewardship::open(setup)? else {
        output
            .hint(&format!("nothing is recorded in {} yet; try `scripta demo`", setup.data_dir().display()));
        return Ok(Exit::Done);
    };
    let format = if output.is_json() { Format::Json } else { args.format };
    match id {
        Some(id) => one(id, format, &stewardship, setup, output),
        None => many(&wanted, args.chart, format, &stewardship, output),
    }
}

/// The one word that is an id, or begins as one. A word of eight hexadecimal letters without a digit is a word.
fn id(words: &[String]) -> Option<&str> {
    let [word] = words else { return None };
    let is_of_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let looks = word.len() >= 8 && word.chars().all(is_of_id) && word.contains(|c: char| c.is_ascii_digit());
    (looks && !word.starts_with('-')).then_some(word.as_str())
}

fn wanted(args: &AnalyticsArgs) -> anyhow::Result<Wanted> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let now = Timestamp::from_millis(i64::try_from(now).unwrap_or(i64::MAX));
    let at = |text: &Option<String>| text.as_deref().map(|text| moment(text, now)).transpose().map_err(usage);
    let (since, until) = (at(&args.since)?, at(&args.until)?);
    // A period that is compared with another has an end.
    let until = until.or(since.map(|_| now));
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        return Err(usage(format!("the period ends before it begins: --since {since}, --until {until}")));
    }
    let group_by = args.group_by.or(args.chart.then_some(GroupBy::Day));
    Ok(Wanted {
        query: args.words.join(" "),
        period: Period { since, until },
        compare: args.compare,
        group_by,
    })
}

fn many(
    wanted: &Wanted,
    chart: bool,
    format: Format,
    stewardship: &Stewardship,
    output: &Output,
) -> anyhow::Result<Exit> {
    let analyzed = match stewardship.wait(stewardship.steward.analytics(wanted)) {
        Err(StewardError::Query(error)) => {
            return Err(usage(format!("the query cannot be read\n{}", error.show(&wanted.query))));
        }
        other => other?,
    };
    match format {
        Format::Json => output.json(&analyzed)?,
        Format::Csv => output.line(sheet_of_many(&analyzed)?.trim_end())?,
        Format::Table => {
            let mut page = output.page();
            put_many(&mut page, &analyzed, chart);
            output.show(&page)?;
        }
    }
    if analyzed.report.total.conversations == 0 {
        output.hint(
            "no conversation of the catalog is among those; `scripta status` tells whether all are in it",
        );
    }
    Ok(Exit::Done)
}

fn one(
    wanted: &str,
    format: Format,
    stewardship: &Stewardship,
    setup: &Setup,
    output: &Output,
) -> anyhow::Result<Exit> {
    let steward = &stewardship.steward;
    let id = match wanted.parse::<Uuid>() {
        Ok(id) => id,
        Err(_) => match found(wanted, setup, stewardship) {
            Ok(id) => id,
            Err(error) => {
                // What was typed may be anything; it is not repeated in the trail.
                let target = "a conversation that is not known";
                let tried = steward.audit(Action::Analyze, target, Outcome::NotFound, serde_json::Map::new());
                stewardship.wait(tried)?;
                return Err(error);
            }
        },
    };
    let Some(figures) = stewardship.wait(steward.analytics_of(id))? else {
        anyhow::bail!(
            "no conversation {id} is in the archive; `scripta list` shows what is, and `scripta status` what is not there yet"
        );
    };
    match format {
        Format::Json => output.json(&figures)?,
        Format::Csv => output.line(sheet_of_one(&figures)?.trim_end())?,
        Format::Table => {
            let mut page = output.page();
            put_one(&mut page, &figures);
            output.show(&page)?;
        }
    }
    Ok(Exit::Done)
}

/// The conversation whose id begins so.
fn found(wanted: &str, setup: &Setup, stewardship: &Stewardship) -> anyhow::Result<Uuid> {
    let records = Records::open(&setup.options)?;
    match lookup::find(wanted, setup, records.as_ref(), Some(stewardship))? {
        Found::Archived(id) => Ok(id),
        Found::InJournal(id) => {
            anyhow::bail!(
                "conversation {id} is in the journal and not in the archive yet: `scripta recover` ends it"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_from_a_word_that_is_searched_for() {
        let told =
            |words: &[&str]| id(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).is_some();
        assert!(told(&["67e55044"]) && told(&["67e55044-10b1-426f-9247-bb680e5fe0c8"]));
        for words in
            [&["deadbeef"][..], &["2024"], &["topic:claims"], &["67e55044", "claims"], &["67e5504"], &[]]
        {
            assert!(!told(words), "{words:?}");
        }
    }
}
