//! Prints what the alerts find in simulated months: `cargo run --release -p scripta-alerts --example simulation [from] [to]`.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a program that prints a table")]

mod calls;

fn main() {
    let mut bounds = std::env::args().skip(1).filter_map(|seed| seed.parse::<u64>().ok());
    let from = bounds.next().unwrap_or(101);
    let to = bounds.next().unwrap_or(from + 19);
    println!("seed  calls  found  median delay  false alarms a week");
    for seed in from..=to {
        let month = calls::month(seed);
        let delay = month.delays_min.get(month.delays_min.len() / 2).copied().unwrap_or_default();
        let (calls, found, rate) = (month.calls, month.found, month.false_a_week());
        println!("{seed:>4}  {calls:>5}  {found:>2}/12  {delay:>8} min  {rate:>19.2}");
        month.missed.iter().for_each(|missed| println!("      missed: {missed}"));
        month.false_alarms.iter().for_each(|alarm| println!("      false: {alarm}"));
    }
}
