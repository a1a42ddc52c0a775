//! Metrics and conversations, on their way out.

use std::time::Duration;

use scripta_metrics::emf;
use scripta_otlp::{Otlp, send_metrics};
use scripta_recorder::now;
use scripta_steward::Steward;
use scripta_watch::Traces;

use super::counted::Counted;
use super::{Said, WatchArgs};
use crate::commands::traces::tell;
use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::is_there;
#[cfg(not(feature = "aws"))]
use crate::usage;

/// The longest pause where conversations could not be sent: each try is written down in the audit trail.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// Prints what was counted since the line before, and does not return but for an output that is closed.
pub(super) async fn print(args: &WatchArgs, output: &Output, counted: &Counted) -> anyhow::Result<()> {
    let place = args.place();
    let mut before = counted.all();
    loop {
        tokio::time::sleep(Duration::from_secs(args.every)).await;
        let current = counted.all();
        for line in emf(&current.since(&before), &place, now().as_millis()) {
            output.line(&line)?;
        }
        before = current;
    }
}

/// Sends to CloudWatch what was counted since it last took something, and does not return.
#[cfg(feature = "aws")]
pub(super) async fn to_cloudwatch(
    args: &WatchArgs,
    output: &Output,
    counted: &Counted,
) -> anyhow::Result<()> {
    let cloudwatch = scripta_watch::CloudWatch::new(args.place()).await;
    let (mut before, mut said) = (counted.all(), Said::default());
    loop {
        tokio::time::sleep(Duration::from_secs(args.every)).await;
        let current = counted.all();
        match cloudwatch.put(&current.since(&before), now().as_millis()).await {
            Ok(_) => {
                before = current;
                said.is_over();
            }
            Err(error) => said.warn(error.to_string(), output),
        }
    }
}

#[cfg(not(feature = "aws"))]
pub(super) async fn to_cloudwatch(_: &WatchArgs, _: &Output, _: &Counted) -> anyhow::Result<()> {
    Err(usage("--cloudwatch: this build has no Amazon SDK: build it with `--features aws`, or use --emf"))
}

/// Sends metrics by OTLP, and does not return.
pub(super) async fn metrics(
    receiver: Option<&Otlp>,
    output: &Output,
    counted: &Counted,
) -> anyhow::Result<()> {
    let Some(otlp) = receiver.filter(|otlp| otlp.config().send_metrics) else {
        return std::future::pending().await;
    };
    let mut said = Said::default();
    loop {
        match send_metrics(otlp, &counted.all()).await {
            Ok(rejected) if rejected.count > 0 => {
                said.warn(format!("{} metrics were rejected: {}", rejected.count, rejected.message), output);
            }
            Ok(_) => said.is_over(),
            Err(error) => said.warn(error.to_string(), output),
        }
        tokio::time::sleep(Duration::from_secs(otlp.config().every_seconds.max(1))).await;
    }
}

/// Sends conversations by OTLP when they have ended, and does not return but where what was sent cannot be kept.
pub(super) async fn conversations(
    receiver: Option<&Otlp>,
    setup: &Setup,
    output: &Output,
) -> anyhow::Result<()> {
    let Some(otlp) = receiver.filter(|otlp| otlp.config().send_conversations) else {
        return std::future::pending().await;
    };
    let usual = Duration::from_secs(otlp.config().every_seconds.max(1));
    let mut traces = Traces::open(setup.data_dir());
    let (mut said, mut pause) = (Said::default(), usual);
    loop {
        match new_ones(&mut traces, otlp, setup, output).await {
            Ok(()) => {
                said.is_over();
                pause = usual;
            }
            Err(error) => {
                said.warn(format!("conversations are not sent now: {error:#}"), output);
                pause = (pause * 2).min(LONGEST_PAUSE.max(usual));
            }
        }
        tokio::time::sleep(pause).await;
    }
}

async fn new_ones(traces: &mut Traces, otlp: &Otlp, setup: &Setup, output: &Output) -> anyhow::Result<()> {
    if !is_there(&setup.options.catalog) {
        return Ok(());
    }
    let steward = Steward::open(&setup.options, setup.access.clone()).await?;
    steward.configured(&setup.source(), &setup.settings).await?;
    let sent = traces.send_new(&steward, otlp, now()).await?;
    tell(&sent, output);
    sent.stopped.map_or(Ok(()), |why| Err(anyhow::anyhow!(why)))
}
