//! Who writes down what was read, before it is shown.
//!
//! The audit trail is kept in the catalog. Where the configuration turns the catalog off, there is no trail: what is archived
//! can be read all the same, and a hint says that nobody wrote it down. Where there is a catalog and it cannot be written,
//! nothing is shown.

use scripta_catalog::CatalogError;
use scripta_catalog::audit::{Action, Outcome};
use scripta_steward::StewardError;
use serde_json::{Map, Value};

use crate::output::Output;
use crate::setup::Setup;
use crate::stewardship::Stewardship;

/// See the module.
pub(crate) struct Witness(Option<Stewardship>);

impl Witness {
    pub(crate) fn open(setup: &Setup, output: &Output) -> anyhow::Result<Self> {
        match Stewardship::open(setup) {
            Ok(stewardship) => Ok(Self(stewardship)),
            Err(error) if is_off(&error) => {
                output.hint("without a catalog there is no audit trail: this access is written down nowhere");
                Ok(Self(None))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes down how an access went.
    pub(crate) fn tell(
        &self,
        action: Action,
        target: &str,
        outcome: Outcome,
        details: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let Some(stewardship) = &self.0 else { return Ok(()) };
        Ok(stewardship.wait(stewardship.steward.audit(action, target, outcome, details))?)
    }

    /// The steward, where there is one.
    pub(crate) fn stewardship(&self) -> Option<&Stewardship> {
        self.0.as_ref()
    }
}

fn is_off(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StewardError::Catalog(CatalogError::Off)))
}
