//! What a text asks for, so that a bare number in the answer to it can be read.

use super::word::{Gap, Word};

/// The kinds of value that a question is after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    pub(crate) year: bool,
    /// Make, model, or the vehicle as such.
    pub(crate) vehicle: bool,
    pub(crate) zip: bool,
    pub(crate) phone: bool,
    pub(crate) email: bool,
    pub(crate) vin: bool,
    pub(crate) birth: bool,
    pub(crate) mileage: bool,
    pub(crate) money: bool,
}

impl Asks {
    /// The last sentence that asks for something counts: what is said before it mostly repeats the answer before.
    pub(super) fn of(words: &[Word]) -> Self {
        let mut end = words.len();
        while end > 0 {
            let start = words
                .get(..end)
                .and_then(|all| all.iter().rposition(|word| word.gap == Gap::Stop))
                .unwrap_or(0);
            let asks = Self::of_sentence(words.get(start..end).unwrap_or_default());
            if asks != Self::default() {
                return asks;
            }
            end = start;
        }
        Self::default()
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
                | "driving" | "truck" | "suv" | "motorcycle" | "bike" | "auto" => asks.vehicle = true,
                "zip" | "zipcode" | "zips" | "postal" | "postcode" => asks.zip = true,
                "phone" | "telephone" | "cell" | "mobile" | "callback" => asks.phone = true,
                "number" if matches!(before, "contact" | "best" | "good" | "back") => asks.phone = true,
                "email" | "mail" => asks.email = true,
                "vin" => asks.vin = true,
                "identification" => asks.vin |= before == "vehicle",
                "birth" | "birthday" | "birthdate" | "dob" | "born" => asks.birth = true,
                "miles" | "mileage" | "odometer" => asks.mileage = true,
                "premium" | "paying" | "pay" | "deductible" | "price" | "cost" => asks.money = true,
                _ => {}
            }
            before = &word.key;
        }
        // `What year was the accident?`
        asks.year &= !words.iter().any(|word| is_event(&word.key));
        asks
    }
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
