#![doc = include_str!("../README.md")]

mod acks;
mod analytics;
mod brief;
mod catalog_state;
mod cli;
mod commands;
mod data_folder;
mod event_log;
mod exit;
mod facts;
mod feed;
mod figures;
mod files;
mod finding;
mod input;
mod interrupt;
mod lookup;
mod output;
mod overview;
mod pace;
mod page;
mod progress;
mod records;
mod replayed;
mod setup;
mod stewardship;
mod transcript;
mod witness;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::exit::{Exit, Usage};
use crate::output::Output;
use crate::setup::Setup;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() && std::env::args_os().any(|arg| arg == "--json") => {
            let rendered = error.to_string();
            let text = rendered.trim().strip_prefix("error: ").unwrap_or(rendered.trim());
            Output::new(true).error(text);
            return Exit::Usage.into();
        }
        Err(error) => error.exit(),
    };
    let output = Output::new(cli.global.json);
    match run(cli, &output) {
        Ok(exit) => exit.into(),
        Err(error) => {
            output.error(&format!("{error:#}"));
            Exit::of(&error).into()
        }
    }
}

fn run(cli: Cli, output: &Output) -> anyhow::Result<Exit> {
    let setup = Setup::load(&cli.global)?;
    match cli.command {
        Command::Demo => commands::demo::run(&setup, output),
        Command::Replay(args) => commands::replay::run(&args, &setup, output),
        Command::List(args) => commands::list::run(&args, &setup, output),
        Command::Show(args) => commands::show::run(&args, &setup, output),
        Command::Search(args) => commands::search::run(&args, &setup, output),
        Command::Analytics(args) => commands::analytics::run(&args, &setup, output),
        Command::Erase(args) => commands::erase::run(&args, &setup, output),
        Command::Retention(args) => commands::retention::run(&args, &setup, output),
        Command::Export(args) => commands::export::run(&args, &setup, output),
        Command::Audit(args) => commands::audit::run(&args, &setup, output),
        Command::Reindex(args) => commands::reindex::run(&args, &setup, output),
        Command::Status => commands::status::run(&setup, output),
        Command::Metrics(args) => commands::metrics::run(&args, &setup, output),
        Command::Alerts(args) => commands::alerts::run(&args, &setup, output),
        Command::Watch(args) => commands::watch::run(&args, &setup, output),
        Command::Traces(args) => commands::traces::run(&args, &setup, output),
        Command::Recover(args) => commands::recover::run(&args, &setup, output),
        Command::Redact(args) => commands::redact::run(&args, &setup, output),
        Command::Extract(args) => commands::extract::run(&args, &setup, output),
        Command::Profile(args) => commands::profile::run(&args, output),
        Command::Doctor => commands::doctor::run(&setup, output),
    }
}

/// An error of usage: something that was asked for in a way that cannot be done.
fn usage(text: impl Into<String>) -> anyhow::Error {
    Usage(text.into()).into()
}
