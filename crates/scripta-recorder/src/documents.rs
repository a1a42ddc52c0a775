//! The documents of a conversation, with their keys.

use scripta_archive::{Key, Object, RecordObjects};
use scripta_catalog::Entry;
use scripta_core::Recording;

/// The documents of a conversation, with their keys.
#[derive(Clone)]
pub(crate) struct Documents {
    pub(crate) session_id: String,
    /// What the catalog is to have of it, and the metrics.
    pub(crate) entry: Entry,
    /// Events of a type that is not known.
    pub(crate) unknown_events: u64,
    pub(crate) objects: RecordObjects,
}

impl Documents {
    /// `None` where a document cannot be written as JSON, which no document of ours can.
    pub(crate) fn of(recording: Recording) -> Option<Self> {
        let [extracted_key, summary_key, conversation_key] = keys(&recording);
        let session_id = recording.session_id().to_owned();
        let record = recording.into_record();
        let conversation = record.conversation.get();
        Some(Self {
            session_id,
            entry: Entry::of(conversation, record.summary.get(), Some(record.extracted.get())),
            unknown_events: conversation.source.unknown_events.values().sum(),
            objects: RecordObjects {
                extracted: (extracted_key, record.extracted.to_json().ok()?),
                summary: (summary_key, record.summary.to_json().ok()?),
                conversation: (conversation_key, record.conversation.to_json().ok()?),
            },
        })
    }
}

/// The keys of a record's objects, in the order in which they are written.
pub(crate) fn keys(recording: &Recording) -> [Key; 3] {
    let objects = [Object::extracted(recording.profile()), Object::Summary, Object::Conversation];
    objects.map(|object| {
        Key::new(recording.start().as_millis(), recording.session_id(), recording.conversation_id(), object)
    })
}
