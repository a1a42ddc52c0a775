//! The analyzer against a plain computation, and what it says of a few conversations.

use proptest::prelude::*;
use scripta_core::Timestamp;
use scripta_core::record::{
    Completeness, CompletenessStatus, Figures, InputTokens, OutputTokens, ToolFigures, Usage,
};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::entry::Entry;

const DAY_MS: i64 = 86_400_000;
/// 2025-09-01, when the model of these conversations had a price.
const FIRST: i64 = 1_756_684_800_000;

fn entry(day: u8, outcome: &str, topics: &[&str], figures: Figures) -> Entry {
    let start = Timestamp::from_millis(FIRST + i64::from(day) * DAY_MS + 3_600_000);
    Entry {
        conversation_id: Uuid::from_u128(1),
        session_id: "session_1".to_owned(),
        start,
        end: Timestamp::from_millis(start.as_millis() + i64::try_from(figures.duration_ms).unwrap()),
        outcome: outcome.to_owned(),
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        completeness: Completeness { status: CompletenessStatus::Complete, problems: Vec::new() },
        capture: "node".to_owned(),
        model: Some("gpt-realtime".to_owned()),
        transcription_model: None,
        agents: Vec::new(),
        metadata: serde_json::Map::new(),
        facts: [("vehicleMake".to_owned(), "Toyota".to_owned())].into(),
        redactions: [].into(),
        events: [].into(),
        figures,
        said: Vec::new(),
    }
}

fn used(text: u64) -> Usage {
    Usage {
        responses: 1,
        total_tokens: 2 * text,
        input_tokens: text,
        output_tokens: text,
        input_token_details: InputTokens { text_tokens: text, ..InputTokens::default() },
        output_token_details: OutputTokens { text_tokens: text, ..OutputTokens::default() },
        ..Usage::default()
    }
}

fn figures(duration_ms: u64) -> Figures {
    Figures { duration_ms, usage: used(1_000), ..Figures::default() }
}

fn period(first: u8, end: u8) -> Period {
    let at = |day: u8| Some(Timestamp::from_millis(FIRST + i64::from(day) * DAY_MS));
    Period { since: at(first), until: at(end) }
}

fn analyzed(scope: Scope, entries: &[Entry]) -> Analyzer {
    let mut analyzer = Analyzer::new(scope);
    entries.iter().for_each(|entry| analyzer.add(entry));
    analyzer
}

prop_compose! {
    fn any_entry()(
        day in 0_u8..8,
        outcome in prop::sample::select(vec!["unknown", "quote_completed", "quote_failed", "transferred"]),
        topics in prop::sample::subsequence(vec!["claims", "quotes", "vehicles"], 0..3),
        duration_ms in 0_u64..200_000,
        latencies in prop::collection::vec(0_u64..3_000, 0..5),
        calls in 0_u64..4,
        failed in 0_u64..4,
        interruptions in 0_u64..3,
        tokens in 0_u64..5_000,
        has_model in any::<bool>(),
        is_partial in any::<bool>(),
    ) -> Entry {
        let tool = ToolFigures {
            calls: calls + failed,
            failed,
            unanswered: 0,
            durations_ms: (0..calls).map(|call| call * 100).collect(),
        };
        let figures = Figures {
            duration_ms,
            interruptions,
            response_latencies_ms: latencies,
            tools: [("get_quote".to_owned(), tool)].into(),
            usage: used(tokens),
            ..Figures::default()
        };
        let mut entry = entry(day, outcome, &topics, figures);
        if !has_model {
            entry.model = None;
        }
        if is_partial {
            entry.completeness.status = CompletenessStatus::Partial;
        }
        entry
    }
}

fn nearest_rank(mut numbers: Vec<u64>, percent: usize) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get((numbers.len() * percent).div_ceil(100).max(1) - 1).copied()
}

