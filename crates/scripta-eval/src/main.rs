#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a tool of the terminal")]

mod corpus;
mod dice;
mod engine;
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

use anyhow::Result;
use clap::Parser;
use scripta_redact::Redactor;

use options::Options;
use report::{Report, Speed};
use score::{Found, Score};
use utterance::Set;

fn main() -> Result<()> {
    let options = Options::parse();
    let sets = sets(&options)?;
    if options.print {
        sets.iter().flat_map(misses::print).for_each(|line| println!("{line}"));
        return Ok(());
    }
    let redactor = Redactor::default();
    if let Some(kind) = &options.misses {
        for set in &sets {
            misses::list(set, &engine::find(&redactor, set), kind).iter().for_each(|line| println!("{line}"));
        }
        return Ok(());
    }
    let report = report(&options, &redactor, &sets)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.table());
    }
    Ok(())
}

fn report(options: &Options, redactor: &Redactor, sets: &[Set]) -> Result<Report> {
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
    if !options.without_speed {
        report.growth = engine::growth(redactor, &talk(sets));
    }
    Ok(report)
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

/// Something to talk about at length: some of everything that the sets hold.
fn talk(sets: &[Set]) -> String {
    let some = |set: &Set| {
        let step = (set.utterances.len() / 100).max(1);
        set.utterances.iter().step_by(step).map(|utterance| utterance.text.clone()).collect::<Vec<_>>()
    };
    sets.iter().flat_map(some).collect::<Vec<_>>().join(". ")
}
