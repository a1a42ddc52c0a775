//! What in a profile can be used but will not do what it says.

use std::collections::HashMap;

use super::field::FieldType;
use super::report::Finding;
use super::{Outcome, Profile};
use crate::arguments::path_key;
use crate::phrase::normal;
use crate::tool_name;

pub(super) fn warnings(profile: &Profile) -> Vec<Finding> {
    let mut found = Vec::new();
    if profile.fields.is_empty() && profile.topics.is_empty() && profile.outcomes.is_empty() {
        let advice = "add [[fields]], [[topics]] or [[outcomes]]";
        found.push(Finding::warning("name", "there is nothing in this profile to look for", advice));
    }
    shared_names(profile, &mut found);
    shared_cues(profile, &mut found);
    silent_fields(profile, &mut found);
    for (i, topic) in profile.topics.iter().enumerate() {
        if topic.phrases.is_empty() && topic.tools.is_empty() {
            let message = format!("nothing raises the topic {:?}", topic.name);
            found.push(Finding::warning(format!("topics[{i}]"), message, "add `phrases` or `tools`"));
        }
    }
    for (i, outcome) in profile.outcomes.iter().enumerate() {
        let earlier = profile.outcomes.iter().take(i).find(|earlier| covers(earlier, outcome));
        if let Some(earlier) = earlier {
            let message = format!(
                "outcome {:?} can never be reached: whenever it holds, {:?} above it does",
                outcome.name, earlier.name
            );
            let advice = "put it above, or remove it";
            found.push(Finding::warning(format!("outcomes[{i}]"), message, advice));
        }
    }
    found
}

/// An argument's name leads to one field only, the first.
fn shared_names(profile: &Profile, found: &mut Vec<Finding>) {
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (i, field) in profile.fields.iter().enumerate() {
        let own = [(format!("fields[{i}].name"), &field.name)];
        let aliases =
            field.aliases.iter().enumerate().map(|(n, it)| (format!("fields[{i}].aliases[{n}]"), it));
        let paths =
            field.arguments.iter().enumerate().map(|(n, it)| (format!("fields[{i}].arguments[{n}]"), it));
        for (at, name) in own.into_iter().chain(aliases).chain(paths) {
            match taken.get(&path_key(name)) {
                Some(other) if *other != field.name => {
                    let message = format!("field {other:?} has the argument {name:?} already and gets it");
                    found.push(Finding::warning(at, message, "keep it in one of the two"));
                }
                _ => drop(taken.insert(path_key(name), &field.name)),
            }
        }
    }
}

/// A cue of two fields decides nothing between values of the same type.
fn shared_cues(profile: &Profile, found: &mut Vec<Finding>) {
    let mut taken: HashMap<(FieldType, String), (usize, &str)> = HashMap::new();
    for (i, field) in profile.fields.iter().enumerate() {
        for (n, cue) in field.cues.iter().enumerate() {
            // Money may be said as a bare number.
            let kind = if field.kind == FieldType::Money { FieldType::Number } else { field.kind };
            match taken.get(&(kind, normal(cue))) {
                Some((other, name)) if *other != i => {
                    let message = format!("field {name:?} has the cue {cue:?} too");
                    let advice = "a value beside it goes to the field that is asked for, or to the first";
                    found.push(Finding::warning(format!("fields[{i}].cues[{n}]"), message, advice));
                }
                _ => drop(taken.insert((kind, normal(cue)), (i, &field.name))),
            }
        }
    }
}

/// A number or date without a cue is not found in speech.
fn silent_fields(profile: &Profile, found: &mut Vec<Finding>) {
    for (i, field) in profile.fields.iter().enumerate() {
        if field.kind.needs_context() && field.cues.is_empty() {
            let message =
                format!("field {:?} has no cues, so it is found in tool arguments only", field.name);
            let advice = "add the words with which it is asked for and told";
            found.push(Finding::warning(format!("fields[{i}]"), message, advice));
        }
    }
}

/// Whether the earlier outcome holds whenever the later one does.
fn covers(earlier: &Outcome, later: &Outcome) -> bool {
    let unconditional =
        [&earlier.succeeded, &earlier.failed, &earlier.topics].iter().all(|list| list.is_empty());
    // That is an error of its own.
    !unconditional
        && tools_cover(earlier, &earlier.succeeded, &later.succeeded)
        && tools_cover(earlier, &earlier.failed, &later.failed)
        && earlier.topics.iter().all(|topic| later.topics.contains(topic))
}

/// Whether a tool that fits one of the later patterns always fits one of the earlier.
fn tools_cover(outcome: &Outcome, earlier: &[String], later: &[String]) -> bool {
    let normal = |pattern: &String| tool_name::normal(pattern);
    // A later pattern is taken as a name: what stands for its `*` must be covered by a `*`.
    let covered =
        |pattern: &String| earlier.iter().any(|wide| tool_name::fits(&normal(wide), &normal(pattern)));
    earlier.is_empty() || (outcome.except.is_empty() && !later.is_empty() && later.iter().all(covered))
}
