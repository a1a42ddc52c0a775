//! A bucket that keeps versions: what is overwritten or deleted stays, until it is deleted by its version.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::request::{Request, lock};

/// The former versions of a bucket's objects. The current ones are the files of `bucket`.
pub(crate) struct Versions {
    /// The bucket's name.
    pub(crate) name: &'static str,
    pub(crate) bucket: PathBuf,
    /// Where former versions are kept, named by number.
    pub(crate) folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    /// By key, the oldest first. The last one is current.
    keys: BTreeMap<String, Vec<Version>>,
}

#[derive(Clone, Copy)]
struct Version {
    id: u64,
    is_marker: bool,
}

/// What is to happen to a request.
pub(crate) enum Way {
    /// The service does it.
    Through,
    /// This is the answer.
    Answer(u16, String),
}

impl Versions {
    pub(crate) fn new(name: &'static str, bucket: PathBuf, folder: PathBuf) -> Self {
        Self { name, bucket, folder, state: Mutex::default() }
    }

    /// What comes before the service.
    pub(crate) fn before(&self, request: &Request) -> Way {
        let Some(key) = self.key(request) else { return Way::Through };
        let parameter = |name: &str| {
            request.query.split('&').find_map(|pair| {
                let (its, value) = pair.split_once('=').unwrap_or((pair, ""));
                (its == name).then(|| decoded(value))
            })
        };
        match request.method.as_str() {
            "GET" if key.is_empty() && parameter("versions").is_some() => {
                Way::Answer(200, self.list(&parameter("prefix").unwrap_or_default()))
            }
            "PUT" if !key.is_empty() => {
                self.keep_current(&key);
                self.add(&key, false);
                Way::Through
            }
            "DELETE" if !key.is_empty() => match parameter("versionId") {
                Some(version) => self.delete(&key, &version),
                None => {
                    self.keep_current(&key);
                    self.add(&key, true);
                    Way::Through
                }
            },
            _ => Way::Through,
        }
    }

    /// Gives an object two former versions, with a delete marker between them. Its content stays.
    pub(crate) fn overwrite(&self, key: &str) {
        self.keep_current(key);
        self.add(key, true);
        self.add(key, false);
        self.keep_current(key);
        self.add(key, false);
    }

    fn key(&self, request: &Request) -> Option<String> {
        let path = request.path.strip_prefix('/')?.strip_prefix(self.name)?;
        Some(decoded(path.strip_prefix('/').unwrap_or(path)))
    }

    fn add(&self, key: &str, is_marker: bool) {
        let mut state = lock(&self.state);
        state.last += 1;
        let version = Version { id: state.last, is_marker };
        state.keys.entry(key.to_owned()).or_default().push(version);
    }

    /// The current version becomes a former one.
    fn keep_current(&self, key: &str) {
        let state = lock(&self.state);
        let current = state.keys.get(key).and_then(|versions| versions.last());
        if let Some(Version { id, is_marker: false }) = current
            && let Ok(bytes) = std::fs::read(self.bucket.join(key))
        {
            let _ = std::fs::create_dir_all(&self.folder);
            let _ = std::fs::write(self.folder.join(id.to_string()), bytes);
        }
    }

    fn delete(&self, key: &str, version: &str) -> Way {
        let mut state = lock(&self.state);
        let versions = state.keys.entry(key.to_owned()).or_default();
        let Some(at) = versions.iter().position(|its| its.id.to_string() == version) else {
            return Way::Answer(204, String::new());
        };
        let was_current = at + 1 == versions.len();
        let gone = versions.remove(at);
        let former = self.folder.join(gone.id.to_string());
        let is_former = std::fs::remove_file(former).is_ok();
        if !was_current {
            return Way::Answer(204, String::new());
        }
        // The one before becomes current.
        let bytes = versions.last().filter(|version| !version.is_marker).and_then(|version| {
            let file = self.folder.join(version.id.to_string());
            let bytes = std::fs::read(&file).ok()?;
            std::fs::remove_file(file).ok().map(|()| bytes)
        });
        let file = self.bucket.join(key);
        match bytes {
            Some(bytes) => drop(std::fs::write(file, bytes)),
            None if !gone.is_marker && !is_former => drop(std::fs::remove_file(file)),
            None => {}
        }
        Way::Answer(204, String::new())
    }

    fn list(&self, prefix: &str) -> String {
        let state = lock(&self.state);
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListVersionsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>".to_owned();
        for (key, versions) in state.keys.iter().filter(|(key, _)| key.starts_with(prefix)) {
            for (at, Version { id, is_marker }) in versions.iter().enumerate().rev() {
                let latest = at + 1 == versions.len();
                let file = if latest { self.bucket.join(key) } else { self.folder.join(id.to_string()) };
                let size = std::fs::metadata(file).map_or(0, |file| file.len());
                let size = if *is_marker {
                    String::new()
                } else {
                    format!("<ETag>&quot;0&quot;</ETag><Size>{size}</Size>")
                };
                let kind = if *is_marker { "DeleteMarker" } else { "Version" };
                // A string takes all that is written to it.
                let _ = write!(
                    text,
                    "<{kind}><Key>{key}</Key><VersionId>{id}</VersionId><IsLatest>{latest}</IsLatest><LastModified>2024-01-15T10:45:00.000Z</LastModified>{size}</{kind}>"
                );
            }
        }
        text + "</ListVersionsResult>"
    }
}

/// Without the percent signs of URLs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| others.get(..2)).flatten();
        let byte = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = others.get(if byte.is_some() { 2.. } else { 0.. }).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
