//! The grammar of what is said: rules in a text, each with the ways to say it.
//!
//! A line that is not indented names a rule. The indented lines below it are alternatives, each as likely as its weight:
//! the number before a `|`, or 1. `{name}` stands for a rule, or for a slot of the call ([`Slot`]).

use std::collections::HashMap;

use scripta_sample::Chance;

use crate::slots::{Slot, Slots};

/// How deep rules may stand in rules.
const DEEPEST: usize = 8;

/// The rules.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    rules: Vec<Vec<Alternative>>,
    names: HashMap<&'static str, usize>,
}

#[derive(Debug)]
struct Alternative {
    /// Its weight and those of all before it.
    upto: u64,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    Text(&'static str),
    Rule(usize),
    Slot(Slot),
}

impl Grammar {
    /// That of calls to an insurance agency.
    pub(crate) fn telephone() -> Self {
        Self::read(include_str!("telephone.txt"))
    }

    fn read(text: &'static str) -> Self {
        let lines = || text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let mut grammar = Self::default();
        for name in lines().filter(|line| !line.starts_with(' ')) {
            let number = grammar.names.len();
            grammar.names.insert(name.trim(), number);
        }
        for line in lines() {
            if line.starts_with(' ') {
                let alternative = grammar.alternative(line.trim_start());
                if let Some(rule) = grammar.rules.last_mut() {
                    let before = rule.last().map_or(0, |alternative| alternative.upto);
                    rule.push(Alternative { upto: before + alternative.upto, ..alternative });
                }
            } else {
                grammar.rules.push(Vec::new());
            }
        }
        grammar
    }

    fn alternative(&self, line: &'static str) -> Alternative {
        let weighted = line.split_once('|').and_then(|(weight, rest)| Some((weight.parse().ok()?, rest)));
        let (upto, mut rest) = weighted.unwrap_or((1, line));
        let mut pieces = Vec::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            pieces.push(Piece::Text(before));
            pieces.push(self.named(name));
            rest = after;
        }
        pieces.push(Piece::Text(rest));
        Alternative { upto, pieces }
    }

    fn named(&self, name: &'static str) -> Piece {
        let slot = Slot::ALL.iter().find(|(known, _)| *known == name).map(|(_, slot)| Piece::Slot(*slot));
        slot.or_else(|| self.names.get(name).map(|rule| Piece::Rule(*rule))).unwrap_or(Piece::Text(name))
    }

    /// Says `rule`.
    pub(crate) fn say(&self, rule: &str, slots: &Slots, chance: &mut Chance) -> String {
        let mut said = String::with_capacity(160);
        if let Some(rule) = self.names.get(rule) {
            self.add(*rule, slots, chance, DEEPEST, &mut said);
        }
        said
    }

    fn add(&self, rule: usize, slots: &Slots, chance: &mut Chance, deepest: usize, said: &mut String) {
        let Some(rule) = self.rules.get(rule) else { return };
        let Some(total) = rule.last().map(|last| last.upto).filter(|_| deepest > 0) else { return };
        let drawn = chance.between(1, total);
        let chosen = rule.partition_point(|alternative| alternative.upto < drawn);
        for piece in rule.get(chosen).iter().flat_map(|alternative| &alternative.pieces) {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Rule(rule) => self.add(*rule, slots, chance, deepest - 1, said),
                Piece::Slot(slot) => said.push_str(slots.get(*slot)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errand::{DECIDES, Errand, decision};

    #[test]
    fn every_name_in_the_grammar_is_that_of_a_rule_or_a_slot_and_every_rule_has_alternatives() {
        let text = include_str!("telephone.txt");
        let grammar = Grammar::telephone();
        for part in text.split('{').skip(1) {
            let name = part.split('}').next().unwrap();
            let slot = Slot::ALL.iter().any(|(known, _)| *known == name);
            assert!(slot || grammar.names.contains_key(name), "{name}");
        }
        assert_eq!(grammar.rules.len(), grammar.names.len());
        assert!(grammar.rules.iter().all(|rule| !rule.is_empty()));
    }

    #[test]
    fn every_rule_that_a_call_uses_is_in_the_grammar() {
        let grammar = Grammar::telephone();
        let exchanges = Errand::ALL.iter().flat_map(|(_, errand)| errand.exchanges());
        let rules = exchanges.flat_map(|exchange| [exchange.agent, exchange.caller]);
        let rules = rules.filter(|rule| *rule != DECIDES);
        let outcomes = Errand::ALL.iter().flat_map(|(_, errand)| errand.outcomes());
        let decisions = outcomes.map(|(_, outcome)| decision(outcome));
        for rule in rules.chain(decisions).chain(["tool_failed", "hands_over", "takes_over", "goodbye"]) {
            assert!(grammar.names.contains_key(rule), "{rule}");
        }
    }

    #[test]
    fn alternatives_come_as_often_as_they_weigh() {
        let grammar = Grammar::read("coin\n  3|heads\n  tails");
        let mut chance = Chance::new(1);
        let slots = Slots::new(&mut chance);
        let heads = (0..4_000).filter(|_| grammar.say("coin", &slots, &mut chance) == "heads").count();
        assert!((2_880..3_120).contains(&heads), "{heads}");
    }
}
