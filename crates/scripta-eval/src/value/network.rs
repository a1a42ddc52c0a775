//! Addresses of machines, and links that carry a secret.

use super::Value;
use crate::dice::Dice;
use crate::say::{Voice, below_hundred};

pub(crate) fn ip(dice: &mut Dice, spoken: bool) -> String {
    if spoken {
        let parts: Vec<String> = (0..4).map(|_| say_octet(dice)).collect();
        return parts.join(" dot ");
    }
    match dice.between(1, 10) {
        1..=6 => {
            let octets: Vec<String> =
                [(1, 223), (0, 255), (0, 255), (1, 254)].map(|(a, b)| dice.between(a, b).to_string()).into();
            octets.join(".")
        }
        7 => format!("192.168.{}.{}", dice.between(0, 9), dice.between(1, 254)),
        8 => groups(dice, 8),
        9 => format!("2001:db8::{}", groups(dice, 2)),
        _ => format!("fe80::{}", groups(dice, 4)),
    }
}

fn groups(dice: &mut Dice, count: usize) -> String {
    let hex: Vec<String> = (0..count).map(|_| format!("{:x}", dice.between(0x1000, 0xffff))).collect();
    hex.join(":")
}

fn say_octet(dice: &mut Dice) -> String {
    let octet = dice.between(1, 254);
    match (octet, dice.between(1, 2)) {
        (101.., 1) if octet % 100 > 9 => {
            format!("{} {}", below_hundred(octet / 100), below_hundred(octet % 100))
        }
        (..=100, 1) if octet < 100 => below_hundred(octet),
        _ => {
            let voice = Voice::plain(dice);
            voice.group(dice, &octet.to_string())
        }
    }
}

/// A link of which a part must not be known: the user and password, or a token.
pub(crate) fn url(dice: &mut Dice) -> Value {
    let secret = dice.fill("@#@##@@#@#@#@@##").to_ascii_lowercase();
    let user = dice.pick(&["admin", "svc-quotes", "deploy", "maria"]);
    let host = dice.pick(&["portal.example.com", "db.internal.example.org", "api.example.net"]);
    let (before, personal, after) = match dice.between(1, 5) {
        1 => ("https://".to_owned(), format!("{user}:{secret}"), format!("@{host}/export")),
        2 => ("postgres://".to_owned(), format!("{user}:{secret}"), format!("@{host}:5432/quotes")),
        3 => (format!("https://{host}/login?token="), secret, String::new()),
        4 => (format!("https://{host}/v1/quote?state=TX&api_key="), secret, "&page=2".to_owned()),
        _ => ("ftp://".to_owned(), format!("{user}:{secret}"), format!("@{host}")),
    };
    let start = before.len();
    Value { personal: start..start + personal.len(), text: format!("{before}{personal}{after}") }
}
