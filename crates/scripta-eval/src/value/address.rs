//! Street addresses.

use crate::dice::Dice;
use crate::say::{Voice, below_hundred, ordinal};

const STREETS: [&str; 30] = [
    "Oak",
    "Elm",
    "Maple",
    "Neal",
    "Washington",
    "Martin Luther King",
    "Peachtree",
    "Sunset",
    "Jillian",
    "Carter",
    "Willow Creek",
    "Old Mill",
    "Cedar Ridge",
    "El Camino",
    "La Brea",
    "Meadow",
    "Hansen",
    "Jefferson",
    "Country Club",
    "Fox Run",
    "St. Andrews",
    "Rosa Parks",
    "Chestnut",
    "Van Ness",
    "Pinecrest",
    "Stony Point",
    "Hickory Hollow",
    "Grand",
    "Harbor View",
    "Blue Heron",
];

const SUFFIXES: [(&str, &str); 26] = [
    ("Street", "St"),
    ("Street", "St."),
    ("Avenue", "Ave"),
    ("Avenue", "Ave."),
    ("Road", "Rd"),
    ("Drive", "Dr"),
    ("Lane", "Ln"),
    ("Boulevard", "Blvd"),
    ("Court", "Ct"),
    ("Place", "Pl"),
    ("Circle", "Cir"),
    ("Way", "Way"),
    ("Terrace", "Ter"),
    ("Trail", "Trl"),
    ("Parkway", "Pkwy"),
    ("Loop", "Loop"),
    ("Mission", "Mission"),
    ("Motorway", "Motorway"),
    ("Brook", "Brook"),
    ("Isle", "Isle"),
    ("Crossing", "Xing"),
    ("Square", "Sq"),
    ("Ridge", "Rdg"),
    ("Cove", "Cv"),
    ("Pike", "Pike"),
    ("Alley", "Aly"),
];

pub(crate) fn address(dice: &mut Dice, spoken: bool) -> String {
    if spoken { say(dice) } else { write(dice) }
}

fn write(dice: &mut Dice) -> String {
    let (long, short) = *dice.pick(&SUFFIXES.each_ref());
    let suffix = if dice.chance(50) { long } else { short };
    let name = dice.pick(&STREETS);
    let number = match dice.between(1, 6) {
        1 => dice.between(1, 99),
        2 => dice.between(10_000, 99_999),
        _ => dice.between(100, 9_999),
    };
    let direction = dice.pick(&["", "", "", "", "N ", "S. ", "West ", "NE "]);
    let street = match dice.between(1, 14) {
        1 => format!("{} {direction}{} {suffix}", number, numbered(dice.between(1, 120))),
        2 => return written_elsewhere(dice, number),
        3 => format!("{number}{} {name} {suffix}", dice.letters(1)),
        4 => format!("{number} {name} {suffix} NW"),
        _ => format!("{number} {direction}{name} {suffix}"),
    };
    format!("{street}{}", unit(dice))
}

fn numbered(n: u32) -> String {
    let suffix = match (n % 100 / 10, n % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// Addresses that have no street with a name.
fn written_elsewhere(dice: &mut Dice, number: u32) -> String {
    let road = dice.between(2, 98);
    match dice.between(1, 7) {
        1 => format!("PO Box {number}"),
        2 => format!("P.O. Box {number}"),
        3 => format!("{number} Highway {road}"),
        4 => format!("{number} County Road {road}"),
        5 => format!("{number} US-{road} North"),
        6 => format!("{} N {}00 W", number % 900 + 10, dice.between(1, 9)),
        _ => format!("{number} State Route {road}"),
    }
}

fn unit(dice: &mut Dice) -> String {
    let number = dice.between(1, 499);
    match dice.between(1, 12) {
        1 => format!(" Apt {number}"),
        2 => format!(", Apt. {}{}", number % 20 + 1, dice.letters(1)),
        3 => format!(" Suite {number}"),
        4 => format!(" #{number}"),
        5 => format!(", Unit {}", number % 40 + 1),
        _ => String::new(),
    }
}

fn say(dice: &mut Dice) -> String {
    let number = match dice.between(1, 5) {
        1 => {
            let voice = Voice::plain(dice);
            let digits = dice.fill("%##");
            voice.group(dice, &digits)
        }
        2 => dice.between(11, 99).to_string(),
        3 => format!("{} hundred", below_hundred(dice.between(2, 24))),
        4 => format!("{} oh {}", below_hundred(dice.between(2, 90)), below_hundred(dice.between(1, 9))),
        _ => format!("{} {}", below_hundred(dice.between(2, 90)), below_hundred(dice.between(10, 99))),
    };
    let (suffix, _) = *dice.pick(&SUFFIXES.each_ref());
    let direction = dice.pick(&["", "", "", "north ", "west "]);
    let street = match dice.between(1, 10) {
        1 => return format!("p o box {number}"),
        2 | 3 => format!("{direction}{} {}", ordinal(dice.between(1, 19)), suffix.to_lowercase()),
        4 => format!("county road {}", below_hundred(dice.between(2, 60))),
        _ => format!("{direction}{} {}", dice.pick(&STREETS), suffix).to_lowercase(),
    };
    match dice.between(1, 6) {
        1 => format!("{number} {street} apartment {}", below_hundred(dice.between(1, 30))),
        2 => format!("{number} {street} unit {}", below_hundred(dice.between(1, 30))),
        _ => format!("{number} {street}"),
    }
}
