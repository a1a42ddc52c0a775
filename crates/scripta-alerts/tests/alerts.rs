//! The state machine, by what it says.
#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use scripta_alerts::{Alerts, Config, Kind, Notice, Severity, Silence, State};
use scripta_metrics::{Values, table};

const BEGIN: i64 = 1_800_000_000;

fn alerts(config: &Config) -> Alerts {
    Alerts::new(config, State::default()).unwrap()
}

fn pending(oldest: f64) -> Values {
    let mut values = Values::default();
    values.set(&table::UPLOADS_OLDEST, &[], oldest);
    values
}

/// Reads once a minute, and gives kind and severity of what was said at which minute.
fn minutes(alerts: &mut Alerts, from: i64, values: &[Values]) -> Vec<(i64, Kind, Severity)> {
    let mut said = Vec::new();
    for (minute, values) in (from..).zip(values) {
        let notices = alerts.read(BEGIN + minute * 60, values);
        said.extend(notices.iter().map(|notice| (minute, notice.kind, notice.severity)));
    }
    said
}

#[test]
fn an_archive_that_is_away_fires_grows_critical_and_resolves_once_it_is_back() {
    let ages = [0.0, 700.0, 700.0, 4000.0, 4000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let said = minutes(&mut alerts(&Config::default()), 0, &ages.map(pending));
    let expected = [
        (1, Kind::Fired, Severity::Warning),
        (3, Kind::StillFiring, Severity::Critical),
        (10, Kind::Resolved, Severity::Critical),
    ];
    assert_eq!(said, expected);
}

#[test]
fn between_the_two_limits_nothing_changes() {
    let ages = [700.0, 500.0, 700.0, 500.0, 500.0, 500.0, 500.0, 500.0, 500.0, 500.0];
    let said = minutes(&mut alerts(&Config::default()), 0, &ages.map(pending));
    assert_eq!(said, [(0, Kind::Fired, Severity::Warning)]);
}

#[test]
fn a_steady_state_says_nothing_but_repetitions() {
    let said = minutes(&mut alerts(&Config::default()), 0, &vec![pending(700.0); 600]);
    let kinds: Vec<(i64, Kind)> = said.into_iter().map(|(minute, kind, _)| (minute, kind)).collect();
    assert_eq!(kinds, [(0, Kind::Fired), (240, Kind::StillFiring), (480, Kind::StillFiring)]);
}

#[test]
fn one_error_in_one_conversation_is_no_rate() {
    let mut one = Values::default();
    let mut many = Values::default();
    one.count(&table::CONVERSATIONS_ENDED, &["complete", "yes"]);
    one.count(&table::ERRORS, &[]);
    for _ in 0..20 {
        many.merge(&one);
    }
    let mut few = alerts(&Config::default());
    assert_eq!(minutes(&mut few, 0, &[Values::default(), one.clone(), one.clone(), one]), []);
    let mut enough = alerts(&Config::default());
    let said = minutes(&mut enough, 0, &[Values::default(), many.clone(), many.clone(), many]);
    assert_eq!(said, [(3, Kind::Fired, Severity::Critical)]);
}

#[test]
fn a_counter_that_began_anew_counts_on() {
    let failed = |count: u32| {
        let mut values = Values::default();
        values.add(&table::UPLOADS, &["failed"], f64::from(count));
        values
    };
    let said = minutes(&mut alerts(&Config::default()), 0, &[failed(100), failed(102), failed(1), failed(3)]);
    assert_eq!(said, [(3, Kind::Fired, Severity::Warning)]);
}

#[test]
fn a_silence_holds_back_what_is_said_and_not_what_is_so() {
    let silence = Silence {
        matches: "failed_saves/*".to_owned(),
        until: BEGIN + 5 * 60,
        why: "the archive is being moved".to_owned(),
    };
    let config = Config { silences: vec![silence], ..Config::default() };
    let mut silenced = alerts(&config);
    assert_eq!(minutes(&mut silenced, 0, &[pending(700.0), pending(700.0)]), []);
    assert_eq!(silenced.firing().len(), 1);
    let said = minutes(&mut silenced, 2, &vec![pending(700.0); 6]);
    assert_eq!(said, [(5, Kind::Fired, Severity::Warning)]);
}

#[test]
fn a_rule_that_is_switched_off_resolves_what_it_fired() {
    let mut before = alerts(&Config::default());
    assert_eq!(minutes(&mut before, 0, &[pending(700.0)]).len(), 1);
    let config: Config = serde_json::from_str(r#"{"failed_saves": {"enabled": false}}"#).unwrap();
    let mut after = Alerts::new(&config, before.state().clone()).unwrap();
    assert_eq!(minutes(&mut after, 1, &[pending(700.0)]), [(1, Kind::Resolved, Severity::Warning)]);
}

#[test]
fn what_is_wrong_with_a_configuration_is_said_with_its_place() {
    let error = |json: &str| {
        let config: Config = serde_json::from_str(json).unwrap();
        Alerts::new(&config, State::default()).unwrap_err().to_string()
    };
    assert_eq!(
        error(r#"{"error_rate": {"limits": {"tols": {"warning": 1}}}}"#),
        "alerts.error_rate.limits.tols: there is no such check; there are session_errors, tool_failures, \
         partial_records, transcription_failures"
    );
    assert_eq!(
        error(r#"{"failed_saves": {"window_s": 5}}"#),
        "alerts.failed_saves.window_s: it must be from 60 to 604800"
    );
}

#[test]
fn a_state_of_another_version_is_refused() {
    let error = State::read(r#"{"version": 9}"#).unwrap_err().to_string();
    assert!(error.contains("version 9"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fired_and_resolved_alternate_and_a_state_through_json_says_the_same(
        steps in proptest::collection::vec((-400i64..900, 0.0f64..5000.0, 0u32..30, any::<bool>()), 1..80),
    ) {
        let silence = Silence { matches: "failed_saves/o*".to_owned(), until: BEGIN + 6000, why: String::new() };
        let config = Config { silences: vec![silence], ..Config::default() };
        let (mut one, mut other) = (alerts(&config), alerts(&config));
        let (mut at, mut values) = (BEGIN, Values::default());
        let mut fired: BTreeMap<String, bool> = BTreeMap::new();
        for (later, oldest, failed, anew) in steps {
            at += later;
            if anew {
                values = Values::default();
            }
            values.set(&table::UPLOADS_OLDEST, &[], oldest);
            values.add(&table::UPLOADS, &["failed"], f64::from(failed));
            let notices: Vec<Notice> = one.read(at, &values);
            let json = serde_json::to_string(other.state()).unwrap();
            other = Alerts::new(&config, State::read(&json).unwrap()).unwrap();
            prop_assert_eq!(&notices, &other.read(at, &values));
            for notice in notices {
                let was = fired.insert(notice.fingerprint, notice.kind != Kind::Resolved).unwrap_or(false);
                prop_assert_eq!(was, notice.kind != Kind::Fired);
            }
        }
    }
}
