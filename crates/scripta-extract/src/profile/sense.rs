//! Mistakes in what a profile says, as far as they do not depend on how it is written.

use std::collections::HashSet;

use super::field::{Bound, Field, FieldType, Phrases};
use super::nearest::nearest;
use super::report::Finding;
use super::{Outcome, Profile};

/// A profile may have so many fields, topics or outcomes.
const MOST_ENTRIES: usize = 200;

/// A name may have so many characters.
const LONGEST_NAME: usize = 64;

pub(super) fn mistakes(profile: &Profile) -> Vec<Finding> {
    let mut found = Vec::new();
    if profile.name.bytes().any(|b| b.is_ascii_uppercase()) {
        found.push(bad_name("name", &profile.name, "lower-case letters, digits and _"));
    } else if !profile.name.is_empty() {
        name_fits("name", &profile.name, &mut found);
    }
    names_fit("fields", profile.fields.iter().map(|field| &field.name), &mut found);
    names_fit("topics", profile.topics.iter().map(|topic| &topic.name), &mut found);
    names_fit("outcomes", profile.outcomes.iter().map(|outcome| &outcome.name), &mut found);
    for (i, field) in profile.fields.iter().enumerate() {
        check_field(&format!("fields[{i}]"), field, &mut found);
    }
    for (i, topic) in profile.topics.iter().enumerate() {
        for (key, list) in [("phrases", &topic.phrases), ("except", &topic.except), ("tools", &topic.tools)] {
            patterns_fit(&format!("topics[{i}].{key}"), list, &mut found);
        }
    }
    for (i, outcome) in profile.outcomes.iter().enumerate() {
        check_outcome(profile, &format!("outcomes[{i}]"), outcome, &mut found);
    }
    found
}

fn check_field(at: &str, field: &Field, found: &mut Vec<Finding>) {
    patterns_fit(&format!("{at}.cues"), &field.cues, found);
    patterns_fit(&format!("{at}.aliases"), &field.aliases, found);
    patterns_fit(&format!("{at}.arguments"), &field.arguments, found);
    paths_fit(&format!("{at}.arguments"), &field.arguments, found);
    for (key, list) in [("choices", &field.choices), ("answers", &field.answers)] {
        for Phrases { value, phrases } in list {
            patterns_fit(&format!("{at}.{key}.{value}"), phrases, found);
        }
    }
    if field.kind == FieldType::Choice && field.choices.is_empty() && field.answers.is_empty() {
        let advice = "add a table `choices` with the values and what is said for them";
        found.push(Finding::error(at, "a choice without choices", advice));
    }
    if field.open && field.kind != FieldType::Choice {
        let message = "only a choice can be open";
        found.push(Finding::error(format!("{at}.open"), message, "remove it, or write `type = \"choice\"`"));
    }
    if field.unit.is_some() && field.kind != FieldType::Number {
        let message = "only a number has a unit";
        found.push(Finding::error(format!("{at}.unit"), message, "remove it, or write `type = \"number\"`"));
    }
    check_validators(&format!("{at}.validators"), field, found);
}

/// A path is names with points between, and `[]` behind the name of a list.
fn paths_fit(at: &str, paths: &[String], found: &mut Vec<Finding>) {
    for (n, path) in paths.iter().enumerate() {
        let plain = path.replace("[]", "");
        let message = if plain.contains(['[', ']']) {
            "a path does not say which entry of a list is meant"
        } else if plain.split('.').any(str::is_empty) && !plain.is_empty() {
            "there is nothing between two points of this path"
        } else {
            continue;
        };
        let advice = "write names with points between, and [] behind a list: `vehicles[].year`";
        found.push(Finding::error(format!("{at}[{n}]"), message, advice));
    }
}

