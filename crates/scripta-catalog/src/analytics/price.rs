//! What models cost, and since when.

use scripta_core::Timestamp;
use serde::Deserialize;

use super::built_in::BUILT_IN;

/// What a model costs from a day on. Prices are US dollars for a million tokens; a kind without a price is not known,
/// which is not the same as free.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Price {
    /// The model, or several by `*`: `gpt-realtime*`. Also of a model that transcribes.
    pub model: String,
    /// The first day (UTC), `2025-08-28`; always, where it is absent.
    pub from: Option<String>,
    /// Text that is read.
    pub text_input: Option<f64>,
    /// Text that is read from the cache.
    pub text_cached_input: Option<f64>,
    /// Text that is written.
    pub text_output: Option<f64>,
    /// Audio that is heard.
    pub audio_input: Option<f64>,
    /// Audio that is heard from the cache.
    pub audio_cached_input: Option<f64>,
    /// Audio that is spoken.
    pub audio_output: Option<f64>,
    /// Images that are seen.
    pub image_input: Option<f64>,
    /// Images that are seen from the cache.
    pub image_cached_input: Option<f64>,
    /// A minute of audio that is transcribed, of models that are paid by time.
    pub minute: Option<f64>,
}

/// Why a price cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the price of {model:?}: {detail}")]
pub struct PriceError {
    model: String,
    detail: String,
}

/// Prices by model and day: those that were given, and, for models that none of them fits, the built-in ones.
#[derive(Debug, Clone)]
pub struct PriceTable {
    given: Vec<Dated>,
    built_in: Vec<Dated>,
}

#[derive(Debug, Clone)]
struct Dated {
    from: Option<Timestamp>,
    price: Price,
}

impl Default for PriceTable {
    fn default() -> Self {
        let built_in = BUILT_IN.iter().map(|row| Dated { from: None, price: row.price() }).collect();
        Self { given: Vec::new(), built_in }
    }
}

impl PriceTable {
    /// A table of `prices`, which win over the built-in ones.
    ///
    /// # Errors
    /// Where a price has no model, a date that is none, or an amount that is none.
    pub fn new(prices: Vec<Price>) -> Result<Self, PriceError> {
        let given = prices.into_iter().map(Price::dated).collect::<Result<_, _>>()?;
        Ok(Self { given, ..Self::default() })
    }

    /// What a model cost at a time: of the prices that fit it and are not later, the latest; of those of one day, the one
    /// that names the model most closely.
    pub fn of(&self, model: &str, at: Timestamp) -> Option<&Price> {
        [&self.given, &self.built_in].into_iter().find_map(|prices| {
            let fitting = prices
                .iter()
                .filter(|dated| dated.from.is_none_or(|from| from <= at) && fits(&dated.price.model, model));
            Some(&fitting.max_by_key(|dated| (dated.from, dated.price.model.len()))?.price)
        })
    }
}

impl Price {
    fn dated(self) -> Result<Dated, PriceError> {
        let error = |detail: String| PriceError { model: self.model.clone(), detail };
        if self.model.trim().is_empty() {
            return Err(error(
                "model names the model, such as \"gpt-realtime\" or \"gpt-realtime*\"".to_owned(),
            ));
        }
        if let Some(amount) =
            self.amounts().into_iter().flatten().find(|amount| !(0.0..=1e6).contains(amount))
        {
            return Err(error(format!("{amount} is no price in US dollars")));
        }
        if self.amounts().iter().all(Option::is_none) {
            return Err(error("it has no amount, such as text_input = 4.0".to_owned()));
        }
        let day = |day: &String| {
            Timestamp::parse(&format!("{day}T00:00:00Z"))
                .map_err(|_| error(format!("from = {day:?} is no day such as \"2025-08-28\"")))
        };
        let from = self.from.as_ref().map(day).transpose()?;
        Ok(Dated { from, price: self })
    }

    fn amounts(&self) -> [Option<f64>; 9] {
        [
            self.text_input,
            self.text_cached_input,
            self.text_output,
            self.audio_input,
            self.audio_cached_input,
            self.audio_output,
            self.image_input,
            self.image_cached_input,
            self.minute,
        ]
    }
}

/// Whether a text fits a pattern in which `*` stands for anything.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.into_iter().any(|at| fits(after, rest.get(at..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(model: &str, from: Option<&str>, text_input: f64) -> Price {
        Price {
            model: model.to_owned(),
            from: from.map(str::to_owned),
            text_input: Some(text_input),
            ..Price::default()
        }
    }

    fn at(day: &str) -> Timestamp {
        Timestamp::parse(&format!("{day}T12:00:00Z")).unwrap()
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in
            [("a", "a"), ("a*", "a"), ("*", ""), ("a*c", "abbc"), ("*b*", "abc"), ("é*", "éa")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*c", "abcd"), ("b*", "ab"), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn the_latest_price_before_the_conversation_counts_and_a_given_one_before_a_built_in_one() {
        let given = vec![
            price("voice*", None, 9.0),
            price("voice*", Some("2025-03-01"), 5.0),
            price("voice-mini", Some("2025-03-01"), 2.0),
            price("voice*", Some("2026-01-01"), 4.0),
            price("gpt-realtime", Some("2026-01-01"), 3.5),
        ];
        let table = PriceTable::new(given).unwrap();
        let text = |model, day| table.of(model, at(day)).and_then(|price| price.text_input);
        assert_eq!(text("voice-1", "2024-12-31"), Some(9.0));
        assert_eq!(text("voice-1", "2025-03-01"), Some(5.0));
        assert_eq!(text("voice-mini", "2025-12-31"), Some(2.0));
        assert_eq!(text("voice-mini", "2026-01-01"), Some(4.0));
        assert_eq!(text("gpt-realtime", "2025-12-31"), Some(4.0), "the built-in one");
        assert_eq!(text("gpt-realtime", "2026-01-01"), Some(3.5));
        assert_eq!(text("nobody-knows-it", "2026-01-01"), None);
    }

    #[test]
    fn a_price_that_cannot_be_right_is_refused_with_what_is_wrong() {
        for (price, says) in [
            (price("", None, 1.0), "model names the model"),
            (price("m", Some("28.8.2025"), 1.0), "is no day"),
            (price("m", None, -1.0), "is no price"),
            (price("m", None, f64::NAN), "is no price"),
            (Price { model: "m".to_owned(), ..Price::default() }, "has no amount"),
        ] {
            let error = PriceTable::new(vec![price]).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
