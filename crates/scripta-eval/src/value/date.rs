//! Dates of birth.

use crate::dice::Dice;
use crate::say::{below_hundred, ordinal};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) fn of_birth(dice: &mut Dice, spoken: bool) -> String {
    let (year, month, day) = (dice.between(1935, 2008), dice.between(1, 12), dice.between(1, 28));
    if spoken { say(dice, year, month, day) } else { write(dice, year, month, day) }
}

fn write(dice: &mut Dice, year: u32, month: u32, day: u32) -> String {
    let name = MONTHS[(month - 1) as usize];
    let short = if month == 9 { "Sept" } else { &name[..3] };
    match dice.between(1, 13) {
        1 | 2 => format!("{month:02}/{day:02}/{year}"),
        3 => format!("{month}/{day}/{year}"),
        4 => format!("{month}/{day}/{:02}", year % 100),
        5 => format!("{month:02}-{day:02}-{year}"),
        6 => format!("{day:02}.{month:02}.{year}"),
        7 => format!("{year}-{month:02}-{day:02}"),
        8 => format!("{short} {day} {year}"),
        9 => format!("{name} {day}, {year}"),
        10 => format!("{name} {day}{}, {year}", suffix(day)),
        11 => format!("{day} {name} {year}"),
        12 => format!("{short}. {day}, {year}"),
        _ => format!("the {day}{} of {name} {year}", suffix(day)),
    }
}

fn suffix(day: u32) -> &'static str {
    match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn say(dice: &mut Dice, year: u32, month: u32, day: u32) -> String {
    let name = MONTHS[(month - 1) as usize].to_lowercase();
    let year = say_year(dice, year);
    match dice.between(1, 8) {
        1..=3 => format!("{name} {} {year}", ordinal(day)),
        4 => format!("the {} of {name} {year}", ordinal(day)),
        5 => format!("{} {} {year}", below_hundred(month), say_day(day)),
        6 => format!("{} {} {year}", say_day(month), say_day(day)),
        7 => format!("{name} {} {year}", below_hundred(day)),
        _ => format!("{name} the {}, {year}", ordinal(day)),
    }
}

/// `oh five`, as in a date of digits.
fn say_day(day: u32) -> String {
    if day < 10 { format!("oh {}", below_hundred(day)) } else { below_hundred(day) }
}

fn say_year(dice: &mut Dice, year: u32) -> String {
    let rest = match year % 100 {
        0 => "hundred".to_owned(),
        short @ 1..10 => format!("oh {}", below_hundred(short)),
        short => below_hundred(short),
    };
    match (year, dice.between(1, 4)) {
        (2000, _) => "two thousand".to_owned(),
        (2001.., 1) => format!("two thousand and {}", below_hundred(year % 100)),
        (2001.., _) => format!("two thousand {}", below_hundred(year % 100)),
        (_, 1) if year % 100 > 9 => rest,
        _ => format!("nineteen {rest}"),
    }
}
