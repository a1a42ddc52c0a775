//! `scripta search`.

use clap::Args;

use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Setup;

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {}

pub(crate) fn run(_args: &SearchArgs, _setup: &Setup, _output: &Output) -> anyhow::Result<Exit> {
    anyhow::bail!("not built yet")
}
