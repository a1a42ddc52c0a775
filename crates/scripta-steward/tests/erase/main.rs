//! Erased is erased: no byte is left, whatever is interrupted, and nothing else is touched.

#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests, their helpers included")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod bucket;
mod killed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aho_corasick::AhoCorasick;
use scripta_archive::Aside;
use scripta_core::Timestamp;
use scripta_recorder::{End, JournalPlace, Options, Recorder, RetentionRule, RetentionSection, Start};
use scripta_sample::START_EPOCH_MS;
use scripta_steward::{
    Access, EntryFilter, Erasure, Reindex, Selection, SignedReceipt, Steward, StewardError, Which,
};
use serde_json::{Map, json};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(60);

fn options(folder: &Path) -> Options {
    let mut options = Options::local(folder).unwrap();
    options.workers = 2;
    options.retry = (Duration::from_millis(20), Duration::from_millis(100));
    options.journal_place = JournalPlace::FirstFree;
    options
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn steward(options: &Options) -> Steward {
    let access = Access { actor: "privacy-desk".into(), origin: "test".into(), purpose: None };
    Steward::open(options, access).await.unwrap()
}

/// How many marks a conversation has.
const MARKS: usize = 5;

/// What is unique to a conversation, in what is said, given and called.
fn marks(number: usize) -> [String; MARKS] {
    ["said", "answered", "called", "session", "given"].map(|what| format!("zq{what}{number:04}mark"))
}

/// Records a call in which everything is marked.
fn record(recorder: &Recorder, number: usize) -> Uuid {
    let [said, answered, called, session, given] = marks(number);
    let at =
        |ms: i64| Some(Timestamp::from_millis(START_EPOCH_MS + i64::try_from(number).unwrap() * 1000 + ms));
    let metadata = json!({ "userType": "insurance_customer", "customerId": given });
    let metadata = metadata.as_object().cloned().unwrap();
    let start = Start { capture: "replay".into(), metadata, at: at(0), ..Start::default() };
    let conversation = recorder.begin(&session, start).unwrap();
    let message = |id: &str, role: &str, kind: &str, text: &str| {
        json!({ "type": "conversation.item.created", "event_id": format!("event_{id}"), "previous_item_id": null,
                "item": { "id": id, "type": "message", "role": role, "status": "completed",
                          "content": [{ "type": kind, "text": text }] } })
    };
    let events = [
        message("item_1", "user", "input_text", &format!("I want full coverage, {said} please")),
        message("item_2", "assistant", "text", &format!("Of course, {answered} it is")),
        json!({ "type": "conversation.item.created", "event_id": "event_3", "previous_item_id": "item_2",
                "item": { "id": "item_3", "type": "function_call", "name": "get_quote", "call_id": "call_1",
                          "status": "completed", "arguments": json!({ "note": called }).to_string() } }),
    ];
    for (event, ms) in events.iter().zip([100, 200, 300]) {
        conversation.observe_waiting(event.to_string(), at(ms), PATIENCE).unwrap();
    }
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    conversation.id()
}

fn recorded(options: &Options, conversations: usize) -> Vec<Uuid> {
    let recorder = Recorder::open(options.clone()).unwrap();
    let ids = (0..conversations).map(|number| record(&recorder, number)).collect();
    recorder.shutdown(PATIENCE).unwrap();
    ids
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Searches every byte under the folders, and every name, for the marks of conversations.
fn found(folders: &[&Path], numbers: impl Iterator<Item = usize>) -> Vec<String> {
    let marks: Vec<String> = numbers.flat_map(marks).collect();
    let hits = hits(folders, &marks);
    hits.into_iter().map(|(mark, file)| format!("{} in {file}", marks[mark])).collect()
}

/// Which of `marks` stand in which files.
fn hits(folders: &[&Path], marks: &[String]) -> Vec<(usize, String)> {
    let searcher = AhoCorasick::new(marks).unwrap();
    let mut found = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.display().to_string();
        for hit in searcher.find_iter(&bytes).chain(searcher.find_iter(&name)) {
            found.push((hit.pattern().as_usize(), name.clone()));
        }
    }
    found
}

fn receipt(erasure: &Erasure) -> &SignedReceipt {
    match erasure {
        Erasure::Done(receipt) => receipt,
        other => panic!("it is not done: {other:?}"),
    }
}

/// What the archive has of conversations that are to stay, byte for byte.
fn kept(folder: &Path, erased: &[Uuid]) -> BTreeMap<PathBuf, Vec<u8>> {
    let is_kept =
        |path: &PathBuf| !erased.iter().any(|id| path.display().to_string().contains(&id.to_string()));
    files(&folder.join("conversations"))
        .into_iter()
        .filter(is_kept)
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn a_hundred_marked_conversations_leave_no_byte_but_their_tombstones() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let ids = recorded(&options, 120);
    let (erased, others) = ids.split_at(100);
    assert!(!found(&[folder.path()], 0..100).is_empty(), "the marks are there before");
    let before = kept(folder.path(), erased);
    wait(async {
        let steward = steward(&options).await;
        for id in erased {
            let erasure = steward.erase(*id, Some("asked for by the caller"), false).await.unwrap();
            let signed = receipt(&erasure);
            assert!(signed.is_genuine());
            assert_eq!((signed.receipt.objects, signed.receipt.keys.len()), (3, 3));
        }
        for id in erased {
            let verified = steward.verify_erasure(*id).await.unwrap();
            assert!(verified.gone, "{verified:?}");
        }
        let left = steward.catalog().ids(None, 1_000).await.unwrap();
        let mut left: Vec<_> = left.into_iter().map(|(id, _)| id).collect();
        let mut others = others.to_vec();
        left.sort();
        others.sort();
        assert_eq!(left, others);
    });
    assert_eq!(found(&[folder.path()], 0..100), Vec::<String>::new());
    assert_eq!(kept(folder.path(), erased), before, "the others are as they were");
    assert!(!found(&[folder.path()], 100..120).is_empty());
}

#[test]
fn what_was_erased_is_not_recorded_recovered_or_indexed_again() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let ids = recorded(&options, 3);
    let copy: Vec<_> = files(&folder.path().join("conversations"))
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect();
    wait(async { receipt(&steward(&options).await.erase(ids[0], None, false).await.unwrap()).is_genuine() });
    // Somebody restores the objects from a backup.
    for (path, bytes) in copy {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    wait(async {
        let steward = steward(&options).await;
        steward.reindex(Reindex { full: true }, |_| {}).await.unwrap();
        assert!(steward.catalog().get(ids[0]).await.unwrap().is_none());
        assert!(!steward.verify_erasure(ids[0]).await.unwrap().gone, "it is told that it is there again");
        assert!(receipt(&steward.erase(ids[0], None, false).await.unwrap()).is_genuine());
        assert!(steward.verify_erasure(ids[0]).await.unwrap().gone);
    });
    assert_eq!(found(&[folder.path()], 0..1), Vec::<String>::new());
}

#[test]
fn a_conversation_that_another_process_records_is_taken_out_of_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    // A second recorder in this process holds its journal just as another process would.
    let recorder = Recorder::open(options.clone()).unwrap();
    let [_, _, _, session, given] = marks(0);
    let metadata = Map::from_iter([("customerId".to_owned(), given.into())]);
    let conversation =
        recorder.begin(&session, Start { capture: "replay".into(), metadata, ..Start::default() }).unwrap();
    let id = conversation.id();
    let event = json!({ "type": "conversation.item.created", "event_id": "e", "previous_item_id": null,
        "item": { "id": "i", "type": "message", "role": "user", "content": [{ "type": "input_text", "text": marks(0)[0] }] } });
    conversation.observe_waiting(event.to_string(), None, PATIENCE).unwrap();
    while recorder.active().iter().all(|active| active.acknowledged == 0) {
        std::thread::sleep(Duration::from_millis(5));
    }
    wait(async {
        let erasure = steward(&options).await.erase(id, None, false).await.unwrap();
        assert!(receipt(&erasure).is_genuine());
    });
    assert_eq!(found(&[folder.path()], 0..1), Vec::<String>::new());
    assert!(recorder.active().is_empty());
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(found(&[folder.path()], 0..1), Vec::<String>::new());
    assert_eq!(files(&folder.path().join("erasures").join("journal")), Vec::<PathBuf>::new());
}

