use clap::Args;
#[derive(Debug, Args)]
pub(crate) struct ListArgs {}
pub(crate) fn run(
    _: &ListArgs,
    _: &crate::setup::Setup,
    _: &crate::output::Output,
) -> anyhow::Result<crate::exit::Exit> {
    Ok(crate::exit::Exit::Done)
}
