//! What a turn says of the profile's fields.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::Personal;
use crate::compiled::Compiled;
use crate::dialogue::Asked;
use crate::heard::Heard;
use crate::lexicon::Meaning;
use crate::profile::{Field, FieldType, Unit};
use crate::read::{self, Masked, Mention, What};
use crate::sign::Sign;
use crate::values;

/// A cue speaks of values so many words after it, or before it.
const REACH_AFTER: usize = 8;
const REACH_BEFORE: usize = 5;

/// No cue has more words.
const LONGEST_CUE: usize = 10;

/// A value that was said for a field.
#[derive(Clone)]
pub(crate) struct Claim {
    pub(crate) field: usize,
    pub(crate) value: String,
    /// The words of the plain text, and the bytes of the text as given.
    pub(crate) words: Range<usize>,
    pub(crate) span: Range<usize>,
    pub(crate) confidence: f64,
    /// It was said that it is not so.
    pub(crate) denied: bool,
    /// It was said in the place of something else.
    pub(crate) corrects: bool,
    /// It was asked for, or announced.
    pub(crate) certain: bool,
    /// It is a short phrase that says so in this place only.
    pub(crate) loose: bool,
    /// The model from which it follows, as the make does.
    pub(crate) implied_by: Option<String>,
    /// The vehicle within the text.
    pub(crate) vehicle: Option<usize>,
}

/// All claims of a turn, in the order of the text.
pub(crate) fn find(compiled: &Compiled, heard: &Heard, asked: &Asked, today: Option<&str>) -> Vec<Claim> {
    let makes = heard.reading.mentions.iter().filter(|mention| matches!(mention.what, What::Make(_)));
    let made = makes.filter(|mention| !mention.denied).map(|mention| mention.vehicle).collect();
    let finder = Finder { compiled, heard, asked, made };
    let mut claims: Vec<Claim> = Vec::new();
    for mention in &heard.reading.mentions {
        finder.mention(mention, &mut claims);
    }
    finder.choices(&mut claims);
    finder.texts(&mut claims);
    claims.retain(|claim| {
        let field = compiled.fields.get(claim.field);
        field.is_some_and(|field| values::accepts(field, &claim.value, today))
    });
    claims.sort_by_key(|claim| (claim.words.start, claim.words.end));
    claims
}

struct Finder<'a> {
    compiled: &'a Compiled,
    heard: &'a Heard,
    asked: &'a Asked,
    /// The vehicles within the text whose make was said.
    made: BTreeSet<usize>,
}

