//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    alerts, analytics, audit, erase, export, extract, list, metrics, profile, recover, redact, reindex,
    replay, retention, search, show, traces, watch,
};

const AFTER: &str = "\
Exit codes:
  0    done
  1    something could not be done; standard error says what
  2    the command line or the configuration cannot be right
  3    done as far as it goes: something waits in the journal, for `scripta recover`
  130  ended by Ctrl-C or SIGTERM, after ending what was open

Environment:
  SCRIPTA_DATA_DIR       the data folder, as --data-dir
  SCRIPTA_CATALOG_URL    a PostgreSQL database for the catalog; unset: a file in the data folder
  SCRIPTA_ACTOR          who asks, as --actor; SCRIPTA_PURPOSE: to what end, as --purpose
  CONVERSATIONS_BUCKET   the S3 bucket for records; unset: the data folder, with the same layout
  AWS_REGION             its region; credentials come from the standard AWS chain
  AWS_ENDPOINT_URL       another S3 service than Amazon's
  NO_COLOR               no colours; CLICOLOR_FORCE=1: colours also into a pipe

Begin with `scripta demo`.";

/// Records conversations of voice agents on the OpenAI Realtime API: complete, free of personal data, and durable.
///
/// A conversation is kept in a local journal while it goes on, and becomes three JSON objects in the archive when
/// it ends: the whole conversation, its summary, and the facts taken out of it.
#[derive(Debug, Parser)]
#[command(name = "scripta", version, after_help = AFTER, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Keep the journal here, and records too where no bucket is set [default: ./scripta-data]
    #[arg(long, global = true, value_name = "DIR", env = "SCRIPTA_DATA_DIR", hide_env = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Read this configuration [default: ./scripta.toml where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Who asks, for the audit trail: an account's name or id [default: the user of this process]
    #[arg(long, global = true, value_name = "NAME", env = "SCRIPTA_ACTOR", hide_env = true)]
    pub(crate) actor: Option<String>,
    /// To what end, for the audit trail
    #[arg(long, global = true, value_name = "TEXT", env = "SCRIPTA_PURPOSE", hide_env = true)]
    pub(crate) purpose: Option<String>,
    /// Print JSON for programs: one document, or one line for each thing
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Record a sample call and show what came out
    Demo,
    #[command(about = "Record event logs as if they were live", long_about = replay::LONG)]
    Replay(replay::ReplayArgs),
    /// List the conversations in the archive, the newest first
    List(list::ListArgs),
    /// Show one conversation: transcript, tool calls, facts, problems
    Show(show::ShowArgs),
    #[command(about = "Find conversations by what was said, and by what is known of them", long_about = search::LONG)]
    Search(search::SearchArgs),
    #[command(about = "Figures of one conversation, or of many", long_about = analytics::LONG)]
    Analytics(analytics::AnalyticsArgs),
    #[command(about = "Erase conversations for good, with a receipt; or look whether one is gone", long_about = erase::LONG)]
    Erase(erase::EraseArgs),
    #[command(about = "Tell or erase what the rules of retention say is to go", long_about = retention::LONG)]
    Retention(retention::RetentionArgs),
    #[command(about = "Hand out the conversations of one person as a zip file", long_about = export::LONG)]
    Export(export::ExportArgs),
    /// Show or verify the trail of all that was done with the data
    Audit(audit::AuditArgs),
    #[command(about = "Make the catalog agree with the archive", long_about = reindex::LONG)]
    Reindex(reindex::ReindexArgs),
    /// Tell what the journal holds: what is being recorded, and what waits for the archive
    Status,
    #[command(about = "Print what recorders count: metrics", long_about = metrics::LONG)]
    Metrics(metrics::MetricsArgs),
    #[command(about = "Tell which alerts fire", long_about = alerts::LONG)]
    Alerts(alerts::AlertsArgs),
    #[command(about = "Serve the metrics of the data folder's recorders, and evaluate its alerts", long_about = watch::LONG)]
    Watch(watch::WatchArgs),
    #[command(about = "Send conversations as traces, by OTLP", long_about = traces::LONG)]
    Traces(traces::TracesArgs),
    /// Finish what a crash or an absent archive left in the journal
    Recover(recover::RecoverArgs),
    #[command(about = "Take personal data out of a text", long_about = redact::LONG)]
    Redact(redact::RedactArgs),
    #[command(about = "Take facts out of a transcript", long_about = extract::LONG)]
    Extract(extract::ExtractArgs),
    /// Check a profile: the facts, topics and outcomes to look for
    Profile(profile::ProfileArgs),
    /// Tell what is configured, what can be reached, and what is unsafe
    Doctor,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
