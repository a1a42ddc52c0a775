//! The journal fails, and the conversation goes on.

use std::time::Duration;

use scripta_journal::Condition;
use scripta_recorder::{BeginError, End, OpenError, Options, Recorder, Start};
use scripta_s3_testing::S3Server;

use crate::support::{
    PATIENCE, begin, eventually, item_event, options, problems, record, texts, with_bucket,
};

/// A disk with room for little.
fn small(mut options: Options, queue_bytes: usize) -> Options {
    options.journal = options.journal.disk_bytes(Some(256 * 1024)).queue_bytes(queue_bytes);
    options
}

fn is_retrying(recorder: &Recorder) -> bool {
    matches!(recorder.status().journal.condition, Condition::Retrying { .. })
}

fn text(number: usize) -> String {
    format!("{number} {}", "word ".repeat(2_000))
}

#[test]
fn a_full_disk_costs_acknowledgements_and_no_words() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(small(options(folder.path()), 64 * 1024 * 1024)).unwrap();
    let conversation = begin(&recorder, "session");
    let mut sent = 0;
    eventually("the disk is full", || {
        sent += 1;
        let ticket = conversation.observe(item_event(sent, &text(sent)), None).unwrap();
        !conversation.wait_acknowledged(ticket, Duration::from_millis(200)) && is_retrying(&recorder)
    });
    let ticket = conversation.observe(item_event(sent + 1, &text(sent + 1)), None).unwrap();
    assert!(!conversation.wait_acknowledged(ticket, Duration::from_millis(300)));
    assert!(conversation.acknowledged() < ticket);
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let record = record(folder.path(), conversation.id());
    assert_eq!(texts(&record).len(), sent + 1, "the archive has all of it");
    assert_eq!(problems(&record), ["journal_unavailable"]);
    // Once the archive has it, it survives.
    assert!(conversation.wait_acknowledged(ticket, PATIENCE));
}

#[test]
fn a_journal_that_refuses_is_named_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(small(options(folder.path()), 64 * 1024)).unwrap();
    let conversation = begin(&recorder, "session");
    let other = begin(&recorder, "another session");
    let mut last = None;
    for number in 1..=80 {
        last = Some(conversation.observe_waiting(item_event(number, &text(number)), None, PATIENCE).unwrap());
    }
    let last = last.unwrap();
    // Once something was refused, nothing more is acknowledged, and nobody waits for it.
    assert!(!conversation.wait_acknowledged(last, PATIENCE));
    assert!(conversation.acknowledged() < last);
    let archived = conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(archived.objects.len(), 3);
    let archived = record(folder.path(), conversation.id());
    assert_eq!(texts(&archived).len(), 80);
    assert_eq!(problems(&archived), ["journal_unavailable"]);
    // The other one has lost nothing by it.
    other.observe(item_event(1, "still here"), None).unwrap();
    other.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(texts(&record(folder.path(), other.id())), ["still here"]);
}

#[test]
fn space_that_returns_is_used_at_once() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let options = small(with_bucket(folder.path(), &server), 64 * 1024 * 1024);
    let recorder = Recorder::open(options).unwrap();
    server.go_away();
    // Conversations that wait for the archive fill the disk.
    let mut waiting = Vec::new();
    eventually("the disk is full", || {
        let conversation = begin(&recorder, &format!("session {}", waiting.len()));
        let ticket = conversation.observe(item_event(1, &text(1)), None).unwrap();
        if conversation.wait_acknowledged(ticket, Duration::from_millis(500)) {
            waiting.push(conversation.end(End::default(), None));
            return false;
        }
        waiting.push(conversation.end(End::default(), None));
        is_retrying(&recorder)
    });
    let live = begin(&recorder, "live");
    let ticket = live.observe(item_event(1, "said while the disk was full"), None).unwrap();
    assert!(!live.wait_acknowledged(ticket, Duration::from_millis(100)));
    server.come_back();
    for ending in &waiting {
        ending.wait(PATIENCE).unwrap();
    }
    assert!(live.wait_acknowledged(ticket, PATIENCE), "{:?}", recorder.status().journal);
    live.end(End::default(), None).wait(PATIENCE).unwrap();
    let record = record(&server.folder(), live.id());
    assert_eq!(record["completeness"]["status"], "complete", "{}", record["completeness"]);
    recorder.shutdown(PATIENCE).unwrap();
}

