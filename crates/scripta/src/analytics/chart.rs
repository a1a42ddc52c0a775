//! Small charts made of letters.

use std::collections::BTreeMap;

use scripta_catalog::analytics::{Report, TopicsOfDay};
use unicode_width::UnicodeWidthStr;

use super::columns::fitted;
use crate::figures::count;
use crate::page::{AGENT, CALLER, DIM, PLAIN, Page, span};

/// Parts of a letter's width, in eighths.
const PARTS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// Parts of a letter's height, in eighths.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The longest line of heights.
const LONGEST: usize = 60;

/// Adds a bar for each group, as long as it has conversations, and for each topic a line of heights over the days.
pub(crate) fn put(page: &mut Page, report: &Report) {
    if !report.groups.is_empty() {
        page.heading("Conversations");
        bars(page, report);
    }
    if report.topics_over_time.len() > 1 {
        page.heading("Topics over time");
        topics(page, &report.topics_over_time);
    }
}

fn bars(page: &mut Page, report: &Report) {
    let most = report.groups.iter().map(|group| group.measures.conversations).max().unwrap_or(0);
    let widest = report.groups.iter().map(|group| group.key.width()).max().unwrap_or(0).min(24);
    let room = page.width().saturating_sub(widest + 4 + count(most).len() + 1);
    for group in &report.groups {
        let (key, number) = (fitted(&group.key, widest), group.measures.conversations);
        let blank = " ".repeat(widest.saturating_sub(key.width()) + 2);
        let bar = bar(number, most, room);
        page.verbatim(
            2,
            &[span(PLAIN, key + &blank), span(AGENT, bar), span(DIM, format!(" {}", count(number)))],
        );
    }
}

/// `number` of `most`, which takes `width` letters.
fn bar(number: u64, most: u64, width: usize) -> String {
    let eighths =
        usize::try_from(u128::from(number) * (width as u128 * 8) / u128::from(most.max(1))).unwrap_or(0);
    let eighths = if number > 0 { eighths.max(1) } else { 0 };
    let mut bar = "█".repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).and_then(|part| PARTS.get(part)));
    bar
}

fn topics(page: &mut Page, days: &[TopicsOfDay]) {
    let all = every_day(days);
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    days.iter()
        .flat_map(|day| &day.topics)
        .for_each(|(topic, number)| *sums.entry(topic).or_default() += number);
    let widest = sums.keys().map(|topic| topic.width()).max().unwrap_or(0).min(24);
    for (topic, sum) in sums {
        let numbers: Vec<u64> =
            all.iter().map(|day| day.and_then(|day| day.topics.get(topic)).copied().unwrap_or(0)).collect();
        let room = page.width().saturating_sub(widest + 14).clamp(1, LONGEST);
        let key = fitted(topic, widest);
        let blank = " ".repeat(widest.saturating_sub(key.width()) + 2);
        let line = heights(&numbers, room);
        page.verbatim(
            2,
            &[span(PLAIN, key + &blank), span(CALLER, line), span(DIM, format!(" {}", count(sum)))],
        );
    }
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        page.verbatim(2, &[span(DIM, format!("{} to {}", first.day, last.day))]);
    }
}

/// The days from the first to the last, those without a topic too.
fn every_day(days: &[TopicsOfDay]) -> Vec<Option<&TopicsOfDay>> {
    let number = |day: &TopicsOfDay| {
        let start = scripta_core::Timestamp::parse(&format!("{}T00:00:00Z", day.day)).ok()?;
        Some(start.as_millis().div_euclid(86_400_000))
    };
    let mut all = Vec::new();
    let mut next = None;
    for day in days {
        let Some(this) = number(day) else { continue };
        // A year without a conversation is cut short: nobody looks for it in a chart.
        let missing = next.map_or(0, |next: i64| (this - next).clamp(0, 366));
        all.extend((0..missing).map(|_| None));
        all.push(Some(day));
        next = Some(this + 1);
    }
    all
}

/// Numbers as heights, several taken together where there are more than `room`.
fn heights(numbers: &[u64], room: usize) -> String {
    let together = numbers.len().div_ceil(room.max(1)).max(1);
    let sums: Vec<u64> = numbers.chunks(together).map(|some| some.iter().sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    let height = |number: &u64| match number {
        0 => ' ',
        number => {
            let step = usize::try_from((u128::from(*number) * 8).div_ceil(u128::from(most)) - 1).unwrap_or(7);
            HEIGHTS.get(step).copied().unwrap_or('█')
        }
    };
    sums.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 3), "█▌");
        assert_eq!([bar(1, 1_000_000, 4), bar(0, 10, 4), bar(0, 0, 4)], ["▏", "", ""]);
    }

    #[test]
    fn heights_tell_one_from_none_and_take_days_together_where_there_is_no_room() {
        assert_eq!(heights(&[0, 1, 8], 10), " ▁█");
        assert_eq!(heights(&[1; 100], 10).chars().count(), 10);
        assert_eq!(heights(&[u64::MAX], 1), "█");
    }

    #[test]
    fn days_without_a_topic_are_in_the_chart() {
        let day = |day: &str| TopicsOfDay { day: day.to_owned(), topics: BTreeMap::new() };
        let days = [day("2024-02-28"), day("2024-03-01")];
        let all: Vec<bool> = every_day(&days).iter().map(Option::is_some).collect();
        assert_eq!(all, [true, false, true]);
    }
}
