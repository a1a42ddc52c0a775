//! The alerts, again and again.

use std::time::Duration;

use scripta_alerts::Kind;
use scripta_catalog::Catalog;
use scripta_recorder::now;
use scripta_watch::{Addressees, Alerting};

use super::counted::Counted;
use crate::commands::alerts::warn;
use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::is_there;

/// How often alerts are evaluated.
const EVALUATE: Duration = Duration::from_secs(60);

/// Evaluates the alerts, and does not return but where their state cannot be kept.
pub(super) async fn judge(
    alerting: &mut Alerting,
    addressees: &Addressees,
    setup: &Setup,
    output: &Output,
    counted: &Counted,
) -> anyhow::Result<()> {
    loop {
        let catalog = match is_there(&setup.options.catalog) {
            true => Catalog::open(&setup.options.catalog).await.ok(),
            false => None,
        };
        let (notices, _) = alerting.evaluate(now(), &counted.all(), catalog.as_ref()).await?;
        counted.set_alerts(alerting.values());
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
