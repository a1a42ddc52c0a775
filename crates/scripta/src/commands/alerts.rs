//! `scripta alerts`: what fires, and the check for cron.

use clap::{Args, Subcommand};
use scripta_alerts::{Kind, Notice};
use scripta_metrics::Values;
use scripta_recorder::now;
use scripta_watch::{Addressees, Alerting, AlertingError, Undelivered};
use serde_json::json;

use super::metrics::values;
use crate::exit::Exit;
use crate::figures::moment;
use crate::output::Output;
use crate::page::{BAD, BOLD, DOUBTFUL, GOOD, PLAIN, Page, span};
use crate::setup::Setup;
use crate::stewardship::catalog_alone;
use crate::usage;

pub(crate) const LONG: &str = "\
Tell which alerts fire; `check` looks anew, and tells those who are configured

Conversations that do not reach the archive, errors, a catalog that lags, and conversations unlike those of the weeks \
before: the rules are in `[alerts]` of the configuration, and have defaults. `scripta watch` looks every minute; without \
it, run `scripta alerts check` from cron, and not beside it. `[[notify]]` names who is told, by webhook.";

#[derive(Debug, Args)]
pub(crate) struct AlertsArgs {
    #[command(subcommand)]
    command: Option<AlertsCommand>,
}

#[derive(Debug, Subcommand)]
enum AlertsCommand {
    /// Look at metrics and conversations, and tell what has begun or is over. Exit code 3 where somebody could not be told
    Check,
}

/// The alerts of a setup.
pub(crate) fn alerting(setup: &Setup) -> anyhow::Result<Alerting> {
    let completion = setup.options.analytics.completion.clone();
    Alerting::open(&setup.config.alerts, completion, setup.data_dir()).map_err(|error| match error {
        AlertingError::Config(error) => usage(error.to_string()),
        other => other.into(),
    })
}

/// Those who are told.
pub(crate) fn addressees(setup: &Setup) -> anyhow::Result<Addressees> {
    Addressees::new(&setup.config.notify, |name| std::env::var(name).ok())
        .map_err(|error| usage(error.to_string()))
}

pub(crate) fn run(args: &AlertsArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let mut alerting = alerting(setup)?;
    match args.command {
        Some(AlertsCommand::Check) => check(&mut alerting, &values(setup, output), setup, output),
        None => {
            list(&alerting, output)?;
            Ok(Exit::Done)
        }
    }
}

fn list(alerting: &Alerting, output: &Output) -> anyhow::Result<()> {
    let (firing, warming_up) = (alerting.firing(), alerting.warming_up());
    if output.is_json() {
        return Ok(output.json(&json!({ "firing": firing, "warmingUp": warming_up }))?);
    }
    let mut page = output.page();
    for notice in &firing {
        put(&mut page, notice);
    }
    if firing.is_empty() {
        page.wrapped(0, &[span(GOOD, "nothing fires")]);
    }
    if let Some(missing) = warming_up {
        page.wrapped(0, &[span(PLAIN, format!("unusual conversations are not looked for yet: {missing}"))]);
    }
    Ok(output.show(&page)?)
}

fn put(page: &mut Page, notice: &Notice) {
    let style = match (notice.kind, notice.severity) {
        (Kind::Resolved, _) => GOOD,
        (_, scripta_alerts::Severity::Critical) => BAD,
        (_, scripta_alerts::Severity::Warning) => DOUBTFUL,
    };
    let since = moment(scripta_core::Timestamp::from_millis(notice.since.saturating_mul(1_000)));
    let head = if notice.kind == Kind::Resolved { notice.kind.word() } else { notice.severity.word() };
    page.wrapped(
        0,
        &[
            span(style, head),
            span(BOLD, format!("  {}", notice.fingerprint)),
            span(PLAIN, format!("  since {since} UTC")),
        ],
    );
    page.wrapped(2, &[span(PLAIN, &notice.summary)]);
    for id in &notice.conversations {
        page.wrapped(4, &[span(PLAIN, id)]);
    }
}

fn check(alerting: &mut Alerting, values: &Values, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let addressees = addressees(setup)?;
    let (runtime, catalog) = match catalog_alone(setup) {
        Ok(Some((runtime, catalog))) => (runtime, Some(catalog)),
        Ok(None) => (one()?, None),
        Err(error) => {
            output.warn(&format!("conversations could not be looked at: {error}"));
            (one()?, None)
        }
    };
    let (notices, undelivered) = runtime.block_on(async {
        let (notices, failed) = alerting.evaluate(now(), values, catalog.as_ref()).await?;
        if let Some(error) = failed {
            output.warn(&format!("conversations could not be looked at: {error}"));
        }
        let undelivered = addressees.tell(alerting, &notices).await?;
        Ok::<_, anyhow::Error>((notices, undelivered))
    })?;
    if output.is_json() {
        notices.iter().try_for_each(|notice| output.json(notice))?;
    } else {
        let mut page = output.page();
        notices.iter().for_each(|notice| put(&mut page, notice));
        output.show(&page)?;
    }
    undelivered.iter().for_each(|undelivered| warn(undelivered, output));
    Ok(if undelivered.is_empty() { Exit::Done } else { Exit::Pending })
}

fn one() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Says that somebody was not told.
pub(crate) fn warn(undelivered: &Undelivered, output: &Output) {
    let Undelivered { host, why, again } = undelivered;
    let then = if *again { "; it will be tried again" } else { "; it is not tried again" };
    output.warn(&format!("{host} has not been told: {why}{then}"));
}
