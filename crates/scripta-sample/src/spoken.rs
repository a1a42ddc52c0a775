//! Calls in which personal values are said as people say them: in words, spelled, in pieces over several turns.

use crate::audio::AudioFormat;
use crate::caller::{Speech, Split, Timing};
use crate::chance::Chance;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::mark::{Marked, Value, Values};
use crate::script::Script;
use crate::session::SessionOptions;

const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

const FIRST_NAMES: [&str; 12] = [
    "Doris", "Miguel", "Priya", "Kwame", "Ingrid", "Tomas", "Leila", "Hiroshi", "Fatima", "Sean", "Olga",
    "Marcus",
];

/// Uncommon, so that a search for one of them finds nothing else.
const SURNAMES: [&str; 12] = [
    "Villanueva",
    "Okonkwo",
    "Lindqvist",
    "Raghunathan",
    "Fitzgerald",
    "Castellanos",
    "Yamamoto",
    "Abernathy",
    "Kowalczyk",
    "Oyelaran",
    "Mandelbaum",
    "Thorvaldsen",
];

const STREETS: [&str; 8] = [
    "Juniper Lane",
    "Larkspur Avenue",
    "Quarry Road",
    "Thistledown Drive",
    "Pemberton Street",
    "Wexford Court",
    "Millbrook Way",
    "Sycamore Boulevard",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const DAYS: [&str; 9] = [
    "second",
    "fifth",
    "ninth",
    "eleventh",
    "fourteenth",
    "seventeenth",
    "twentieth",
    "twenty third",
    "thirtieth",
];

/// A call in which `n` personal values are said, and the values with the words that must not be found again.
///
/// Numbers are read out digit by digit in groups, with `oh` and `double`, and over several turns; e-mail addresses with
/// `dot` and `at`; names, streets and birth dates follow a question or a cue. The kinds take turns.
#[must_use]
pub fn spoken_call(n: usize, seed: u64) -> (Vec<Line>, Vec<Marked>) {
    let mut values = Values::new(seed);
    let dialect = [Dialect::Ga, Dialect::Beta, Dialect::Mixed][values.chance.index(3)];
    let mut script = Script::new(dialect, AudioFormat::G711Ulaw, seed);
    script.with_thin_audio().session(SessionOptions::default());
    let marks = (0..n).map(|i| say(&mut script, &mut values, i)).collect();
    (script.finish(), marks)
}

fn say(script: &mut Script, values: &mut Values, i: usize) -> Marked {
    match i % 8 {
        0 => number(script, values, 0, "phone", "What's the best number to reach you?"),
        1 => email(script, values),
        2 => number(script, values, 2, "card", "Could you read me your card number?"),
        3 => number(script, values, 3, "ssn", "And your social security number?"),
        4 => in_pieces(script, values),
        5 => {
            let name = name(&mut values.chance);
            let said = if values.chance.index(2) == 0 { format!("my name is {name}") } else { name.clone() };
            answer(script, "May I have your full name, please?", &said, &mut values.chance);
            let surname = name.rsplit(' ').next().unwrap_or_default().to_owned();
            Marked { value: name, kind: "name", said_as: vec![surname] }
        }
        6 => {
            let street = STREETS[values.chance.index(STREETS.len())];
            let address = format!("{} {street}", values.chance.between(110, 9_890));
            let said = format!("I live at {address}");
            answer(script, "And your street address?", &said, &mut values.chance);
            Marked { said_as: vec![address.clone()], value: address, kind: "address" }
        }
        _ => {
            let chance = &mut values.chance;
            let (month, day) = (MONTHS[chance.index(12)], DAYS[chance.index(DAYS.len())]);
            let year = format!(
                "nineteen {}",
                ["fifty five", "sixty one", "seventy four", "eighty two"][chance.index(4)]
            );
            let date = format!("{month} {day} {year}");
            answer(script, "What's your date of birth?", &format!("it's {date}"), chance);
            Marked { said_as: vec![date.clone(), format!("{day} {year}")], value: date, kind: "dob" }
        }
    }
}

/// A number of the `nth` kind, read out in groups.
fn number(
    script: &mut Script,
    values: &mut Values,
    nth: usize,
    kind: &'static str,
    question: &str,
) -> Marked {
    let (value, groups) = numeric(values, nth);
    let spoken: Vec<String> = groups.iter().map(|group| read_out(group, &mut values.chance)).collect();
    let joint = [", ", " ", ", uh, "][values.chance.index(3)];
    answer(script, question, &format!("sure, it's {}", spoken.join(joint)), &mut values.chance);
    let tail = spoken[spoken.len() - 2..].join(joint);
    Marked { value: value.forms[0].clone(), kind, said_as: vec![spoken.join(joint), tail] }
}

/// A phone number in three turns, with a word of the agent's between them.
fn in_pieces(script: &mut Script, values: &mut Values) -> Marked {
    let (value, groups) = numeric(values, 0);
    let spoken: Vec<String> = groups.iter().map(|group| read_out(group, &mut values.chance)).collect();
    script.agent_says("What's a good callback number?");
    for (at, piece) in spoken.iter().enumerate() {
        script.caller_says(piece, Speech { timing: Timing::DuringResponse, ..Speech::default() });
        script.agent_says(if at + 1 == spoken.len() { "Thank you." } else { "Mm-hmm, go on." });
    }
    // The last piece has four digits; one of three may be said elsewhere and mean something else.
    Marked {
        value: value.forms[0].clone(),
        kind: "phone",
        said_as: spoken.last().cloned().into_iter().collect(),
    }
}

fn email(script: &mut Script, values: &mut Values) -> Marked {
    let chance = &mut values.chance;
    let name = name(chance).to_lowercase();
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    let joint = ["dot", "underscore", "dash"][chance.index(3)];
    let number = DIGITS[chance.index(10)];
    let host = ["gmail", "yahoo", "outlook", "example"][chance.index(4)];
    let said = format!("{first} {joint} {last} {number} at {host} dot com");
    answer(script, "What e-mail address should I send it to?", &format!("it's {said}"), chance);
    let local = format!("{first} {joint} {last}");
    Marked { value: format!("{first}.{last}@{host}.com"), kind: "email", said_as: vec![said, local] }
}

fn answer(script: &mut Script, question: &str, said: &str, chance: &mut Chance) {
    let split = [Split::Tokens, Split::Whole, Split::None][chance.index(3)];
    let timing = if chance.index(3) == 0 { Timing::AfterResponse } else { Timing::DuringResponse };
    script.agent_says(question);
    script
        .caller_says(said, Speech { split, timing, ..Speech::default() })
        .agent_says("Thank you, I have that.");
}

/// A number of the `nth` kind of [`Values`], with its digits in the groups of its usual form.
fn numeric(values: &mut Values, nth: usize) -> (Value, Vec<String>) {
    let value = values.make(nth);
    let groups = value.forms[0].split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let groups = groups.map(str::to_owned).collect();
    (value, groups)
}

/// `5501` as `double five oh one` or `five five zero one`.
fn read_out(digits: &str, chance: &mut Chance) -> String {
    let values: Vec<usize> = digits.bytes().map(|digit| usize::from(digit - b'0')).collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(value) = values.get(at) {
        let twice = values.get(at + 1) == Some(value) && chance.index(3) == 0;
        if twice {
            words.push("double");
        }
        words.push(if *value == 0 && chance.index(2) == 0 { "oh" } else { DIGITS[*value] });
        at += 1 + usize::from(twice);
    }
    words.join(" ")
}

fn name(chance: &mut Chance) -> String {
    format!("{} {}", FIRST_NAMES[chance.index(FIRST_NAMES.len())], SURNAMES[chance.index(SURNAMES.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_said_as_its_mark_tells() {
        let (lines, marks) = spoken_call(48, 7);
        let said: String = lines
            .iter()
            .filter_map(|line| {
                line.event["transcript"].as_str().or(line.event["item"]["content"][0]["transcript"].as_str())
            })
            .collect::<Vec<_>>()
            .join("\n");
        for mark in &marks {
            assert!(mark.said_as.iter().all(|form| said.contains(form)), "{mark:?}");
        }
        assert_eq!(marks.len(), 48);
    }

    #[test]
    fn digits_are_read_out() {
        let said: std::collections::BTreeSet<String> =
            (0..64).map(|seed| read_out("5501", &mut Chance::new(seed))).collect();
        let expected =
            ["double five oh one", "double five zero one", "five five oh one", "five five zero one"];
        assert_eq!(said.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }
}
