//! The rules of retention, read from the configuration.

use scripta_catalog::{Fields, Query, QueryError};
use scripta_recorder::{RetentionRule, RetentionSection};

/// The longest that something can be kept by a rule: a thousand years, in days.
const LONGEST: u64 = 365_000;

/// Why a rule cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RetentionError {
    /// Its query cannot be read.
    #[error("[[retention.rules]] {name:?}: the query cannot be read: {source}")]
    Query {
        /// Which rule.
        name: String,
        /// Why.
        source: QueryError,
    },
    /// It says neither how long nor that it holds, or both.
    #[error("[[retention.rules]] {name:?}: give either keep = \"90d\" or hold = true")]
    KeepOrHold {
        /// Which rule.
        name: String,
    },
    /// How long is no length of time.
    #[error(
        "[[retention.rules]] {name:?}: keep = {keep:?} cannot be used: give days, weeks or years, as in 90d, 12w or 2y"
    )]
    Keep {
        /// Which rule.
        name: String,
        /// What it says.
        keep: String,
    },
    /// A hold on everything would make all other rules void.
    #[error("[[retention.rules]] {name:?}: a hold needs a query that says on what")]
    HoldOnAll {
        /// Which rule.
        name: String,
    },
}

/// A rule that lets go.
pub(super) struct Keep {
    pub(super) name: String,
    pub(super) query: Query,
    pub(super) days: u64,
}

/// All rules.
pub(super) struct Rules {
    /// In their order.
    pub(super) keeps: Vec<Keep>,
    pub(super) holds: Vec<(String, Query)>,
}

impl Rules {
    pub(super) fn read(section: &RetentionSection, fields: &Fields) -> Result<Self, RetentionError> {
        let mut rules = Self { keeps: Vec::new(), holds: Vec::new() };
        for RetentionRule { name, query, keep, hold } in &section.rules {
            let name = name.clone();
            let text = query.as_deref().unwrap_or_default();
            let query = Query::parse(text, fields)
                .map_err(|source| RetentionError::Query { name: name.clone(), source })?;
            match (keep, hold) {
                (Some(keep), false) => {
                    let days = days(keep)
                        .ok_or_else(|| RetentionError::Keep { name: name.clone(), keep: keep.clone() })?;
                    rules.keeps.push(Keep { name, query, days });
                }
                (None, true) if query == Query::default() => {
                    return Err(RetentionError::HoldOnAll { name });
                }
                (None, true) => rules.holds.push((name, query)),
                _ => return Err(RetentionError::KeepOrHold { name }),
            }
        }
        Ok(rules)
    }
}

/// `90d`, `12w`, `2y`, in days. A year is 365 days. Nothing is kept for no time: that would be to record nothing.
fn days(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "d" => 1,
        "w" => 7,
        "y" => 365,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    number.checked_mul(unit).filter(|days| (1..=LONGEST).contains(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str, query: Option<&str>, keep: Option<&str>, hold: bool) -> RetentionRule {
        RetentionRule {
            name: name.to_owned(),
            query: query.map(str::to_owned),
            keep: keep.map(str::to_owned),
            hold,
        }
    }

    fn read(rule: RetentionRule) -> Result<Rules, RetentionError> {
        Rules::read(&RetentionSection { rules: vec![rule] }, &Fields::default())
    }

    #[test]
    fn lengths_of_time_are_days_weeks_and_years() {
        assert_eq!([days("90d"), days("12w"), days("2y")], [Some(90), Some(84), Some(730)]);
        for text in ["", "d", "0d", "-1d", "90", "90 d", "1m", "9999999999999999999y", "é"] {
            assert_eq!(days(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_rule_that_cannot_be_used_is_named() {
        for (rule, told) in [
            (rule("a", None, None, false), "\"a\": give either"),
            (rule("b", Some("outcome:x"), Some("1d"), true), "\"b\": give either"),
            (rule("c", None, Some("soon"), false), "\"c\": keep = \"soon\""),
            (rule("d", None, None, true), "\"d\": a hold needs a query"),
            (rule("e", Some("outcom:x"), Some("1d"), false), "\"e\": the query cannot be read"),
        ] {
            let error = read(rule).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(told), "{error}");
        }
    }
}
