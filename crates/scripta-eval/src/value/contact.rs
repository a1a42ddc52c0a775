//! Telephone numbers and e-mail addresses.

use super::person;
use crate::dice::Dice;
use crate::say::{Voice, below_hundred};

/// Forms of North American numbers, and of those of other countries.
const WRITTEN: [&str; 26] = [
    "(%##) %##-####",
    "(%##)%##-####",
    "%##-%##-####",
    "%##-%##-####",
    "%##.%##.####",
    "%## %## ####",
    "%##%##%###",
    "1-%##-%##-####",
    "1 (%##) %##-####",
    "+1 %##-%##-####",
    "+1%##%##%###",
    "+1 (%##) %##-####",
    "1-800-%##-####",
    "(888) %##-####",
    "%##-%##-#### ext. %#",
    "(%##) %##-#### x%##",
    "%##-%##-#### extension %##",
    "%##/%##-####",
    "%##-%## ####",
    "+44 20 7%## ####",
    "+44 7%## ######",
    "+91 9#### #####",
    "+49 30 %#####",
    "+33 6 ## ## ## ##",
    "+52 55 %### ####",
    "+61 4## ### ###",
];

pub(crate) fn phone(dice: &mut Dice, spoken: bool) -> String {
    if !spoken {
        let form = dice.pick(&WRITTEN);
        return dice.fill(form);
    }
    let area = if dice.chance(12) { dice.fill("%00") } else { dice.fill("%##") };
    let (exchange, line) = (dice.fill("%##"), dice.digits(4));
    let voice = Voice::of(dice);
    let groups: Vec<&str> = match dice.between(1, 10) {
        1..=7 => vec![&area, &exchange, &line],
        8 => vec![&area, &exchange, &line[..2], &line[2..]],
        _ => vec![&area[..], &exchange[..], &line[..1], &line[1..]],
    };
    let number = voice.groups(dice, &groups);
    match dice.between(1, 16) {
        1 => format!("one {number}"),
        2 => format!("plus one {number}"),
        3 => format!("{number} extension {}", below_hundred(dice.between(12, 99))),
        4 => abroad(dice),
        _ => number,
    }
}

fn abroad(dice: &mut Dice) -> String {
    let voice = Voice::plain(dice);
    let (code, groups) = match dice.between(1, 3) {
        1 => ("four four", ["7###", "######"]),
        2 => ("nine one", ["9####", "#####"]),
        _ => ("five two", ["55##", "######"]),
    };
    let groups = groups.map(|group| dice.fill(group));
    format!("plus {code} {}", voice.groups(dice, &[&groups[0], &groups[1]]))
}

/// An address before it is written or said: the words and signs of its local part, and its domain.
struct Mailbox {
    local: Vec<String>,
    domain: &'static str,
}

const DOMAINS: [&str; 26] = [
    "gmail.com",
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "verizon.net",
    "att.net",
    "msn.com",
    "me.com",
    "protonmail.com",
    "proton.me",
    "fastmail.fm",
    "yahoo.co.uk",
    "btinternet.com",
    "rediffmail.com",
    "gmx.de",
    "example.org",
    "mail.ohio.edu",
    "co.harris.tx.us",
    "north-star.io",
    "riverbank.dev",
    "acmeplumbing.biz",
    "brightside.info",
];

impl Mailbox {
    fn draw(dice: &mut Dice) -> Mailbox {
        let first = person::ascii(&person::first(dice));
        let last = person::ascii(&person::last(dice));
        let sign = dice.pick(&[".", ".", ".", "_", "-"]).to_owned();
        let number = match dice.between(1, 4) {
            1 => dice.between(1950, 2005).to_string(),
            2 => dice.between(1, 9).to_string(),
            _ => dice.between(10, 99).to_string(),
        };
        let initial = first.get(..1).unwrap_or("x").to_owned();
        let local = match dice.between(1, 10) {
            1 | 2 => vec![first, sign, last],
            3 => vec![first, sign, last, number],
            4 => vec![first, number],
            5 => vec![initial, last],
            6 => vec![initial, last, number],
            7 => vec![initial, sign, last],
            8 => {
                vec![dice.pick(&["bluebird", "redtruck", "gofish", "teamdad", "sunnyday"]).to_owned(), number]
            }
            9 => vec![first, sign, number],
            _ => vec![last, sign, "family".to_owned()],
        };
        Mailbox { local, domain: dice.pick(&DOMAINS) }
    }
}

pub(crate) fn email(dice: &mut Dice, spoken: bool) -> String {
    let mailbox = Mailbox::draw(dice);
    let written = format!("{}@{}", mailbox.local.concat(), mailbox.domain);
    if !spoken {
        return match dice.between(1, 8) {
            1 => title(&written),
            2 => written.replacen('@', "+quotes@", 1),
            _ => written,
        };
    }
    let spelled = dice.chance(15);
    let local: Vec<String> = mailbox.local.iter().map(|part| say(dice, part, spelled)).collect();
    let at = if dice.chance(4) { "at sign" } else { "at" };
    let domain = if dice.chance(12) { mailbox.domain.to_owned() } else { say_domain(dice, mailbox.domain) };
    format!("{} {at} {domain}", local.join(" "))
}

fn title(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn say(dice: &mut Dice, part: &str, spelled: bool) -> String {
    match part {
        "." => dice.pick(&["dot", "dot", "dot", "period"]).to_owned(),
        "_" => "underscore".to_owned(),
        "-" => dice.pick(&["dash", "hyphen"]).to_owned(),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => say_number(dice, digits),
        letters if letters.len() == 1 => letter(dice, letters),
        letters if spelled => {
            let voice = Voice::plain(dice);
            voice.group(dice, letters)
        }
        word => word.to_owned(),
    }
}

fn letter(dice: &mut Dice, letter: &str) -> String {
    let example = match letter {
        "a" => "apple",
        "b" => "boy",
        "d" => "david",
        "e" => "edward",
        "j" => "john",
        "m" => "mary",
        "n" => "nancy",
        "s" => "sam",
        "t" => "tom",
        _ => return letter.to_owned(),
    };
    if dice.chance(30) { format!("{letter} as in {example}") } else { letter.to_owned() }
}

fn say_number(dice: &mut Dice, digits: &str) -> String {
    let value: u32 = digits.parse().unwrap_or(0);
    match (digits.len(), dice.between(1, 4)) {
        (_, 1) => digits.to_owned(),
        (2, 2 | 3) => below_hundred(value),
        (4, 2 | 3) if value < 2000 => {
            format!("{} {}", below_hundred(value / 100), below_hundred(value % 100))
        }
        _ => {
            let voice = Voice::plain(dice);
            voice.group(dice, digits)
        }
    }
}

fn say_domain(dice: &mut Dice, domain: &str) -> String {
    let labels = domain.split('.').map(|label| match label {
        "gmail" if dice.chance(25) => "g mail".to_owned(),
        "aol" | "msn" | "att" | "gmx" => {
            let letters: Vec<String> = label.chars().map(|c| c.to_string()).collect();
            if dice.chance(60) { letters.join(" ") } else { label.to_owned() }
        }
        "icloud" if dice.chance(30) => "i cloud".to_owned(),
        "protonmail" if dice.chance(50) => "proton mail".to_owned(),
        "acmeplumbing" => "acme plumbing".to_owned(),
        "north-star" => "north dash star".to_owned(),
        "uk" | "tx" | "us" | "de" | "fm" | "edu" if dice.chance(40) => {
            label.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_owned(),
    });
    labels.collect::<Vec<_>>().join(" dot ")
}
