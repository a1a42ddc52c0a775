//! `[analytics]` of the configuration.

use scripta_catalog::analytics::{Completion, Price, PriceError, PriceTable};
use serde::Deserialize;

use crate::options::AnalyticsOptions;

/// `[analytics]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnalyticsSection {
    /// Outcomes that count as completed, or patterns with `*`. Unless given, every outcome is one but `unknown`, `abandoned`
    /// and those that end with `_failed`.
    pub completed: Option<Vec<String>>,
    /// What models cost: `[[analytics.prices]]`.
    pub prices: Vec<Price>,
}

impl AnalyticsSection {
    pub(super) fn options(&self) -> Result<AnalyticsOptions, PriceError> {
        Ok(AnalyticsOptions {
            prices: PriceTable::new(self.prices.clone())?,
            completion: Completion { outcomes: self.completed.clone() },
        })
    }
}

#[cfg(test)]
mod tests {
    use scripta_core::Timestamp;

    use crate::Config;

    fn options(toml: &str) -> Result<crate::Options, crate::ConfigError> {
        Config::parse(toml)?.options(|_| None, None)
    }

    #[test]
    fn prices_and_completed_outcomes_are_configured() {
        let toml = r#"
            [analytics]
            completed = ["policy_*"]
            [[analytics.prices]]
            model = "gpt-realtime*"
            from = "2026-01-01"
            text_input = 3.5
        "#;
        let analytics = options(toml).unwrap().analytics;
        let text_input = |day| {
            let at = Timestamp::parse(day).unwrap();
            analytics.prices.of("gpt-realtime", at).and_then(|price| price.text_input)
        };
        assert_eq!(text_input("2026-01-01T00:00:00Z"), Some(3.5));
        assert_eq!(text_input("2025-12-31T23:59:59Z"), Some(4.0));
        assert!(analytics.completion.holds("policy_purchased"));
        assert!(!analytics.completion.holds("quote_completed"));
    }

    #[test]
    fn a_price_that_cannot_be_used_is_named() {
        for (price, says) in [
            (
                "model = \"m\"\nfrom = \"soon\"\ntext_input = 1",
                "the price of \"m\": from = \"soon\" is no day",
            ),
            ("model = \"m\"\ntext_inputs = 1.0", "text_inputs"),
            ("model = \"m\"", "has no amount"),
        ] {
            let error = options(&format!("[[analytics.prices]]\n{price}\n")).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
