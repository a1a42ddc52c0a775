//! Records to store.

use std::sync::LazyLock;

use scripta_archive::{Key, Object, RecordObjects};
use scripta_redact::{Redacted, Redactor};
use uuid::Uuid;

pub(crate) const MONDAY: i64 = 1_705_314_600_000;
pub(crate) const TUESDAY: i64 = MONDAY + 86_400_000;
pub(crate) const WEDNESDAY: i64 = TUESDAY + 86_400_000;

pub(crate) struct Record {
    pub(crate) conversation: Uuid,
    started_at_ms: i64,
    session: String,
}

impl Record {
    pub(crate) fn new(started_at_ms: i64, session: &str) -> Self {
        Self { conversation: Uuid::new_v4(), started_at_ms, session: session.to_owned() }
    }

    /// In the order in which they are written.
    pub(crate) fn keys(&self) -> [Key; 3] {
        [Object::extracted("insurance"), Object::Summary, Object::Conversation]
            .map(|object| Key::new(self.started_at_ms, &self.session, self.conversation, object))
    }

    /// What the object says; of each of another length.
    pub(crate) fn text(&self, object: &Object) -> String {
        let words = match object {
            Object::Extracted { .. } => 1,
            Object::Summary => 10,
            Object::Conversation => 5_000,
        };
        "spoken word ".repeat(words)
    }

    pub(crate) fn objects(&self) -> RecordObjects {
        let [extracted, summary, conversation] = self.keys().map(|key| {
            let text = self.text(&key.object);
            (key, body(&text))
        });
        RecordObjects { extracted, summary, conversation }
    }
}

/// The text as a redacted JSON string.
pub(crate) fn body(text: &str) -> Redacted<Vec<u8>> {
    static REDACTOR: LazyLock<Redactor> = LazyLock::new(Redactor::default);
    REDACTOR.redact(text.to_owned()).to_json().unwrap()
}
