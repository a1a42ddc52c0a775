//! Cards, accounts, routing numbers and IBANs, with the check digits that they have.

use crate::dice::Dice;
use crate::say::Voice;

pub(crate) fn card(dice: &mut Dice, spoken: bool) -> String {
    let (prefix, length) = *dice.pick(&[
        &("4", 16),
        &("4", 16),
        &("51", 16),
        &("55", 16),
        &("2720", 16),
        &("6011", 16),
        &("37", 15),
    ]);
    let body = format!("{prefix}{}", dice.digits(length - prefix.len() - 1));
    let number = format!("{body}{}", luhn(&body));
    let groups = if length == 15 {
        vec![&number[..4], &number[4..10], &number[10..]]
    } else {
        vec![&number[..4], &number[4..8], &number[8..12], &number[12..]]
    };
    if spoken {
        let voice = Voice::of(dice);
        return voice.groups(dice, &groups);
    }
    groups.join(dice.pick(&["", " ", " ", "-", "-", "."]))
}

/// The digit after `body` by which the whole passes Luhn's check.
fn luhn(body: &str) -> u32 {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, digit)| match (i % 2, u32::from(digit - b'0')) {
            (0, digit) if digit > 4 => digit * 2 - 9,
            (0, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    (10 - sum % 10) % 10
}

pub(crate) fn account(dice: &mut Dice, spoken: bool) -> String {
    let length = dice.between(8, 14) as usize;
    let number = dice.digits(length);
    if !spoken {
        return number;
    }
    let voice = Voice::of(dice);
    let groups: Vec<&str> =
        (0..number.len()).step_by(4).map(|from| &number[from..(from + 4).min(length)]).collect();
    voice.groups(dice, &groups)
}

pub(crate) fn routing(dice: &mut Dice, spoken: bool) -> String {
    let body = format!("{}{}", dice.pick(&["01", "02", "06", "07", "11", "12", "26", "31"]), dice.digits(6));
    let weights = [3, 7, 1, 3, 7, 1, 3, 7];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let number = format!("{body}{}", (10 - sum % 10) % 10);
    if !spoken {
        return number;
    }
    let voice = Voice::of(dice);
    voice.groups(dice, &[&number[..3], &number[3..6], &number[6..]])
}

/// An IBAN is always written: nobody reads 22 characters out to an insurer.
pub(crate) fn iban(dice: &mut Dice) -> String {
    let (country, form) = *dice.pick(&[
        &("DE", "##################"),
        &("GB", "@@@@##############"),
        &("FR", "#######################"),
        &("ES", "####################"),
        &("NL", "@@@@##########"),
        &("BE", "############"),
        &("CH", "#################"),
        &("IT", "@######################"),
    ]);
    let body = dice.fill(form);
    let check = 98 - remainder(&format!("{body}{country}00"));
    let whole = format!("{country}{check:02}{body}");
    if dice.chance(50) {
        return whole;
    }
    let groups: Vec<&str> =
        (0..whole.len()).step_by(4).map(|i| &whole[i..(i + 4).min(whole.len())]).collect();
    groups.join(" ")
}

/// Modulo 97, with `A` as 10 and so on (ISO 7064).
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shifted = if value > 9 { rest * 100 } else { rest * 10 };
        (shifted + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_known_numbers() {
        assert_eq!(luhn("411111111111111"), 1);
        assert_eq!(remainder("370400440532013000DE89"), 1);
    }
}
