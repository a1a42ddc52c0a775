//! What is archived goes into the catalog, which never stands in anybody's way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use scripta_archive::Aside;
use scripta_catalog::query::Expr;
use scripta_catalog::{Catalog, CatalogConfig, Entry, Query, Select, Sort, Tombstone};
use scripta_core::Timestamp;
use scripta_journal::Reader;
use scripta_recorder::{End, NotArchived, Options, Recorder, Unindexed, journal_folder};
use scripta_redact::Redactor;
use scripta_s3_testing::S3Server;
use scripta_sample::insurance_call;
use uuid::Uuid;

use crate::support::{PATIENCE, begin, eventually, item_event, objects, observe, options, with_bucket};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// All that the catalog has, with what was said.
fn entries(folder: &Path) -> Vec<Entry> {
    let config = CatalogConfig::Sqlite { folder: folder.join("catalog") };
    wait(async {
        let catalog = Catalog::open(&config).await.unwrap();
        let query = Query::default();
        let all = Select { query: &query, sort: Sort::default(), after: None, limit: 10_000, said: true };
        catalog.select(all).await.unwrap()
    })
}

fn ids(folder: &Path) -> Vec<Uuid> {
    let mut ids: Vec<_> = entries(folder).iter().map(|entry| entry.conversation_id).collect();
    ids.sort();
    ids
}

/// Conversations in the journal of a folder.
fn journalled(folder: &Path) -> usize {
    let reader = Reader::open(&journal_folder(folder)).unwrap();
    reader.map_or(0, |reader| reader.conversations().unwrap().len())
}

/// A conversation from its beginning to the archive.
fn record_one(recorder: &Recorder, session_id: &str) -> Uuid {
    let conversation = begin(recorder, session_id);
    conversation.observe(item_event(1, "a blue bicycle"), None).unwrap();
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    conversation.id()
}

/// A catalog that cannot be made, as there is a file in its place.
fn blocked(folder: &Path) -> (Options, PathBuf) {
    let mut options = options(folder);
    let file = folder.join("blocked");
    std::fs::write(&file, "").unwrap();
    options.catalog = CatalogConfig::Sqlite { folder: file.clone() };
    (options, file)
}

#[test]
fn what_has_ended_can_be_found_and_is_gone_from_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let endings: Vec<_> = (0..40)
        .map(|number| {
            let conversation = begin(&recorder, &format!("session {number}"));
            observe(&conversation, &insurance_call()[..60]);
            conversation.end(End::default(), None)
        })
        .collect();
    for ending in &endings {
        ending.wait(PATIENCE).unwrap();
    }
    assert!(recorder.flush(PATIENCE));
    let indexing = recorder.status().indexing.unwrap();
    assert_eq!((indexing.waiting, indexing.last_error), (0, None));
    let mut ended: Vec<_> = endings.iter().map(scripta_recorder::Ending::conversation_id).collect();
    ended.sort();
    assert_eq!(ids(folder.path()), ended);
    eventually("the journal has forgotten them", || journalled(folder.path()) == 0);
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(Unindexed::read(folder.path()), None);
}

#[test]
fn what_the_catalog_has_is_what_the_archive_says() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    observe(&conversation, &insurance_call());
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    recorder.shutdown(PATIENCE).unwrap();
    let objects = objects(folder.path(), conversation.id());
    let [conversation, facts, summary] = [0, 1, 2].map(|at| objects[at].1.as_slice());
    let mut entry = Entry::read(conversation).unwrap();
    entry.read_summary(summary).unwrap();
    entry.read_facts(facts).unwrap();
    assert!(!entry.facts.is_empty() && !entry.topics.is_empty() && entry.said.len() > 10);
    assert_eq!(entries(folder.path()), [Redactor::default().redact(entry).into_inner()]);
}

#[test]
fn a_catalog_that_comes_back_gets_what_waited_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (options, file) = blocked(folder.path());
    let recorder = Recorder::open(options).unwrap();
    let ids: Vec<_> = (0..3).map(|number| record_one(&recorder, &format!("session {number}"))).collect();
    eventually("the recorder says why it waits", || {
        let indexing = recorder.status().indexing.unwrap();
        indexing.waiting == 3 && indexing.last_error.is_some()
    });
    assert!(recorder.flush(PATIENCE), "the archive has all of it");
    assert_eq!(journalled(folder.path()), 3, "a crash would lose none");
    std::fs::remove_file(&file).unwrap();
    eventually("the journal has forgotten them", || journalled(folder.path()) == 0);
    recorder.shutdown(PATIENCE).unwrap();
    std::fs::rename(&file, folder.path().join("catalog")).unwrap();
    let mut found = self::ids(folder.path());
    found.sort_by_key(|id| ids.iter().position(|wanted| wanted == id));
    assert_eq!(found, ids);
    assert_eq!(Unindexed::read(folder.path()), None);
}

#[test]
fn what_a_process_could_not_index_the_next_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let (blocked, _) = blocked(folder.path());
    let recorder = Recorder::open(blocked).unwrap();
    let id = record_one(&recorder, "session");
    recorder.shutdown(Duration::from_secs(2)).unwrap();
    drop(recorder);
    assert_eq!(journalled(folder.path()), 1);
    let before = objects(folder.path(), id);

    let recorder = Recorder::open(options(folder.path())).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert!(recovery.archived[0].objects.iter().all(|object| !object.written), "{recovery:?}");
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(ids(folder.path()), [id]);
    assert_eq!((journalled(folder.path()), objects(folder.path(), id)), (0, before));
}

