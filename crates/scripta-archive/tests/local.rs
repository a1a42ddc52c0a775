//! The archive in a folder.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fs;
use std::path::Path;

use scripta_archive::{Archive, ArchiveConfig, ArchiveError, Options};
use tempfile::TempDir;

#[macro_use]
mod conformance;

use conformance::Place;
use conformance::record::{MONDAY, Record};

struct Folder {
    folder: TempDir,
    archive: Archive,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = open(&folder.path().join("a/new folder")).unwrap();
        Self { folder, archive }
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("a/new folder")
    }
}

impl Place for Folder {
    fn archive(&self) -> &Archive {
        &self.archive
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn open(folder: &Path) -> Result<Archive, ArchiveError> {
    Archive::open(&ArchiveConfig::Local { folder: folder.to_owned() }, &Options::default())
}

macro_rules! run {
    ($($behaviour:ident),*) => {$(
        #[tokio::test]
        async fn $behaviour() {
            conformance::$behaviour(&Folder::new()).await;
        }
    )*};
}
with_every_behaviour!(run);

#[tokio::test]
async fn a_folder_has_the_layout_of_a_bucket() {
    let place = Folder::new();
    let record = Record::new(MONDAY, "session_123");
    let stored = place.archive.put_record(record.objects(), false).await.unwrap();
    let file = place.root().join("conversations/2024-01-15/session_123");
    let file = file.join(format!("{}_conversation.json", record.conversation));
    assert_eq!(stored[2].url, file.canonicalize().unwrap().to_str().unwrap());
    assert_eq!(place.archive.describe(), place.root().canonicalize().unwrap().to_str().unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let place = Folder::new();
    place.archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap();
    let mut left = vec![place.root()];
    let mut seen = 0;
    while let Some(path) = left.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
            seen += 1;
        }
    }
    assert_eq!(seen, 3);
}

#[tokio::test]
async fn what_a_crash_left_is_not_listed_and_goes_when_it_is_old() {
    let place = Folder::new();
    let partial = place.root().join(".scripta-partial");
    fs::create_dir_all(&partial).unwrap();
    for (name, age) in [("old", 2 * 60 * 60), ("new", 60)] {
        let file = fs::File::create(partial.join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age)).unwrap();
    }
    let again = open(&place.root()).unwrap();
    assert!(!partial.join("old").exists());
    assert!(partial.join("new").exists(), "it may belong to a write of another process");
    assert_eq!(again.days().await.unwrap(), []);
    again.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap();
    assert_eq!(fs::read_dir(&partial).unwrap().count(), 1, "a write leaves no partial file");
}

#[tokio::test]
async fn a_deletion_leaves_no_empty_folders() {
    let place = Folder::new();
    let record = Record::new(MONDAY, "session_123");
    place.archive.put_record(record.objects(), false).await.unwrap();
    for key in record.keys() {
        place.archive.delete(&key).await.unwrap();
    }
    assert!(!place.root().join("conversations").exists());
    assert!(place.root().exists());
}

#[tokio::test]
async fn writing_and_deleting_at_once_loses_nothing() {
    let place = Folder::new();
    let tasks = (0..8).map(|_| {
        let archive = place.archive.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                let record = Record::new(MONDAY, "session_123");
                archive.put_record(record.objects(), false).await.unwrap();
                for key in record.keys() {
                    assert_eq!(archive.delete(&key).await.unwrap().objects, 1);
                }
            }
        })
    });
    futures::future::try_join_all(tasks).await.unwrap();
    assert!(!place.root().join("conversations").exists());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let error = open(&file.join("archive")).unwrap_err();
    assert!(error.to_string().contains("a file"), "{error}");
    assert!(!error.is_retryable());

    // A file that stands where a session's folder should be.
    let archive = open(folder.path()).unwrap();
    fs::create_dir_all(folder.path().join("conversations/2024-01-15")).unwrap();
    fs::write(folder.path().join("conversations/2024-01-15/session_123"), "").unwrap();
    let record = Record::new(MONDAY, "session_123");
    let error = archive.put_record(record.objects(), false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("session_123"), "{error}");
    assert_eq!(fs::read_dir(folder.path().join(".scripta-partial")).unwrap().count(), 0);
}
