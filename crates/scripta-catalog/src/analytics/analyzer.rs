//! Conversations in, figures out.

use std::collections::BTreeMap;

use scripta_core::Timestamp;

use super::completion::Completion;
use super::cost::{Cost, Used};
use super::group::GroupBy;
use super::measures::Measures;
use super::price::PriceTable;
use super::report::{Comparison, Group, Period, Report, TopicsOfDay};
use super::tally::{Counts, Tally, known, merge_counts};
use crate::entry::Entry;

/// Which figures to make.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The period.
    pub period: Period,
    /// The period before, to compare with.
    pub before: Option<Period>,
    /// Figures of groups too.
    pub group_by: Option<GroupBy>,
    /// What models cost.
    pub prices: PriceTable,
    /// Which outcomes count as completed.
    pub completion: Completion,
    /// The fields that are looked for.
    pub fields: Vec<String>,
}

/// Makes figures of conversations in one pass.
#[derive(Debug, Clone)]
pub struct Analyzer {
    scope: Scope,
    total: Tally,
    before: Tally,
    groups: BTreeMap<String, Tally>,
    topics: BTreeMap<String, Counts>,
}

impl Analyzer {
    /// One that knows of no conversation yet.
    pub fn new(scope: Scope) -> Self {
        let (total, before) = Default::default();
        Self { scope, total, before, groups: BTreeMap::new(), topics: BTreeMap::new() }
    }

    /// Adds a conversation, to the period that it began in; one of another time is passed over.
    pub fn add(&mut self, entry: &Entry) {
        let is_completed = self.scope.completion.holds(&entry.outcome);
        let used = Used {
            at: entry.start,
            model: entry.model.as_deref(),
            transcription_model: entry.transcription_model.as_deref(),
            figures: &entry.figures,
        };
        let cost = || Cost::of(used, &self.scope.prices).total;
        if self.scope.before.as_ref().is_some_and(|before| before.holds(entry.start)) {
            self.before.add(entry, is_completed, cost());
        } else if self.scope.period.holds(entry.start) {
            let cost = cost();
            self.total.add(entry, is_completed, cost);
            for key in self.scope.group_by.iter().flat_map(|by| by.keys(entry)) {
                known(&mut self.groups, &key).add(entry, is_completed, cost);
            }
            let of_day = known(&mut self.topics, &day(entry.start));
            entry.topics.iter().for_each(|topic| *known(of_day, topic) += 1);
        }
    }

    /// Adds all conversations of another that has the same scope.
    pub fn merge(&mut self, other: Self) {
        self.total.merge(other.total);
        self.before.merge(other.before);
        for (key, tally) in other.groups {
            self.groups.entry(key).or_default().merge(tally);
        }
        for (day, counts) in other.topics {
            merge_counts(self.topics.entry(day).or_default(), counts);
        }
    }

    /// The figures.
    pub fn report(&self) -> Report {
        let measures = |tally: &Tally| Measures::of(tally, &self.scope.fields);
        let mut groups: Vec<Group> = self
            .groups
            .iter()
            .map(|(key, tally)| Group { key: key.clone(), measures: measures(tally) })
            .collect();
        if !self.scope.group_by.is_some_and(GroupBy::is_of_time) {
            groups.sort_by_key(|group| std::cmp::Reverse(group.measures.conversations));
        }
        let total = measures(&self.total);
        let comparison = self.scope.before.clone().map(|period| {
            let before = measures(&self.before);
            Comparison::new(period, before, &total)
        });
        let topics = self.topics.iter().filter(|(_, topics)| !topics.is_empty());
        Report {
            period: self.scope.period.clone(),
            group_by: self.scope.group_by,
            groups,
            topics_over_time: topics
                .map(|(day, topics)| TopicsOfDay { day: day.clone(), topics: topics.clone() })
                .collect(),
            comparison,
            total,
        }
    }
}

fn day(at: Timestamp) -> String {
    let mut text = at.to_string();
    text.truncate(10);
    text
}