/// What [`Measures`] must be, computed the long way.
fn compare(measures: &Measures, entries: &[&Entry]) -> Result<(), TestCaseError> {
    let count = |holds: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| holds(entry)).count() as u64;
    let sum = |of: &dyn Fn(&Entry) -> u64| entries.iter().map(|entry| of(entry)).sum::<u64>();
    let tool = |entry: &Entry| entry.figures.tools["get_quote"].clone();
    prop_assert_eq!(measures.conversations, entries.len() as u64);
    let completed = |entry: &Entry| ["quote_completed", "transferred"].contains(&entry.outcome.as_str());
    prop_assert_eq!(measures.completed.count, count(&completed));
    prop_assert_eq!(measures.complete_records.count, count(&Entry::is_complete));
    prop_assert_eq!(measures.interrupted.count, count(&|entry| entry.figures.interruptions > 0));
    prop_assert_eq!(measures.interruptions, sum(&|entry| entry.figures.interruptions));
    prop_assert_eq!(measures.tool_failures.of, sum(&|entry| tool(entry).calls));
    prop_assert_eq!(measures.tool_failures.count, sum(&|entry| tool(entry).failed));
    prop_assert_eq!(measures.priced.count, count(&|entry| entry.model.is_some()));
    let dollars: f64 = entries
        .iter()
        .filter(|entry| entry.model.is_some())
        .map(|entry| entry.figures.usage.input_tokens as f64 * (4.0 + 16.0) / 1e6)
        .sum();
    prop_assert!((measures.cost.map_or(0.0, Usd::dollars) - dollars).abs() < 1e-9);
    let durations: Vec<u64> = entries.iter().map(|entry| entry.figures.duration_ms).collect();
    let latencies: Vec<u64> =
        entries.iter().flat_map(|entry| entry.figures.response_latencies_ms.clone()).collect();
    for (found, numbers) in [(measures.duration, durations), (measures.latency, latencies)] {
        prop_assert_eq!(found.map(|found| found.p50), nearest_rank(numbers.clone(), 50));
        prop_assert_eq!(found.map(|found| found.p90), nearest_rank(numbers.clone(), 90));
        prop_assert_eq!(found.map(|found| found.p99), nearest_rank(numbers, 99));
    }
    for (topic, found) in &measures.topics {
        prop_assert_eq!(*found, count(&|entry| entry.topics.contains(topic)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn figures_of_all_groups_and_periods_are_those_of_a_plain_computation(
        entries in prop::collection::vec(any_entry(), 0..30),
        by in prop::sample::select(GroupBy::ALL.to_vec()),
    ) {
        let (now, before) = (period(4, 7), period(1, 4));
        prop_assert_eq!(now.before(), Some(before.clone()));
        let scope = Scope {
            period: now.clone(),
            before: Some(before.clone()),
            group_by: Some(by),
            ..Scope::default()
        };
        let report = analyzed(scope, &entries).report();
        let of = |period: &Period| -> Vec<&Entry> {
            entries.iter().filter(|entry| period.holds(entry.start)).collect()
        };
        compare(&report.total, &of(&now))?;
        compare(&report.comparison.as_ref().unwrap().before, &of(&before))?;
        for group in &report.groups {
            let is_of = |entry: &&Entry| by.keys(entry).iter().any(|key| *key == group.key);
            compare(&group.measures, &of(&now).into_iter().filter(is_of).collect::<Vec<_>>())?;
        }
        let keys: std::collections::BTreeSet<String> =
            of(&now).iter().flat_map(|entry| by.keys(entry)).map(std::borrow::Cow::into_owned).collect();
        prop_assert_eq!(report.groups.len(), keys.len());
        let by_day: u64 = report.topics_over_time.iter().flat_map(|day| day.topics.values()).sum();
        prop_assert_eq!(by_day, report.total.topics.values().sum::<u64>());
    }

    #[test]
    fn merged_parts_are_the_whole(
        entries in prop::collection::vec(any_entry(), 0..20),
        split in 0_usize..20,
        by in prop::sample::select(GroupBy::ALL.to_vec()),
    ) {
        let scope = Scope {
            period: period(2, 8),
            before: Some(period(0, 2)),
            group_by: Some(by),
            ..Scope::default()
        };
        let (one, other) = entries.split_at(split.min(entries.len()));
        let mut merged = analyzed(scope.clone(), one);
        merged.merge(analyzed(scope.clone(), other));
        prop_assert_eq!(merged.report(), analyzed(scope, &entries).report());
    }
}

#[test]
fn of_no_conversation_there_is_no_rate_and_no_percentile() {
    let report = analyzed(Scope::default(), &[]).report();
    let total = &report.total;
    assert_eq!((total.conversations, total.completed.rate), (0, None));
    assert_eq!((total.duration, total.latency, total.talk, total.cost), (None, None, None, None));
    assert!(report.groups.is_empty() && report.topics_over_time.is_empty());
}

#[test]
fn fields_that_were_never_found_are_told_with_a_rate_of_zero() {
    let fields = vec!["vehicleMake".to_owned(), "zipCode".to_owned()];
    let entries = [entry(0, "unknown", &[], figures(1))];
    let report = analyzed(Scope { fields, ..Scope::default() }, &entries).report();
    let rates: Vec<_> =
        report.total.extraction.iter().map(|(name, rate)| (name.as_str(), rate.rate)).collect();
    assert_eq!(rates, [("vehicleMake", Some(1.0)), ("zipCode", Some(0.0))]);
}

#[test]
fn what_counts_as_completed_can_be_configured() {
    let completion = Completion { outcomes: Some(vec!["policy_*".to_owned()]) };
    assert!(completion.holds("policy_purchased") && !completion.holds("quote_completed"));
    let usual = Completion::default();
    let outcomes = ["unknown", "abandoned", "quote_failed", "", "quote_completed", "transferred"];
    let held: Vec<_> = outcomes.into_iter().filter(|outcome| usual.holds(outcome)).collect();
    assert_eq!(held, ["quote_completed", "transferred"]);
}

#[test]
fn a_change_is_a_difference_and_a_ratio_where_there_was_something_before() {
    let entries = [
        entry(0, "transferred", &[], figures(1_000)),
        entry(1, "transferred", &[], figures(1_500)),
        entry(1, "unknown", &[], figures(3_000)),
    ];
    let scope = Scope { period: period(1, 2), before: period(1, 2).before(), ..Scope::default() };
    let comparison = analyzed(scope, &entries).report().comparison.unwrap();
    let change = |name: &str| {
        let change = comparison.changes[name];
        (change.before, change.now, change.difference, change.ratio)
    };
    assert_eq!(change("conversations"), (Some(1.0), Some(2.0), Some(1.0), Some(2.0)));
    assert_eq!(change("completionRate"), (Some(1.0), Some(0.5), Some(-0.5), Some(0.5)));
    assert_eq!(change("durationP90Ms"), (Some(1_000.0), Some(3_000.0), Some(2_000.0), Some(3.0)));
    assert_eq!(change("latencyP50Ms"), (None, None, None, None));
    assert_eq!(change("interruptionsEach"), (Some(0.0), Some(0.0), Some(0.0), None));
}

#[test]
fn a_report_as_json_has_the_names_that_programs_read() {
    let entries = [entry(0, "transferred", &["claims"], figures(2_000))];
    let scope = Scope { group_by: Some(GroupBy::Day), period: period(0, 1), ..Scope::default() };
    let json = serde_json::to_value(analyzed(scope, &entries).report()).unwrap();
    assert_eq!(json["period"]["since"], "2025-09-01T00:00:00.000Z");
    assert_eq!(json["groupBy"], "day");
    assert_eq!(json["groups"][0]["key"], "2025-09-01");
    assert_eq!(json["groups"][0]["completed"], json!({ "count": 1, "of": 1, "rate": 1.0 }));
    assert_eq!(json["total"]["duration"]["p90"], 2_000);
    assert_eq!(json["total"]["cost"], 0.02);
    assert_eq!(json["topicsOverTime"], json!([{ "day": "2025-09-01", "topics": { "claims": 1 } }]));
}