fn check_validators(at: &str, field: &Field, found: &mut Vec<Finding>) {
    let rules = &field.validators;
    let date = field.kind == FieldType::Date;
    for (key, bound) in [("min", &rules.min), ("max", &rules.max)] {
        let fits = match bound {
            None => true,
            Some(Bound::Number(_)) => field.kind.is_numeric(),
            Some(Bound::Date(_)) => date,
        };
        if !fits {
            let advice = match (field.kind.is_numeric(), date) {
                (true, _) => "write a number",
                (_, true) => "write a day such as \"1900-01-01\"",
                _ => "remove it: only numbers, years, money and dates have bounds",
            };
            found.push(Finding::error(format!("{at}.{key}"), "this bound does not fit the type", advice));
        }
    }
    let crossed = match (&rules.min, &rules.max) {
        (Some(Bound::Number(min)), Some(Bound::Number(max))) => min > max,
        (Some(Bound::Date(min)), Some(Bound::Date(max))) => min > max,
        _ => false,
    };
    let lengths = rules.min_length.zip(rules.max_length).is_some_and(|(min, max)| min > max);
    for (key, wrong) in [("min", crossed), ("min_length", lengths)] {
        if wrong {
            let message = "the least is more than the greatest, so no value fits";
            found.push(Finding::error(format!("{at}.{key}"), message, "exchange them"));
        }
    }
    if rules.past && !date {
        let message = "only a date can be in the past";
        found.push(Finding::error(format!("{at}.past"), message, "remove it, or write `type = \"date\"`"));
    }
}

fn check_outcome(profile: &Profile, at: &str, outcome: &Outcome, found: &mut Vec<Finding>) {
    for (key, list) in
        [("succeeded", &outcome.succeeded), ("failed", &outcome.failed), ("except", &outcome.except)]
    {
        patterns_fit(&format!("{at}.{key}"), list, found);
    }
    if outcome.succeeded.is_empty() && outcome.failed.is_empty() && outcome.topics.is_empty() {
        let message = format!("outcome {:?} has no condition, so it always holds", outcome.name);
        found.push(Finding::error(at, message, "add `succeeded`, `failed` or `topics`"));
    }
    let topics = || profile.topics.iter().map(|topic| topic.name.as_str());
    for (i, topic) in outcome.topics.iter().enumerate() {
        if topics().all(|known| known != topic) {
            let advice = match nearest(topic, topics()) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => "add it under [[topics]], or correct the name".to_owned(),
            };
            found.push(Finding::error(
                format!("{at}.topics[{i}]"),
                format!("there is no topic {topic:?}"),
                advice,
            ));
        }
    }
}

fn names_fit<'a>(list: &str, names: impl Iterator<Item = &'a String>, found: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (i, name) in names.enumerate() {
        let at = format!("{list}[{i}].name");
        if i == MOST_ENTRIES {
            let message = format!("there are more than {MOST_ENTRIES} {list}");
            found.push(Finding::error(format!("{list}[{i}]"), message, "use fewer"));
        }
        name_fits(&at, name, found);
        if !seen.insert(name) && !name.is_empty() {
            let message = format!("the name {name:?} is already taken");
            found.push(Finding::error(at, message, "give each entry of a list its own"));
        }
    }
}

fn name_fits(at: &str, name: &str, found: &mut Vec<Finding>) {
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if name.is_empty() {
        found.push(Finding::error(at, "the name is missing", "add `name = \"…\"`"));
    } else if !fits || !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() > LONGEST_NAME {
        found.push(bad_name(at, name, "letters, digits and _, a letter first, 64 at most"));
    }
}

fn bad_name(at: &str, name: &str, allowed: &str) -> Finding {
    Finding::error(at, format!("the name {name:?} is not allowed"), format!("use {allowed}"))
}

/// A pattern without letter or digit would match nothing or everything.
fn patterns_fit(at: &str, patterns: &[String], found: &mut Vec<Finding>) {
    for (i, pattern) in patterns.iter().enumerate() {
        if !pattern.contains(char::is_alphanumeric) {
            let message = format!("{pattern:?} holds no letter or digit");
            let advice = "remove it, or write what to look for";
            found.push(Finding::error(format!("{at}[{i}]"), message, advice));
        }
    }
}
