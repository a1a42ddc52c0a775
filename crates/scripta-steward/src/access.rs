//! Who asks, from where, to what end.

/// Who asks, from where, to what end. It stands in the audit trail with all that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// An account's name or id.
    pub actor: String,
    /// The program, such as `cli` or `node`.
    pub origin: String,
    /// To what end, where it was said.
    pub purpose: Option<String>,
}
