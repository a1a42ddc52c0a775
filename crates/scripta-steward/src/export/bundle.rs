//! The zip file: written piece by piece, so that no more than one conversation is in memory.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use scripta_archive::{Key, Object};
use scripta_catalog::Entry;
use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use scripta_redact::{Scrub, Sensitive};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::{Exported, Selection};
use crate::access::Access;
use crate::error::StewardError;

/// The version of the manifest.
const VERSION: u32 = 1;

/// A zip file that is being written.
pub(super) struct Bundle {
    zip: ZipWriter<BufWriter<File>>,
    partial: Partial,
    conversations: Vec<Uuid>,
    described: Vec<Described>,
}

/// A zip file that is written and has no name yet.
pub(super) struct Files {
    partial: Partial,
    bytes: u64,
    sha256: String,
    conversations: Vec<Uuid>,
    files: u64,
}

/// The passing name of the file; what is there when this is dropped is removed.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // It is not there where it got its name; and where it cannot be removed, whoever asked has seen why.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// `manifest.json`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    version: u32,
    made_by: &'static str,
    exported_at: Timestamp,
    actor: String,
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// The name of the metadata that tells whose they are. The value is not repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    files: u64,
    conversations: Vec<Described>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    conversation_id: Uuid,
    session_id: String,
    start_time: Timestamp,
    end_time: Timestamp,
    files: Vec<Part>,
}

#[derive(Debug, Clone, Serialize)]
struct Part {
    path: String,
    bytes: u64,
    sha256: String,
}

/// What is in it of conversations is as archived.
impl Sensitive for Manifest {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.actor);
        scrub.id(&mut self.origin);
        if let Some(purpose) = &mut self.purpose {
            scrub.text(purpose);
        }
        self.subject.scrub(scrub);
    }
}

impl Bundle {
    /// Makes an empty file beside `out`, readable by its owner only.
    pub(super) async fn create(out: &Path) -> Result<Self, StewardError> {
        let partial = out.with_file_name(format!(".scripta-export-{}", Uuid::new_v4()));
        let out = out.to_owned();
        blocking(out, move || {
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&partial)?;
            let (partial, zip) = (Partial(partial), ZipWriter::new(BufWriter::new(file)));
            Ok(Self { zip, partial, conversations: Vec::new(), described: Vec::new() })
        })
        .await
    }

    pub(super) fn conversations(&self) -> &[Uuid] {
        &self.conversations
    }

    /// Adds a conversation: its objects, and what was said as a text.
    pub(super) async fn add(mut self, id: Uuid, objects: Vec<(Key, Vec<u8>)>) -> Result<Self, StewardError> {
        blocking(self.partial.0.clone(), move || {
            let mut parts = Vec::with_capacity(objects.len() + 1);
            let conversation = objects.iter().find(|(key, _)| key.object == Object::Conversation);
            let read = conversation.map(|(key, bytes)| (key.date, Entry::read(bytes)));
            let entry = read.as_ref().and_then(|(_, entry)| entry.as_ref().ok());
            let at = modified(entry.map(|entry| entry.end));
            for (key, bytes) in &objects {
                parts.push(self.put(key.path(), bytes, at)?);
            }
            if let Some(((date, _), entry)) = read.as_ref().zip(entry) {
                let path = format!("transcripts/{date}/{id}.txt");
                parts.push(self.put(path, transcript(entry).as_bytes(), at)?);
            }
            self.conversations.push(id);
            self.described.push(Described {
                conversation_id: id,
                session_id: entry.map(|entry| entry.session_id.clone()).unwrap_or_default(),
                start_time: entry.map(|entry| entry.start).unwrap_or_default(),
                end_time: entry.map(|entry| entry.end).unwrap_or_default(),
                files: parts,
            });
            Ok(self)
        })
        .await
    }

    fn put(&mut self, path: String, bytes: &[u8], at: DateTime) -> std::io::Result<Part> {
        let options = SimpleFileOptions::default().last_modified_time(at).unix_permissions(0o600);
        self.zip.start_file(path.clone(), options)?;
        self.zip.write_all(bytes)?;
        Ok(Part { path, bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) })
    }

    pub(super) fn manifest(&self, access: &Access, selection: &Selection) -> Manifest {
        let subject = match selection {
            Selection::Subject { key, .. } => Some(key.clone()),
            Selection::Conversations(_) => None,
        };
        Manifest {
            version: VERSION,
            made_by: concat!("scripta ", env!("CARGO_PKG_VERSION")),
            exported_at: Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()),
            actor: access.actor.clone(),
            origin: access.origin.clone(),
            purpose: access.purpose.clone(),
            subject,
            files: self.files(),
            conversations: self.described.clone(),
        }
    }

    fn files(&self) -> u64 {
        self.described.iter().map(|described| described.files.len() as u64).sum()
    }

    /// Adds the manifest and ends the file.
    pub(super) async fn finish(mut self, manifest: &Manifest) -> Result<Files, StewardError> {
        let at = modified(Some(manifest.exported_at));
        let manifest = serde_json::to_vec_pretty(manifest).unwrap_or_default();
        blocking(self.partial.0.clone(), move || {
            let files = self.files();
            self.put("manifest.json".to_owned(), &manifest, at)?;
            let file = self.zip.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
            let (bytes, sha256) = digest(&self.partial.0)?;
            let (partial, conversations) = (self.partial, self.conversations);
            Ok(Files { partial, bytes, sha256, conversations, files })
        })
        .await
    }
}

impl Files {
    pub(super) fn exported(&self, out: &Path) -> Exported {
        Exported {
            path: out.to_owned(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            conversations: self.conversations.clone(),
            files: self.files,
        }
    }

    /// Gives the file its name.
    pub(super) async fn publish(self, out: &Path) -> Result<(), StewardError> {
        let to = out.to_owned();
        blocking(out.to_owned(), move || std::fs::rename(&self.partial.0, to)).await
    }
}

/// Does what may wait for the disk on another thread. `path` is named where it fails.
async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, StewardError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other).flatten().map_err(|source| StewardError::File { path, source })
}

/// The size and SHA-256 of a file.
fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut sha256, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((bytes, hex(&sha256.finalize()))),
            read => {
                sha256.update(piece.get(..read).unwrap_or_default());
                bytes += read as u64;
            }
        }
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A time as zip files write it: in UTC here, and not before 1980.
fn modified(at: Option<Timestamp>) -> DateTime {
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at.as_millis()).ok());
    let fields = at.map(|at| at.to_zoned(TimeZone::UTC).datetime()).and_then(|at| {
        let year = u16::try_from(at.year()).ok()?;
        let rest = [at.month(), at.day(), at.hour(), at.minute(), at.second()];
        let [month, day, hour, minute, second] = rest.map(i8::unsigned_abs);
        DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
    });
    fields.unwrap_or_default()
}

/// What was said, for reading.
fn transcript(entry: &Entry) -> String {
    let mut text = format!(
        "Conversation {}\nSession      {}\nFrom         {}\nTo           {}\n\n",
        entry.conversation_id, entry.session_id, entry.start, entry.end
    );
    for said in &entry.said {
        let who = match said.speaker {
            Speaker::User => "caller",
            Speaker::Assistant => "agent",
            Speaker::System => "system",
        };
        let seconds = said.start_ms / 1000;
        text.push_str(&format!("[{:02}:{:02}] {who}: {}\n", seconds / 60, seconds % 60, said.text));
    }
    text
}
