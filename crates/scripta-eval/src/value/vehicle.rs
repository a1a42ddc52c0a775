//! Vehicle identification numbers and licence plates.

use crate::dice::Dice;
use crate::say::Voice;

pub(crate) fn vin(dice: &mut Dice, spoken: bool) -> String {
    let maker = dice.pick(&["1HG", "1FT", "JTD", "5YJ", "2T1", "WBA", "KMH", "1G1", "4T1", "WAU"]);
    let draft = dice.fill(&format!("{maker}@@##@0@@######"));
    let check = check_digit(&draft);
    let number = format!("{}{check}{}", &draft[..8], &draft[9..]);
    if !spoken {
        return if dice.chance(10) { number.to_lowercase() } else { number };
    }
    let groups = [&number[..3], &number[3..8], &number[8..11], &number[11..14], &number[14..]];
    let between = dice.pick(&[" ", " ", ", "]);
    let voice = Voice::plain(dice).with_between(between);
    voice.groups(dice, &groups)
}

/// The ninth character, from the other sixteen (49 CFR 565.15).
fn check_digit(vin: &str) -> char {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = vin.bytes().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    char::from_digit(sum % 11, 10).unwrap_or('X')
}

fn value(c: u8) -> u32 {
    match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'A'..=b'H' => u32::from(c - b'A') + 1,
        b'J'..=b'R' => u32::from(c - b'J') + 1,
        b'S'..=b'Z' => u32::from(c - b'S') + 2,
        _ => 0,
    }
}

pub(crate) fn plate(dice: &mut Dice, spoken: bool) -> String {
    let form = dice.pick(&["%@@@###", "@@@-####", "@@@ ####", "@@@####", "###-@@@", "@@##@@@", "@## @@@"]);
    let written = dice.fill(form);
    if !spoken {
        return written;
    }
    let voice = Voice::plain(dice);
    let groups: Vec<&str> = written.split(['-', ' ']).collect();
    voice.with_between(" ").groups(dice, &groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_that_of_known_vins() {
        assert_eq!(check_digit("1M8GDM9A_KP042788"), 'X');
        assert_eq!(check_digit("11111111111111111"), '1');
    }
}
