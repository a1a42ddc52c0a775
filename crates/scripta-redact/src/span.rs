//! What was found in a text, and where.

/// A stretch of a text that is personal data. It says where it is and what, never what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<'r> {
    /// The kind as which it is masked and counted: `phone`, `email`, or a custom pattern's name.
    pub kind: &'r str,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The rule that found it, such as `phone.written`.
    pub rule: &'static str,
}
