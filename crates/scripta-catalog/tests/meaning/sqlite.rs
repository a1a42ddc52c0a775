//! In SQLite, with what is true of a file alone.

use std::path::Path;

use scripta_catalog::audit::Draft;

use scripta_catalog::{Catalog, CatalogConfig, CatalogError, Entry, Query, Said, Search};

use scripta_core::record::Speaker;
use scripta_redact::Redacted;
use uuid::Uuid;

use crate::behaviours::{answers_as_frozen, draft, entries, quoted, redacted, tombstone, word};

macro_rules! run {
    ($($behaviour:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $behaviour() {
            let folder = tempfile::tempdir().unwrap();
            crate::behaviours::$behaviour(&open(folder.path()).await.unwrap()).await;
        }
    )*};
}

with_every_behaviour!(run);

async fn open(folder: &Path) -> Result<Catalog, CatalogError> {
    Catalog::open(&CatalogConfig::Sqlite { folder: folder.to_owned() }).await
}

/// Every file of a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|file| (file.display().to_string(), std::fs::read(&file).unwrap())).collect()
}

/// Makes an entry say, and be labelled with, what no other is; gives the beginnings by which that is found.
fn mark(number: usize, entry: &mut Entry) -> Vec<String> {
    let letter =
        |place: usize| char::from(b'a' + u8::try_from(number / 26_usize.pow(1 - place as u32) % 26).unwrap());
    let tail: String = [letter(0), letter(1)].iter().collect();
    let [said, session, given, fact] =
        ["zqsaid", "zqsess", "zqgive", "zqfact"].map(|what| format!("{what}{tail}"));
    let text = format!("well {said}abcdef quote {said}uvwxyz");
    entry.said.push(Said { speaker: Speaker::User, start_ms: 9, text });
    entry.session_id = format!("{session}ABC");
    entry.metadata.insert("customer".to_owned(), format!("{given}x").into());
    entry.facts.insert("vehicleModel".to_owned(), format!("{fact}x"));
    vec![said, session, given, fact, entry.conversation_id.to_string()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erased_words_labels_and_ids_stand_in_no_byte_of_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await.unwrap();
    let mut all = entries(21, 2_000);
    let mut marks = Vec::new();
    let mut gone = Vec::new();
    for (number, entry) in all.iter_mut().skip(7).step_by(20).enumerate() {
        marks.extend(mark(number, entry));
        gone.push(entry.conversation_id);
    }
    // Many batches, so that the index is in many segments; some are put again, so that it has deletions.
    for some in all.chunks(130) {
        catalog.put(redacted(some)).await.unwrap();
    }
    catalog.put(redacted(&all[..200])).await.unwrap();
    let searcher = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(&marks).unwrap();
    assert!(files(folder.path()).iter().any(|(_, bytes)| searcher.is_match(bytes)), "they are there before");
    for some in gone.chunks(17) {
        assert!(catalog.erase(some.iter().copied().map(tombstone).collect()).await.unwrap().found);
    }
    for (file, bytes) in files(folder.path()) {
        let found = searcher.find(&bytes).map(|found| &marks[found.pattern().as_usize()]);
        assert_eq!(found, None, "{file}");
    }
    assert_eq!(catalog.count(&Query::default(), 10_000).await.unwrap().count, 1_900);
    assert_eq!(catalog.traces(gone[0], marks[..4].to_vec()).await.unwrap(), Vec::<String>::new());
}

/// As if it had been killed between taking out and wiping: the note stands, the bytes are there.
#[tokio::test]
async fn an_erasure_that_was_killed_before_its_bytes_were_wiped_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await.unwrap();
    let all = entries(22, 20);
    catalog.put(redacted(&all)).await.unwrap();
    let file = rusqlite::Connection::open(folder.path().join("catalog.db")).unwrap();
    file.execute_batch(
        "PRAGMA secure_delete = OFF; CREATE TABLE left (text); INSERT INTO left VALUES ('zweischneidig'); DROP TABLE left;",
    )
    .unwrap();
    drop(file);
    catalog.set_note("erase/wiping", Some("begun")).await.unwrap();
    let stands =
        || files(folder.path()).iter().any(|(_, bytes)| bytes.windows(13).any(|it| it == b"zweischneidig"));
    assert!(stands());
    catalog.erase(vec![tombstone(Uuid::from_u128(7))]).await.unwrap();
    assert!(!stands());
    assert_eq!(catalog.note("erase/wiping").await.unwrap(), None);
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_files_are_for_their_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("a/b");
    let catalog = open(&folder).await.unwrap();
    catalog.put(redacted(&entries(23, 2))).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for (file, _) in files(&folder) {
        assert_eq!(mode(Path::new(&file)), 0o600, "{file}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_have_the_file_open_see_and_heed_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (open(folder.path()).await.unwrap(), open(folder.path()).await.unwrap());
    let all = entries(24, 60);
    let writers = [(one.clone(), 0), (other.clone(), 1)].map(|(catalog, side)| {
        let its: Vec<Entry> = all.iter().skip(side).step_by(2).cloned().collect();
        tokio::spawn(async move {
            for entry in its {
                catalog.put(redacted(&[entry])).await.unwrap();
                let drafts: Vec<Redacted<Draft>> = vec![draft(side), draft(side)];
                catalog.audit_append(drafts).await.unwrap();
            }
        })
    });
    for writer in writers {
        writer.await.unwrap();
    }
    let rows = other.audit_read(0, 1_000).await.unwrap();
    let entries: Vec<_> = rows.iter().map(|row| row.entry().unwrap()).collect();
    assert_eq!(entries.len(), 120);
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[1].previous == pair[0].hash && pair[1].number == pair[0].number + 1)
    );
    let said = |query: &Query| all.iter().filter(|entry| query.matches(entry)).count() as u64;
    for query in [word("quote"), quoted(), Query::default()] {
        assert_eq!(one.count(&query, 100).await.unwrap().count, said(&query));
    }
    // Both number words; each must know what the other took away and gave out anew.
    one.clear().await.unwrap();
    for (at, some) in all.chunks(7).enumerate() {
        let catalog = if at % 2 == 0 { &other } else { &one };
        catalog.put(redacted(some)).await.unwrap();
        catalog.remove(vec![some[0].conversation_id]).await.unwrap();
        catalog.put(redacted(&some[..1])).await.unwrap();
    }
    for query in [word("quote"), quoted(), Query::default()] {
        assert_eq!(one.count(&query, 100).await.unwrap().count, said(&query));
    }
}

