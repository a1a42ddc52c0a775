//! Measures redaction and extraction.
