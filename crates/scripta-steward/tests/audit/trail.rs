//! The trail goes on, whatever happens.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scripta_catalog::audit::{Action, Outcome};
use scripta_core::Timestamp;
use scripta_steward::{Accessed, EntryFilter, Pace, Steward, StewardError};
use serde_json::{Map, json};
use uuid::Uuid;

use crate::place::{PATIENCE, Place, access, sound, work};

#[tokio::test]
async fn every_access_is_in_the_catalog_and_in_the_archive_when_it_is_answered() {
    let place = Place::new();
    let steward = place.steward().await;
    work(&steward, 3).await;
    let checked = sound(&steward).await;
    let [trail] = &checked.trails[..] else { panic!("not one trail: {:?}", checked.trails) };
    assert_eq!((trail.in_catalog, trail.in_archive, trail.waiting), (3, 3, 0));
    assert_eq!(place.segments().len(), 4, "three accesses and the verifying itself");
    let head = trail.head.hash.clone();
    assert_eq!(steward.verify_trail(Some(&head)).await.unwrap().noted, Some((trail.head.trail, 3)));
}

#[tokio::test]
async fn failed_and_refused_tries_are_entries_and_say_no_more_than_what_failed() {
    let place = Place::new();
    let steward = place.steward().await;
    let failing = async {
        let id = Uuid::from_u128(7);
        Err::<Accessed<()>, _>(StewardError::NoConversations { ids: vec![id] })
    };
    steward.audited(Action::Read, "a conversation", failing).await.unwrap_err();
    steward.audit(Action::Erase, "a query", Outcome::Refused, Map::new()).await.unwrap();
    let filter = EntryFilter { limit: 10, ..EntryFilter::default() };
    let entries = steward.audit_entries(&filter).await.unwrap().entries;
    let [refused, failed] = &entries[..] else { panic!("not two: {entries:?}") };
    assert_eq!((failed.draft.action, failed.draft.outcome), (Action::Read, Outcome::NotFound));
    assert_eq!(failed.draft.details.get("error"), Some(&json!("not in the archive")));
    assert_eq!((refused.draft.action, refused.draft.outcome), (Action::Erase, Outcome::Refused));
}

