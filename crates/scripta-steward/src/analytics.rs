//! Figures of one conversation and of many.

use scripta_archive::Object;
use scripta_catalog::analytics::{Analyzer, ConversationAnalytics, GroupBy, Period, Report, Scope};
use scripta_catalog::audit::Action;
use scripta_catalog::query::Expr;
use scripta_catalog::{Query, Select, Sort, SortBy};
use scripta_core::Timestamp;
use scripta_core::record::Conversation;
use scripta_journal::{Reader, State};
use serde::Serialize;
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// Entries that are read at once.
const PAGE: usize = 1_000;

/// Of which conversations to make figures, and which.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A query; of all conversations where it is empty.
    pub query: String,
    /// When they began.
    pub period: Period,
    /// Compare with the period before, of the same length. It needs a period with a begin and an end.
    pub compare: bool,
    /// Figures of groups too.
    pub group_by: Option<GroupBy>,
}

/// Figures of many conversations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analyzed {
    /// The figures.
    #[serde(flatten)]
    pub report: Report,
    /// How archiving goes; absent where a query was given, which what waits cannot be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploads: Option<Uploads>,
}

/// How many of the conversations that have ended are in the archive. What waits is known of this data folder only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Uploads {
    /// Those in the archive and the catalog.
    pub archived: u64,
    /// Those that have ended and wait in the journal.
    pub waiting: u64,
    /// Those of them whose archiving has failed at least once.
    pub failed: u64,
    /// The share that is archived, from 0 to 1; absent where none has ended.
    pub rate: Option<f64>,
}

impl Steward {
    /// Figures of one conversation, of its record in the archive; `None` where it has none.
    ///
    /// # Errors
    /// Where the archive cannot be read, or the trail not be written.
    pub async fn analytics_of(&self, id: Uuid) -> Result<Option<ConversationAnalytics>, StewardError> {
        self.audited(Action::Analyze, &id.to_string(), async {
            let keys = self.archive.find(id).await?;
            let Some(key) = keys.iter().find(|key| key.object == Object::Conversation) else {
                return Ok(Accessed::not_found(None));
            };
            let bytes = match self.archive.get(key).await {
                Err(error) if error.is_not_found() => return Ok(Accessed::not_found(None)),
                other => other?,
            };
            let conversation: Conversation = serde_json::from_slice(&bytes)
                .map_err(|_| StewardError::Unreadable { place: self.archive.url(key) })?;
            let analytics = ConversationAnalytics::of(&conversation, &self.options.analytics.prices);
            Ok(Accessed::done(Some(analytics)).naming(vec![id]))
        })
        .await
    }

    /// Figures of many conversations, those of the catalog.
    ///
    /// # Errors
    /// Where the query cannot be read, the catalog fails, or the trail cannot be written.
    pub async fn analytics(&self, wanted: &Wanted) -> Result<Analyzed, StewardError> {
        let fields = self.query_fields().await?;
        let query = Query::parse(&wanted.query, &fields);
        let target =
            query.as_ref().map_or_else(|_| "a query that cannot be read".to_owned(), Query::for_audit);
        self.audited(Action::Analyze, &target, async {
            let mut analyzer = Analyzer::new(self.scope(wanted));
            self.add_all(&mut analyzer, &within(query?, wanted)).await?;
            let report = analyzer.report();
            let conversations = report.total.conversations;
            let uploads = wanted.query.trim().is_empty().then(|| self.uploads(wanted, conversations));
            let analyzed = Analyzed { report, uploads: uploads.transpose()? };
            let mut accessed = Accessed::done(analyzed).with("conversations", conversations);
            if let Some(since) = wanted.period.since {
                accessed = accessed.with("since", since.to_string());
            }
            if let Some(until) = wanted.period.until {
                accessed = accessed.with("until", until.to_string());
            }
            Ok(accessed)
        })
        .await
    }

    fn scope(&self, wanted: &Wanted) -> Scope {
        Scope {
            period: wanted.period.clone(),
            before: wanted.compare.then(|| wanted.period.before()).flatten(),
            group_by: wanted.group_by,
            prices: self.options.analytics.prices.clone(),
            completion: self.options.analytics.completion.clone(),
            fields: self.options.settings.extractor.fields().map(str::to_owned).collect(),
        }
    }

    async fn add_all(&self, analyzer: &mut Analyzer, query: &Query) -> Result<(), StewardError> {
        let sort = Sort { by: SortBy::Start, descending: false };
        let mut after = None;
        loop {
            let select = Select { query, sort, after, limit: PAGE, said: false };
            let entries = self.catalog.select(select).await?;
            entries.iter().for_each(|entry| analyzer.add(entry));
            let Some(last) = entries.last().filter(|_| entries.len() == PAGE) else { return Ok(()) };
            after = Some(scripta_catalog::Position::of(last, sort.by));
        }
    }

    fn uploads(&self, wanted: &Wanted, archived: u64) -> Result<Uploads, StewardError> {
        let (mut waiting, mut failed) = (0, 0);
        for folder in scripta_recorder::journals(&self.options.data_dir) {
            let opened = Reader::open(&folder)
                .map_err(|source| StewardError::JournalOpen { place: folder.display().to_string(), source });
            let Some(reader) = opened? else { continue };
            for stored in reader.conversations()? {
                let began = Timestamp::from_millis(stored.started_at);
                if stored.state == State::Ended && wanted.period.holds(began) {
                    waiting += 1;
                    failed += u64::from(stored.attempts > 0);
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a share is rounded in any case")]
        let share = |all: u64| (archived as f64 / all as f64 * 1e4).round() / 1e4;
        let rate = Some(archived + waiting).filter(|all| *all > 0).map(share);
        Ok(Uploads { archived, waiting, failed, rate })
    }
}

/// The query, of the period that is wanted and the one that it is compared with.
fn within(query: Query, wanted: &Wanted) -> Query {
    let before = wanted.compare.then(|| wanted.period.before()).flatten();
    let since = before.as_ref().map_or(wanted.period.since, |before| before.since);
    let from = since.map_or(i64::MIN, Timestamp::as_millis);
    let to = wanted.period.until.map_or(i64::MAX, |until| until.as_millis().saturating_sub(1));
    if (from, to) == (i64::MIN, i64::MAX) {
        return query;
    }
    Query::of(Expr::And(vec![query.expr, Expr::Began(from..=to)]))
}
