//! What is unusual, at the edges: before enough is known, when the same is told again, and after a restart.
#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use scripta_alerts::{Alerts, Call, Config, Kind, Notice, State};
use scripta_metrics::{Values, table};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// A Monday, at midnight in UTC.
const BEGIN: i64 = 1_800_230_400;

fn alerts(state: State) -> Alerts {
    Alerts::new(&Config::default(), state).unwrap()
}

/// The calls of a day: eight in each hour from 9 to 17, that differ a little, of `seconds` each.
fn day(number: i64, seconds: f64) -> Vec<Call> {
    let hours = (9..17).flat_map(move |hour| (0..8).map(move |call| (hour, call)));
    hours
        .map(|(hour, call)| Call {
            id: format!("{number}-{hour}-{call}"),
            start: BEGIN + number * DAY + hour * HOUR + call * 400,
            duration_s: seconds * (1.0 + 0.05 * f64::from(i32::try_from((hour * 7 + call * 3) % 9).unwrap())),
            turns: 20,
            tool_calls: 2,
            extracted: true,
            completed: true,
            latency_s: Some(0.8),
            topics: vec!["quote".to_owned()],
            ..Call::default()
        })
        .collect()
}

/// Gives the calls as they come, and looks every half hour; what was said.
fn live(alerts: &mut Alerts, calls: &[Call]) -> Vec<Notice> {
    let mut said = Vec::new();
    let mut at = calls[0].start;
    for call in calls {
        while at < call.start {
            said.extend(alerts.read(at, &Values::default()));
            at += HOUR / 2;
        }
        alerts.call(call);
    }
    said.extend(alerts.read(at + HOUR / 2, &Values::default()));
    said
}

#[test]
fn before_enough_is_known_nothing_is_unusual_and_what_is_missing_is_said() {
    let mut alerts = alerts(State::default());
    let none = alerts.warming_up().unwrap();
    assert!(none.contains("0 of") && none.contains("0 of"), "{none}");
    let mut said = live(&mut alerts, &day(0, 120.0));
    // Ten times as long, on the second day.
    said.extend(live(&mut alerts, &day(1, 1_200.0)));
    assert_eq!(said, []);
    let some = alerts.warming_up().unwrap();
    assert!(some.contains("128 of") && some.contains("2 of"), "{some}");
}

#[test]
fn calls_that_are_ten_times_as_long_are_told_of_with_their_ids_and_over_when_they_are() {
    let mut alerts = alerts(State::default());
    for number in (0..21).filter(|number| number % 7 < 5) {
        let said = live(&mut alerts, &day(number, 120.0));
        assert_eq!(said, [], "day {number}");
    }
    assert_eq!(alerts.warming_up(), None);
    let said = live(&mut alerts, &day(21, 1_200.0));
    let fired = said.iter().find(|notice| notice.fingerprint == "unusual/duration").unwrap();
    assert_eq!(fired.kind, Kind::Fired);
    assert!(!fired.conversations.is_empty(), "{fired:?}");
    assert!(fired.conversations.iter().all(|id| id.starts_with("21-")), "{fired:?}");
    let said = live(&mut alerts, &day(22, 120.0));
    let over = |notice: &&Notice| notice.fingerprint == "unusual/duration" && notice.kind == Kind::Resolved;
    assert!(said.iter().any(|notice| over(&notice)), "{said:?}");
}

#[test]
fn a_conversation_that_is_told_again_counts_once() {
    let (mut once, mut again) = (alerts(State::default()), alerts(State::default()));
    for number in 0..3 {
        let calls = day(number, 120.0);
        live(&mut once, &calls);
        live(&mut again, &calls);
        // The last hours, as they are read again after each minute.
        for call in calls.iter().rev().take(20) {
            again.call(call);
        }
    }
    let json = |alerts: &Alerts| serde_json::to_value(alerts.state()).unwrap();
    assert_eq!(json(&once), json(&again));
}

#[test]
fn a_state_of_the_first_version_is_gone_on_with() {
    let state = State::read(include_str!("fixtures/state-v1.json")).unwrap();
    let mut alerts = alerts(state);
    let firing = alerts.firing();
    assert_eq!(firing[0].fingerprint, "failed_saves/oldest_pending_s");
    let known = alerts.warming_up().unwrap();
    assert!(known.contains("64 of") && known.contains("1 of"), "{known}");
    let mut said = Vec::new();
    for minute in 0..10 {
        let mut values = Values::default();
        values.set(&table::UPLOADS_OLDEST, &[], 0.0);
        said.extend(alerts.read(BEGIN + DAY + minute * 60, &values));
    }
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!((said[0].kind, said[0].since), (Kind::Resolved, firing[0].since));
}

#[test]
fn a_state_of_this_version_is_written_as_the_fixture_is() {
    let mut alerts = alerts(State::default());
    live(&mut alerts, &day(0, 120.0));
    let mut values = Values::default();
    values.set(&table::UPLOADS_OLDEST, &[], 900.0);
    alerts.read(BEGIN + 18 * HOUR, &values);
    let made = serde_json::to_value(alerts.state()).unwrap();
    let frozen: serde_json::Value = serde_json::from_str(include_str!("fixtures/state-v1.json")).unwrap();
    assert_eq!(
        made, frozen,
        "what has other members needs a version and a fixture of its own beside this one"
    );
}
