//! The catalog is made from the archive: the same answers, nothing lost, nothing doubled, nothing brought back.

#![expect(clippy::unwrap_used, reason = "these are tests, their helpers included")]

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use scripta_archive::{Archive, Aside, Object};
use scripta_catalog::query::{Expr, Label, Phrase};
use scripta_catalog::{Catalog, Entry, Query, Search, Select, Sort, Step, Tombstone};
use scripta_core::Timestamp;
use scripta_recorder::{End, Options, Recorder, Start, Unindexed};
use scripta_redact::Redactor;
use scripta_sample::{Line, START_EPOCH_MS, insurance_call, random_call};
use scripta_steward::{Access, Reindex, ReindexNote, Reindexed, Steward, StewardError};
use tempfile::TempDir;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const CHANGED: Reindex = Reindex { full: false };
const FULL: Reindex = Reindex { full: true };

fn options(folder: &Path) -> Options {
    let mut options = Options::local(folder).unwrap();
    options.workers = 2;
    options.retry = (Duration::from_millis(20), Duration::from_millis(100));
    options
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn steward(folder: &Path) -> Steward {
    let access = Access { actor: "tester".into(), origin: "test".into(), purpose: None };
    Steward::open(&options(folder), access).await.unwrap()
}

async fn reindex(folder: &Path, how: Reindex) -> Reindexed {
    steward(folder).await.reindex(how, |_| {}).await.unwrap()
}

/// A conversation, some days after the first day there is.
fn say(recorder: &Recorder, session_id: &str, lines: &[Line], day: i64) -> Uuid {
    let at =
        |ms: u64| Some(Timestamp::from_millis(START_EPOCH_MS + day * DAY_MS + i64::try_from(ms).unwrap()));
    let start = Start { capture: "replay".into(), at: at(0), ..Start::default() };
    let conversation = recorder.begin(session_id, start).unwrap();
    for line in lines {
        conversation.observe_waiting(line.event.to_string(), at(line.at_ms), PATIENCE).unwrap();
    }
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    conversation.id()
}

/// An archive of several days with its catalog.
struct Recorded {
    folder: TempDir,
    ids: Vec<Uuid>,
}

impl Recorded {
    fn new(conversations: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::open(options(folder.path())).unwrap();
        let ids = (0..conversations)
            .map(|number| {
                let lines = random_call(number);
                let day = i64::try_from(number % 5).unwrap();
                say(&recorder, &format!("session {number}"), &lines, day)
            })
            .collect();
        recorder.shutdown(PATIENCE).unwrap();
        Self { folder, ids }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn drop_catalog(&self) {
        std::fs::remove_dir_all(self.path().join("catalog")).unwrap();
    }

    /// The archive's file of an object of a conversation.
    fn object(&self, id: Uuid, ending: &str) -> PathBuf {
        let name = format!("{id}{ending}");
        files(&self.path().join("conversations")).into_iter().find(|path| path.ends_with(&name)).unwrap()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// All that the catalog has, with what was said, in the order of ids.
async fn dump(catalog: &Catalog) -> Vec<Entry> {
    let query = Query::default();
    let all = Select { query: &query, sort: Sort::default(), after: None, limit: 100_000, said: true };
    let mut entries = catalog.select(all).await.unwrap();
    entries.sort_by_key(|entry| entry.conversation_id);
    entries
}

async fn ids(catalog: &Catalog) -> Vec<Uuid> {
    let mut ids: Vec<_> = catalog.ids(None, 100_000).await.unwrap().into_iter().map(|(id, _)| id).collect();
    ids.sort();
    ids
}

/// Answers to queries of every kind.
async fn answers(catalog: &Catalog) -> Vec<String> {
    let said = |words: &[&str], prefix| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Expr::Said(Phrase { speaker: None, words, prefix })
    };
    let is = |field: &str, value: &str, prefix| {
        Expr::Is(Label { field: field.to_owned(), value: value.to_owned(), prefix })
    };
    let queries = [
        Expr::default(),
        said(&["the"], false),
        said(&["thank", "you"], false),
        said(&["co"], true),
        is("session", "session 1", true),
        is("is", "complete", false),
        Expr::Not(Box::new(is("outcome", "unknown", false))),
        Expr::Or(vec![said(&["policy"], false), is("capture", "replay", false)]),
    ];
    let mut answers = Vec::new();
    for expr in queries {
        let query = Query { expr };
        let search = Search { limit: 7, ..Search::new(query.clone()) };
        answers.push(format!("{:?}", catalog.search(&search).await.unwrap()));
        for field in ["outcome", "topic", "tool"] {
            answers.push(format!("{:?}", catalog.facets(&query, field, 10, 1_000).await.unwrap()));
        }
        answers.push(format!("{:?}", catalog.histogram(&query, Step::Day, 1_000).await.unwrap()));
    }
    answers.push(format!("{:?}", catalog.fields().await.unwrap().facts));
    answers
}

#[test]
fn a_catalog_that_was_deleted_gives_the_same_answers_when_it_is_made_anew() {
    let recorded = Recorded::new(20);
    let look = || {
        wait(async {
            let steward = steward(recorded.path()).await;
            (dump(steward.catalog()).await, answers(steward.catalog()).await)
        })
    };
    let before = look();
    assert_eq!(before.0.len(), 20);
    recorded.drop_catalog();
    let reindexed = wait(reindex(recorded.path(), CHANGED));
    assert_eq!((reindexed.archived, reindexed.added, reindexed.days), (20, 20, 5));
    assert_eq!((reindexed.replaced, reindexed.removed, reindexed.unreadable.len()), (0, 0, 0));
    assert!(look() == before, "the catalog says something else than before");
}

#[test]
fn only_what_is_not_the_same_is_touched() {
    let recorded = Recorded::new(6);
    wait(async {
        let same = reindex(recorded.path(), CHANGED).await;
        assert_eq!((same.archived, same.added, same.replaced, same.removed), (6, 0, 0, 0));
        let steward = steward(recorded.path()).await;
        steward.catalog().remove(vec![recorded.ids[0]]).await.unwrap();
        std::fs::remove_file(recorded.object(recorded.ids[1], "_conversation.json")).unwrap();
        let changed = steward.reindex(CHANGED, |_| {}).await.unwrap();
        assert_eq!((changed.archived, changed.added, changed.replaced, changed.removed), (5, 1, 0, 1));
        let mut left = recorded.ids.clone();
        left.remove(1);
        left.sort();
        assert_eq!(ids(steward.catalog()).await, left);
    });
}

#[test]
fn a_full_one_makes_everything_anew_and_no_search_finds_less_meanwhile() {
    let recorded = Recorded::new(12);
    wait(async {
        let steward = steward(recorded.path()).await;
        let right = dump(steward.catalog()).await;
        let mut wrong = right[3].clone();
        wrong.outcome = "made_up".to_owned();
        steward.catalog().put(vec![Redactor::default().redact(wrong)]).await.unwrap();
        assert_eq!(steward.reindex(CHANGED, |_| {}).await.unwrap().added, 0);
        assert_ne!(dump(steward.catalog()).await, right);
        let reindexed = {
            let fewest = async {
                let mut fewest = u64::MAX;
                loop {
                    let found = steward.catalog().count(&Query::default(), 100).await.unwrap().count;
                    fewest = fewest.min(found);
                    assert_eq!(fewest, 12, "a search found less");
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                reindexed = steward.reindex(FULL, |_| {}) => reindexed.unwrap(),
                () = fewest => unreachable!(),
            }
        };
        assert_eq!((reindexed.added, reindexed.replaced), (0, 12));
        assert_eq!(dump(steward.catalog()).await, right);
        assert_eq!(ReindexNote::read(steward.catalog()).await.unwrap(), None);
    });
}

#[test]
fn what_cannot_be_read_is_named_and_costs_nothing_else() {
    let recorded = Recorded::new(8);
    let [torn, no_summary, no_facts, swapped] = [0, 1, 2, 3].map(|at| recorded.ids[at]);
    std::fs::write(recorded.object(torn, "_conversation.json"), "{\"conversationId\": \"to").unwrap();
    std::fs::write(recorded.object(no_summary, "_summary.json"), "nothing").unwrap();
    std::fs::remove_file(recorded.object(no_facts, "_insurance_data.json")).unwrap();
    let other = std::fs::read(recorded.object(recorded.ids[4], "_conversation.json")).unwrap();
    std::fs::write(recorded.object(swapped, "_conversation.json"), other).unwrap();
    wait(async {
        // What the catalog has of a conversation is not given up for an object that became unreadable.
        let kept = reindex(recorded.path(), FULL).await;
        assert_eq!(kept.unreadable.len(), 3, "{kept:?}");
        assert_eq!(ids(steward(recorded.path()).await.catalog()).await.len(), 8);
    });
    recorded.drop_catalog();
    wait(async {
        let reindexed = reindex(recorded.path(), CHANGED).await;
        assert_eq!((reindexed.archived, reindexed.added), (8, 6));
        let mut named: Vec<_> = reindexed.unreadable.iter().map(|object| object.url.clone()).collect();
        named.sort();
        let file = |id: Uuid, ending| recorded.object(id, ending).display().to_string();
        let mut wanted = vec![
            file(torn, "_conversation.json"),
            file(no_summary, "_summary.json"),
            file(swapped, "_conversation.json"),
        ];
        wanted.sort();
        assert_eq!(named, wanted);
        let steward = steward(recorded.path()).await;
        let entry = steward.catalog().get(no_summary).await.unwrap().unwrap();
        assert_eq!(entry.outcome, "unknown");
        assert!(!entry.said.is_empty());
        assert!(steward.catalog().get(no_facts).await.unwrap().is_some());
        assert!(steward.catalog().get(torn).await.unwrap().is_none());
        let why = &reindexed.unreadable.iter().find(|object| object.url.contains(&swapped.to_string()));
        assert!(why.unwrap().why.contains("is named as of conversation"), "{why:?}");
    });
}

fn mark_erased(folder: &Path, id: Uuid) -> impl Future<Output = ()> {
    let options = options(folder);
    async move {
        let archive = Archive::open(&options.archive, &options.archive_options).unwrap();
        let erasure = serde_json::json!({ "conversationId": id, "erasedAt": "2024-02-01T00:00:00.000Z" });
        let body = Redactor::default().redact(erasure).to_json().unwrap();
        archive.put_aside(&Aside::Erasure { conversation: id }, body).await.unwrap();
    }
}

#[test]
fn what_was_erased_is_not_brought_back() {
    let recorded = Recorded::new(5);
    let erased = recorded.ids[2];
    // Its erasure has begun, and its objects are still there.
    wait(mark_erased(recorded.path(), erased));
    recorded.drop_catalog();
    wait(async {
        let reindexed = reindex(recorded.path(), CHANGED).await;
        assert_eq!((reindexed.archived, reindexed.added, reindexed.tombstones), (5, 4, 1));
        let steward = steward(recorded.path()).await;
        assert!(!ids(steward.catalog()).await.contains(&erased));
        let [tombstone] =
            <[Tombstone; 1]>::try_from(steward.catalog().tombstones(vec![erased]).await.unwrap()).unwrap();
        assert_eq!(tombstone.erased_at, Timestamp::parse("2024-02-01T00:00:00.000Z").unwrap());
        let again = steward.reindex(FULL, |_| {}).await.unwrap();
        assert_eq!((again.tombstones, again.replaced), (0, 4));
    });
}

#[test]
fn the_wrong_archive_does_not_empty_the_catalog() {
    let recorded = Recorded::new(3);
    std::fs::rename(recorded.path().join("conversations"), recorded.path().join("elsewhere")).unwrap();
    wait(async {
        let steward = steward(recorded.path()).await;
        let refused = steward.reindex(CHANGED, |_| {}).await.unwrap_err();
        assert!(matches!(refused, StewardError::EmptyArchive { .. }), "{refused}");
        assert_eq!(ids(steward.catalog()).await.len(), 3);
        assert_eq!(steward.reindex(FULL, |_| {}).await.unwrap().removed, 3);
    });
}

#[test]
fn what_recorders_could_not_index_is_settled() {
    let recorded = Recorded::new(2);
    recorded.drop_catalog();
    std::fs::create_dir(recorded.path().join("catalog")).unwrap();
    std::fs::write(recorded.path().join("catalog/catalog.db"), "damaged").unwrap();
    let recorder = Recorder::open(options(recorded.path())).unwrap();
    say(&recorder, "another", &insurance_call()[..40], 0);
    recorder.shutdown(PATIENCE).unwrap();
    assert!(Unindexed::read(recorded.path()).is_some());
    recorded.drop_catalog();
    assert_eq!(wait(reindex(recorded.path(), CHANGED)).added, 3);
    assert_eq!(Unindexed::read(recorded.path()), None);
}

/// Stops a full reindexing when it tells that it has come so far, as if the process had been killed.
async fn interrupted(steward: &Steward, days: u64) -> bool {
    let reached = tokio::sync::Notify::new();
    let running = steward.reindex(FULL, |progress| {
        if progress.days_done >= days {
            reached.notify_one();
        }
    });
    tokio::select! {
        biased;
        () = reached.notified() => true,
        done = running => {
            done.unwrap();
            false
        }
    }
}

#[test]
fn one_that_was_killed_goes_on_where_it_was() {
    let recorded = Recorded::new(10);
    wait(async {
        let steward = steward(recorded.path()).await;
        let right = dump(steward.catalog()).await;
        steward.catalog().clear().await.unwrap();
        assert!(interrupted(&steward, 0).await);
        let note = ReindexNote::read(steward.catalog()).await.unwrap().unwrap();
        assert_eq!(note.through, None);
        // As if it had come through the newest two days.
        let through = steward.archive().days().await.unwrap()[3];
        let note = ReindexNote { through: Some(through), ..note };
        steward.catalog().set_note("reindex", Some(&serde_json::to_string(&note).unwrap())).await.unwrap();
        let reindexed = steward.reindex(FULL, |_| {}).await.unwrap();
        assert_eq!(reindexed.resumed_from, Some(through));
        assert_eq!(
            dump(steward.catalog()).await,
            right,
            "what is missing in those days is added all the same"
        );
        assert_eq!(steward.reindex(FULL, |_| {}).await.unwrap().resumed_from, None);
    });
}

/// Conversations whose own object is in the archive.
async fn archived(archive: &Archive) -> Vec<Uuid> {
    let mut found = Vec::new();
    for day in archive.days().await.unwrap() {
        let keys = archive.list_day(day).await.unwrap().into_iter();
        found.extend(keys.filter(|key| key.object == Object::Conversation).map(|key| key.conversation));
    }
    found.sort();
    found
}

/// Erases as somebody else would: the mark, the tombstone, the objects, the entry.
async fn erase(steward: &Steward, folder: &Path, id: Uuid) {
    mark_erased(folder, id).await;
    let tombstone = Tombstone { conversation_id: id, erased_at: Timestamp::from_millis(1) };
    steward.catalog().erase(vec![tombstone.clone()]).await.unwrap();
    for key in steward.archive().find(id).await.unwrap() {
        steward.archive().delete(&key).await.unwrap();
    }
    steward.catalog().erase(vec![tombstone]).await.unwrap();
}

#[test]
fn while_it_runs_recorders_record_and_others_erase() {
    let recorded = Recorded::new(10);
    let recorder = Recorder::open(options(recorded.path())).unwrap();
    let (stop, rounds) = (AtomicBool::new(false), AtomicU64::new(0));
    let erasable = Mutex::new(recorded.ids.clone());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..40 {
                let id = say(&recorder, &format!("new {number}"), &insurance_call()[..30], number % 7);
                erasable.lock().unwrap().push(id);
            }
            // The last ones are archived while the last reindexing runs.
            stop.store(true, Ordering::SeqCst);
        });
        scope.spawn(|| {
            wait(async {
                let steward = steward(recorded.path()).await;
                let mut number = 0;
                while !stop.load(Ordering::SeqCst) {
                    let id = erasable.lock().unwrap().get(number).copied();
                    if let Some(id) = id {
                        erase(&steward, recorded.path(), id).await;
                    }
                    number += 3;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
        });
        scope.spawn(|| {
            wait(async {
                let steward = steward(recorded.path()).await;
                loop {
                    let last = stop.load(Ordering::SeqCst);
                    let how = Reindex { full: rounds.fetch_add(1, Ordering::SeqCst) % 2 == 0 };
                    let reindexed = steward.reindex(how, |_| {}).await.unwrap();
                    assert!(reindexed.unreadable.is_empty(), "{reindexed:?}");
                    if last {
                        return;
                    }
                }
            });
        });
    });
    recorder.shutdown(PATIENCE).unwrap();
    assert!(rounds.load(Ordering::SeqCst) > 1);
    wait(async {
        let steward = steward(recorded.path()).await;
        let archived = archived(steward.archive()).await;
        assert!(archived.len() > 20 && archived.len() < 50, "{} are left", archived.len());
        assert_eq!(ids(steward.catalog()).await, archived);
    });
}
