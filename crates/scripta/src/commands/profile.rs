//! `scripta profile`: what is wrong with a profile.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use scripta_extract::{Profile, Severity};
use serde_json::json;

use crate::exit::Exit;
use crate::figures::counted;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[command(subcommand)]
    command: ProfileCommand,
}

#[derive(Debug, Subcommand)]
enum ProfileCommand {
    /// Say everything that is wrong or doubtful in a profile, with its line and what to do
    Check {
        /// The profile, a TOML file
        file: PathBuf,
    },
}

pub(crate) fn run(args: &ProfileArgs, output: &Output) -> anyhow::Result<Exit> {
    let ProfileCommand::Check { file } = &args.command;
    let toml = std::fs::read_to_string(file)
        .with_context(|| format!("the profile {} cannot be read", file.display()))?;
    let report = Profile::check(&toml);
    if output.is_json() {
        let findings = report.findings().iter().map(|finding| {
            json!({
                "severity": if finding.severity == Severity::Error { "error" } else { "warning" },
                "line": finding.line,
                "column": finding.column,
                "path": finding.path,
                "message": finding.message,
                "advice": finding.advice,
            })
        });
        output.json(&json!({ "usable": report.is_usable(), "findings": findings.collect::<Vec<_>>() }))?;
    } else {
        for finding in report.findings() {
            output.line(&format!("{}: {finding}", file.display()))?;
        }
        let text = match Profile::parse(&toml) {
            Ok(profile) => format!(
                "{}: the profile {:?} can be used: {}, {}, {}",
                file.display(),
                profile.name(),
                counted(profile.fields.len() as u64, "field"),
                counted(profile.topics.len() as u64, "topic"),
                counted(profile.outcomes.len() as u64, "outcome"),
            ),
            Err(_) => {
                let errors = report.findings().iter().filter(|finding| finding.severity == Severity::Error);
                let errors = counted(errors.count() as u64, "error");
                format!("{}: the profile cannot be used: {errors}", file.display())
            }
        };
        output.line(&text)?;
    }
    Ok(if report.is_usable() { Exit::Done } else { Exit::Failed })
}
