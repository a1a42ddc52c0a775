//! What a turn costs, in short and in long conversations: `cargo bench -p scripta-extract`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it is run by hand and prints what it measures"
)]

use std::time::{Duration, Instant};

use scripta_extract::{Extraction, Extractor, Profile, Speaker};

const TURNS: [(Speaker, &str); 12] = [
    (
        Speaker::Assistant,
        "Thanks for calling. To get you a quote, what's the year, make and model of your vehicle?",
    ),
    (Speaker::User, "yeah hi um it's a twenty twenty Toyota Camry"),
    (Speaker::Assistant, "Got it, a 2020 Toyota Camry. Is that right?"),
    (Speaker::User, "no sorry, twenty nineteen, and we also have a 2015 Honda Civic that my wife drives"),
    (Speaker::Assistant, "Okay, a 2019 Camry and a 2015 Civic. Are those owned, leased or financed?"),
    (Speaker::User, "the Civic is leased and the Camry, we're still paying it off"),
    (Speaker::Assistant, "And what's your zip code, and about how many miles do you drive a year?"),
    (Speaker::User, "nine oh two one oh, and maybe twelve thousand miles"),
    (Speaker::Assistant, "Any accidents or tickets in the last five years?"),
    (Speaker::User, "no, nothing like that, I've a clean record"),
    (Speaker::Assistant, "And what's the best phone number to reach you?"),
    (Speaker::User, "five five five, one two three, four five six seven"),
];

fn main() {
    let extractor = Extractor::new(&Profile::insurance()).unwrap();
    // Once, for what is made at the first use.
    converse(&mut extractor.begin(), 0, 4);
    for rounds in [1, 10, 100, 1_000] {
        let mut extraction = extractor.begin();
        let mut times = converse(&mut extraction, 0, rounds);
        times.sort();
        let (median, last) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        println!("{:>6} turns: median {median:?}, 99 % {last:?}", rounds * TURNS.len());
    }
    for kilobytes in [1, 4, 16, 64] {
        let (_, turn) = TURNS[3];
        let text = turn.repeat(kilobytes * 1024 / turn.len());
        let mut extraction = extractor.begin();
        let begin = Instant::now();
        extraction.said("long", Speaker::User, &text);
        let time = begin.elapsed();
        println!(
            "{kilobytes:>6} KiB in one turn: {time:?}, {} ns a byte",
            time.as_nanos() / text.len() as u128
        );
    }
}

fn converse(extraction: &mut Extraction, from: usize, rounds: usize) -> Vec<Duration> {
    let mut times = Vec::with_capacity(rounds * TURNS.len());
    for round in from..from + rounds {
        for (n, (speaker, text)) in TURNS.iter().enumerate() {
            let item = format!("item_{}", round * TURNS.len() + n);
            let begin = Instant::now();
            extraction.said(&item, *speaker, text);
            times.push(begin.elapsed());
            let _ = extraction.take_changes();
        }
    }
    times
}
