//! What a conversation cost.

use scripta_core::Timestamp;
use scripta_core::record::{Figures, Usage};
use serde::Serialize;

use super::price::{Price, PriceTable};
use super::usd::Usd;

/// What a conversation cost, as far as it is known what was used and what that cost on its day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// All of it; absent where a part of it is not known.
    pub total: Option<Usd>,
    /// The model's answers.
    pub responses: Option<Usd>,
    /// Transcribing the caller's speech.
    pub transcription: Option<Usd>,
    /// What it is made of.
    pub lines: Vec<CostLine>,
    /// What keeps a part of it from being known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// A part of the cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CostLine {
    /// What was used: `textInput`, `textCachedInput`, …, `transcriptionSeconds`.
    pub kind: &'static str,
    /// How much: tokens, or seconds.
    pub amount: f64,
    /// What it cost.
    pub usd: Usd,
}

/// What is known of a conversation that a cost is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used<'a> {
    pub(super) at: Timestamp,
    pub(super) model: Option<&'a str>,
    pub(super) transcription_model: Option<&'a str>,
    pub(super) figures: &'a Figures,
}

impl Cost {
    pub(super) fn of(used: Used<'_>, prices: &PriceTable) -> Self {
        let mut cost = Self {
            total: None,
            responses: None,
            transcription: None,
            lines: Vec::new(),
            unknown: Vec::new(),
        };
        cost.responses = cost.part(responses(used, prices));
        cost.transcription = cost.part(transcription(used, prices));
        cost.total = cost.responses.zip(cost.transcription).map(|(responses, rest)| responses + rest);
        cost
    }

    fn part(&mut self, part: Result<Vec<CostLine>, String>) -> Option<Usd> {
        match part {
            Ok(lines) => {
                let sum = lines.iter().map(|line| line.usd).sum();
                self.lines.extend(lines);
                Some(sum)
            }
            Err(why) => {
                self.unknown.push(why);
                None
            }
        }
    }
}

fn responses(used: Used<'_>, prices: &PriceTable) -> Result<Vec<CostLine>, String> {
    let usage = &used.figures.usage;
    if usage.responses == 0 {
        return match used.figures.assistant_messages {
            0 => Ok(Vec::new()),
            _ => Err("no response told what it used".to_owned()),
        };
    }
    let (model, price) = price_of(used.model, used.at, prices, "the model")?;
    let mut bill = Bill { model, lines: Vec::new() };
    for (kind, tokens, price) in tokens(usage, price)? {
        bill.tokens(kind, tokens, price)?;
    }
    Ok(bill.lines)
}

fn transcription(used: Used<'_>, prices: &PriceTable) -> Result<Vec<CostLine>, String> {
    let sums = &used.figures.usage.transcription;
    if sums.transcripts == 0 {
        let spoken = used.transcription_model.is_some() && used.figures.user_talk_ms > 0;
        return if spoken { Err("no transcript told what it used".to_owned()) } else { Ok(Vec::new()) };
    }
    let (model, price) = price_of(used.transcription_model, used.at, prices, "the model of transcription")?;
    let mut bill = Bill { model, lines: Vec::new() };
    if sums.input_tokens > sums.audio_tokens + sums.text_tokens {
        return Err(format!("{model} did not tell which of its tokens are audio"));
    }
    bill.tokens("transcriptionAudioInput", sums.audio_tokens, price.audio_input)?;
    bill.tokens("transcriptionTextInput", sums.text_tokens, price.text_input)?;
    bill.tokens("transcriptionOutput", sums.output_tokens, price.text_output)?;
    if sums.seconds > 0.0 {
        let minute = price.minute.ok_or_else(|| format!("there is no price of a minute of {model}"))?;
        let usd = Usd::of_seconds(sums.seconds, minute);
        bill.lines.push(CostLine { kind: "transcriptionSeconds", amount: sums.seconds, usd });
    }
    Ok(bill.lines)
}