impl Finder<'_> {
    fn mention(&self, mention: &Mention, claims: &mut Vec<Claim>) {
        let Some((kinds, value)) = meaning(&mention.what) else { return };
        let words = self.heard.plain.words_at(&mention.span);
        let fields = self.compiled.fields.iter().enumerate().filter(|(_, field)| kinds.contains(&field.kind));
        let scored = fields.filter_map(|(at, field)| Some((self.score(at, field, mention, &words)?, at)));
        // Of the same score the first field.
        let Some((score, field)) = scored.max_by_key(|(score, at)| (*score, usize::MAX - at)) else { return };
        // `four drivers, two of them teenagers`
        let unit = self.compiled.fields.get(field).and_then(|field| field.unit).is_some_and(Unit::is_enough);
        let bare = matches!(mention.what, What::Number { unit: None, .. });
        let of_vehicle = matches!(
            mention.what,
            What::Year(_) | What::Make(_) | What::Model { .. } | What::Vin(_) | What::Masked(Masked::Vin, _)
        );
        let claim = Claim {
            field,
            value,
            words,
            span: mention.span.clone(),
            confidence: f64::from(mention.confidence.clamp(0.0, 1.0)),
            denied: mention.denied,
            corrects: mention.corrects,
            certain: score > 0,
            loose: unit && bare && !mention.corrects,
            implied_by: None,
            vehicle: of_vehicle.then_some(mention.vehicle),
        };
        if let What::Model { make: Some(make), .. } = mention.what {
            claims.extend(self.implied_make(mention, make, &claim));
        }
        claims.push(claim);
    }

    /// The make that only has this model, unless one was said.
    fn implied_make(&self, model: &Mention, make: &str, claim: &Claim) -> Option<Claim> {
        let field = self.compiled.vehicle.make?;
        let confidence = claim.confidence * 0.95;
        (!self.made.contains(&model.vehicle) && !model.denied).then(|| Claim {
            field,
            value: make.to_owned(),
            implied_by: Some(claim.value.clone()),
            confidence,
            ..claim.clone()
        })
    }

    /// How well a field fits a mention; none if it does not.
    fn score(&self, at: usize, field: &Field, mention: &Mention, words: &Range<usize>) -> Option<i32> {
        if field.kind == FieldType::Money && self.is_recurring(words) && !is_price(field) {
            return None;
        }
        let cue = self.cue_score(at, words, false);
        let asked = self.asked.score(at);
        let counted = match &mention.what {
            What::Number { unit: Some(unit), .. } => {
                let fits = field.unit.is_some_and(|own| own.is(*unit));
                fits.then_some(())?;
                if field.unit.is_some_and(Unit::is_enough) { 8 } else { 0 }
            }
            // A sum is for a money field where there is one.
            What::Number { .. } if field.kind == FieldType::Money && field.unit.is_some() => return None,
            What::Masked(Masked::DateOfBirth, _) => {
                return (field.personal == Some(Personal::DateOfBirth)).then_some(cue + asked);
            }
            _ => 0,
        };
        if field.kind.needs_context() {
            if self.is_part_of_another(mention) {
                return None;
            }
            return Some(cue + asked + counted).filter(|score| *score > 0);
        }
        Some(cue + asked)
    }

    /// `94 dollars a month`
    fn is_recurring(&self, words: &Range<usize>) -> bool {
        let word = |n: usize| self.heard.plain.word(words.end + n).unwrap_or_default();
        // The currency may be a part of the sum or follow it.
        let at = usize::from(matches!(word(0), "dollars" | "dollar" | "bucks"));
        let every = matches!(word(at), "a" | "per" | "each" | "every" | "an");
        matches!(word(at), "monthly" | "yearly" | "annually" | "weekly")
            || (every && matches!(word(at + 1), "month" | "year" | "week" | "mo" | "six" | "half"))
    }

    /// A bare number within a year, a ZIP code or the like is not a number of its own.
    fn is_part_of_another(&self, mention: &Mention) -> bool {
        let reach = mention.span.start.saturating_sub(64)..mention.span.end;
        matches!(mention.what, What::Number { .. })
            && self.heard.mentions_in(reach).iter().any(|other| {
                !matches!(other.what, What::Number { .. } | What::Yes | What::No)
                    && other.span.start < mention.span.end
                    && mention.span.start < other.span.end
            })
    }

    /// How near a cue of the field is. One that is nearer to another number does not count for a number; a choice may
    /// well have the number before it: `I pay 1,200 every six months`.
    fn cue_score(&self, field: usize, words: &Range<usize>, choice: bool) -> i32 {
        let sentence = self.heard.plain.sentence(words.start);
        let mut best = 0;
        for hit in self.heard.near(words, REACH_AFTER + LONGEST_CUE, REACH_BEFORE) {
            let cue = &hit.words;
            if hit.meaning != Meaning::Cue(field) || self.heard.plain.sentence(cue.start) != sentence {
                continue;
            }
            let score = if cue.end <= words.start {
                let between = cue.end..words.start;
                let apart = self.heard.plain.clause(cue.start) != self.heard.plain.clause(words.start);
                let joined =
                    apart || between.clone().any(|n| matches!(self.heard.plain.word(n), Some("and" | "but")));
                let distance = between.len().min(100);
                let near = distance <= REACH_AFTER && (choice || !self.value_between(&between));
                if near { 20 - small(distance) - if joined { 6 } else { 0 } } else { 0 }
            } else if words.end <= cue.start {
                let between = words.end..cue.start;
                let near = between.len() <= REACH_BEFORE && (choice || !self.value_between(&between));
                if near { 18 - 2 * small(between.len()) } else { 0 }
            } else {
                // `three drivers`, where the cue is part of the value.
                20
            };
            best = best.max(score);
        }
        best
    }

    fn value_between(&self, between: &Range<usize>) -> bool {
        let span = self.heard.plain.span(between);
        self.heard.mentions_in(span).iter().any(|other| {
            matches!(other.what, What::Number { unit: None, .. } | What::Money { .. } | What::Date { .. })
        })
    }

    fn choices(&self, claims: &mut Vec<Claim>) {
        for hit in &self.heard.hits {
            let (field, n, loose) = match hit.meaning {
                Meaning::Choice(field, n) => (field, n, false),
                Meaning::Answer(field, n) => (field, n, true),
                Meaning::Cue(_) | Meaning::Sign(_) => continue,
            };
            let Some(of) = self.compiled.fields.get(field) else { continue };
            let list = if loose { &of.answers } else { &of.choices };
            let Some(choice) = list.get(n) else { continue };
            let asked = self.asked.score(field) > 0;
            if loose && !self.answers(field, &hit.words, asked) {
                continue;
            }
            // `One, two years ago`: the years are no answer.
            if self.heard.is_past(&hit.words)
                || (loose && of.kind == FieldType::Number && self.is_measured(&hit.words))
            {
                continue;
            }
            claims.push(Claim {
                field,
                value: choice.value.clone(),
                words: hit.words.clone(),
                span: self.heard.plain.span(&hit.words),
                confidence: if asked || !loose { 0.9 } else { 0.75 },
                denied: self.heard.is_denied(&hit.words),
                corrects: false,
                certain: asked,
                loose,
                implied_by: None,
                vehicle: None,
            });
        }
    }

    /// Whether these words are a number of something: `two years`.
    fn is_measured(&self, words: &Range<usize>) -> bool {
        self.heard.mentions_in(self.heard.plain.span(words)).iter().any(|mention| {
            matches!(
                mention.what,
                What::Number {
                    unit: Some(read::Unit::Years | read::Unit::Months | read::Unit::Weeks | read::Unit::Days),
                    ..
                }
            )
        })
    }

    /// Whether a short phrase is an answer for this field. A bare yes or no answers the last question only.
    fn answers(&self, field: usize, words: &Range<usize>, asked: bool) -> bool {
        let bare = self
            .heard
            .near(words, 0, 0)
            .iter()
            .any(|hit| matches!(hit.meaning, Meaning::Sign(Sign::Yes | Sign::No)) && hit.words == *words);
        if bare {
            return words.start <= 2 && self.asked.is_last(field) && !self.asked.reads_back;
        }
        asked || self.cue_score(field, words, true) > 0
    }

    fn texts(&self, claims: &mut Vec<Claim>) {
        let fields =
            self.compiled.fields.iter().enumerate().filter(|(_, field)| field.kind == FieldType::Text);
        for (field, _) in fields {
            let mut announced = false;
            for (_, cue) in self.heard.cues().filter(|(other, _)| *other == field) {
                announced = true;
                claims.extend(self.text(field, cue.end, 12));
            }
            if !announced && self.asked.is_last(field) {
                claims.extend(self.text(field, 0, 20));
            }
        }
    }

    /// The words from here to the end of the clause, without what only leads on.
    fn text(&self, field: usize, from: usize, most: usize) -> Option<Claim> {
        let plain = &self.heard.plain;
        let mut start = from;
        while let Some(word) = plain.word(start).filter(|word| LEADING.contains(word)) {
            start += 1;
            // `no` is no text, and `no idea` is not either.
            if matches!(word, "no" | "not" | "dont") {
                return None;
            }
        }
        let clause = plain.clause(start);
        let ends =
            |n: &usize| plain.clause(*n) != clause || matches!(plain.word(*n), Some("and" | "but" | "so"));
        let end = (start..plain.words.len()).find(ends).unwrap_or(plain.words.len());
        let words = start..end;
        let question = self.heard.is_question(plain.sentence(start));
        if words.is_empty() || words.len() > most || question {
            return None;
        }
        let span = plain.span(&words);
        let raw: Vec<&str> = words.clone().filter_map(|n| plain.word(n)).collect();
        let value = raw.join(" ");
        (value.len() <= values::LONGEST).then_some(Claim {
            field,
            value,
            words,
            span,
            confidence: 0.6,
            denied: false,
            corrects: false,
            certain: true,
            loose: false,
            implied_by: None,
            vehicle: None,
        })
    }
}

