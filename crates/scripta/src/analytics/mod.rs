//! Figures, set for reading and for spreadsheets.

pub(crate) mod chart;
mod columns;
mod comparison;
mod many;
mod numbers;
mod one;
pub(crate) mod period;
mod sheet;

pub(crate) use many::put as put_many;
pub(crate) use one::put as put_one;
pub(crate) use sheet::{of_many as sheet_of_many, of_one as sheet_of_one};