fn price_of<'a>(
    model: Option<&'a str>,
    at: Timestamp,
    prices: &'a PriceTable,
    what: &str,
) -> Result<(&'a str, &'a Price), String> {
    let model = model.ok_or_else(|| format!("the record does not name {what}"))?;
    let day = at.to_string();
    let day = day.get(..10).unwrap_or(&day);
    let price = prices.of(model, at).ok_or_else(|| format!("there is no price of {model} on {day}"))?;
    Ok((model, price))
}

/// A kind, how many tokens of it, and what a million of them costs.
type Tokens = (&'static str, u64, Option<f64>);

/// Tokens with their price, cached ones apart from those that are read anew.
fn tokens(usage: &Usage, price: &Price) -> Result<[Tokens; 8], String> {
    let (input, output) = (&usage.input_token_details, &usage.output_token_details);
    let [mut text, mut audio, mut image] =
        [input.cached_text_tokens, input.cached_audio_tokens, input.cached_image_tokens];
    let untold = input.cached_tokens.saturating_sub(text + audio + image);
    if untold > 0 {
        // Where one kind alone was read, the cache held that kind.
        match (input.text_tokens > 0, input.audio_tokens > 0, input.image_tokens > 0) {
            (true, false, false) => text += untold,
            (false, true, false) => audio += untold,
            (false, false, true) => image += untold,
            _ => return Err("it is not told which kind of tokens came from the cache".to_owned()),
        }
    }
    if usage.input_tokens > input.text_tokens + input.audio_tokens + input.image_tokens {
        return Err("it is not told of which kind all tokens are that were read".to_owned());
    }
    // Thinking is paid as text, whether it is counted among it or not.
    let thought = usage.output_tokens.saturating_sub(output.text_tokens + output.audio_tokens);
    if thought > output.reasoning_tokens {
        return Err("it is not told of which kind all tokens are that were written".to_owned());
    }
    Ok([
        ("textInput", input.text_tokens.saturating_sub(text), price.text_input),
        ("textCachedInput", text, price.text_cached_input),
        ("audioInput", input.audio_tokens.saturating_sub(audio), price.audio_input),
        ("audioCachedInput", audio, price.audio_cached_input),
        ("imageInput", input.image_tokens.saturating_sub(image), price.image_input),
        ("imageCachedInput", image, price.image_cached_input),
        ("textOutput", output.text_tokens + thought, price.text_output),
        ("audioOutput", output.audio_tokens, price.audio_output),
    ])
}

struct Bill<'a> {
    model: &'a str,
    lines: Vec<CostLine>,
}