#[test]
fn a_receipt_names_who_was_given_an_export_and_counts_what_a_killed_attempt_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let ids = recorded(&options, 1);
    wait(async {
        let steward = steward(&options).await;
        let out = folder.path().join("handed-out.zip");
        steward.export(&Selection::Conversations(vec![ids[0]]), &out).await.unwrap();
        std::fs::remove_file(&out).unwrap();
        let first = steward.erase(ids[0], Some("asked for"), false).await.unwrap();
        let first = &receipt(&first).receipt;
        assert_eq!(
            first.exports.iter().map(|export| export.by.as_str()).collect::<Vec<_>>(),
            ["privacy-desk"]
        );
        assert!(first.bytes > 1_000 && first.all_versions, "{first:?}");
        // As it stands when the attempt is killed after the last object was deleted.
        let aside = Aside::Erasure { conversation: ids[0] };
        let json = steward.archive().get_aside(&aside).await.unwrap();
        let mut paper: serde_json::Value = serde_json::from_slice(&json).unwrap();
        paper["state"] = "begun".into();
        paper.as_object_mut().unwrap().remove("receipt");
        let file = files(&folder.path().join("erasures"));
        std::fs::write(&file[0], paper.to_string()).unwrap();
        let resumed = steward.resume_erasures().await.unwrap();
        let second = &receipt(resumed[0].1.as_ref().unwrap()).receipt;
        assert_eq!((second.objects, second.bytes, &second.keys), (first.objects, first.bytes, &first.keys));
    });
}

