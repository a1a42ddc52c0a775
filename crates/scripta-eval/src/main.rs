#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a tool of the terminal")]

mod corpus;
mod dice;
mod engine;
mod kind;
mod markup;
mod misses;
mod options;
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
use score::Score;
use utterance::Set;

fn main() -> Result<()> {
    let options = Options::parse();
    let sets = sets(&options)?;
    if options.print {
        sets.iter().flat_map(misses::print).for_each(|line| println!("{line}"));
        return Ok(());
    }
    let redactor = Redactor::default();
    let mut report = Report::default();
    for set in &sets {
        let found = engine::find(&redactor, set);
        if let Some(kind) = &options.misses {
            misses::list(set, &found, kind).iter().for_each(|line| println!("{line}"));
            continue;
        }
        let mut score = Score::default();
        set.utterances.iter().zip(&found).for_each(|(utterance, found)| score.add(utterance, found));
        report.add(&set.name, &score, None);
        if !options.without_speed {
            report.speed.extend(speed(&redactor, set));
        }
    }
    if options.misses.is_some() {
        return Ok(());
    }
    if !options.without_speed {
        report.growth = engine::growth(&redactor, &talk(&sets));
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.table());
    }
    Ok(())
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

fn speed(redactor: &Redactor, set: &Set) -> Option<Speed> {
    let times = engine::times(redactor, set);
    let count = u32::try_from(times.len()).ok()?;
    let mean = times.iter().sum::<std::time::Duration>().as_secs_f64() * 1e6 / f64::from(count.max(1));
    let median = engine::median(times)?;
    Some(Speed { of: set.name.clone(), median, mean, presidio_median: None, presidio_mean: None })
}

/// Something to talk about at length: some of everything that the sets hold.
fn talk(sets: &[Set]) -> String {
    let some = |set: &Set| {
        let step = (set.utterances.len() / 100).max(1);
        set.utterances.iter().step_by(step).map(|utterance| utterance.text.clone()).collect::<Vec<_>>()
    };
    sets.iter().flat_map(some).collect::<Vec<_>>().join(". ")
}
