//! Problems, each kind once an item and cause, with how often.

use crate::record::{Completeness, CompletenessStatus, Problem};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    /// Where each is in the list. The key is what makes two the same.
    places: std::collections::BTreeMap<(String, Option<String>, Option<String>), usize>,
}

impl Problems {
    pub(super) fn add(&mut self, problem: Problem) {
        let key = (format!("{:?}", problem.problem), problem.item_id.clone(), problem.detail.clone());
        match self.places.get(&key).and_then(|place| self.list.get_mut(*place)) {
            Some(known) => known.count = known.count.saturating_add(problem.count),
            None => {
                self.places.insert(key, self.list.len());
                self.list.push(problem);
            }
        }
    }

    /// With problems that only show when all is known.
    pub(super) fn with(&self, more: Vec<Problem>) -> Completeness {
        let mut problems = self.list.clone();
        problems.extend(more);
        let status =
            if problems.is_empty() { CompletenessStatus::Complete } else { CompletenessStatus::Partial };
        Completeness { status, problems }
    }
}
