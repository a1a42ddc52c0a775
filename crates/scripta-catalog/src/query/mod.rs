//! The query language.

mod error;
mod matches;
mod names;
mod normal;
mod parse;
mod plan;
mod print;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod time;
mod value;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use uuid::Uuid;

pub use self::error::QueryError;
pub use self::plan::Number;
pub(crate) use self::plan::{fold, labels, numbers};
pub use self::value::ids_from;

/// What is searched for. `Query::default()` is every conversation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// The expression that a conversation must satisfy.
    pub expr: Expr,
}

/// A condition on a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All of them; of none: always true.
    And(Vec<Expr>),
    /// One of them; of none: never true.
    Or(Vec<Expr>),
    /// Not that.
    Not(Box<Expr>),
    /// These words, one after the other in one turn.
    Said(Phrase),
    /// A text field has a value.
    Is(Label),
    /// The conversation's id lies in a range, with both ends: one id, or all with the same beginning.
    Id(RangeInclusive<Uuid>),
    /// A number lies in a range, with both ends.
    Within(Number, RangeInclusive<i64>),
    /// It began in this range of milliseconds since 1970, with both ends.
    Began(RangeInclusive<i64>),
}

impl Default for Expr {
    fn default() -> Self {
        Self::And(Vec::new())
    }
}

/// Words that were said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Who said it; anybody where it is absent.
    pub speaker: Option<Speaker>,
    /// The words, folded as [`words`](crate::words) does; never none.
    pub words: Vec<String>,
    /// The last word may go on: `cover*`.
    pub prefix: bool,
}

/// A text field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The field: a name of [`FIELDS`](crate::FIELDS), `meta.<name>`, or an extracted fact as `fact.<name>`.
    pub field: String,
    /// The value, folded to lower case.
    pub value: String,
    /// The value may go on: `zipCode:90*`.
    pub prefix: bool,
}

/// What a query may use, beside the fields that every conversation has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The extracted facts that occur, such as `vehicleMake`.
    pub facts: BTreeSet<String>,
    /// What time it is, for `after:-7d` and `on:today`; where it is not told, a query cannot use them.
    pub now: Option<Timestamp>,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`QueryError`] says where and what.
    pub fn parse(text: &str, fields: &Fields) -> Result<Self, QueryError> {
        parse::parse(text, fields)
    }

    /// The query for an expression, in its [normal](Expr::normal) form.
    pub fn of(expr: Expr) -> Self {
        Self { expr: expr.normal() }
    }
}
