#![doc = include_str!("../README.md")]
#![expect(clippy::print_stderr, reason = "this is a tool of the terminal")]

mod calls;
mod corpus;
mod dice;
mod engine;
mod extraction;
#[cfg(test)]
mod floors;
mod kind;
mod markup;
mod misses;
mod options;
mod presidio;
mod public;
mod report;
mod say;
mod score;
mod utterance;
mod value;

use std::io::{self, ErrorKind, Write};

use anyhow::Result;
use clap::Parser;
use scripta_redact::Redactor;

use calls::Calls;
use options::Options;
use report::{Report, Speed};
use score::{Found, Score};
use utterance::Set;

fn main() -> Result<()> {
    let options = Options::parse();
    let sets = sets(&options)?;
    let mut calls = calls::sets(&options.corpus)?;
    calls.retain(|calls| options.wants(&calls.name));
    if options.print {
        return say(&lines(sets.iter().flat_map(misses::print)));
    }
    let redactor = Redactor::default();
    if let Some(kind) = &options.misses {
        return say(&lines(missed(&redactor, &sets, &calls, kind)?.into_iter()));
    }
    let report = report(&options, &redactor, &sets, &calls)?;
    if options.json {
        say(&format!("{}\n", serde_json::to_string_pretty(&report)?))
    } else {
        say(&report.table())
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

/// To standard output, from which somebody may read the beginning only.
fn say(text: &str) -> Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn report(options: &Options, redactor: &Redactor, sets: &[Set], calls: &[Calls]) -> Result<Report> {
    let presidio = match &options.python {
        Some(python) => presidio::run(python, sets)?.into_iter().map(Some).collect(),
        None => vec![None; sets.len()],
    };
    let mut report = Report::default();
    for (set, presidio) in sets.iter().zip(presidio) {
        let other = presidio.as_ref().map(|answers| score(set, &answers.found));
        report.add(&set.name, &score(set, &engine::find(redactor, set)), other.as_ref());
        if !options.without_speed {
            let times = engine::times(redactor, set);
            report.speed.extend(Speed::of(&set.name, times, presidio.map(|answers| answers.times)));
        }
    }
    let extractor = extraction::extractor()?;
    for calls in calls {
        let outcome = extraction::run(&extractor, calls);
        report.add_fields(&calls.name, &outcome.fields);
        if !options.without_speed {
            report.speed.extend(Speed::of(&format!("{}, a turn", calls.name), outcome.times, None));
        }
    }
    if !options.without_speed && !sets.is_empty() {
        report.growth = engine::growth(redactor, &talk(sets));
    }
    Ok(report)
}

fn missed(redactor: &Redactor, sets: &[Set], calls: &[Calls], kind: &str) -> Result<Vec<String>> {
    let of_set = |set| misses::list(set, &engine::find(redactor, set), kind);
    let mut missed: Vec<String> = sets.iter().flat_map(of_set).collect();
    if matches!(kind, "calls" | "all") {
        let extractor = extraction::extractor()?;
        missed.extend(calls.iter().flat_map(|calls| extraction::run(&extractor, calls).misses));
    }
    Ok(missed)
}

fn score(set: &Set, found: &[Vec<Found>]) -> Score {
    let mut score = Score::default();
    set.utterances.iter().zip(found).for_each(|(utterance, found)| score.add(utterance, found));
    score
}

/// The sets that are asked for.
fn sets(options: &Options) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    match &options.data {
        None => eprintln!("skipped: the public test data: SCRIPTA_EVAL names no folder"),
        Some(folder) => {
            let (public, missing) = public::sets(folder, &options.corpus)?;
            sets.extend(public);
            missing.iter().for_each(|name| eprintln!("skipped: {name}: not in {}", folder.display()));
        }
    }
    sets.extend(corpus::sets(&options.corpus)?);
    sets.retain(|set| options.wants(&set.name));
    Ok(sets)
}

/// About a kilobyte of talk that holds some of everything, to be repeated.
fn talk(sets: &[Set]) -> String {
    let some = |set: &Set| {
        let places = [set.utterances.len() / 3, set.utterances.len() * 2 / 3];
        places.map(|at| set.utterances.get(at).map(|utterance| utterance.text.clone()))
    };
    let talk: Vec<String> = sets.iter().flat_map(some).flatten().collect();
    talk.join(". ") + ". "
}
