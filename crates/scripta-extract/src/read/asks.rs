//! What a text asks for, so that a bare number in the answer to it can be read.

use super::mention::{Mention, What};
use super::no_year;
use super::word::{Gap, Word};
use super::year::{self, Form};

/// The kinds of value that a question is after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    pub(crate) year: bool,
    /// Make, model, or the vehicle as such.
    pub(crate) vehicle: bool,
    /// Which of a make's models it is.
    pub(crate) model: bool,
    pub(crate) zip: bool,
    /// Where somebody lives or something is kept.
    pub(crate) place: bool,
    pub(crate) phone: bool,
    pub(crate) email: bool,
    pub(crate) vin: bool,
    pub(crate) birth: bool,
    pub(crate) mileage: bool,
    pub(crate) money: bool,
    /// A number of a policy, claim, licence or the like.
    pub(crate) code: bool,
}

/// `Was that 2013 or 2012?` has no more words.
const SHORT: usize = 9;

impl Asks {
    /// The last sentence that asks for something counts: what is said before it mostly repeats the answer before. What is
    /// read back in it, or where nothing is asked, waits for an answer too.
    pub(super) fn of(words: &[Word], mentions: &[Mention]) -> Self {
        let (mut asks, from) = Self::last(words);
        let other = asks.mileage || asks.money || asks.phone || asks.vin || asks.birth || asks.code;
        let sentence = words.get(from..).unwrap_or_default();
        let dated = mentions.iter().any(|mention| matches!(mention.what, What::Date { .. }));
        if !other && !dated && sentence.len() <= SHORT && offers_year(sentence) {
            (asks.year, asks.vehicle) = (true, true);
        }
        for mention in mentions.iter().filter(|mention| !other && mention.words.start >= from) {
            match mention.what {
                What::Year(_) => (asks.year, asks.vehicle) = (true, true),
                What::Make(_) | What::Model { .. } => asks.vehicle = true,
                What::Zip(_) => asks.zip = true,
                _ => {}
            }
        }
        asks
    }

    /// What the last sentence asks for that asks for something, and its first word.
    fn last(words: &[Word]) -> (Self, usize) {
        let mut end = words.len();
        while end > 0 {
            let start = words
                .get(..end)
                .and_then(|all| all.iter().rposition(|word| word.gap == Gap::Stop))
                .unwrap_or(0);
            let asks = Self::of_sentence(words.get(start..end).unwrap_or_default());
            if asks != Self::default() {
                return (asks, start);
            }
            end = start;
        }
        (Self::default(), 0)
    }

    fn of_sentence(words: &[Word]) -> Self {
        let mut asks = Self::default();
        let mut before = "";
        for word in words {
            match word.key.as_str() {
                "year"
                    if !matches!(
                        before,
                        "a" | "per" | "each" | "every" | "last" | "this" | "next" | "one"
                    ) =>
                {
                    asks.year = true;
                }
                "make" | "makes" | "model" | "models" | "car" | "cars" | "vehicle" | "vehicles" | "drive"
                | "driving" | "truck" | "suv" | "motorcycle" | "bike" | "auto" | "insuring" | "insure"
                | "covered" | "quoted" => {
                    asks.vehicle = true;
                    asks.model |= matches!(word.key.as_str(), "model" | "models");
                }
                "which" => asks.model = true,
                "years" if words.len() <= 4 => asks.year = true,
                "zip" | "zipcode" | "zips" | "postal" | "postcode" => asks.zip = true,
                "where" | "address" | "city" | "town" | "state" | "garaged" | "parked" | "located" => {
                    asks.place = true;
                }
                "phone" | "telephone" | "cell" | "mobile" | "callback" => asks.phone = true,
                "number" | "num" if matches!(before, "contact" | "best" | "good" | "back") => {
                    asks.phone = true;
                }
                "number" | "id" => asks.code |= is_numbered(before),
                "reference" | "confirmation" => asks.code = true,
                "email" | "mail" => asks.email = true,
                "vin" => asks.vin = true,
                "identification" => asks.vin |= before == "vehicle",
                "birth" | "birthday" | "birthdate" | "dob" | "born" => asks.birth = true,
                "miles" | "mileage" | "odometer" => asks.mileage = true,
                "premium" | "paying" | "pay" | "paid" | "deductible" | "price" | "cost" | "amount"
                | "worth" | "value" => asks.money = true,
                _ => {}
            }
            before = &word.key;
        }
        // `What year was the accident?`
        asks.year &= !words.iter().any(|word| is_event(&word.key));
        asks
    }
}

/// `Was that 2013 or 2012?`
fn offers_year(sentence: &[Word]) -> bool {
    let is_year = |at: usize| {
        year::at(sentence, at).is_some_and(|said| {
            said.form == Form::Full && !no_year::is_something_else(sentence, at, said.to, true)
        })
    };
    (0..sentence.len()).any(is_year) && !sentence.iter().any(|word| is_event(&word.key))
}

/// What has a number of its own.
fn is_numbered(key: &str) -> bool {
    matches!(
        key,
        "policy"
            | "claim"
            | "account"
            | "case"
            | "license"
            | "licence"
            | "member"
            | "membership"
            | "quote"
            | "file"
    )
}

fn is_event(key: &str) -> bool {
    matches!(
        key,
        "accident"
            | "accidents"
            | "claim"
            | "claims"
            | "ticket"
            | "tickets"
            | "violation"
            | "bought"
            | "buy"
            | "purchase"
            | "purchased"
            | "licensed"
            | "license"
            | "born"
            | "start"
            | "started"
            | "incident"
            | "married"
            | "birth"
            | "move"
            | "moved"
    )
}
