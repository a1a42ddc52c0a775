//! Money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Serialize, Serializer};

/// US dollars, as whole picodollars: prices are fractions of a millionth of a dollar, and sums must not depend on the
/// order in which they are made. In JSON it is a number of dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(u128);

impl Usd {
    const PICOS: f64 = 1e12;

    /// So many tokens at a price for a million of them.
    pub(super) fn of_tokens(tokens: u64, usd_a_million: f64) -> Self {
        Self(u128::from(tokens) * whole(usd_a_million * Self::PICOS / 1e6))
    }

    /// So many seconds at a price for a minute.
    pub(super) fn of_seconds(seconds: f64, usd_a_minute: f64) -> Self {
        Self(whole(seconds * 1000.0) * whole(usd_a_minute * Self::PICOS) / 60_000)
    }

    /// As a number of dollars.
    #[expect(clippy::cast_precision_loss, reason = "sixteen digits are enough to show")]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / Self::PICOS
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and 0 is the floor"
)]
fn whole(number: f64) -> u128 {
    number.round() as u128
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// With as many digits as tell something: `1234.00`, and below a dollar `0.0042`.
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = self.dollars();
        let digits = if self.0 == 0 || dollars >= 1.0 { 2 } else { 4 };
        write!(f, "{dollars:.digits$}")
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.dollars() * 1e9).round() / 1e9)
    }
}
