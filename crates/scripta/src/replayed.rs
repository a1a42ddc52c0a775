//! What became of one log.

use std::path::{Path, PathBuf};

use scripta_core::record::{CompletenessStatus, Summary};
use scripta_recorder::{Archived, NotArchived};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::exit::Exit;
use crate::feed::Tally;
use crate::figures::counted;
use crate::files;
use crate::output::Output;
use crate::overview::COLUMN;
use crate::page::{DOUBTFUL, GOOD, PLAIN, span};

/// What became of one log.
pub(crate) struct Replayed {
    file: PathBuf,
    pub(crate) status: Status,
    pub(crate) conversation_id: Option<Uuid>,
    pub(crate) session_id: Option<String>,
    /// Where its objects are, with their sizes: paths in a folder, keys in a bucket.
    objects: Vec<(String, u64)>,
    pub(crate) summary: Option<Summary>,
    tally: Tally,
    error: Option<String>,
}

/// Whether it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// The archive has it.
    Archived,
    /// The journal has it, and the archive will.
    Pending,
    /// Nothing was recorded.
    Failed,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Pending => "pending",
            Self::Failed => "failed",
        }
    }
}

impl Replayed {
    pub(crate) fn of(file: &Path, tally: Tally) -> Self {
        let error = tally.cut_short.as_ref();
        Self {
            file: file.to_owned(),
            status: Status::Failed,
            conversation_id: None,
            session_id: None,
            objects: Vec::new(),
            summary: None,
            error: error.map(|error| {
                format!("the log cannot be read to its end ({error}); what was read is recorded")
            }),
            tally,
        }
    }

    /// Nothing was recorded.
    pub(crate) fn failed(file: &Path, error: String) -> Self {
        Self { error: Some(error), ..Self::of(file, Tally::default()) }
    }

    /// There was nothing to record.
    pub(crate) fn empty(file: &Path, tally: Tally) -> Self {
        let why = match (&tally.cut_short, tally.bad) {
            (Some(error), _) => format!("the log cannot be read: {error}"),
            (None, 0) => "there is nothing in it to record".to_owned(),
            (None, bad) => format!("there is no event in it, only {}", counted(bad, "bad line")),
        };
        Self { error: Some(why), ..Self::of(file, tally) }
    }

    pub(crate) fn archived(&mut self, archived: &Archived, is_local: bool) {
        self.status = Status::Archived;
        self.conversation_id = Some(archived.conversation_id);
        self.session_id = Some(archived.session_id.clone());
        let place = |object: &scripta_archive::StoredObject| {
            (if is_local { &object.url } else { &object.key }.clone(), object.bytes)
        };
        self.objects = archived.objects.iter().map(place).collect();
    }

    pub(crate) fn pending(&mut self, error: &NotArchived) {
        self.status = Status::Pending;
        self.error = Some(error.to_string());
        self.conversation_id = match error {
            NotArchived::Pending { conversation_id, .. }
            | NotArchived::Deadline { conversation_id }
            | NotArchived::Unreadable { conversation_id, .. } => Some(*conversation_id),
            _ => None,
        };
    }

    pub(crate) fn exit(&self) -> Exit {
        match self.status {
            Status::Failed => Exit::Failed,
            _ if self.tally.cut_short.is_some() => Exit::Failed,
            Status::Pending => Exit::Pending,
            Status::Archived => Exit::Done,
        }
    }

    pub(crate) fn tell(&self, output: &Output, json: bool) -> std::io::Result<()> {
        let file = self.file.display();
        match (&self.error, self.status) {
            (Some(error), Status::Pending) => {
                output.warn(&format!("{file}: {error}; `scripta recover` finishes it"));
            }
            (Some(error), _) => output.error(&format!("{file}: {error}")),
            (None, _) => {}
        }
        if json || output.is_json() {
            return output.json(&self.to_json());
        }
        if self.status != Status::Failed {
            self.page(output)?;
        }
        Ok(())
    }

    fn to_json(&self) -> Value {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("file", self.file.to_string_lossy().into());
        put("status", self.status.name().into());
        put("sessionId", self.session_id.as_deref().into());
        put("conversationId", self.conversation_id.map(|id| id.to_string()).into());
        put("objects", self.objects.iter().map(|(place, _)| place.as_str()).collect());
        put("events", self.tally.events.into());
        put("badLines", self.tally.bad.into());
        put("droppedEvents", self.tally.dropped.into());
        if let Some(summary) = &self.summary {
            put("completeness", json!(summary.completeness));
            put("statistics", json!(summary.statistics));
        }
        if let Some(error) = &self.error {
            put("error", error.as_str().into());
        }
        Value::Object(members)
    }

    fn page(&self, output: &Output) -> std::io::Result<()> {
        let mut page = output.page();
        page.verbatim(0, &[span(PLAIN, self.file.to_string_lossy())]);
        if let Some(id) = self.conversation_id {
            page.row(COLUMN, "conversation", &[span(PLAIN, id.to_string())]);
        }
        if let Some(session) = &self.session_id {
            page.row(COLUMN, "session", &[span(PLAIN, session)]);
        }
        let mut read = counted(self.tally.events, "event");
        if self.tally.bad > 0 {
            read += &format!(", {} passed over", counted(self.tally.bad, "bad line"));
        }
        if self.tally.dropped > 0 {
            read += &format!(", {} dropped", counted(self.tally.dropped, "event"));
        }
        page.row(COLUMN, "read", &[span(PLAIN, read)]);
        if let Some(Summary { statistics, completeness, .. }) = &self.summary {
            let said = format!(
                "{}, {}, {} long",
                counted(statistics.total_messages, "message"),
                counted(statistics.tool_calls, "tool call"),
                statistics.duration
            );
            page.row(COLUMN, "said", &[span(PLAIN, said)]);
            page.row(
                COLUMN,
                "record",
                &[match completeness {
                    CompletenessStatus::Complete => span(GOOD, "complete"),
                    CompletenessStatus::Partial => {
                        span(DOUBTFUL, "partial: `scripta show` says what is missing")
                    }
                }],
            );
        }
        if !self.objects.is_empty() {
            let objects = self.objects.iter().map(|(place, size)| (place.clone(), Some(*size)));
            files::put(&mut page, &objects.collect::<Vec<_>>());
        }
        output.show(&page)
    }
}
