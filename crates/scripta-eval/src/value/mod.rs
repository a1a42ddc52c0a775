//! Values of each kind, in the forms in which they are written and said.
//!
//! Telephone numbers, cards and the like are made up from their formats (check digits included); that one of
//! them belongs to somebody is as likely as for any number drawn at random.

mod address;
mod bank;
mod contact;
mod date;
mod identity;
mod network;
mod person;
mod vehicle;

use std::ops::Range;

use anyhow::{Result, bail};

use crate::dice::Dice;
use crate::markup::Wanted;

/// What fills a slot, and which part of it is personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) personal: Range<usize>,
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value { personal: 0..text.len(), text }
    }
}

/// A value for the slot called `name`.
pub(crate) fn draw(name: &str, wanted: Wanted, dice: &mut Dice) -> Result<Value> {
    let spoken = match wanted {
        Wanted::Any => dice.chance(50),
        Wanted::Written => false,
        Wanted::Spoken => true,
    };
    // Nobody reads out what a log holds, or hardly ever.
    let rarely = wanted == Wanted::Spoken || (spoken && dice.chance(25));
    Ok(match name {
        "phone" => contact::phone(dice, spoken).into(),
        "email" => contact::email(dice, spoken).into(),
        "card" => bank::card(dice, spoken).into(),
        "account" => bank::account(dice, spoken).into(),
        "routing" => bank::routing(dice, spoken).into(),
        "iban" => bank::iban(dice).into(),
        "ssn" => identity::ssn(dice, spoken).into(),
        "itin" => identity::itin(dice, spoken).into(),
        "license" => identity::license(dice, spoken).into(),
        "passport" => identity::passport(dice, spoken).into(),
        "policy" => identity::policy(dice, spoken).into(),
        "claim" => identity::claim(dice, spoken).into(),
        "ip" => network::ip(dice, rarely).into(),
        "url" => network::url(dice),
        "dob" => date::of_birth(dice, spoken).into(),
        "address" => address::address(dice, spoken).into(),
        "name" => person::full(dice).into(),
        "first" => person::first(dice).into(),
        "last" => person::last(dice).into(),
        "spelled" => person::spelled(dice).into(),
        "vin" => vehicle::vin(dice, spoken).into(),
        "plate" => vehicle::plate(dice, spoken).into(),
        other => bail!("`{other}` has no generator"),
    })
}
