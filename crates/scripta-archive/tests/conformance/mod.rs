//! What every store of an archive must do. Each store runs all of it: see `with_every_behaviour!`.

use futures::TryStreamExt;
use scripta_archive::{Added, Archive, ArchiveError, Aside, Date, Key, Object};
use uuid::Uuid;

pub(crate) mod record;

use record::{MONDAY, Record, TUESDAY, WEDNESDAY, body};

/// One empty archive, and what is special about its store.
pub(crate) trait Place {
    fn archive(&self) -> &Archive;

    /// Puts bytes into the store without the archive.
    fn plant(&self, path: &str, bytes: &[u8]);

    /// Whether all versions of an object can be deleted, or it has but one.
    fn sees_versions(&self) -> bool {
        true
    }

    /// Whether keys may be as long as a session id can make them.
    fn takes_long_keys(&self) -> bool {
        true
    }
}

/// Calls `$run!(name, …)` with the names of all behaviours.
#[macro_export]
macro_rules! with_every_behaviour {
    ($run:ident) => {
        $run!(
            a_record_comes_back_as_it_was_written,
            what_is_not_there_is_not_found,
            writing_again_leaves_what_is_the_same,
            writing_again_replaces_what_differs,
            a_second_attempt_completes_the_first,
            an_empty_archive_lists_nothing,
            listings_are_by_day_and_newest_first,
            a_conversation_is_found_on_any_day,
            what_is_deleted_is_gone_and_the_rest_stays,
            any_session_id_can_be_kept,
            what_is_not_a_record_is_passed_over,
            many_can_write_at_once,
            objects_of_two_records_are_not_mixed,
            a_check_passes_and_leaves_nothing,
            what_is_beside_the_records_is_written_read_and_listed,
            lines_that_were_added_are_never_replaced
        );
    };
}

pub(crate) async fn a_record_comes_back_as_it_was_written(place: &impl Place) {
    let record = Record::new(MONDAY, "session_123");
    let stored = place.archive().put_record(record.objects(), false).await.unwrap();
    let order: Vec<_> = record.keys().map(|key| key.path()).into();
    assert_eq!(stored.iter().map(|object| object.key.clone()).collect::<Vec<_>>(), order);
    for (key, object) in record.keys().iter().zip(&stored) {
        let bytes = place.archive().get(key).await.unwrap();
        assert_eq!(bytes, body(&record.text(&key.object)).into_inner());
        assert_eq!((object.bytes, object.written), (bytes.len() as u64, true));
        assert_eq!(object.url, place.archive().url(key));
        assert!(object.url.ends_with(&key.path()));
    }
}

pub(crate) async fn what_is_not_there_is_not_found(place: &impl Place) {
    let [_, _, key] = Record::new(MONDAY, "session_123").keys();
    let error = place.archive().get(&key).await.unwrap_err();
    assert!(matches!(&error, ArchiveError::NotFound { key: named } if *named == key.path()), "{error}");
    assert!(error.is_not_found() && !error.is_retryable());
    let deleted = place.archive().delete(&key).await.unwrap();
    assert_eq!((deleted.objects, deleted.bytes), (0, 0));
}

pub(crate) async fn writing_again_leaves_what_is_the_same(place: &impl Place) {
    let record = Record::new(MONDAY, "session_123");
    place.archive().put_record(record.objects(), false).await.unwrap();
    let stored = place.archive().put_record(record.objects(), true).await.unwrap();
    assert!(stored.iter().all(|object| !object.written && object.bytes > 0));
}

pub(crate) async fn writing_again_replaces_what_differs(place: &impl Place) {
    let [_, summary, _] = Record::new(MONDAY, "session_123").keys();
    place.archive().put(&summary, body("the first and longer one"), false).await.unwrap();
    assert!(place.archive().put(&summary, body("the second"), true).await.unwrap().written);
    assert_eq!(place.archive().get(&summary).await.unwrap(), b"\"the second\"");
    place.archive().put(&summary, body("the third"), false).await.unwrap();
    assert_eq!(place.archive().get(&summary).await.unwrap(), b"\"the third\"");
}

pub(crate) async fn a_second_attempt_completes_the_first(place: &impl Place) {
    let record = Record::new(MONDAY, "session_123");
    let [extracted, ..] = record.keys();
    place.archive().put(&extracted, record.objects().extracted.1, false).await.unwrap();
    let stored = place.archive().put_record(record.objects(), true).await.unwrap();
    assert_eq!(stored.iter().map(|object| object.written).collect::<Vec<_>>(), [false, true, true]);
}

