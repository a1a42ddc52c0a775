//! Personal data out of text and JSON.
