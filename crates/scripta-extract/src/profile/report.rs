//! What is wrong or doubtful in a profile.

use std::fmt;

use thiserror::Error;

/// Everything that is wrong or doubtful in a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
}

/// One thing that is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether the profile can be used in spite of it.
    pub severity: Severity,
    /// Its line in the text, from 1, where there is a text.
    pub line: Option<usize>,
    /// Its column in that line, in characters, from 1.
    pub column: Option<usize>,
    /// Its place in the profile, such as `fields[2].type`; empty where the text is no TOML.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// Whether a profile can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but something in it will not do what it says.
    Warning,
}

/// Why a profile cannot be used: every mistake in it with its place, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the profile cannot be used:\n{report}")]
pub struct ProfileError {
    report: Report,
}

impl ProfileError {
    /// There are more phrases than can be compiled.
    pub(crate) fn too_large(reason: String) -> Self {
        let finding = Finding::error("name", reason, "use fewer or shorter phrases");
        Self { report: Report::new(vec![finding]) }
    }

    /// The mistakes.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl Report {
    pub(crate) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| (finding.line.unwrap_or(0), finding.column.unwrap_or(0)));
        Self { findings }
    }

    /// What was found, in the order of the text.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether the profile can be used; there may be warnings.
    pub fn is_usable(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// Nothing, or the mistakes without the warnings.
    pub(crate) fn into_result(mut self) -> Result<(), ProfileError> {
        self.findings.retain(|finding| finding.severity == Severity::Error);
        if self.findings.is_empty() { Ok(()) } else { Err(ProfileError { report: self }) }
    }
}

impl Finding {
    pub(crate) fn error(
        path: impl Into<String>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            line: None,
            column: None,
            path: path.into(),
            message: message.into(),
            advice: advice.into(),
        }
    }

    pub(super) fn warning(
        path: impl Into<String>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, message, advice) }
    }

    /// The entry that it is about, such as `fields[2]`.
    pub(super) fn entry(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// Whether the other one follows from this: with an unknown type, nothing fits the type.
    pub(super) fn explains(&self, other: &Self) -> bool {
        let of_type = self.path.ends_with(".type") || self.path == self.entry();
        let by_type = ["validators", "open", "unit"].iter().any(|key| other.path.contains(key));
        self.path == other.path || (of_type && by_type && self.entry() == other.entry())
    }

    /// Whether the text could not even be read as TOML here.
    pub(super) fn is_syntax(&self) -> bool {
        self.path.is_empty()
    }
}

/// A line for each finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, finding) in self.findings.iter().enumerate() {
            write!(f, "{}{finding}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

/// `error: line 12, column 8: fields[2].type: there is no type "yaer": did you mean "year"?`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error: ",
            Severity::Warning => "warning: ",
        })?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}: {}", self.message, self.advice)
    }
}
