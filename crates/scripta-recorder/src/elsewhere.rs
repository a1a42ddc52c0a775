//! Having conversations forgotten that are in journals of other processes.
//!
//! A journal has one writer. Where a process that records holds it, nobody else can take a conversation out; so a request is
//! left in the data folder, as an empty file `erasures/<journal>/<conversation>`. Each recorder looks for requests to
//! its own journal about once a second, carries them out, and removes them. One that nobody carried out is found by the next
//! recorder that takes the journal.

use std::io::{self, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use aho_corasick::AhoCorasick;
use scripta_journal::{Batch, Journal, OpenError, Reader, Write};
use uuid::Uuid;

use crate::clock;
use crate::delete::DeleteError;
use crate::journals::journals;
use crate::recorder::{Inner, Recorder};

/// Between two looks at the requests.
const PAUSE: Duration = Duration::from_secs(1);
/// Between two looks at whether a request was carried out.
const LOOK: Duration = Duration::from_millis(50);

/// Takes a conversation out of all journals of a data folder but `own`. Those that a process holds get a request, for
/// which `patience` is had. Gives those that have not answered by then.
///
/// # Errors
/// Where a journal or a request cannot be written.
pub fn forget_in_journals(
    data_dir: &Path,
    own: Option<&Path>,
    options: &scripta_journal::Options,
    id: Uuid,
    patience: Duration,
) -> Result<Vec<String>, DeleteError> {
    let until = clock::after(patience);
    let mut held = Vec::new();
    for folder in journals(data_dir) {
        if own.is_some_and(|own| own == folder) || !folder.is_dir() {
            continue;
        }
        if let Some(holder) = forget_unheld(&folder, options, id, patience)? {
            let request = request(data_dir, &folder, id).map_err(DeleteError::Folder)?;
            held.push(Held { folder, request, holder });
        }
    }
    while !held.is_empty() && !clock::until(until).is_zero() {
        std::thread::sleep(LOOK);
        held = still_held(held, options, id, patience)?;
    }
    let left = held
        .iter()
        .map(|Held { holder, .. }| format!("the journal that {holder} holds, which has not answered yet"));
    Ok(left.collect())
}

/// A journal that a process held when it was asked to forget.
struct Held {
    folder: PathBuf,
    request: PathBuf,
    holder: String,
}

/// Those whose process has not answered and still lives. What one that died held is nobody's, and forgets here.
fn still_held(
    held: Vec<Held>,
    options: &scripta_journal::Options,
    id: Uuid,
    patience: Duration,
) -> Result<Vec<Held>, DeleteError> {
    let mut still = Vec::new();
    for Held { folder, request, .. } in held {
        if !request.exists() {
            continue;
        }
        match forget_unheld(&folder, options, id, patience)? {
            Some(holder) => still.push(Held { folder, request, holder }),
            // Left behind, it would do no harm: the next that takes the journal carries it out once more.
            None => drop(std::fs::remove_file(request)),
        }
    }
    Ok(still)
}

/// Takes a conversation out of a journal that nobody holds; gives who holds it otherwise.
fn forget_unheld(
    folder: &Path,
    options: &scripta_journal::Options,
    id: Uuid,
    patience: Duration,
) -> Result<Option<String>, DeleteError> {
    match Journal::open(folder, options.clone()) {
        Ok(journal) => forget(&journal, id, patience).map(|()| None),
        Err(OpenError::InUse { holder, .. }) => Ok(Some(holder)),
        Err(error) => Err(DeleteError::Open(error)),
    }
}

/// Takes a conversation out of a journal and its files.
pub(crate) fn forget(journal: &Journal, id: Uuid, patience: Duration) -> Result<(), DeleteError> {
    let until = clock::after(patience);
    drop(journal.append_waiting(Batch::new(id, vec![Write::Remove]), patience));
    journal.erase(clock::until(until)).map_err(|error| DeleteError::Journal(id, error))
}

/// Whether a journal of the data folder has a conversation, whoever holds it.
///
/// # Errors
/// Where a journal cannot be read.
pub fn journal_with(data_dir: &Path, id: Uuid) -> Result<bool, DeleteError> {
    for folder in journals(data_dir) {
        if let Some(reader) = Reader::open(&folder).map_err(DeleteError::Open)?
            && reader.conversation(id).map_err(DeleteError::Read)?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Files of journals in which a conversation's id stands.
///
/// # Errors
/// Where one cannot be read.
pub fn traces_in_journals(data_dir: &Path, id: Uuid) -> Result<Vec<PathBuf>, DeleteError> {
    let text = id.to_string();
    let searcher = AhoCorasick::new([text.as_bytes(), id.as_bytes()])
        .map_err(|error| DeleteError::Folder(io::Error::other(error)))?;
    let mut traces = Vec::new();
    for folder in journals(data_dir).into_iter().filter(|folder| folder.is_dir()) {
        for file in std::fs::read_dir(&folder).map_err(DeleteError::Folder)?.flatten() {
            if has(&file.path(), &searcher).map_err(DeleteError::Folder)? {
                traces.push(file.path());
            }
        }
    }
    Ok(traces)
}

/// Whether a file has an id in it, as text or as bytes. One that is gone meanwhile has not.
fn has(path: &Path, searcher: &AhoCorasick) -> io::Result<bool> {
    let file = match std::fs::File::open(path) {
        Ok(file) if file.metadata()?.is_file() => file,
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let found = searcher.stream_find_iter(BufReader::with_capacity(1 << 20, file)).next();
    found.transpose().map(|found| found.is_some())
}

fn requests(data_dir: &Path, journal: &Path) -> PathBuf {
    data_dir.join("erasures").join(journal.file_name().unwrap_or_default())
}

fn request(data_dir: &Path, journal: &Path, id: Uuid) -> io::Result<PathBuf> {
    let folder = requests(data_dir, journal);
    crate::folder::create(&folder)?;
    let path = folder.join(id.to_string());
    std::fs::File::create(&path)?.sync_all()?;
    Ok(path)
}

/// Carries out requests to the recorder's journal for as long as there is the recorder.
pub(crate) async fn carry_out(inner: Weak<Inner>) {
    loop {
        let Some(recorder) = inner.upgrade().map(|inner| Recorder { inner }) else { return };
        let folder = requests(&recorder.inner.options.data_dir, &recorder.journal_folder());
        for (path, id) in asked(&folder) {
            // One that fails is tried again, and its request says to who asked that it is not done.
            if recorder.forget(id).await.is_ok() {
                let _ = std::fs::remove_file(path);
            }
        }
        drop(recorder);
        tokio::time::sleep(PAUSE).await;
    }
}

/// The requests in a folder, which usually is not there.
fn asked(folder: &Path) -> Vec<(PathBuf, Uuid)> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let read = |file: std::fs::DirEntry| Some((file.path(), file.file_name().to_str()?.parse().ok()?));
    files.flatten().filter_map(read).collect()
}

impl Recorder {
    /// The folder of its journal.
    pub fn journal_folder(&self) -> PathBuf {
        self.inner.common.journal.folder()
    }

    /// Starts looking for requests.
    pub(crate) fn listen_for_requests(&self) {
        self.run(carry_out(Arc::downgrade(&self.inner)));
    }
}
