//! What a population looks like.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use scripta_core::record::{Conversation, Extracted, Speaker, Summary};
use scripta_population::{Documents, NAMES, Population, name};
use scripta_redact::{Redactor, Sensitive};
use serde::Serialize;
use serde::de::DeserializeOwned;

const SIZE: u64 = 1_500;

fn population() -> Population {
    Population::new(11, SIZE)
}

fn read_back<T: Serialize + DeserializeOwned>(document: &T) -> T {
    serde_json::from_str(&serde_json::to_string(document).unwrap()).unwrap()
}

fn said(documents: &Documents) -> impl Iterator<Item = &str> {
    documents.conversation.turns.iter().filter_map(|turn| turn.transcript.as_deref())
}

/// The share of conversations for which something holds.
fn share(holds: impl Fn(&Documents) -> bool) -> f64 {
    population().iter().filter(holds).count() as f64 / SIZE as f64
}

#[test]
fn a_conversation_is_the_same_each_time_and_another_for_another_seed() {
    let (one, other) = (population(), Population::new(12, SIZE));
    for number in [0, 1, 999, SIZE - 1] {
        assert_eq!(one.documents(number), population().documents(number));
        assert_ne!(one.documents(number), other.documents(number));
    }
}

#[test]
fn conversations_begin_in_order_and_have_ids_of_their_own() {
    let documents: Vec<Documents> = population().iter().collect();
    assert!(documents.is_sorted_by_key(|documents| documents.conversation.start_time));
    let ids: BTreeSet<_> = documents.iter().map(|documents| documents.conversation.conversation_id).collect();
    assert_eq!(ids.len() as u64, SIZE);
    let days = documents.last().unwrap().conversation.start_time.since(documents[0].conversation.start_time);
    assert!((363..=365).contains(&(days / 86_400_000)), "{days}");
}

#[test]
fn documents_are_read_back_as_they_were_written() {
    for number in 0..150 {
        let Documents { conversation, summary, extracted } = population().documents(number);
        assert_eq!(read_back::<Conversation>(&conversation), conversation);
        assert_eq!(read_back::<Summary>(&summary), summary);
        assert_eq!(read_back::<Extracted>(&extracted), extracted);
    }
}

#[test]
fn the_redactor_finds_nothing_more_in_them() {
    fn unchanged<T: Sensitive + Clone + PartialEq + std::fmt::Debug>(document: &T, redactor: &Redactor) {
        assert_eq!(redactor.redact(document.clone()).get(), document);
    }
    let redactor = Redactor::default();
    for number in 0..150 {
        let Documents { conversation, summary, extracted } = population().documents(number);
        unchanged(&conversation, &redactor);
        unchanged(&summary, &redactor);
        unchanged(&extracted, &redactor);
    }
}

#[test]
fn turns_are_in_order_and_agree_with_history_summary_and_facts() {
    for Documents { conversation, summary, extracted } in population().iter().take(300) {
        assert!(conversation.turns.is_sorted_by_key(|turn| turn.start_ms));
        assert!(conversation.turns.iter().all(|turn| turn.start_ms <= turn.end_ms));
        let items: Vec<&String> = conversation.turns.iter().flat_map(|turn| &turn.item_ids).collect();
        assert_eq!(items, conversation.history.iter().map(|item| &item.item_id).collect::<Vec<_>>());
        assert_eq!(summary.statistics.items as usize, items.len());
        for (field, evidence) in &extracted.evidence {
            let item = conversation.history.iter().find(|item| item.item_id == evidence.item_id).unwrap();
            if let Some((from, to)) = evidence.span {
                assert_eq!(item.words()[from..to], extracted.facts[field]);
            }
        }
    }
}

#[test]
fn what_was_heard_of_a_turn_is_its_beginning() {
    let population = population();
    let cut = population.iter().flat_map(|documents| documents.conversation.turns);
    let cut: Vec<_> = cut.filter(|turn| turn.interruption.is_some()).collect();
    assert!(cut.len() > 250);
    for turn in cut {
        assert_eq!(turn.speaker, Speaker::Assistant);
        assert!(turn.transcript.unwrap().starts_with(&turn.heard.unwrap()));
    }
}

#[test]
fn a_call_has_about_thirteen_turns_and_two_hundred_words() {
    let all: Vec<Documents> = population().iter().collect();
    let turns: usize = all.iter().map(|documents| documents.conversation.turns.len()).sum();
    let words: usize = all.iter().flat_map(said).map(|text| text.split(' ').count()).sum();
    let (turns, words) = (turns as f64 / SIZE as f64, words as f64 / SIZE as f64);
    assert!((11.0..15.0).contains(&turns), "{turns}");
    assert!((160.0..240.0).contains(&words), "{words}");
}

#[test]
fn common_words_are_in_nearly_every_call_and_most_names_in_hardly_any() {
    let common = share(|documents| said(documents).any(|text| text.to_lowercase().contains("thank")));
    assert!((0.85..0.99).contains(&common), "{common}");
    let place = name(0);
    let frequent = share(|documents| said(documents).any(|text| text.contains(&place)));
    assert!((0.02..0.2).contains(&frequent), "{frequent}");
    let rare: Vec<String> = (NAMES - 500..NAMES).map(name).collect();
    let rare = share(|documents| said(documents).any(|text| rare.iter().any(|name| text.contains(name))));
    assert!(rare < 0.01, "{rare}");
}

#[test]
fn there_is_something_of_everything() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for Documents { conversation, summary, .. } in population().iter() {
        let mut count = |what: String| *seen.entry(what).or_default() += 1;
        count(format!("outcome {}", summary.outcome));
        count(format!("{:?}", conversation.completeness.status));
        count(format!("model {}", conversation.source.model.unwrap_or_default()));
        conversation.events.iter().for_each(|event| count(format!("event {}", event.kind)));
        conversation.turns.iter().flat_map(|turn| &turn.tool_calls).for_each(|call| {
            count(format!("{} {:?}", call.tool_name, call.status));
        });
    }
    for what in [
        "outcome quote_completed",
        "outcome policy_purchased",
        "outcome claim_filed",
        "outcome transferred",
        "outcome unknown",
        "outcome quote_failed",
        "Partial",
        "Complete",
        "model gpt-realtime",
        "model gpt-realtime-mini",
        "event agent_handoff",
        "event audio_interrupted",
        "event error",
        "event transcript_failed",
        "get_quote Failed",
        "get_quote Succeeded",
    ] {
        assert!(seen.get(what).is_some_and(|count| *count > 3), "{what}: {seen:#?}");
    }
}
