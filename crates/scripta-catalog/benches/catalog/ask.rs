//! The eight queries, each with other terms every time, and what they are for the peers.

use scripta_catalog::query::{Expr, Label, Number, Phrase};
use scripta_catalog::{Query, Sort, SortBy, words};
use scripta_core::record::Speaker;
use scripta_population::{NAMES, name};
use scripta_sample::Chance;
use uuid::Uuid;

/// The names that the report has, in its order. Page 2 stands beside the deep page to compare.
pub(crate) const NAMED: [&str; 9] = [
    "rare word",
    "common word",
    "phrase",
    "facets",
    "deep page",
    "page 2",
    "field filter",
    "date histogram",
    "one conversation",
];

/// Monday, 2024-01-01T00:00:00Z: the population's first day.
const FIRST_MS: i64 = 1_704_067_200_000;
const DAY_MS: i64 = 86_400_000;

const COMMON: [&str; 12] =
    ["you", "the", "thank", "insurance", "for", "calling", "is", "a", "and", "hillside", "your", "i"];
const PHRASES: [&str; 14] = [
    "full coverage",
    "roadside assistance",
    "my husband",
    "repair shop",
    "car insurance quote",
    "save money",
    "zip code",
    "no matter who caused it",
    "two days",
    "miles a year",
    "policy number",
    "middle school",
    "grocery store",
    "late fee",
];
const MAKES: [&str; 10] =
    ["toyota", "ford", "chevrolet", "honda", "nissan", "hyundai", "kia", "jeep", "subaru", "tesla"];
const OUTCOMES: [&str; 6] = [
    "quote_completed",
    "policy_purchased",
    "claim_filed",
    "transferred",
    "callback_scheduled",
    "quote_failed",
];

/// What is asked, with what it takes to ask it.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Find { query: Query },
    Page { query: Query, sort: Sort, page: u64 },
    Facets { query: Query, field: &'static str },
    Histogram { query: Query },
    One,
}

pub(crate) fn word(text: &str) -> Expr {
    let words = words(text).into_iter().map(|word| word.text).collect();
    Expr::Said(Phrase { speaker: None, words, prefix: false })
}

fn said_by(speaker: Speaker, text: &str) -> Expr {
    let words = words(text).into_iter().map(|word| word.text).collect();
    Expr::Said(Phrase { speaker: Some(speaker), words, prefix: false })
}

pub(crate) fn is(field: &str, value: &str) -> Expr {
    Expr::Is(Label { field: field.to_owned(), value: value.to_owned(), prefix: false })
}

fn begins(field: &str, value: &str) -> Expr {
    Expr::Is(Label { field: field.to_owned(), value: value.to_owned(), prefix: true })
}

fn all_of(parts: Vec<Expr>) -> Query {
    Query { expr: Expr::And(parts) }
}

/// A month or so, somewhere in the year.
fn a_time(chance: &mut Chance) -> Expr {
    let from = FIRST_MS + DAY_MS * i64::try_from(chance.between(0, 330)).unwrap_or(0);
    Expr::Began(from..=from + DAY_MS * 30)
}

/// Something to ask under one of [`NAMED`].
pub(crate) fn ask(named: &str, chance: &mut Chance) -> Ask {
    match named {
        "rare word" => {
            let rank = chance.between(NAMES / 2, NAMES - 1);
            Ask::Find { query: all_of(vec![word(&name(rank))]) }
        }
        "common word" => Ask::Find { query: all_of(vec![word(chance.pick(&COMMON))]) },
        "phrase" => Ask::Find { query: all_of(vec![phrase(chance)]) },
        "facets" => Ask::Facets {
            query: any_query(chance),
            field: chance.pick(&["outcome", "topic", "tool", "model", "fact.vehicleMake", "redacted"]),
        },
        "deep page" => Ask::Page { query: broad(chance), sort: sort(chance), page: 500 },
        "page 2" => Ask::Page { query: broad(chance), sort: sort(chance), page: 2 },
        "field filter" => Ask::Find { query: fields(chance) },
        "date histogram" => Ask::Histogram { query: any_query(chance) },
        _ => Ask::One,
    }
}

fn phrase(chance: &mut Chance) -> Expr {
    match chance.between(0, 3) {
        0 => word(&format!("a {} {}", chance.between(2008, 2024), chance.pick(&MAKES))),
        1 => said_by(Speaker::User, chance.pick(&PHRASES)),
        _ => word(chance.pick(&PHRASES)),
    }
}

/// One that most conversations satisfy, or many.
fn broad(chance: &mut Chance) -> Query {
    match chance.between(0, 3) {
        0 => Query::default(),
        1 => all_of(vec![word(chance.pick(&COMMON))]),
        2 => all_of(vec![is("topic", "insurance_quote")]),
        _ => all_of(vec![is("is", "complete"), word(chance.pick(&COMMON))]),
    }
}

fn any_query(chance: &mut Chance) -> Query {
    match chance.between(0, 5) {
        0 => Query::default(),
        1 => all_of(vec![a_time(chance)]),
        2 => all_of(vec![word(chance.pick(&COMMON))]),
        3 => all_of(vec![is("outcome", chance.pick(&OUTCOMES)), a_time(chance)]),
        4 => all_of(vec![phrase(chance)]),
        _ => all_of(vec![is("fact.vehicleMake", chance.pick(&MAKES))]),
    }
}

/// By what was extracted, called, counted.
fn fields(chance: &mut Chance) -> Query {
    let make = is("fact.vehicleMake", chance.pick(&MAKES));
    match chance.between(0, 4) {
        0 => all_of(vec![make, begins("fact.zipCode", chance.pick(&["90", "91", "75", "33", "11", "602"]))]),
        1 => all_of(vec![
            is("outcome", chance.pick(&OUTCOMES)),
            Expr::Within(Number::Interruptions, 2..=i64::MAX),
        ]),
        2 => all_of(vec![
            is("tool_failed", chance.pick(&["get_quote", "find_policy", "file_claim"])),
            a_time(chance),
        ]),
        3 => all_of(vec![make, is("meta.line", "north"), Expr::Not(Box::new(is("topic", "claims")))]),
        _ => all_of(vec![
            Expr::Or(vec![make, is("fact.vehicleMake", chance.pick(&MAKES))]),
            Expr::Within(Number::Duration, 150_000..=i64::MAX),
            is("model", "gpt-realtime"),
        ]),
    }
}

fn sort(chance: &mut Chance) -> Sort {
    let by = [SortBy::Start, SortBy::Start, SortBy::Duration, SortBy::Turns][chance.index(4)];
    Sort { by, descending: true }
}

/// A conversation's id out of many.
pub(crate) fn one_of(ids: &[Uuid], chance: &mut Chance) -> Uuid {
    ids[chance.index(ids.len())]
}