/// The version that this code writes.
const VERSION: u32 = 2;

fn fixture(version: u32) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/catalog-v{version}.db"))
}

#[tokio::test]
async fn files_of_every_version_open_and_answer() {
    for version in 1..=VERSION {
        opens_and_answers(version).await;
    }
}

async fn opens_and_answers(version: u32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture(version), folder.path().join("catalog.db")).unwrap();
    let catalog = open(folder.path()).await.unwrap();
    answers_as_frozen(&catalog).await;
}

#[tokio::test]
#[ignore = "makes the fixture of a version, once"]
async fn a_version_is_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await.unwrap();
    let all = entries(20, 10);
    catalog.put(redacted(&all)).await.unwrap();
    catalog.audit_append(vec![draft(1), draft(2)]).await.unwrap();
    let erased = all[4].conversation_id;
    catalog.erase(vec![tombstone(erased)]).await.unwrap();
    catalog.set_note("erased", Some(&erased.to_string())).await.unwrap();
    drop(catalog);
    let file = folder.path().join("catalog.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA journal_mode = DELETE; VACUUM").unwrap();
    std::fs::copy(&file, fixture(VERSION)).unwrap();
}

#[tokio::test]
async fn a_newer_file_and_one_of_another_program_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).await.unwrap());
    let file = folder.path().join("catalog.db");
    let set = |pragma: &str| {
        rusqlite::Connection::open(&file).unwrap().execute_batch(&format!("PRAGMA {pragma}")).unwrap();
    };
    set("user_version = 99");
    assert!(matches!(open(folder.path()).await, Err(CatalogError::Newer { found: 99, .. })));
    set("application_id = 7");
    assert!(matches!(open(folder.path()).await, Err(CatalogError::Damaged { .. })));
}

#[tokio::test]
async fn a_file_that_is_cut_or_overwritten_gives_an_error_or_an_answer_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await.unwrap();
    catalog.put(redacted(&entries(26, 60))).await.unwrap();
    drop(catalog);
    let whole = std::fs::read(folder.path().join("catalog.db")).unwrap();
    let mut errors = 0;
    for (from, to) in [(0, 100), (100, 8_192), (8_192, 20_000), (30_000, 90_000), (0, whole.len() - 1)] {
        let mut overwritten = whole.clone();
        overwritten[from..to].iter_mut().enumerate().for_each(|(at, byte)| *byte = (at * 131 % 251) as u8);
        for bytes in [overwritten.as_slice(), &whole[..to]] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("catalog.db"), bytes).unwrap();
            let Err(error) = everything(folder.path()).await else { continue };
            errors += 1;
            let told = error.to_string();
            assert!(told.contains("catalog.db"), "{told}");
            assert!(!matches!(error, CatalogError::Config { .. } | CatalogError::Newer { .. }), "{told}");
        }
    }
    assert!(errors > 6, "{errors}");
}

async fn everything(folder: &Path) -> Result<(), CatalogError> {
    let catalog = open(folder).await?;
    catalog.count(&word("quote"), 100).await?;
    catalog.search(&Search::new(Query::default())).await?;
    catalog.facets(&Query::default(), "outcome", 10, 100).await?;
    catalog.put(redacted(&entries(27, 2))).await?;
    let ids = catalog.ids(None, 1).await?;
    catalog.erase(ids.into_iter().map(|(id, _)| tombstone(id)).collect()).await.map(drop)
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let error = open(&folder.path().join("file/catalog")).await.unwrap_err();
    assert!(matches!(error, CatalogError::Unwritable { .. }), "{error:?}");
    assert!(error.to_string().contains("file/catalog"), "{error}");
}
