//! Numbers that authorities and insurers give to people.

use crate::dice::Dice;
use crate::say::Voice;

pub(crate) fn ssn(dice: &mut Dice, spoken: bool) -> String {
    let area = loop {
        let area = dice.between(1, 899);
        if area != 666 {
            break area;
        }
    };
    let (area, group, serial) = (format!("{area:03}"), dice.between(1, 99), dice.between(1, 9999));
    in_threes(dice, spoken, [&area, &format!("{group:02}"), &format!("{serial:04}")])
}

/// The groups of an ITIN lie in the ranges that the IRS uses.
pub(crate) fn itin(dice: &mut Dice, spoken: bool) -> String {
    let (area, serial) = (format!("9{}", dice.digits(2)), dice.digits(4));
    let group = match dice.between(1, 3) {
        1 => dice.between(50, 65),
        2 => dice.between(70, 88),
        _ => dice.between(94, 99),
    };
    in_threes(dice, spoken, [&area, &group.to_string(), &serial])
}

fn in_threes(dice: &mut Dice, spoken: bool, groups: [&str; 3]) -> String {
    if spoken {
        let voice = Voice::of(dice);
        return voice.groups(dice, &groups);
    }
    groups.join(dice.pick(&["-", "-", "-", " ", "", "."]))
}

/// Driver licences in the formats of several states.
pub(crate) fn license(dice: &mut Dice, spoken: bool) -> String {
    let form = dice.pick(&[
        "@#######",
        "########",
        "@###-###-##-###-#",
        "#########",
        "@@######",
        "@###-####-####",
        "@############",
        "@#### ##### #####",
        "## ### ###",
        "@########",
        "@@##@###@@",
    ]);
    coded(dice, spoken, form)
}

pub(crate) fn passport(dice: &mut Dice, spoken: bool) -> String {
    let form = dice.pick(&["#########", "#########", "@########", "@########", "@#######", "@@######"]);
    coded(dice, spoken, form)
}

pub(crate) fn policy(dice: &mut Dice, spoken: bool) -> String {
    let form = dice.pick(&[
        "PA-#######",
        "AU ### ####",
        "POL-#######",
        "##########",
        "HO4-####-###",
        "#########",
        "@@#######",
        "##-@@-####-#",
        "@### ####-@##-##@",
    ]);
    coded(dice, spoken, form)
}

pub(crate) fn claim(dice: &mut Dice, spoken: bool) -> String {
    let form = dice.pick(&[
        "CLM-2024-######",
        "CL#######",
        "##-#######",
        "##########",
        "##-####-@##",
        "0###########",
        "@#######",
    ]);
    coded(dice, spoken, form)
}

/// A number of letters and digits, written, or read out group by group.
fn coded(dice: &mut Dice, spoken: bool, form: &str) -> String {
    let written = dice.fill(form);
    if !spoken {
        return written;
    }
    let groups: Vec<&str> = written.split(['-', ' ']).collect();
    let between = dice.pick(&[" ", ", ", " dash "]);
    let voice = Voice::plain(dice).with_between(between);
    voice.groups(dice, &groups)
}
