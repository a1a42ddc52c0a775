//! Writes records as JSON, one conversation a line: `cargo run --release --example population -- SEED SIZE [FIRST COUNT]`.

#![expect(clippy::print_stderr, reason = "an example is a program of the terminal")]

use std::io::{BufWriter, Write};

use scripta_population::Population;

fn main() -> std::io::Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let [seed, size, rest @ ..] = numbers.as_slice() else {
        eprintln!("usage: population SEED SIZE [FIRST COUNT]");
        return Ok(());
    };
    let (first, count) = (rest.first().copied().unwrap_or(0), rest.get(1).copied().unwrap_or(*size));
    let population = Population::new(*seed, *size);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in (first..*size).take(usize::try_from(count).unwrap_or(usize::MAX)) {
        serde_json::to_writer(&mut out, &population.documents(number).conversation)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
