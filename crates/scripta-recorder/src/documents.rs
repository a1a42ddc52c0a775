//! The documents of a conversation, with their keys.

use scripta_archive::{Key, Object, RecordObjects};
use scripta_catalog::Entry;
use scripta_core::Recording;
use scripta_redact::Redacted;

/// The documents of a conversation, with their keys.
#[derive(Clone)]
pub(crate) struct Documents {
    pub(crate) session_id: String,
    /// What the catalog is to have of it; absent where there is none.
    pub(crate) entry: Option<Entry>,
    extracted: (Key, Redacted<Vec<u8>>),
    summary: (Key, Redacted<Vec<u8>>),
    conversation: (Key, Redacted<Vec<u8>>),
}

impl Documents {
    /// `indexed`: there is a catalog. `None` where a document cannot be written as JSON, which no document of ours can.
    pub(crate) fn of(recording: Recording, indexed: bool) -> Option<Self> {
        let [extracted, summary, conversation] = keys(&recording);
        let session_id = recording.session_id().to_owned();
        let record = recording.into_record();
        let entry =
            || Entry::of(record.conversation.get(), record.summary.get(), Some(record.extracted.get()));
        Some(Self {
            session_id,
            entry: indexed.then(entry),
            extracted: (extracted, record.extracted.to_json().ok()?),
            summary: (summary, record.summary.to_json().ok()?),
            conversation: (conversation, record.conversation.to_json().ok()?),
        })
    }

    pub(crate) fn into_objects(self) -> RecordObjects {
        RecordObjects { extracted: self.extracted, summary: self.summary, conversation: self.conversation }
    }
}

/// The keys of a record's objects, in the order in which they are written.
pub(crate) fn keys(recording: &Recording) -> [Key; 3] {
    let objects = [Object::extracted(recording.profile()), Object::Summary, Object::Conversation];
    objects.map(|object| {
        Key::new(recording.start().as_millis(), recording.session_id(), recording.conversation_id(), object)
    })
}
