//! `scripta watch`: serves the metrics of the data folder's recorders, and tells what is wrong.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use scripta_alerts::Kind;
use scripta_catalog::{Catalog, CatalogConfig};
use scripta_metrics::{Place, Values, emf};
use scripta_recorder::now;
use scripta_watch::{Addressees, Alerting, Trail, gather, serve};
use tokio::net::TcpListener;

use super::alerts::{addressees, alerting, warn};
use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::is_there;

/// How often the audit trail is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// How often alerts are evaluated.
const EVALUATE: Duration = Duration::from_secs(60);

pub(crate) const LONG: &str = "\
Serve the metrics of the data folder's recorders to Prometheus and evaluate its alerts, until it is ended

GET /metrics gives the metrics of all recorders of the data folder, those that run and those that have ended; GET \
/healthz tells that this runs. `scripta metrics --table` says what each metric means.

Every minute the alerts are evaluated: what begins, goes on and is over is said on standard error, and to whom \
`[[notify]]` of the configuration names. `scripta alerts` tells what fires.

With --emf it also prints lines in CloudWatch's Embedded Metric Format on standard output, for a log driver that \
takes them to CloudWatch Logs (ECS, Lambda): what was counted since the line before.";

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Listen here
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9464")]
    listen: SocketAddr,
    /// Print lines for CloudWatch on standard output
    #[arg(long)]
    emf: bool,
    /// The namespace in CloudWatch
    #[arg(long, value_name = "NAME", default_value = "Scripta", requires = "emf")]
    namespace: String,
    /// The value of the dimension `Service` in CloudWatch
    #[arg(long, value_name = "NAME", default_value = "scripta", requires = "emf")]
    service: String,
    /// Seconds between two lines for CloudWatch
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "emf", value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,
}

/// What is watched, and what of it was seen last.
struct Watch<'a> {
    config: &'a CatalogConfig,
    catalog: Option<Catalog>,
    trail: Trail,
    /// What the trail told, for those who ask.
    told: Arc<Mutex<Values>>,
    /// What went wrong and was said already.
    warned: BTreeSet<String>,
}

pub(crate) fn run(args: &WatchArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await.with_context(|| {
            format!("{} cannot be listened on; choose another address with --listen", args.listen)
        })?;
        output.hint(&format!("metrics are at http://{}/metrics", listener.local_addr()?));
        let told = Arc::new(Mutex::new(Values::default()));
        let mut watch = Watch {
            config: &setup.options.catalog,
            catalog: None,
            trail: Trail::open(setup.data_dir()),
            told: Arc::clone(&told),
            warned: BTreeSet::new(),
        };
        let data_dir = setup.data_dir().to_owned();
        let (mut alerting, addressees) = (alerting(setup)?, addressees(setup)?);
        let source = Arc::new(move || all(&data_dir, &told));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = serve(listener, source.clone(), async { drop(stopped.await) });
        let watching = async {
            tokio::select! {
                never = watch.look(output) => never,
                printed = print(args, output, || source()), if args.emf => printed,
                never = evaluate(&mut alerting, &addressees, setup, output, || source()) => never,
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

fn all(data_dir: &Path, told: &Mutex<Values>) -> Values {
    let mut values = gather(data_dir, now());
    values.merge(&told.lock().unwrap_or_else(PoisonError::into_inner));
    values
}

impl Watch<'_> {
    /// Follows the trail, and does not return.
    async fn look(&mut self, output: &Output) -> anyhow::Result<()> {
        loop {
            if let Err(error) = self.follow().await {
                let error = format!("the audit trail cannot be counted now: {error}");
                if self.warned.insert(error.clone()) {
                    output.warn(&error);
                }
                // It may be another when it is opened again.
                self.catalog = None;
            } else {
                self.warned.clear();
            }
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = self.trail.values().clone();
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn follow(&mut self) -> anyhow::Result<()> {
        if self.catalog.is_none() && is_there(self.config) {
            self.catalog = Some(Catalog::open(self.config).await?);
        }
        match &self.catalog {
            Some(catalog) => Ok(self.trail.follow(catalog).await?),
            None => Ok(()),
        }
    }
}

/// Evaluates the alerts again and again, and does not return but where their state cannot be kept.
async fn evaluate(
    alerting: &mut Alerting,
    addressees: &Addressees,
    setup: &Setup,
    output: &Output,
    values: impl Fn() -> Values,
) -> anyhow::Result<()> {
    loop {
        let catalog = match is_there(&setup.options.catalog) {
            true => Catalog::open(&setup.options.catalog).await.ok(),
            false => None,
        };
        let (notices, _) = alerting.evaluate(now(), &values(), catalog.as_ref()).await?;
        for notice in &notices {
            let text = format!("{} {}: {}", notice.fingerprint, notice.kind.word(), notice.summary);
            if notice.kind == Kind::Resolved { output.hint(&text) } else { output.warn(&text) }
        }
        for undelivered in addressees.tell(alerting, &notices).await? {
            warn(&undelivered, output);
        }
        tokio::time::sleep(EVALUATE).await;
    }
}

/// Prints what was counted since the line before, and does not return but for an output that is closed.
async fn print(args: &WatchArgs, output: &Output, values: impl Fn() -> Values) -> anyhow::Result<()> {
    let place = Place {
        namespace: args.namespace.clone(),
        dimensions: vec![("Service".to_owned(), args.service.clone())],
    };
    let mut before = values();
    loop {
        tokio::time::sleep(Duration::from_secs(args.every)).await;
        let current = values();
        for line in emf(&current.since(&before), &place, now().as_millis()) {
            output.line(&line)?;
        }
        before = current;
    }
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