#[tokio::test]
async fn entries_are_listed_newest_first_by_what_is_asked_for() {
    let place = Place::new();
    let steward = place.steward().await;
    let before = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
    work(&steward, 3).await;
    let other = steward.acting_for(access("jo@office.example"));
    other.audit(Action::Erase, "67e55044", Outcome::Done, Map::new()).await.unwrap();
    let numbers = async |filter: EntryFilter| {
        let found = steward.audit_entries(&filter).await.unwrap();
        (found.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), found.more)
    };
    let all = EntryFilter { limit: 2, ..EntryFilter::default() };
    assert_eq!(numbers(all.clone()).await, (vec![4, 3], true));
    // Asking was the fifth.
    assert_eq!(numbers(EntryFilter { limit: 50, ..all.clone() }).await, (vec![5, 4, 3, 2, 1], false));
    let by = EntryFilter { actor: Some("jo@office.example".to_owned()), ..all.clone() };
    assert_eq!(numbers(by).await, (vec![4], false));
    let of = EntryFilter { action: Some("search".to_owned()), limit: 3, ..all.clone() };
    assert_eq!(numbers(of).await, (vec![3, 2, 1], false));
    let on = EntryFilter { target: Some("#1".to_owned()), ..all.clone() };
    assert_eq!(numbers(on).await, (vec![2], false));
    let until = EntryFilter { until: Some(before), ..all.clone() };
    assert_eq!(numbers(until).await, (vec![], false));
    let since = EntryFilter { since: Some(before), limit: 50, ..all };
    assert_eq!(numbers(since).await.0.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_programs_write_one_chain_and_archive_it_together() {
    let place = Place::new();
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let options = place.options();
            tokio::spawn(async move {
                let steward = Steward::open(&options, access("ops")).await.unwrap();
                work(&steward, 15).await;
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let steward = place.steward().await;
    assert_eq!(steward.archive_trail().await.unwrap(), 60);
    let checked = sound(&steward).await;
    assert_eq!((checked.trails.len(), checked.trails[0].in_archive, checked.trails[0].waiting), (1, 60, 0));
}

#[tokio::test]
async fn an_archive_that_is_away_delays_entries_and_loses_none() {
    let place = Place::new();
    let steward = place.steward().await;
    fs::write(place.path().join("audit"), "in the way").unwrap();
    work(&steward, 5).await;
    steward.archive_trail().await.unwrap_err();
    let filter = EntryFilter { limit: 10, ..EntryFilter::default() };
    assert_eq!(steward.audit_entries(&filter).await.unwrap().entries.len(), 5);
    fs::remove_file(place.path().join("audit")).unwrap();
    work(&steward, 1).await;
    let checked = sound(&steward).await;
    assert_eq!((checked.trails[0].in_archive, checked.trails[0].waiting), (7, 0));
}

/// What a process that is killed may leave: a plan, an object, both, and an older note than the archive's objects.
#[tokio::test]
async fn an_archiving_that_was_cut_off_at_any_step_is_made_up_for() {
    let place = Place::new();
    let steward = place.steward().await.with_pace(Pace::Batched { within: PATIENCE, entries: 1_000 });
    work(&steward, 4).await;
    let note = async || steward.catalog().note("audit.archived").await.unwrap();
    assert_eq!(note().await, None);
    assert_eq!(steward.archive_trail().await.unwrap(), 4);
    let done = note().await.unwrap();
    let trail = steward.catalog().audit_head().await.unwrap().unwrap().trail;
    let planned = json!({ "trail": trail, "upto": 0, "planned": 4 }).to_string();
    for (old, keep_object) in [(Some(&planned), false), (Some(&planned), true), (None, true)] {
        steward.catalog().set_note("audit.archived", old.map(String::as_str)).await.unwrap();
        if !keep_object {
            fs::remove_file(&place.segments()[0]).unwrap();
        }
        work(&steward, 1).await;
        let last = steward.catalog().audit_head().await.unwrap().unwrap().number;
        assert_eq!(steward.archive_trail().await.unwrap(), last);
        let checked = sound(&steward).await;
        assert_eq!(checked.trails[0].in_archive, last, "{old:?} {keep_object}");
    }
    assert!(done.contains("\"upto\":4"));
    assert_eq!(fs::read_to_string(&place.segments()[0]).unwrap().lines().count(), 4);
}

#[tokio::test]
async fn a_program_that_stays_archives_in_batches() {
    let place = Place::new();
    let open = async |pace| place.steward().await.with_pace(pace);
    let steward = open(Pace::Batched { within: PATIENCE, entries: 3 }).await;
    work(&steward, 2).await;
    assert_eq!(place.segments().len(), 0, "two wait");
    work(&steward, 1).await;
    until(|| place.segments().len() == 1).await;
    work(&steward, 1).await;
    steward.close().await.unwrap();
    assert_eq!(place.segments().len(), 2);

    let steward = open(Pace::Batched { within: Duration::from_millis(20), entries: 1_000 }).await;
    work(&steward, 1).await;
    until(|| place.segments().len() == 3).await;
    sound(&steward).await;
}

async fn until(done: impl Fn() -> bool) {
    let waiting = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

#[tokio::test]
async fn a_new_catalog_goes_on_with_the_trail_that_the_archive_has() {
    for forget_file in [false, true] {
        let place = Place::new();
        let steward = place.steward().await;
        work(&steward, 3).await;
        let before = steward.catalog().audit_head().await.unwrap().unwrap();
        drop(steward);
        place.drop_catalog();
        if forget_file {
            fs::remove_file(place.path().join("audit-trail")).unwrap();
        }
        let steward = place.steward().await;
        assert_eq!(steward.catalog().audit_head().await.unwrap(), Some(before.clone()));
        work(&steward, 2).await;
        let checked = steward.verify_trail(Some(&before.hash)).await.unwrap();
        assert_eq!((checked.faults, checked.trails.len()), (vec![], 1));
        assert_eq!((checked.trails[0].in_catalog, checked.trails[0].in_archive), (5, 5));
    }
}

#[tokio::test]
async fn of_several_trails_a_machine_goes_on_with_its_own_or_begins_a_new_one() {
    let (place, other) = (Place::new(), Place::new());
    for place in [&place, &other] {
        work(&place.steward().await, 2).await;
    }
    copy(&other.path().join("audit"), &place.path().join("audit"));
    let own = place.steward().await.catalog().audit_head().await.unwrap().unwrap();
    place.drop_catalog();
    let head = place.steward().await.catalog().audit_head().await.unwrap();
    assert_eq!(head, Some(own.clone()));

    place.drop_catalog();
    fs::remove_file(place.path().join("audit-trail")).unwrap();
    let steward = place.steward().await;
    assert_eq!(steward.catalog().audit_head().await.unwrap(), None);
    work(&steward, 1).await;
    assert_ne!(steward.catalog().audit_head().await.unwrap().unwrap().trail, own.trail);
    assert_eq!(sound(&steward).await.trails.len(), 3);
}

#[tokio::test]
async fn a_trail_that_is_not_sound_is_not_gone_on_with_and_stays_accused() {
    let place = Place::new();
    let steward = place.steward().await;
    work(&steward, 3).await;
    drop(steward);
    place.drop_catalog();
    fs::remove_file(&place.segments()[1]).unwrap();
    let steward = place.steward().await;
    let filter = EntryFilter { limit: 10, ..EntryFilter::default() };
    let entries = steward.audit_entries(&filter).await.unwrap().entries;
    let [first] = &entries[..] else { panic!("not one: {entries:?}") };
    assert_eq!((first.number, first.draft.outcome), (1, Outcome::Failed));
    let checked = steward.verify_trail(None).await.unwrap();
    assert!(checked.faults.iter().any(|fault| fault.names(2)), "{:?}", checked.faults);
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_given_out() {
    let place = Place::new();
    let id = place.record("session", &json!({}));
    let steward = place.steward().await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON audit \
                BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END";
    place.raw().execute(full, ()).unwrap();
    let given = steward.audited(Action::Read, "x", async { Ok(Accessed::done("the secret")) }).await;
    assert!(matches!(given, Err(StewardError::Unaudited(_))), "{given:?}");
    let out = place.path().join("out.zip");
    let selection = scripta_steward::Selection::Conversations(vec![id]);
    let exported = steward.export(&selection, &out).await;
    assert!(matches!(exported, Err(StewardError::Unaudited(_))), "{exported:?}");
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("export")), "{left:?}");
    assert!(!out.exists());
    place.raw().execute("DROP TRIGGER full", ()).unwrap();
    assert!(steward.export(&selection, &out).await.unwrap().is_some());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
