//! How a conversation ended.

use crate::profile::Outcome;
use crate::tool_name;

/// What is known at the end of a conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutcomeEvidence<'a> {
    /// The names of the tools that were called and gave a result, in any order.
    pub tools_succeeded: &'a [&'a str],
    /// The names of the tools that were called and failed.
    pub tools_failed: &'a [&'a str],
    /// The topics that came up.
    pub topics: &'a [&'a str],
}

/// An outcome's conditions, with tool patterns in their normal form.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    succeeded: Vec<String>,
    failed: Vec<String>,
    except: Vec<String>,
    topics: Vec<String>,
}

impl Rule {
    pub(crate) fn new(outcome: &Outcome) -> Self {
        let normal =
            |patterns: &[String]| patterns.iter().map(|pattern| tool_name::normal(pattern)).collect();
        Self {
            name: outcome.name.clone(),
            succeeded: normal(&outcome.succeeded),
            failed: normal(&outcome.failed),
            except: normal(&outcome.except),
            topics: outcome.topics.clone(),
        }
    }

    pub(crate) fn holds(&self, evidence: &OutcomeEvidence<'_>) -> bool {
        self.any(&self.succeeded, evidence.tools_succeeded)
            && self.any(&self.failed, evidence.tools_failed)
            && self.topics.iter().all(|topic| evidence.topics.contains(&topic.as_str()))
    }

    /// Whether no tool is asked for, or one of these is.
    fn any(&self, patterns: &[String], tools: &[&str]) -> bool {
        let fits =
            |name: &str, patterns: &[String]| patterns.iter().any(|pattern| tool_name::fits(pattern, name));
        patterns.is_empty()
            || tools.iter().any(|tool| {
                let name = tool_name::normal(tool);
                fits(&name, patterns) && !fits(&name, &self.except)
            })
    }
}