impl Bill<'_> {
    /// Nothing costs nothing, whether there is a price or not.
    #[expect(clippy::cast_precision_loss, reason = "counts of tokens are far below 2^52")]
    fn tokens(&mut self, kind: &'static str, tokens: u64, price: Option<f64>) -> Result<(), String> {
        if tokens > 0 {
            let price = price.ok_or_else(|| format!("there is no price of {kind} of {}", self.model))?;
            let usd = Usd::of_tokens(tokens, price);
            self.lines.push(CostLine { kind, amount: tokens as f64, usd });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use scripta_core::record::{InputTokens, OutputTokens, TranscriptionUsage};

    use super::*;

    fn usage() -> Usage {
        Usage {
            responses: 2,
            total_tokens: 2_300,
            input_tokens: 2_000,
            output_tokens: 300,
            input_token_details: InputTokens {
                text_tokens: 1_000,
                audio_tokens: 1_000,
                cached_tokens: 900,
                cached_text_tokens: 600,
                cached_audio_tokens: 300,
                ..InputTokens::default()
            },
            output_token_details: OutputTokens { text_tokens: 100, audio_tokens: 200, reasoning_tokens: 0 },
            ..Usage::default()
        }
    }

    fn cost(usage: Usage, model: Option<&str>, transcription_model: Option<&str>) -> Cost {
        let figures = Figures { usage, assistant_messages: 1, ..Figures::default() };
        let at = Timestamp::parse("2026-01-15T00:00:00Z").unwrap();
        Cost::of(Used { at, model, transcription_model, figures: &figures }, &PriceTable::default())
    }

    fn usd(cost: Option<Usd>) -> f64 {
        cost.unwrap().dollars()
    }

    /// By hand: 400 × 4 + 600 × 0.4 + 700 × 32 + 300 × 0.4 + 100 × 16 + 200 × 64 = 38,760 millionths.
    #[test]
    fn cached_tokens_are_paid_as_cached_and_the_rest_as_read_anew() {
        let cost = cost(usage(), Some("gpt-realtime"), None);
        assert!((usd(cost.total) - 0.038_76).abs() < 1e-12, "{cost:?}");
        assert!(cost.unknown.is_empty());
        let kinds: Vec<_> = cost.lines.iter().map(|line| (line.kind, line.amount)).collect();
        let expected = [
            ("textInput", 400.0),
            ("textCachedInput", 600.0),
            ("audioInput", 700.0),
            ("audioCachedInput", 300.0),
            ("textOutput", 100.0),
            ("audioOutput", 200.0),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn transcription_is_paid_by_token_or_by_minute() {
        let mut by_token = usage();
        by_token.transcription = TranscriptionUsage {
            transcripts: 1,
            total_tokens: 407,
            input_tokens: 277,
            output_tokens: 130,
            audio_tokens: 277,
            ..TranscriptionUsage::default()
        };
        let paid = cost(by_token.clone(), Some("gpt-realtime"), Some("gpt-4o-mini-transcribe"));
        assert!((usd(paid.transcription) - (277.0 * 1.25 + 130.0 * 5.0) / 1e6).abs() < 1e-12);
        let mut by_minute = usage();
        by_minute.transcription =
            TranscriptionUsage { transcripts: 3, seconds: 90.0, ..TranscriptionUsage::default() };
        let paid = cost(by_minute, Some("gpt-realtime"), Some("gpt-realtime-whisper"));
        assert!((usd(paid.transcription) - 1.5 * 0.017).abs() < 1e-9, "{paid:?}");
        by_token.transcription.seconds = 1.0;
        let paid = cost(by_token, Some("gpt-realtime"), Some("gpt-4o-mini-transcribe"));
        assert_eq!((paid.transcription, paid.total), (None, None), "there is no price of a minute");
        assert!(paid.responses.is_some());
    }

    #[test]
    fn what_is_not_known_makes_no_cost_and_says_why() {
        for (usage, model, says) in [
            (usage(), Some("of-another-maker"), "no price of of-another-maker on 2026-01-15"),
            (usage(), None, "does not name the model"),
            (Usage::default(), Some("gpt-realtime"), "no response told"),
            (Usage { input_tokens: 2_001, ..usage() }, Some("gpt-realtime"), "of which kind"),
            (Usage { output_tokens: 301, ..usage() }, Some("gpt-realtime"), "of which kind"),
        ] {
            let cost = cost(usage, model, None);
            assert_eq!((cost.responses, cost.total), (None, None));
            assert!(cost.unknown[0].contains(says), "{cost:?}");
        }
        let mut untold = usage();
        untold.input_token_details.cached_text_tokens = 0;
        assert!(cost(untold, Some("gpt-realtime"), None).total.is_none());
        let mut with_image = usage();
        with_image.input_token_details.image_tokens = 5;
        let cost = cost(with_image, Some("gpt-4o-realtime-preview"), None);
        assert!(cost.unknown[0].contains("no price of imageInput"), "{cost:?}");
    }

    #[test]
    fn a_conversation_in_which_nothing_was_used_cost_nothing() {
        let figures = Figures::default();
        let used =
            Used { at: Timestamp::default(), model: None, transcription_model: None, figures: &figures };
        assert_eq!(Cost::of(used, &PriceTable::default()).total, Some(Usd::default()));
    }
}
