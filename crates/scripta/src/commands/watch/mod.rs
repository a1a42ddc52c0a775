//! `scripta watch`: serves the metrics of the data folder's recorders, sends them on, and tells what is wrong.

mod counted;
mod judged;
mod sent;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use scripta_metrics::Place;
use scripta_watch::serve;
use tokio::net::TcpListener;

use super::alerts::{addressees, alerting};
use super::traces::receiver;
use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;

use self::counted::Counted;

pub(crate) const LONG: &str = "\
Serve the metrics of the data folder's recorders to Prometheus and evaluate its alerts, until it is ended

GET /metrics gives the metrics of all recorders of the data folder, those that run and those that have ended; GET \
/healthz tells that this runs. `scripta metrics --table` says what each metric means.

Every minute the alerts are evaluated: what begins, goes on and is over is said on standard error, and to whom \
`[[notify]]` of the configuration names. `scripta alerts` tells what fires.

Where `[otlp]` of the configuration or OTEL_EXPORTER_OTLP_ENDPOINT names a receiver, metrics are sent to it, and each \
conversation as a trace when it has ended.

With --emf it also prints lines in CloudWatch's Embedded Metric Format on standard output, for a log driver that \
takes them to CloudWatch Logs (ECS, Lambda): what was counted since the line before. With --cloudwatch it sends the same \
to CloudWatch itself, by PutMetricData.";

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Listen here
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9464")]
    listen: SocketAddr,
    /// Print lines for CloudWatch on standard output
    #[arg(long)]
    emf: bool,
    /// Send metrics to CloudWatch; only in a build with the feature `aws`
    #[arg(long)]
    cloudwatch: bool,
    /// The namespace in CloudWatch
    #[arg(long, value_name = "NAME", default_value = "Scripta")]
    namespace: String,
    /// The value of the dimension `Service` in CloudWatch
    #[arg(long, value_name = "NAME", default_value = "scripta")]
    service: String,
    /// Seconds between two lines for CloudWatch, or two times that metrics are sent to it
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,
}

impl WatchArgs {
    fn place(&self) -> Place {
        Place {
            namespace: self.namespace.clone(),
            dimensions: vec![("Service".to_owned(), self.service.clone())],
        }
    }
}

pub(crate) fn run(args: &WatchArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await.with_context(|| {
            format!("{} cannot be listened on; choose another address with --listen", args.listen)
        })?;
        output.hint(&format!("metrics are at http://{}/metrics", listener.local_addr()?));
        let counted = Arc::new(Counted::new(setup.data_dir()));
        let (mut alerting, addressees) = (alerting(setup)?, addressees(setup)?);
        let receiver = receiver(setup)?;
        let source = {
            let counted = Arc::clone(&counted);
            Arc::new(move || counted.all())
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = serve(listener, source, async { drop(stopped.await) });
        let watching = async {
            tokio::select! {
                never = counted.follow_trail(&setup.options.catalog, output) => never,
                never = judged::judge(&mut alerting, &addressees, setup, output, &counted) => never,
                printed = sent::print(args, output, &counted), if args.emf => printed,
                never = sent::to_cloudwatch(args, output, &counted), if args.cloudwatch => never,
                never = sent::metrics(receiver.as_ref(), output, &counted) => never,
                never = sent::conversations(receiver.as_ref(), setup, output) => never,
                ended = ended() => ended,
            }
        };
        let (served, watched) = tokio::join!(serving, async {
            let watched = watching.await;
            drop(stop);
            watched
        });
        served?;
        watched?;
        Ok(Exit::Done)
    })
}

/// Waits for Ctrl-C or SIGTERM.
async fn ended() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => Ok(asked?),
            _ = told.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c().await?)
}

/// What has been said once and is not said again until it is over.
#[derive(Default)]
struct Said(Option<String>);

impl Said {
    fn warn(&mut self, text: String, output: &Output) {
        if self.0.as_ref() != Some(&text) {
            output.warn(&text);
            self.0 = Some(text);
        }
    }

    fn is_over(&mut self) {
        self.0 = None;
    }
}