pub(crate) async fn an_empty_archive_lists_nothing(place: &impl Place) {
    assert_eq!(place.archive().days().await.unwrap(), []);
    let [key, ..] = Record::new(MONDAY, "s").keys();
    assert_eq!(place.archive().list_day(key.date).await.unwrap(), []);
    assert_eq!(all(place.archive()).await, []);
    assert_eq!(place.archive().find(Uuid::nil()).await.unwrap(), []);
}

pub(crate) async fn listings_are_by_day_and_newest_first(place: &impl Place) {
    let records = [(TUESDAY, "b"), (MONDAY, "z"), (WEDNESDAY, "m"), (TUESDAY, "a")]
        .map(|(day, session)| Record::new(day, session));
    for record in &records {
        place.archive().put_record(record.objects(), false).await.unwrap();
    }
    let days = place.archive().days().await.unwrap();
    assert_eq!(
        days.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["2024-01-15", "2024-01-16", "2024-01-17"]
    );
    let tuesday = place.archive().list_day(days[1]).await.unwrap();
    let sessions: Vec<_> = tuesday.iter().filter_map(|key| key.session.decode()).collect();
    assert_eq!(sessions, ["a", "a", "a", "b", "b", "b"]);
    let listed = all(place.archive()).await;
    assert_eq!(listed.len(), 12);
    assert!(
        listed.windows(2).all(|pair| pair[0].date > pair[1].date
            || pair[0].date == pair[1].date && pair[0].path() < pair[1].path())
    );
}

pub(crate) async fn a_conversation_is_found_on_any_day(place: &impl Place) {
    let records = [MONDAY, TUESDAY, WEDNESDAY].map(|day| Record::new(day, "session_123"));
    for record in &records {
        place.archive().put_record(record.objects(), false).await.unwrap();
    }
    for record in &records {
        let mut keys = record.keys();
        keys.sort_by_key(Key::path);
        assert_eq!(place.archive().find(record.conversation).await.unwrap(), keys);
    }
    assert_eq!(place.archive().find(Uuid::nil()).await.unwrap(), []);
}

pub(crate) async fn what_is_deleted_is_gone_and_the_rest_stays(place: &impl Place) {
    let [gone, stays] = [MONDAY, TUESDAY].map(|day| Record::new(day, "session_123"));
    for record in [&gone, &stays] {
        place.archive().put_record(record.objects(), false).await.unwrap();
    }
    for key in gone.keys() {
        let bytes = place.archive().get(&key).await.unwrap().len() as u64;
        let deleted = place.archive().delete(&key).await.unwrap();
        assert_eq!((deleted.objects, deleted.bytes), (1, bytes));
        assert_eq!(deleted.all_versions, place.sees_versions());
        assert!(place.archive().get(&key).await.unwrap_err().is_not_found());
    }
    let days = place.archive().days().await.unwrap();
    assert_eq!(days, [stays.keys()[0].date]);
    assert_eq!(all(place.archive()).await.len(), 3);
}

pub(crate) async fn any_session_id_can_be_kept(place: &impl Place) {
    let long = "x".repeat(400);
    let ids = [
        "",
        " ",
        ".",
        "..",
        "../../x",
        "a/b",
        "a\\b",
        "50%",
        "%2F",
        "~",
        "été",
        "\u{1F600}",
        "a+b c",
        "\0",
        "?#&=",
        &long,
    ];
    let ids: Vec<_> = ids.iter().filter(|id| place.takes_long_keys() || id.len() < 100).collect();
    for id in &ids {
        let record = Record::new(MONDAY, id);
        place.archive().put_record(record.objects(), false).await.unwrap();
        let [.., key] = record.keys();
        assert_eq!(
            place.archive().get(&key).await.unwrap(),
            body(&record.text(&key.object)).into_inner(),
            "{id:?}"
        );
    }
    let listed = all(place.archive()).await;
    assert_eq!(listed.len(), 3 * ids.len());
    for id in ids {
        let kept = listed.iter().filter(|key| key.session.decode().as_deref() == Some(*id)).count();
        assert_eq!(kept, if id.len() > 150 { 0 } else { 3 }, "{id:?}");
    }
}

