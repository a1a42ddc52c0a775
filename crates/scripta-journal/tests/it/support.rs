//! Batches with redacted bodies, and files searched for bytes.

use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex, mpsc},
    time::{Duration, Instant},
};

use scripta_journal::{Batch, Condition, Journal, Options, Write, WriteError};
use scripta_redact::{Redacted, Redactor, Scrub, Sensitive};
use uuid::Uuid;

/// Long enough for any machine; a test that waits for it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A text that holds nothing personal and is written as it is.
#[derive(serde::Serialize)]
struct Plain(String);

impl Sensitive for Plain {
    fn scrub(&mut self, _: &mut Scrub<'_>) {}
}

static REDACTOR: LazyLock<Redactor> = LazyLock::new(Redactor::default);

/// The bytes of `"text"`, as JSON.
pub(crate) fn body(text: &str) -> Redacted<Vec<u8>> {
    REDACTOR.redact(Plain(text.to_owned())).to_json().unwrap()
}

pub(crate) fn text(text: &str) -> Redacted<String> {
    REDACTOR.redact(text.to_owned())
}

/// What [`body`] reads back as.
pub(crate) fn json(text: &str) -> Vec<u8> {
    format!("\"{text}\"").into_bytes()
}

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn begin(session: &str, at: i64) -> Write {
    Write::Begin { session_id: text(session), at, body: body("beginning") }
}

pub(crate) fn entry(seq: u64, content: &str) -> Write {
    Write::Entry { seq, at: 1000 + seq.min(1 << 40).cast_signed(), body: body(content) }
}

pub(crate) fn end(seq: u64, content: &str) -> Write {
    Write::End { seq, at: 1000 + seq.cast_signed(), body: body(content) }
}

/// A batch that begins a conversation with one entry.
pub(crate) fn first(conversation: Uuid, content: &str) -> Batch {
    Batch::new(conversation, vec![begin("session", 1000), entry(1, content)])
}

pub(crate) fn one(conversation: Uuid, write: Write) -> Batch {
    Batch::new(conversation, vec![write])
}

pub(crate) fn open(folder: &Path) -> Journal {
    Journal::open(folder, quick()).unwrap()
}

/// A window that does not slow the tests.
pub(crate) fn quick() -> Options {
    Options::default().window(Duration::from_millis(1))
}

/// The fates of batches, in the order of their callbacks.
#[derive(Clone, Default)]
pub(crate) struct Fates(Arc<Mutex<Vec<Fate>>>);

/// The number of a batch and what was told of it.
type Fate = (u64, Result<(), WriteError>);

impl Fates {
    pub(crate) fn watch(&self, number: u64, batch: Batch) -> Batch {
        let fates = self.clone();
        batch.on_commit(move |fate| fates.0.lock().unwrap().push((number, fate)))
    }

    pub(crate) fn take(&self) -> Vec<Fate> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Appends, waits, and gives the fate of the batch.
pub(crate) fn append_and_wait(journal: &Journal, batch: Batch) -> Result<(), WriteError> {
    let (send, receive) = mpsc::channel();
    journal.append(batch.on_commit(move |fate| drop(send.send(fate)))).unwrap();
    journal.flush(PATIENCE).ok();
    receive.recv_timeout(PATIENCE).unwrap()
}

/// Waits until the journal's condition is as wanted.
pub(crate) fn wait_for(journal: &Journal, wanted: impl Fn(&Condition) -> bool) -> Condition {
    let started = Instant::now();
    loop {
        let condition = journal.health().condition;
        if wanted(&condition) {
            return condition;
        }
        assert!(started.elapsed() < PATIENCE, "still {condition:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

pub(crate) fn is_retrying(condition: &Condition) -> bool {
    matches!(condition, Condition::Retrying { .. })
}

pub(crate) fn is_poisoned(condition: &Condition) -> bool {
    matches!(condition, Condition::Poisoned { .. })
}

/// How often `needle` occurs in the files of a folder.
pub(crate) fn occurrences(folder: &Path, needle: &str) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count()
        })
        .sum()
}

/// A pseudorandom sequence that is the same in every run.
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
