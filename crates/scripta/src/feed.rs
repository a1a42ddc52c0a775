//! One log going into one conversation.

use std::io::{self, Read};
use std::time::Duration;

use scripta_core::Timestamp;
use scripta_core::wire::{Line, readable};
use scripta_recorder::{Conversation, Dropped, End, Ending, Recorder, Start};
use serde_json::{Map, Value};

use crate::acks::Acks;
use crate::event_log::{EventLog, LONGEST, LogLine};
use crate::figures;
use crate::pace::{Clock, Pace};

/// How long a replay waits for room before it gives an event up. Recording may have to wait for the disk.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the conversation is begun with.
pub(crate) struct Beginning<'a> {
    pub(crate) recorder: &'a Recorder,
    pub(crate) session_id: &'a str,
    pub(crate) metadata: &'a Map<String, Value>,
}

/// What became of the lines of a log.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Handed over.
    pub(crate) events: u64,
    /// Passed over, because they are no events.
    pub(crate) bad: u64,
    /// Given up, because the recorder could not take them in time.
    pub(crate) dropped: u64,
    /// Why the log could not be read to its end.
    pub(crate) cut_short: Option<io::Error>,
}

/// What is told while a log is read.
pub(crate) trait Watch {
    /// The conversation began: with the first line that is an event.
    fn began(&mut self, conversation: &Conversation);
    /// A line was passed over.
    fn bad_line(&mut self, number: u64, why: &str);
    /// So many bytes were read.
    fn read(&mut self, bytes: u64);
}

/// A log on its way into a conversation.
pub(crate) struct Feed<'a, W> {
    pub(crate) beginning: Beginning<'a>,
    pub(crate) pace: Pace,
    pub(crate) acks: &'a Acks,
    pub(crate) watch: W,
}

impl<W: Watch> Feed<'_, W> {
    /// Records a log. The conversation begins and ends at the times of the log's first and last event, where they
    /// have times. `None` where there is no event in it.
    ///
    /// # Errors
    /// Where the conversation cannot begin.
    pub(crate) fn run(&mut self, log: impl Read) -> anyhow::Result<(Option<Ending>, Tally)> {
        let mut log = EventLog::new(log);
        let mut clock = Clock::new(self.pace);
        let mut tally = Tally::default();
        let mut conversation: Option<Conversation> = None;
        let mut last = None;
        loop {
            let event = match log.next_line() {
                Ok(Some(line)) => event_of(&line),
                Ok(None) => break,
                Err(error) => {
                    tally.cut_short = Some(error);
                    break;
                }
            };
            let (number, read) = (log.number(), log.read());
            self.watch.read(read);
            let (event, at) = match event {
                Ok(None) => continue,
                Ok(Some(event)) => event,
                Err(why) => {
                    tally.bad += 1;
                    self.watch.bad_line(number, &why);
                    continue;
                }
            };
            clock.wait(at);
            let conversation = match &conversation {
                Some(conversation) => conversation,
                None => conversation.insert(self.begin(at)?),
            };
            match conversation.observe_waiting(event, at, PATIENCE) {
                Ok(ticket) => self.acks.sent(ticket, number),
                Err(Dropped::Full) => tally.dropped += 1,
                // By a signal, whose handler ends the program.
                Err(_) => break,
            }
            tally.events += 1;
            last = at;
        }
        Ok((conversation.map(|conversation| conversation.end(End::default(), last)), tally))
    }

    fn begin(&mut self, at: Option<Timestamp>) -> anyhow::Result<Conversation> {
        let Beginning { recorder, session_id, metadata } = &self.beginning;
        let start =
            Start { metadata: (*metadata).clone(), capture: "replay".to_owned(), at, ..Start::default() };
        let conversation = recorder.begin(session_id, start)?;
        self.watch.began(&conversation);
        Ok(conversation)
    }
}

/// An event's JSON, and when it was.
type Timed = (Vec<u8>, Option<Timestamp>);

/// The event of a line and its time; `None` where the line is empty.
fn event_of(line: &LogLine<'_>) -> Result<Option<Timed>, String> {
    let bytes = match line {
        LogLine::Bytes(bytes) if bytes.trim_ascii().is_empty() => return Ok(None),
        LogLine::Bytes(bytes) => bytes,
        LogLine::TooLong(bytes) => {
            let (is, may_be) = (figures::bytes(*bytes), LONGEST / (1024 * 1024));
            return Err(format!("the line has {is}, and no event has more than {may_be} MiB"));
        }
    };
    let (text, damaged) = readable(bytes);
    let line = Line::parse(&text).map_err(|error| error.to_string())?;
    let event = if damaged {
        // Bytes that are no UTF-8 stay such, so that the record names the damage.
        line.event.split('\u{FFFD}').map(str::as_bytes).collect::<Vec<_>>().join(&0xFF)
    } else {
        line.event.as_bytes().to_vec()
    };
    Ok(Some((event, line.at)))
}
