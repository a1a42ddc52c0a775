//! `scripta audit`.

use clap::Args;

use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {}

pub(crate) fn run(_args: &AuditArgs, _setup: &Setup, _output: &Output) -> anyhow::Result<Exit> {
    anyhow::bail!("not built yet")
}
