//! Facts as they came up, each with its evidence.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::entry::{FactsChange, Learned};
use crate::record::{Contradiction, Evidence};

/// Facts by field and subject.
#[derive(Debug, Default, Clone)]
pub(super) struct Facts {
    known: BTreeMap<(String, usize), Known>,
    contradictions: Vec<Contradiction>,
    /// The values of the first subjects, shared by the snapshots since they last changed.
    values: Arc<BTreeMap<String, String>>,
}

#[derive(Debug, Clone)]
struct Known {
    value: String,
    of: Option<String>,
    evidence: Evidence,
}

impl Facts {
    pub(super) fn apply(&mut self, change: &FactsChange) {
        for Learned { field, of, subject, value, evidence, .. } in &change.learned {
            if *subject == 0 && self.values.get(field) != Some(value) {
                Arc::make_mut(&mut self.values).insert(field.clone(), value.clone());
            }
            let known = Known { value: value.clone(), of: of.clone(), evidence: evidence.clone() };
            self.known.insert((field.clone(), *subject), known);
        }
        for (field, subject) in &change.withdrawn {
            if *subject == 0 {
                Arc::make_mut(&mut self.values).remove(field);
            }
            self.known.remove(&(field.clone(), *subject));
        }
        self.contradictions.extend(change.contradictions.iter().cloned());
    }

    pub(super) fn has(&self, field: &str, subject: usize) -> bool {
        self.known.contains_key(&(field.to_owned(), subject))
    }

    /// Of the first subjects, by field.
    pub(super) fn values(&self) -> Arc<BTreeMap<String, String>> {
        Arc::clone(&self.values)
    }

    /// All subjects of the kinds of which there are several.
    pub(super) fn subjects(&self) -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
        let mut subjects: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
        for ((field, subject), known) in &self.known {
            let Some(of) = &known.of else { continue };
            let all = subjects.entry(of.clone()).or_default();
            if all.len() <= *subject {
                all.resize(subject + 1, BTreeMap::new());
            }
            if let Some(one) = all.get_mut(*subject) {
                one.insert(field.clone(), known.value.clone());
            }
        }
        subjects.retain(|_, all| all.len() > 1);
        subjects
    }

    pub(super) fn evidence(&self) -> BTreeMap<String, Evidence> {
        let path = |field: &str, subject: usize, of: &Option<String>| match of {
            Some(of) if subject > 0 => format!("{of}[{subject}].{field}"),
            _ => field.to_owned(),
        };
        let evidence = self.known.iter();
        evidence
            .map(|((field, subject), known)| (path(field, *subject, &known.of), known.evidence.clone()))
            .collect()
    }

    pub(super) fn contradictions(&self) -> Vec<Contradiction> {
        self.contradictions.clone()
    }
}
