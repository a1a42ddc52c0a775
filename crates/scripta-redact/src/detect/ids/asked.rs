//! What is said of a code: before it, after it, and in the question that the text answers.

use crate::lexicon::{Meaning, Traits};
use crate::number;
use crate::token::{Sort, Token};

use super::super::Search;
use super::state;

/// The words that announce an identifier.
pub(super) const IDS: Traits = Traits::VIN
    .with(Traits::PLATE)
    .with(Traits::LICENSE)
    .with(Traits::PASSPORT)
    .with(Traits::ROUTING)
    .with(Traits::SORT)
    .with(Traits::IBAN)
    .with(Traits::ACCOUNT)
    .with(Traits::CLAIM)
    .with(Traits::POLICY);

/// Numbers that are found by others: what is said before their names is not of this code.
const OTHERS: Traits = Traits::PHONE
    .with(Traits::CARD)
    .with(Traits::SSN)
    .with(Traits::ITIN)
    .with(Traits::BIRTH)
    .with(Traits::ZIP)
    .with(Traits::CVV)
    .with(Traits::EMAIL);

/// How many words before a code, and after it, are heard.
const BEFORE: usize = 8;
const AFTER: usize = 6;

/// How many of them are next to it, as in `license, that is`.
const NEAR: usize = 3;

/// How many cues are kept.
const CUES: usize = 5;

/// What is said of a code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The cues before it, the likeliest first, and how many they are.
    cues: [Traits; CUES],
    count: usize,
    /// How many of them nothing of another kind of number comes after.
    clear: usize,
    /// The cue after it.
    right: Traits,
    /// A cue is one of the few words next to it.
    pub(super) near: bool,
    /// The last word before the code leads to it: `is`, `number`, the cue itself, or a mark does.
    pub(super) linked: bool,
    /// A number was spoken of.
    pub(super) number: bool,
    /// Only some of its digits were: `ends with`.
    pub(super) partial: bool,
    /// What comes after it makes it a quantity.
    pub(super) is_quantity: bool,
}

impl Asked {
    /// What is said of the code from the token `at` up to `next`.
    pub(super) fn of(search: &Search<'_>, at: usize, next: usize) -> Self {
        let mut asked = Self::default();
        let (early, other) = asked.before(search, at);
        if early {
            asked.near |= search.prior.has(IDS);
            asked.add(search.prior);
            asked.number |= search.prior.has(Traits::NUMBER);
        }
        asked.clear = other.unwrap_or(asked.count);
        asked.after(search, next);
        asked
    }

    /// The cues, the likeliest first. Nothing but digits may be another kind of number that is spoken of as well.
    pub(super) fn cues(self, digits: bool) -> impl Iterator<Item = Traits> {
        let clear = self.cues.into_iter().take(self.clear);
        let rest = self.cues.into_iter().take(self.count).skip(self.clear).filter(move |_| !digits);
        clear.chain(Some(self.right).filter(|right| right.has(IDS))).chain(rest)
    }

    pub(super) fn is_any(self) -> bool {
        self.count > 0 || self.right.has(IDS)
    }

    /// Whether the code is said to be what the cue names, and not just near it.
    pub(super) fn is_sure(self) -> bool {
        !self.partial && (self.linked || self.number)
    }

    fn add(&mut self, cue: Traits) {
        if let Some(place) = self.cues.get_mut(self.count).filter(|_| cue.has(IDS)) {
            *place = cue;
            self.count += 1;
        }
    }