/// Words that lead to an answer.
const LEADING: [&str; 22] = [
    "uh", "um", "its", "it", "is", "thats", "that", "would", "be", "the", "a", "well", "so", "oh", "yes",
    "yeah", "sure", "okay", "no", "not", "dont", "im",
];

/// Whether a sum of this field may be due again and again, as premiums are and deductibles are not.
fn is_price(field: &Field) -> bool {
    let words = ["pay", "premium", "price", "rate", "cost", "bill", "charg", "rent", "salary", "income"];
    field.cues.iter().any(|cue| words.iter().any(|word| cue.contains(word)))
}

/// The types of field that a mention may be a value of, and its canonical form.
pub(crate) fn meaning(what: &What) -> Option<(&'static [FieldType], String)> {
    Some(match what {
        What::Year(year) => (&[FieldType::Year], year.to_string()),
        What::Make(make) => (&[FieldType::Make], (*make).to_owned()),
        What::Model { name, .. } => (&[FieldType::Model], (*name).to_owned()),
        What::Zip(zip) => (&[FieldType::Zip], zip.clone()),
        What::Phone(phone) => (&[FieldType::Phone], phone.clone()),
        What::Email(email) => (&[FieldType::Email], email.to_lowercase()),
        What::Vin(vin) => (&[FieldType::Vin], vin.clone()),
        What::Date { year, month, day } => (&[FieldType::Date], values::date(*year, *month, *day)),
        What::Money { cents } => (&[FieldType::Money], values::money(*cents)),
        What::Number { value, .. } => (&[FieldType::Number, FieldType::Money], values::number(*value)),
        What::Masked(Masked::Phone, mask) => (&[FieldType::Phone], mask.clone()),
        What::Masked(Masked::Email, mask) => (&[FieldType::Email], mask.clone()),
        What::Masked(Masked::Vin, mask) => (&[FieldType::Vin], mask.clone()),
        What::Masked(Masked::DateOfBirth, mask) => (&[FieldType::Date], mask.clone()),
        What::Masked(Masked::Other, _) | What::Yes | What::No => return None,
    })
}

impl Unit {
    fn is(self, unit: read::Unit) -> bool {
        matches!(
            (self, unit),
            (Self::Miles, read::Unit::Miles)
                | (Self::Years, read::Unit::Years)
                | (Self::Drivers, read::Unit::Drivers)
                | (Self::Vehicles, read::Unit::Vehicles)
                | (Self::Accidents, read::Unit::Accidents)
                | (Self::Violations, read::Unit::Violations)
        )
    }

    /// Whether the unit says which field is meant: miles may be any.
    fn is_enough(self) -> bool {
        matches!(self, Self::Drivers | Self::Vehicles | Self::Accidents | Self::Violations)
    }
}

fn small(distance: usize) -> i32 {
    i32::try_from(distance).unwrap_or(100)
}