#[test]
fn a_damaged_catalog_stops_nothing_and_the_journal_is_not_filled_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("catalog");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("catalog.db"), "this is no database at all".repeat(1_000)).unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let first = record_one(&recorder, "first");
    eventually("it is given up", || Unindexed::read(folder.path()).is_some());
    let second = record_one(&recorder, "second");
    recorder.shutdown(PATIENCE).unwrap();
    let unindexed = Unindexed::read(folder.path()).unwrap();
    assert_eq!(unindexed.conversations, 2);
    assert!(unindexed.why.contains("damaged"), "{}", unindexed.why);
    assert_eq!(journalled(folder.path()), 0);
    for id in [first, second] {
        assert_eq!(objects(folder.path(), id).len(), 3);
    }
}

#[test]
fn short_lived_processes_leave_nothing_behind_for_a_damaged_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("catalog");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("catalog.db"), "no database").unwrap();
    for number in 1..=3 {
        let recorder = Recorder::open(options(folder.path())).unwrap();
        record_one(&recorder, "session");
        recorder.shutdown(PATIENCE).unwrap();
        assert_eq!(Unindexed::read(folder.path()).unwrap().conversations, number);
        assert_eq!(journalled(folder.path()), 0);
    }
}

#[test]
fn without_a_catalog_nothing_waits_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.catalog = CatalogConfig::None;
    let recorder = Recorder::open(options).unwrap();
    record_one(&recorder, "session");
    assert!(recorder.status().indexing.is_none());
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(journalled(folder.path()), 0);
    assert!(!folder.path().join("catalog").exists());
}

/// Marks a conversation as erased, behind the back of a server that is away.
fn mark_erased(server: &S3Server, id: Uuid) {
    let path = server.folder().join(Aside::Erasure { conversation: id }.path());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "{}").unwrap();
}

#[test]
fn what_was_erased_while_it_waited_is_neither_archived_nor_kept() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let options = with_bucket(folder.path(), &server);
    server.go_away();
    let recorder = Recorder::open(options.clone()).unwrap();
    let [one, other] = ["one", "other"].map(|session_id| {
        let conversation = begin(&recorder, session_id);
        conversation.observe(item_event(1, "a blue bicycle"), None).unwrap();
        let ending = conversation.end(End::default(), None);
        ending.wait_first_attempt(PATIENCE).unwrap_err();
        ending
    });
    drop(recorder);
    for ending in [&one, &other] {
        mark_erased(&server, ending.conversation_id());
    }
    // One that this process tries, and two that another one left.
    let recorder = Recorder::open(options.clone()).unwrap();
    let late = begin(&recorder, "late").end(End::default(), None);
    late.wait_first_attempt(PATIENCE).unwrap_err();
    mark_erased(&server, late.conversation_id());
    server.come_back();
    assert!(matches!(late.wait(PATIENCE), Err(NotArchived::Deleted { .. })));
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert!(recovery.pending.is_empty() && recovery.archived.is_empty(), "{recovery:?}");
    assert_eq!(recovery.erased.len(), 2);
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(journalled(folder.path()), 0);
    let kept = server.objects();
    assert!(kept.iter().all(|key| key.starts_with("erasures/")), "{kept:?}");
}

#[test]
fn what_another_process_erased_while_it_went_on_is_taken_out_of_the_archive_again() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let recorder = Recorder::open(options.clone()).unwrap();
    let conversation = begin(&recorder, "session");
    conversation.observe(item_event(1, "a blue bicycle"), None).unwrap();
    let tombstone = Tombstone { conversation_id: conversation.id(), erased_at: Timestamp::from_millis(1) };
    wait(async {
        Catalog::open(&options.catalog).await.unwrap().erase(vec![tombstone]).await.unwrap();
    });
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(objects(folder.path(), conversation.id()), []);
    assert_eq!((ids(folder.path()), journalled(folder.path())), (vec![], 0));
}

#[test]
fn what_is_deleted_while_it_waits_for_the_catalog_does_not_get_there() {
    let folder = tempfile::tempdir().unwrap();
    let (options, file) = blocked(folder.path());
    let recorder = Recorder::open(options).unwrap();
    let [gone, kept] = ["gone", "kept"].map(|session_id| record_one(&recorder, session_id));
    let (done, deleted) = std::sync::mpsc::channel();
    let deleting = recorder.clone();
    recorder.run(async move { done.send(deleting.delete(gone).await).unwrap() });
    assert_eq!(deleted.recv_timeout(PATIENCE).unwrap().unwrap().objects, 3);
    std::fs::remove_file(&file).unwrap();
    eventually("the other is in the catalog", || journalled(folder.path()) == 0);
    recorder.shutdown(PATIENCE).unwrap();
    std::fs::rename(&file, folder.path().join("catalog")).unwrap();
    assert_eq!(ids(folder.path()), [kept]);
}

#[test]
fn every_conversation_that_is_archived_at_once_is_found_by_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let id = record_one(&recorder, "session");
    recorder.shutdown(PATIENCE).unwrap();
    let found = wait(async {
        let config = CatalogConfig::Sqlite { folder: folder.path().join("catalog") };
        let catalog = Catalog::open(&config).await.unwrap();
        let words = ["blue", "bicycle"].map(str::to_owned).to_vec();
        let phrase = scripta_catalog::query::Phrase { speaker: None, words, prefix: false };
        let query = Query { expr: Expr::Said(phrase) };
        let select = Select { query: &query, sort: Sort::default(), after: None, limit: 10, said: false };
        catalog.select(select).await.unwrap()
    });
    assert_eq!(found.iter().map(|entry| entry.conversation_id).collect::<Vec<_>>(), [id]);
}