    /// Hears the words before: whether there are no more than that, and how many cues come before, going back, one speaks
    /// of another kind of number.
    fn before(&mut self, search: &Search<'_>, at: usize) -> (bool, Option<usize>) {
        let (mut words, mut led) = (0, false);
        let mut number = None;
        let mut others = true;
        let mut other = None;
        let mut apart = Vec::new();
        for (place, token) in search.tokens.get(..at).unwrap_or_default().iter().enumerate().rev() {
            match token.sort {
                Sort::Space => continue,
                Sort::Mark(mark) => {
                    if words == 0 && !led && !matches!(mark, '\'' | '’') {
                        (self.linked, led) = (true, true);
                    }
                    self.number |= mark == '#';
                    continue;
                }
                Sort::Mask | Sort::Digits | Sort::Word(_) if words == BEFORE => {
                    self.add_all(&apart);
                    return (false, other);
                }
                Sort::Mask | Sort::Digits | Sort::Word(_) => words += 1,
            }
            let traits = token.traits | abbreviation(search, place);
            let word = token.text(search.text);
            // The word before decides of `s` too: `the number's` leads to it, `my wife's` doesn't.
            let skipped = token.meaning() == Some(Meaning::Filler) || word.eq_ignore_ascii_case("s");
            if !led && !skipped && !state::is_name(word) {
                self.linked = is_link(token, word) || traits.has(IDS);
                led = true;
            }
            if is_other(token) && other.is_none() {
                if others {
                    apart.clear();
                }
                self.add_all(&apart);
                apart.clear();
                other = Some(self.count);
            }
            self.near |= traits.has(IDS) && words <= NEAR;
            // Beyond another number, the name of a number is of that one.
            others &= !number::begins(token);
            if traits.has(Traits::NUMBER) || is_number(word) {
                self.number = true;
                number = Some(words);
            }
            if traits.has(Traits::CODE) {
                self.linked |= words == 1;
                number = Some(words);
            }
            self.partial |= traits.has(Traits::LAST);
            // `policy number`, and the cue that is next to the code, go before what is just near.
            if words == 1 || number.is_some_and(|number| number + 1 == words) {
                self.add(traits);
            } else if traits.has(IDS) {
                apart.push(traits);
            }
        }
        self.linked |= !led;
        self.add_all(&apart);
        (true, other)
    }

    fn add_all(&mut self, cues: &[Traits]) {
        cues.iter().for_each(|cue| self.add(*cue));
    }

    /// Hears the words after: `… is my policy number`, `…, that's the plate`.
    fn after(&mut self, search: &Search<'_>, next: usize) {
        let (mut words, mut led) = (0, false);
        for (place, token) in search.tokens.get(next..).unwrap_or_default().iter().enumerate() {
            match token.sort {
                Sort::Space => continue,
                Sort::Mark('.' | '?' | '!') if words > 0 => return,
                Sort::Mark(_) => continue,
                Sort::Mask | Sort::Digits => return,
                Sort::Word(_) => words += 1,
            }
            if words == 1 {
                self.is_quantity = token.traits.has(Traits::QUANTITY);
                led = token.traits.has(Traits::LINK | Traits::BRIDGE)
                    && is_link(token, token.text(search.text));
            }
            if words > AFTER || !(led || token.traits.has(IDS)) || is_other(token) {
                return;
            }
            let traits = token.traits;
            self.number |= led && traits.has(Traits::NUMBER);
            if traits.has(IDS) {
                let adjacent = number_after(search, next + place);
                self.linked = true;
                self.number |= led && adjacent;
                self.right = traits;
                self.near = true;
                return;
            }
        }
    }
}

/// Whether the word after this one is `number`.
fn number_after(search: &Search<'_>, at: usize) -> bool {
    let next = search.tokens.get(at + 1..).unwrap_or_default().iter().find(|token| token.sort != Sort::Space);
    next.is_some_and(|next| next.traits.has(Traits::NUMBER) || is_number(next.text(search.text)))
}

/// A word that speaks of a number of another kind.
fn is_other(token: &Token) -> bool {
    token.traits.has(OTHERS) && !token.traits.has(IDS)
}

fn is_number(word: &str) -> bool {
    ["id", "num", "nbr", "identifier", "reference", "ref"]
        .iter()
        .any(|number| word.eq_ignore_ascii_case(number))
}

/// Whether a code may follow this word.
fn is_link(token: &Token, word: &str) -> bool {
    token.traits.has(Traits::NUMBER)
        || is_number(word)
        || [
            "is", "its", "s", "be", "was", "are", "were", "reads", "says", "read", "no", "hash", "pound",
            "thats", "that", "this", "as", "with", "yes", "yep", "sure", "right", "got", "have", "it",
            "correct", "see", "here", "go",
        ]
        .iter()
        .any(|link| word.eq_ignore_ascii_case(link))
}

/// `v i n` and `d l`, letter by letter, of which this is the last.
pub(super) fn abbreviation(search: &Search<'_>, at: usize) -> Traits {
    let letter = |at: Option<usize>| {
        let token = search.tokens.get(at?).filter(|token| token.end - token.start == 1)?;
        token.text(search.text).bytes().next().map(|byte| byte.to_ascii_lowercase())
    };
    match letter(Some(at)) {
        Some(b'l') if letter(at.checked_sub(2)) == Some(b'd') => Traits::LICENSE,
        Some(b'n') if letter(at.checked_sub(2)) == Some(b'i') && letter(at.checked_sub(4)) == Some(b'v') => {
            Traits::VIN
        }
        _ => Traits::NONE,
    }
}