#[test]
fn what_neither_archive_nor_journal_took_is_told_of_at_shutdown() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(small(with_bucket(folder.path(), &server), 64 * 1024)).unwrap();
    server.go_away();
    let conversation = begin(&recorder, "session");
    for number in 1..=80 {
        conversation.observe_waiting(item_event(number, &text(number)), None, PATIENCE).unwrap();
    }
    let ending = conversation.end(End::default(), None);
    let error = ending.wait_first_attempt(PATIENCE).unwrap_err();
    assert!(error.to_string().contains("keep this process running"), "{error}");
    let error = recorder.shutdown(Duration::from_secs(1)).unwrap_err();
    assert!(error.to_string().starts_with("1 conversations are not archived"), "{error}");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = Recorder::open(options(&path)).unwrap_err();
        assert!(matches!(error, OpenError::Folder { .. }), "{error:?}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        assert!(error.to_string().contains("choose another"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        // The superuser may write everywhere.
        return;
    }
    let error = Recorder::open(options(folder.path())).unwrap_err();
    assert!(error.to_string().contains("give this user the right"), "{error}");
}

#[test]
fn a_folder_in_use_says_who_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let error = Recorder::open(options(folder.path())).unwrap_err();
    assert!(error.to_string().contains("is in use by process"), "{error}");
    assert!(error.to_string().contains(&std::process::id().to_string()), "{error}");
    // The one that has it is not disturbed.
    begin(&recorder, "session").end(End::default(), None).wait(PATIENCE).unwrap();
    recorder.shutdown(PATIENCE).unwrap();
    assert_eq!(recorder.begin("session", Start::default()).unwrap_err(), BeginError::ShuttingDown);
}

/// Leaves a conversation with one damaged entry.
fn damage(folder: &std::path::Path, ends: bool) -> uuid::Uuid {
    let server = S3Server::start();
    server.go_away();
    let recorder = Recorder::open(with_bucket(folder, &server)).unwrap();
    let conversation = begin(&recorder, "session");
    for (number, text) in ["before it", "the damaged one", "after it"].into_iter().enumerate() {
        conversation.observe(item_event(number, text), None).unwrap();
    }
    if ends {
        conversation.end(End::default(), None).wait_first_attempt(PATIENCE).unwrap_err();
    }
    let id = conversation.id();
    drop((recorder, conversation));
    let file = scripta_recorder::journal_folder(folder).join("journal.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let place = bytes.windows(7).position(|window| window == b"damaged").unwrap();
    bytes[place] = b'D';
    std::fs::write(&file, bytes).unwrap();
    id
}

#[test]
fn a_damaged_entry_costs_itself_and_no_other() {
    for (ends, expected) in
        [(false, &["sequence_gap", "recovered_after_crash"][..]), (true, &["sequence_gap"])]
    {
        let folder = tempfile::tempdir().unwrap();
        let id = damage(folder.path(), ends);
        let recorder = Recorder::open(options(folder.path())).unwrap();
        let recovery = recorder.recover(PATIENCE).unwrap();
        assert_eq!((recovery.archived.len(), recovery.pending.len()), (1, 0), "{recovery:?}");
        let record = record(folder.path(), id);
        let texts = texts(&record);
        assert!(texts.iter().any(|text| text == "before it") && texts.iter().any(|text| text == "after it"));
        assert_eq!(problems(&record), expected);
        recorder.shutdown(PATIENCE).unwrap();
    }
}