pub(crate) async fn what_is_not_a_record_is_passed_over(place: &impl Place) {
    let record = Record::new(MONDAY, "session_123");
    place.archive().put_record(record.objects(), false).await.unwrap();
    for path in [
        "conversations/notes.txt",
        "conversations/.scripta-probe-1",
        "conversations/drafts/session_123/notes.txt",
        "conversations/2024-01-15/notes.txt",
        "conversations/2024-01-15/session_123/notes.txt",
        "conversations/2024-1-1/session_123/notes.txt",
        "elsewhere/2024-01-15/notes.txt",
    ] {
        place.plant(path, b"not ours");
    }
    assert_eq!(place.archive().days().await.unwrap(), [record.keys()[0].date]);
    assert_eq!(all(place.archive()).await.len(), 3);
    assert_eq!(place.archive().find(record.conversation).await.unwrap().len(), 3);
}

pub(crate) async fn many_can_write_at_once(place: &impl Place) {
    let records: Vec<_> = (0..20).map(|n| Record::new(MONDAY, &format!("session_{}", n % 3))).collect();
    let writes = records.iter().map(|record| place.archive().put_record(record.objects(), false));
    futures::future::try_join_all(writes).await.unwrap();
    assert_eq!(all(place.archive()).await.len(), 60);
}

pub(crate) async fn objects_of_two_records_are_not_mixed(place: &impl Place) {
    let mut mixed = Record::new(MONDAY, "session_123").objects();
    mixed.summary = Record::new(MONDAY, "session_123").objects().summary;
    let error = place.archive().put_record(mixed, false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::MixedRecord { .. }));
    let mut swapped = Record::new(MONDAY, "session_123").objects();
    swapped.summary.0 = swapped.summary.0.with_object(Object::Conversation);
    assert!(place.archive().put_record(swapped, false).await.is_err());
    assert_eq!(all(place.archive()).await, []);
}

pub(crate) async fn a_check_passes_and_leaves_nothing(place: &impl Place) {
    let checked = place.archive().check().await.unwrap();
    assert!(
        [&checked.write, &checked.read, &checked.list, &checked.delete].iter().all(|step| step.passed()),
        "{checked:?}"
    );
    assert_eq!(checked.delete_versions.passed(), place.sees_versions());
    assert_eq!(checked.passed(), place.sees_versions());
    assert_eq!(place.archive().days().await.unwrap(), []);
}

pub(crate) async fn what_is_beside_the_records_is_written_read_and_listed(place: &impl Place) {
    let archive = place.archive();
    let erasure = Aside::Erasure { conversation: Uuid::new_v4() };
    let audit = |day, first| Aside::Audit { date: Date::constant(2024, 1, day), trail: Uuid::nil(), first };
    archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap();
    for aside in [&erasure, &audit(15, 1), &audit(16, 12)] {
        archive.put_aside(aside, body("one")).await.unwrap();
        archive.put_aside(aside, body("two")).await.unwrap();
        assert_eq!(archive.get_aside(aside).await.unwrap(), body("two").into_inner());
    }
    place.plant("audit/2024-01-15/notes.txt", b"not ours");
    assert_eq!(archive.erasures().try_collect::<Vec<_>>().await.unwrap(), std::slice::from_ref(&erasure));
    let mut trail: Vec<_> = archive.audit_objects().try_collect().await.unwrap();
    trail.sort();
    assert_eq!(trail, [audit(15, 1), audit(16, 12)]);
    assert_eq!(all(archive).await.len(), 3);

    archive.delete_aside(&erasure).await.unwrap();
    assert!(archive.get_aside(&erasure).await.unwrap_err().is_not_found());
    assert_eq!(archive.erasures().try_collect::<Vec<_>>().await.unwrap(), []);
}

pub(crate) async fn lines_that_were_added_are_never_replaced(place: &impl Place) {
    let archive = place.archive();
    let aside = Aside::Audit { date: Date::constant(2024, 1, 15), trail: Uuid::nil(), first: 1 };
    let lines = |texts: &[&str]| texts.iter().map(|text| body(text)).collect::<Vec<_>>();
    assert_eq!(archive.add_lines(&aside, lines(&["a", "b"])).await.unwrap(), Added::Written);
    assert_eq!(archive.add_lines(&aside, lines(&["a", "b"])).await.unwrap(), Added::Same);
    assert_eq!(archive.add_lines(&aside, lines(&["a"])).await.unwrap(), Added::Other);
    assert_eq!(archive.get_aside(&aside).await.unwrap(), b"\"a\"\n\"b\"\n");
}

async fn all(archive: &Archive) -> Vec<Key> {
    archive.list().try_collect().await.unwrap()
}