#[test]
fn sessions_and_subjects_name_their_conversations() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let ids = recorded(&options, 4);
    wait(async {
        let steward = steward(&options).await;
        let only = |found: Vec<scripta_steward::Candidate>| {
            found.into_iter().map(|found| found.conversation_id).collect::<Vec<_>>()
        };
        let [.., session, given] = marks(2);
        let by_session = steward.candidates(&Which::Session(session)).await.unwrap();
        assert_eq!(only(by_session), [ids[2]]);
        let metadata = Which::Metadata { key: "customerId".to_owned(), value: given };
        assert_eq!(only(steward.candidates(&metadata).await.unwrap()), [ids[2]]);
        let looked_for = EntryFilter { action: Some("search".into()), limit: 9, ..EntryFilter::default() };
        let entries = steward.audit_entries(&looked_for).await.unwrap().entries;
        let targets: Vec<_> = entries.iter().map(|entry| entry.draft.target.as_str()).collect();
        assert_eq!(targets, ["meta.customerId", "session"], "and whose they are is not told");
        // Another session may differ in the case alone; and what everybody's mask stands for is nobody's.
        let other_case = steward.candidates(&Which::Session(marks(2)[3].to_uppercase())).await.unwrap();
        assert_eq!(other_case, []);
        let masked = steward.candidates(&Which::Session("call from 415-555-0134".to_owned())).await;
        assert!(matches!(masked, Err(StewardError::SharedMask { .. })), "{masked:?}");
        let nobody = Uuid::from_u128(1);
        assert_eq!(
            steward.erase(nobody, None, false).await.unwrap(),
            Erasure::NotFound { conversation_id: nobody }
        );
    });
}

#[test]
fn the_reason_holds_no_personal_data() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let ids = recorded(&options, 1);
    let reason = "asked for by mail from zq.caller@mark.example, phone 415-555-0134";
    wait(async {
        let erasure = steward(&options).await.erase(ids[0], Some(reason), false).await.unwrap();
        let said = receipt(&erasure).receipt.reason.clone().unwrap();
        assert!(said.starts_with("asked for by mail"), "{said}");
    });
    for path in files(folder.path()) {
        let bytes = std::fs::read(&path).unwrap();
        for mark in ["zq.caller@mark.example", "415-555-0134"] {
            assert!(!bytes.windows(mark.len()).any(|piece| piece == mark.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn rules_of_retention_let_go_what_is_old_and_not_what_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    let ids = recorded(&options, 5);
    let rule = |name: &str, query: Option<String>, keep: Option<&str>, hold| RetentionRule {
        name: name.to_owned(),
        query,
        keep: keep.map(str::to_owned),
        hold,
    };
    let customer = |number: usize| Some(format!("meta.customerId:{}", marks(number)[4]));
    options.retention = RetentionSection {
        rules: vec![
            rule("dispute", customer(0), None, true),
            rule("long", customer(1), Some("900y"), false),
            rule("rest", None, Some("30d"), false),
        ],
    };
    wait(async {
        let steward = steward(&options).await;
        let plan = steward.retention_plan().await.unwrap();
        assert_eq!(plan.rules.iter().map(|due| due.conversations.len()).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(plan.held[0].conversations[0].conversation_id, ids[0]);
        let held = steward.erase(ids[0], None, false).await;
        assert!(matches!(held, Err(StewardError::Held { .. })), "{held:?}");
        let mut told = Vec::new();
        steward.apply_retention(&plan, |candidate, _| told.push(candidate.conversation_id)).await.unwrap();
        assert_eq!(told, ids[2..]);
        assert_eq!(steward.catalog().ids(None, 10).await.unwrap().len(), 2);
        assert_eq!(steward.retention_plan().await.unwrap().count(), 0);
        let lifecycle = steward.bucket_lifecycle().await.unwrap();
        assert_eq!(
            lifecycle["Rules"].as_array().unwrap().len(),
            2,
            "the bucket lets nothing go while something is held"
        );
    });
    assert_eq!(found(&[folder.path()], 2..5), Vec::<String>::new());
}
