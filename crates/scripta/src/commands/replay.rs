//! `scripta replay`: records event logs as if they were live.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use scripta_archive::ArchiveConfig;
use scripta_recorder::{Conversation, Recorder};
use serde_json::{Map, Value};

use crate::acks::Acks;
use crate::exit::Exit;
use crate::feed::{Beginning, Feed, Watch};
use crate::figures::counted;
use crate::interrupt::Interrupt;
use crate::output::Output;
use crate::pace::Pace;
use crate::progress::Progress;
use crate::replayed::{Replayed, Status};
use crate::setup::Setup;
use crate::usage;

/// How long the archive's first answer is awaited. It gives up by itself before.
const FIRST_ATTEMPT: Duration = Duration::from_secs(600);
/// How long closing may take: with nothing pending, and where the archive is away.
const SHUTDOWN: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(2));
/// Bytes of events that may wait to be recorded. A replay can wait for room, unlike a live call.
const QUEUE: usize = 2 * 1024 * 1024;
/// Bad lines of a log that are told one by one.
const TOLD: u64 = 100;

pub(crate) const LONG: &str = "\
Record event logs as if they were live.

A line of a log is an event of the Realtime API as JSON, or {\"dir\": \"server\"|\"client\", \"event\": {…}, \"at\": …}, \
where `at` is RFC 3339 or milliseconds since 1970. The conversation begins and ends at the times of its first and last \
event, where they have times, and now where not. Empty lines are passed over; a line that is no event, or is longer \
than 32 MiB, is told on standard error and passed over.";

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The logs; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The session's id, for a single FILE [default: session_ and the file's name]
    #[arg(long, value_name = "ID")]
    session_id: Option<String>,
    /// Keep this with the conversation; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    metadata: Vec<(String, String)>,
    /// How fast
    #[arg(long, value_enum, default_value = "max")]
    pace: Pace,
    /// Print {"ack": LINE} for the last line that survives a crash, whenever it is another; implies --json
    #[arg(long)]
    acks: bool,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE, such as userType=insurance_customer".to_owned()),
    }
}

pub(crate) fn run(args: &ReplayArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    if args.session_id.is_some() && args.files.len() > 1 {
        return Err(usage("--session-id names one session: give one FILE with it"));
    }
    if args.session_id.as_deref() == Some("") {
        return Err(usage("--session-id is empty: leave it out, or name the session"));
    }
    if args.files.iter().filter(|file| is_stdin(file)).count() > 1 {
        return Err(usage("standard input can be read once: give - once"));
    }
    let mut options = setup.options.clone();
    options.queue_bytes = options.queue_bytes.min(QUEUE);
    // One conversation at a time.
    options.workers = 1;
    let recorder = setup.recorder(options)?;
    hint_of_what_is_left(setup, output);
    let interrupt = Interrupt::watch(&recorder)?;
    let replay = Replay {
        args,
        setup,
        output,
        recorder: &recorder,
        metadata: args
            .metadata
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value.as_str())))
            .collect(),
        progress: Progress::over(&args.files, args.pace),
    };
    let mut exit = Exit::Done;
    for file in &args.files {
        let replayed = replay.file(file)?;
        interrupt.yield_to();
        replay.progress.aside(|| replayed.tell(output, args.acks))?;
        exit = exit.and(replayed.exit());
    }
    replay.progress.finish();
    let deadline = if exit == Exit::Pending { SHUTDOWN.1 } else { SHUTDOWN.0 };
    let closed = recorder.shutdown(deadline);
    interrupt.yield_to();
    closed?;
    Ok(exit)
}

/// What earlier programs left is not this one's to finish.
fn hint_of_what_is_left(setup: &Setup, output: &Output) {
    let left = setup.in_journals().map_or(0, |left| left.len() as u64);
    if left > 0 {
        let left = counted(left, "conversation");
        output.hint(&format!(
            "the journal holds {left} of an earlier run; `scripta recover` finishes what is left"
        ));
    }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// What all files of a replay share.
struct Replay<'a> {
    args: &'a ReplayArgs,
    setup: &'a Setup,
    output: &'a Output,
    recorder: &'a Recorder,
    metadata: Map<String, Value>,
    progress: Progress,
}

