//! A tool call in a conversation.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::arguments::{Argument, Group as Place};
use crate::compiled::Compiled;
use crate::fact::Source;
use crate::profile::{FieldType, Subject};
use crate::state::{State, Statement};
use crate::subjects::MOST_SUBJECTS;
use crate::vehicles::Group;

/// How likely it is that an argument is what the caller meant, where nothing else is known.
const CONFIDENCE: f64 = 0.9;

pub(crate) fn take_in(
    compiled: &Compiled,
    state: &mut State,
    item: &str,
    tool: &str,
    arguments: &Value,
    today: Option<&str>,
) {
    let found = compiled.arguments.find(&compiled.fields, arguments, today);
    let vehicles = vehicles(compiled, state, &found);
    let drivers = drivers(compiled, state, &found);
    // Of one value given twice the last counts.
    let mut last: BTreeMap<(usize, usize), &Argument> = BTreeMap::new();
    for argument in &found {
        let subject = match compiled.subject(argument.field) {
            Some(Subject::Vehicle) => vehicles.get(&argument.group).copied(),
            Some(Subject::Driver) => drivers.get(&argument.group).copied(),
            None => Some(0),
        };
        if let Some(subject) = subject.filter(|subject| *subject < MOST_SUBJECTS) {
            last.insert((argument.field, subject), argument);
        }
    }
    for (key, argument) in last {
        let said = Statement {
            key,
            value: &argument.value,
            item,
            source: Source::ToolArguments,
            pointer: Some(argument.pointer.clone()),
            span: None,
            confidence: CONFIDENCE,
            certain: true,
            corrects: false,
        };
        state.called(compiled, &said, tool);
        match compiled.subject(key.0) {
            Some(Subject::Vehicle) => state.vehicles.known(key.1),
            Some(Subject::Driver) => state.drivers.known(key.1),
            None => {}
        }
    }
}

/// The vehicle of each group: a known one by what the group says, else by its place in the list.
fn vehicles(compiled: &Compiled, state: &State, found: &[Argument]) -> BTreeMap<Place, usize> {
    let mut groups: BTreeMap<Place, Group> = BTreeMap::new();
    for argument in found.iter().filter(|it| compiled.subject(it.field) == Some(Subject::Vehicle)) {
        groups.entry(argument.group).or_default().learn(&compiled.vehicle, argument.field, &argument.value);
    }
    let known = |group: &Group| group.known(&compiled.vehicle, state, false);
    let mut placed: BTreeMap<Place, usize> = BTreeMap::new();
    for (place, group) in &groups {
        if let Some(subject) = known(group).filter(|subject| placed.values().all(|taken| taken != subject)) {
            placed.insert(*place, subject);
        }
    }
    for place in groups.keys() {
        if placed.contains_key(place) {
            continue;
        }
        let free = |subject: &usize| placed.values().all(|taken| taken != subject);
        let wanted = place.ordinal.unwrap_or(if state.vehicles.count < 2 { 0 } else { state.vehicles.focus });
        let subject = Some(wanted).filter(free).or_else(|| (0..MOST_SUBJECTS).find(free));
        placed.extend(subject.map(|subject| (*place, subject)));
    }
    placed
}

/// The driver of each group: one with this date of birth, else by the place in the list.
fn drivers(compiled: &Compiled, state: &State, found: &[Argument]) -> BTreeMap<Place, usize> {
    let mut placed: BTreeMap<Place, usize> = BTreeMap::new();
    let of_drivers = || found.iter().filter(|it| compiled.subject(it.field) == Some(Subject::Driver));
    for argument in of_drivers().filter(|it| compiled.kind(it.field) == FieldType::Date) {
        let same = |subject: &usize| state.value(argument.field, *subject) == Some(argument.value.as_str());
        if let Some(subject) = (0..state.drivers.count).find(same) {
            placed.insert(argument.group, subject);
        }
    }
    for argument in of_drivers() {
        placed.entry(argument.group).or_insert_with(|| argument.group.ordinal.unwrap_or(0));
    }
    placed
}
