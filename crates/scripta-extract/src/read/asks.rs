//! What a text asks for, so that a bare number in the answer to it can be read.

use super::mention::{Mention, What};
use super::word::{Gap, Word};

/// The kinds of value that a question is after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asks {
    pub(crate) year: bool,
    /// Make, model, or the vehicle as such.
    pub(crate) vehicle: bool,
    pub(crate) zip: bool,
    /// Where somebody lives or something is kept.
    pub(crate) place: bool,
    pub(crate) phone: bool,
    pub(crate) email: bool,
    pub(crate) vin: bool,
    pub(crate) birth: bool,
    pub(crate) mileage: bool,
    pub(crate) money: bool,
}

impl Asks {
    /// The last sentence that asks for something counts: what is said before it mostly repeats the answer before. What is
    /// read back in it, or where nothing is asked, waits for an answer too.
    pub(super) fn of(words: &[Word], mentions: &[Mention]) -> Self {
        let (mut asks, from) = Self::last(words);
        let other = asks.mileage || asks.money || asks.phone || asks.vin || asks.birth;
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
                | "covered" | "quoted" => asks.vehicle = true,
                "zip" | "zipcode" | "zips" | "postal" | "postcode" => asks.zip = true,
                "where" | "address" | "city" | "town" | "state" | "garaged" | "parked" | "located" => {
                    asks.place = true;
                }
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
