use clap::Args;
#[derive(Debug, Args)]
pub(crate) struct RecoverArgs {}
pub(crate) fn run(
    _: &RecoverArgs,
    _: &crate::setup::Setup,
    _: &crate::output::Output,
) -> anyhow::Result<crate::exit::Exit> {
    Ok(crate::exit::Exit::Done)
}
