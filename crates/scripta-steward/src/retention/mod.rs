//! Retention: how long conversations are kept, by rules, and what is held whatever the rules say.
//!
//! # Which rule
//!
//! Rules are read in their order, and **the first that a conversation satisfies decides** how long it is kept; put the special
//! before the general. What satisfies no rule is kept. A rule with `hold = true` is a legal hold: what satisfies one is kept
//! for as long as the rule stands, whatever the others say, and is not erased on request either unless who asks says so
//! ([`Steward::erase`] with `override_hold`).
//!
//! ```toml
//! [[retention.rules]]
//! name = "claims under dispute"
//! query = "meta.case:2024-*"
//! hold = true
//!
//! [[retention.rules]]
//! name = "abandoned calls"
//! query = "outcome:abandoned"
//! keep = "30d"
//!
//! [[retention.rules]]
//! name = "everything else"
//! keep = "2y"
//! ```

mod lifecycle;
mod rule;

use scripta_catalog::Query;
use scripta_catalog::audit::{Action, Outcome};
use scripta_catalog::query::Expr;
use scripta_core::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::rule::RetentionError;
use self::rule::{Keep, Rules};
use crate::erase::{Candidate, Erasure, now};
use crate::error::StewardError;
use crate::steward::Steward;

/// What the rules say is to go, and what they would let go if it were not held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetentionPlan {
    /// What is to go, rule by rule.
    pub rules: Vec<Due>,
    /// What would go and is held, hold by hold.
    pub held: Vec<Due>,
}

/// Conversations that a rule says something of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// The rule.
    pub rule: String,
    /// What it keeps them for, in days; absent of a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u64>,
    /// The conversations, the earliest first.
    pub conversations: Vec<Candidate>,
}

impl RetentionPlan {
    /// How many are to go.
    pub fn count(&self) -> usize {
        self.rules.iter().map(|due| due.conversations.len()).sum()
    }
}

impl Steward {
    /// What the rules of the configuration say is to go. Nothing is done.
    ///
    /// # Errors
    /// Where a rule cannot be read, or the catalog fails.
    pub async fn retention_plan(&self) -> Result<RetentionPlan, StewardError> {
        self.audited(Action::Retain, "plan", async {
            let plan = self.plan().await?;
            let (due, held) =
                (plan.count(), plan.held.iter().map(|due| due.conversations.len()).sum::<usize>());
            Ok(crate::Accessed::done(plan).with("due", due).with("held", held))
        })
        .await
    }

    async fn plan(&self) -> Result<RetentionPlan, StewardError> {
        let rules = self.rules().await?;
        let holds: Vec<Expr> = rules.holds.iter().map(|(_, query)| query.expr.clone()).collect();
        let mut plan = RetentionPlan::default();
        let mut earlier: Vec<Expr> = Vec::new();
        let mut due = Vec::new();
        for Keep { name, query, days } in &rules.keeps {
            let first = Expr::And(vec![query.expr.clone(), not_any(&earlier)]);
            let begun = Expr::Began(i64::MIN..=days_ago(*days));
            let rule = Expr::And(vec![begun, first]);
            due.push(rule.clone());
            earlier.push(query.expr.clone());
            let free = Query::of(Expr::And(vec![rule, not_any(&holds)]));
            let conversations = self.all_that_satisfy(&free).await?;
            plan.rules.push(Due { rule: name.clone(), keep_days: Some(*days), conversations });
        }
        for (name, query) in &rules.holds {
            let held = Query::of(Expr::And(vec![query.expr.clone(), Expr::Or(due.clone())]));
            let conversations = self.all_that_satisfy(&held).await?;
            plan.held.push(Due { rule: name.clone(), keep_days: None, conversations });
        }
        Ok(plan)
    }

    /// Erases what a plan says is to go, as [`Steward::erase`] does, which looks at the holds again. `erased` is told of each.
    /// Interrupted, it is gone on with by a new plan.
    ///
    /// # Errors
    /// Where it cannot be written down. What becomes of each conversation is its own.
    pub async fn apply_retention(
        &self,
        plan: &RetentionPlan,
        mut erased: impl FnMut(&Candidate, &Result<Erasure, StewardError>),
    ) -> Result<(), StewardError> {
        let mut details = Map::new();
        details.insert("due".to_owned(), Value::from(plan.count()));
        self.audit(Action::Retain, "apply", Outcome::Begun, details).await?;
        let (mut done, mut left) = (0_u64, 0_u64);
        for due in &plan.rules {
            let reason = format!("retention: {}", due.rule);
            for candidate in &due.conversations {
                let erasure = self.erase(candidate.conversation_id, Some(&reason), false).await;
                match &erasure {
                    Ok(Erasure::Done(_) | Erasure::NotFound { .. }) => done += 1,
                    Ok(Erasure::Pending { .. }) | Err(_) => left += 1,
                }
                erased(candidate, &erasure);
            }
        }
        let outcome = if left == 0 { Outcome::Done } else { Outcome::Failed };
        let details = Map::from_iter([("erased".to_owned(), done.into()), ("left".to_owned(), left.into())]);
        self.audit(Action::Retain, "apply", outcome, details).await
    }

    /// Rules for the bucket, as S3 takes them: what the recorder itself does not see to.
    ///
    /// # Errors
    /// Where a rule cannot be read, or the catalog fails.
    pub async fn bucket_lifecycle(&self) -> Result<Value, StewardError> {
        Ok(lifecycle::rules(&self.rules().await?))
    }

    /// The hold that keeps a conversation, where one does.
    pub(crate) async fn hold_on(&self, id: Uuid) -> Result<Option<String>, StewardError> {
        if self.options.retention.rules.iter().all(|rule| !rule.hold) {
            return Ok(None);
        }
        let rules = self.rules().await?;
        let Some(entry) = self.catalog.get(id).await? else { return Ok(None) };
        Ok(rules.holds.into_iter().find(|(_, query)| query.matches(&entry)).map(|(name, _)| name))
    }

    async fn rules(&self) -> Result<Rules, StewardError> {
        let fields = self.query_fields().await?;
        Ok(Rules::read(&self.options.retention, &fields)?)
    }
}

fn not_any(parts: &[Expr]) -> Expr {
    Expr::And(parts.iter().map(|part| Expr::Not(Box::new(part.clone()))).collect())
}

fn days_ago(days: u64) -> i64 {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let ms = i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(DAY);
    Timestamp::as_millis(now()).saturating_sub(ms)
}
