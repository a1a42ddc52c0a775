//! One conversation, from its archived objects to its entry.

use futures::future::try_join3;
use scripta_archive::{Archive, ArchiveError, Key};
use scripta_catalog::Entry;
use scripta_redact::{Redacted, Redactor};
use uuid::Uuid;

use super::day::Record;

/// An object that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it is: `s3://bucket/key`, or an absolute path.
    pub url: String,
    /// Why. What stands in it is not told.
    pub why: String,
}

/// What came of one conversation.
#[derive(Default)]
pub(super) struct Reading {
    /// Absent where its own object is unreadable, or gone since it was listed.
    pub(super) entry: Option<Redacted<Entry>>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// Reads a conversation.
///
/// # Errors
/// Where the archive is of no use for the moment.
pub(super) async fn read(
    archive: &Archive,
    redactor: Redactor,
    record: &Record,
) -> Result<Reading, ArchiveError> {
    let Record { conversation, summary, facts } = record;
    let objects = try_join3(
        Object::get(archive, Some(conversation)),
        Object::get(archive, summary.as_ref()),
        Object::get(archive, facts.as_ref()),
    );
    let (id, objects) = (conversation.conversation, objects.await?);
    let made = tokio::task::spawn_blocking(move || Reading::of(id, objects, &redactor)).await;
    Ok(made.unwrap_or_else(|_| {
        let why = "it cannot be redacted, which is a bug".to_owned();
        Reading { entry: None, unreadable: vec![Unreadable { url: archive.url(conversation), why }] }
    }))
}

impl Reading {
    fn of(
        id: Uuid,
        (conversation, summary, facts): (Option<Object>, Option<Object>, Option<Object>),
        redactor: &Redactor,
    ) -> Self {
        let mut unreadable = Vec::new();
        let entry = conversation.and_then(|object| object.read(&mut unreadable, |json| own(id, json)));
        let entry = entry.map(|mut entry| {
            if let Some(summary) = summary {
                summary.read(&mut unreadable, |json| told(entry.read_summary(json)));
            }
            if let Some(facts) = facts {
                facts.read(&mut unreadable, |json| told(entry.read_facts(json)));
            }
            redactor.redact(entry)
        });
        Self { entry, unreadable }
    }
}

fn own(id: Uuid, json: &[u8]) -> Result<Entry, String> {
    let entry = told(Entry::read(json))?;
    if entry.conversation_id == id {
        Ok(entry)
    } else {
        Err(format!("it is named as of conversation {id}, and is of {}", entry.conversation_id))
    }
}

fn told<T>(read: Result<T, scripta_catalog::DocumentError>) -> Result<T, String> {
    read.map_err(|error| error.to_string())
}

/// An object as it came.
struct Object {
    url: String,
    body: Result<Vec<u8>, String>,
}

impl Object {
    /// `None` where there is none, or none any more.
    async fn get(archive: &Archive, key: Option<&Key>) -> Result<Option<Self>, ArchiveError> {
        let Some(key) = key else { return Ok(None) };
        let body = match archive.get(key).await {
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) if concerns_one_object(&error) => Err(error.to_string()),
            read => Ok(read?),
        };
        Ok(Some(Self { url: archive.url(key), body }))
    }

    fn read<T>(
        self,
        unreadable: &mut Vec<Unreadable>,
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Option<T> {
        match self.body.and_then(|json| read(&json)) {
            Ok(read) => Some(read),
            Err(why) => {
                unreadable.push(Unreadable { url: self.url, why });
                None
            }
        }
    }
}

/// Others may be readable.
fn concerns_one_object(error: &ArchiveError) -> bool {
    match error {
        ArchiveError::Denied { .. } | ArchiveError::Store { .. } => true,
        ArchiveError::Io { .. } => !error.is_retryable(),
        _ => false,
    }
}