impl Replay<'_> {
    /// Records one log.
    fn file(&self, file: &Path) -> anyhow::Result<Replayed> {
        let log: Box<dyn Read> = if is_stdin(file) {
            Box::new(std::io::stdin().lock())
        } else {
            match open(file) {
                Ok(log) => Box::new(log),
                Err(error) => return Ok(Replayed::failed(file, format!("{error:#}"))),
            }
        };
        let session_id = self.args.session_id.clone().unwrap_or_else(|| session_id_of(file));
        let acks = Acks::default();
        let (ending, tally) = std::thread::scope(|scope| {
            let beginning =
                Beginning { recorder: self.recorder, session_id: &session_id, metadata: &self.metadata };
            let began = |conversation: &Conversation| {
                if self.args.acks {
                    let (acks, conversation, output) = (&acks, conversation.clone(), self.output);
                    scope.spawn(move || acks.print(&conversation, output));
                }
            };
            let watch = Watcher { replay: self, file, began, bad: 0 };
            let fed = Feed { beginning, pace: self.args.pace, acks: &acks, watch }.run(log);
            // Acknowledged is what the journal has committed; what is archived was committed before.
            let fed = fed.map(|(ending, tally)| {
                (ending.map(|ending| ending.wait_first_attempt(FIRST_ATTEMPT)), tally)
            });
            acks.over();
            fed
        })?;
        let Some(ended) = ending else {
            return Ok(Replayed::empty(file, tally));
        };
        let mut replayed = Replayed::of(file, tally);
        match ended {
            Ok(archived) => {
                let is_local = matches!(self.setup.options.archive, ArchiveConfig::Local { .. });
                replayed.archived(&archived, is_local);
                replayed.summary = self.setup.summary_of(&archived);
            }
            Err(error) => {
                replayed.pending(&error);
                replayed.session_id = self.session_in_journal(replayed.conversation_id);
            }
        }
        debug_assert!(replayed.status != Status::Archived || replayed.conversation_id.is_some());
        Ok(replayed)
    }

    /// The session's id as it is recorded: without personal data.
    fn session_in_journal(&self, conversation: Option<uuid::Uuid>) -> Option<String> {
        let conversation = conversation?;
        let reader = self.setup.journal_of(conversation).ok().flatten()?;
        Some(reader.conversation(conversation).ok().flatten()?.session_id)
    }
}

fn open(file: &Path) -> anyhow::Result<File> {
    let log = File::open(file).context("the log cannot be opened")?;
    anyhow::ensure!(!log.metadata()?.is_dir(), "it is a folder; give the logs in it");
    Ok(log)
}

fn session_id_of(file: &Path) -> String {
    let stem = if is_stdin(file) { None } else { file.file_stem() };
    format!("session_{}", stem.map_or_else(|| "stdin".into(), |stem| stem.to_string_lossy()))
}

/// Tells what happens while a log is read.
struct Watcher<'a, B> {
    replay: &'a Replay<'a>,
    file: &'a Path,
    began: B,
    bad: u64,
}

impl<B: FnMut(&Conversation)> Watch for Watcher<'_, B> {
    fn began(&mut self, conversation: &Conversation) {
        (self.began)(conversation);
    }

    fn bad_line(&mut self, number: u64, why: &str) {
        self.bad += 1;
        let text = match self.bad {
            ..=TOLD => format!("{}:{number}: {why}; passed over", self.file.display()),
            bad if bad == TOLD + 1 => format!("{}: more such lines are only counted", self.file.display()),
            _ => return,
        };
        self.replay.progress.aside(|| self.replay.output.warn(&text));
    }

    fn read(&mut self, bytes: u64) {
        self.replay.progress.read(bytes);
    }
}
