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

/// What is hard about a long turn, in one way each.
const LONG: [(&str, Speaker, &str); 6] = [
    (
        "talk",
        Speaker::User,
        "no sorry, twenty nineteen, and we also have a 2015 Honda Civic that my wife drives. ",
    ),
    ("the agent's talk", Speaker::Assistant, "So a 2019 Camry or a 2015 Civic in 90210, is that right? "),
    ("one sentence", Speaker::Assistant, "your Camry and the Civic or "),
    ("digits", Speaker::User, "five "),
    ("corrections", Speaker::User, "90210 no "),
    ("families", Speaker::User, "my dad's Camry, not a 2019 "),
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
    for (name, speaker, piece) in LONG {
        for kilobytes in [1, 4, 16, 64] {
            let text = piece.repeat(kilobytes * 1024 / piece.len());
            let time = (0..3).map(|_| once(&extractor, speaker, &text)).min().unwrap();
            println!("{kilobytes:>6} KiB of {name}: {} ns a byte", time.as_nanos() / text.len() as u128);
        }
    }
}

/// A long turn after another, so that it has something to answer.
fn once(extractor: &Extractor, speaker: Speaker, text: &str) -> Duration {
    let mut extraction = extractor.begin();
    let other = if speaker == Speaker::User { Speaker::Assistant } else { Speaker::User };
    extraction.said("before", other, text);
    let begin = Instant::now();
    extraction.said("long", speaker, text);
    begin.elapsed()
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
