use clap::Args;
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {}
pub(crate) fn run(
    _: &ShowArgs,
    _: &crate::setup::Setup,
    _: &crate::output::Output,
) -> anyhow::Result<crate::exit::Exit> {
    Ok(crate::exit::Exit::Done)
}
