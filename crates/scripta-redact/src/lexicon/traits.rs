//! What a word says of its neighbours.

use std::ops::BitOr;

/// A set of traits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits(u64);

impl Traits {
    pub(crate) const NONE: Self = Self(0);

    // What kind of number or name is near.
    pub(crate) const PHONE: Self = Self(1);
    pub(crate) const CARD: Self = Self(1 << 1);
    pub(crate) const SSN: Self = Self(1 << 2);
    pub(crate) const ITIN: Self = Self(1 << 3);
    /// A bank account.
    pub(crate) const ACCOUNT: Self = Self(1 << 4);
    pub(crate) const ROUTING: Self = Self(1 << 5);
    pub(crate) const IBAN: Self = Self(1 << 6);
    pub(crate) const EMAIL: Self = Self(1 << 7);
    pub(crate) const VIN: Self = Self(1 << 8);
    pub(crate) const LICENSE: Self = Self(1 << 9);
    pub(crate) const PASSPORT: Self = Self(1 << 10);
    pub(crate) const PLATE: Self = Self(1 << 11);
    pub(crate) const POLICY: Self = Self(1 << 12);
    pub(crate) const CLAIM: Self = Self(1 << 13);
    /// `birth`, `born`, `dob`, `birthday`.
    pub(crate) const BIRTH: Self = Self(1 << 14);
    /// `number`: personal unless a word before it says of what.
    pub(crate) const NUMBER: Self = Self(1 << 15);
    /// `order`, `confirmation`, `quote`, …: the number is that of a thing.
    pub(crate) const THING: Self = Self(1 << 16);
    pub(crate) const VERSION: Self = Self(1 << 17);

    // Dates.
    pub(crate) const MONTH: Self = Self(1 << 18);
    /// `first` to `thirtieth`.
    pub(crate) const ORDINAL: Self = Self(1 << 19);

    // Addresses.
    /// `address`, `live`, `street`: an address is near.
    pub(crate) const ADDRESS: Self = Self(1 << 20);
    /// `street`, `avenue`, `mission`: the last word of a street's name.
    pub(crate) const STREET: Self = Self(1 << 21);
    /// `apartment`, `suite`, `unit`.
    pub(crate) const UNIT: Self = Self(1 << 22);
    /// `north`, `southwest`, `ne`.
    pub(crate) const DIRECTION: Self = Self(1 << 23);

    // Names.
    /// `name`, `called`: a name is near.
    pub(crate) const NAME: Self = Self(1 << 24);
    /// `mr`, `doctor`.
    pub(crate) const TITLE: Self = Self(1 << 25);
    /// `wife`, `son`: whose name may follow.
    pub(crate) const KIN: Self = Self(1 << 26);
    /// An ordinary word, which is no part of a name.
    pub(crate) const COMMON: Self = Self(1 << 27);

    // How things are said.
    /// `no`, `sorry`, `wait`: what was just said is taken back.
    pub(crate) const REPAIR: Self = Self(1 << 28);
    /// `as`, `for`, `like` in `b as in boy`.
    pub(crate) const SPELLING: Self = Self(1 << 29);
    /// `miles`, `dollars`, `years`: the number before it is a quantity.
    pub(crate) const QUANTITY: Self = Self(1 << 30);

    // What is said around a number.
    /// A noun that says what a number is, before it or after it: `cell`, `ssn`; not `call`.
    pub(crate) const LABEL: Self = Self(1 << 32);
    pub(crate) const ZIP: Self = Self(1 << 33);
    /// May stand within a number that is being read out: `let me see`, `and it's`.
    pub(crate) const BRIDGE: Self = Self(1 << 34);
    /// May stand between a number and the noun after it: `is my work`.
    pub(crate) const LINK: Self = Self(1 << 35);
    /// `last`, `ends`: some digits of a number.
    pub(crate) const LAST: Self = Self(1 << 36);
    pub(crate) const EXTENSION: Self = Self(1 << 37);
    pub(crate) const CVV: Self = Self(1 << 38);
    /// `security` and `back`, which make a `code` that of a card.
    pub(crate) const SECURITY: Self = Self(1 << 39);
    pub(crate) const CODE: Self = Self(1 << 40);
    /// `area`, before `code`.
    pub(crate) const AREA: Self = Self(1 << 41);
    /// `second`, `moment`: `one` before it is no digit.
    pub(crate) const PAUSE: Self = Self(1 << 42);
    /// `my`, `our`: the number is that of someone who speaks, or of theirs.
    pub(crate) const OWN: Self = Self(1 << 43);
    /// `and`, which adds in `a hundred and five`.
    pub(crate) const AND: Self = Self(1 << 44);
    /// `is`, `was`: what is before it is what is after it.
    pub(crate) const IS: Self = Self(1 << 45);
    /// `of`: a number of it is a quantity.
    pub(crate) const OF: Self = Self(1 << 46);
    /// `let`, `see`, `hold`: of what people say while they look for the next digits.
    pub(crate) const WAIT: Self = Self(1 << 62);

    // Identifiers that are spelled.
    /// `bravo`: stands for its first letter.
    pub(crate) const CODE_WORD: Self = Self(1 << 53);
    /// `boy`: explains the letter before it, as in `b as in boy`.
    pub(crate) const SPELLER: Self = Self(1 << 54);
    /// `sort`, before `code`.
    pub(crate) const SORT: Self = Self(1 << 55);

    // E-mail addresses that are read out.
    /// `gmail`, `aol`: a provider of mailboxes.
    pub(crate) const HOST: Self = Self(1 << 56);
    /// `gmail`, and not `aol`: a provider of nothing but mailboxes.
    pub(crate) const MAILER: Self = Self(1 << 57);
    /// `com`, `uk`: the end of a domain.
    pub(crate) const TOP_LEVEL: Self = Self(1 << 58);
    /// `is`, `sure`, `to`: an address may follow it, and never has it in it.
    pub(crate) const LEAD: Self = Self(1 << 59);
    /// `quote`, `website`: seldom in an address, often before `at` and the site of a company.
    pub(crate) const ORDINARY: Self = Self(1 << 60);
    /// The first word of a phrase such as `all one word` or `the letter`.
    pub(crate) const WRITING: Self = Self(1 << 61);

    // Names, streets and dates.
    /// `this`, `speaking`: a name may be introduced by it.
    pub(crate) const INTRO: Self = Self(1 << 47);
    /// `and`, `is`, `calling`: no part of a name, however it is written.
    pub(crate) const STOP: Self = Self(1 << 48);
    /// `Honda`, `Texas`, `Canadian`: has a name that is seldom a person's.
    pub(crate) const PROPER: Self = Self(1 << 49);
    /// `company`, `model`: its name is not a person's.
    pub(crate) const NAMED: Self = Self(1 << 50);
    /// `spelled`: letters may follow.
    pub(crate) const SPELLED: Self = Self(1 << 51);
    /// `avenue`, and not `way`: hardly anything but a street.
    pub(crate) const ROAD: Self = Self(1 << 52);
    /// `Deborah`: a first name, and nothing else.
    pub(crate) const GIVEN: Self = Self(1 << 63);

    /// Whether one of `any` is among them.
    pub(crate) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Those that are in the other set too.
    pub(crate) const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Both sets together.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Traits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}
