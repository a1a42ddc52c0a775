//! One reindexing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use scripta_archive::{Date, Key, Object};
use scripta_catalog::{CatalogError, Put};
use scripta_core::Timestamp;
use uuid::Uuid;

use super::day::{Day, Record};
use super::progress::{ReindexNote, ReindexProgress};
use super::reading::{Reading, read};
use super::{Reindex, Reindexed};
use crate::error::StewardError;
use crate::steward::Steward;

/// Days that are listed ahead.
const LISTED_AHEAD: usize = 4;
/// Conversations that are read at the same time.
const READ_AT_ONCE: usize = 32;
/// Conversations that are put in at once: the more, the less is written for each.
const BATCH: usize = 1_024;
/// Bytes of what was said in them, so that long ones take no more memory.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Ids that are asked for at once.
const IDS_AT_ONCE: usize = 10_000;

/// One reindexing.
pub(super) struct Run<'a> {
    steward: &'a Steward,
    tell: &'a (dyn Fn(ReindexProgress) + Send + Sync),
    /// The days that archive or catalog have, the newest first.
    days: Vec<Date>,
    /// What the catalog has of each.
    known: BTreeMap<Date, HashSet<Uuid>>,
    /// Of a full one.
    note: Option<ReindexNote>,
    reindexed: Reindexed,
    read: u64,
    listed: Arc<Listed>,
}

/// What listing has come to, which goes on ahead.
#[derive(Default)]
struct Listed {
    days: AtomicU64,
    wanted: AtomicU64,
}

/// A step of the way, in order.
enum Step {
    /// A conversation is to be read.
    Read(Record),
    /// The day is done once what came before is.
    Day { date: Date, archived: u64, removed: Vec<Uuid> },
}

/// A step after what can be done ahead was done.
enum Stepped {
    Read(Box<Reading>),
    Day { date: Date, archived: u64, removed: Vec<Uuid> },
}

impl Stepped {
    /// The bytes of what was said.
    fn weight(&self) -> usize {
        match self {
            Self::Read(reading) => reading
                .entry
                .as_ref()
                .map_or(0, |entry| entry.get().said.iter().map(|said| said.text.len()).sum()),
            Self::Day { .. } => 0,
        }
    }
}

impl<'a> Run<'a> {
    pub(super) async fn new(
        steward: &'a Steward,
        how: Reindex,
        tell: &'a (dyn Fn(ReindexProgress) + Send + Sync),
    ) -> Result<Self, StewardError> {
        let tombstones = steward.take_over_tombstones().await?;
        // Before the archive is listed: see the module above.
        let known = known(steward).await?;
        let archived = steward.archive.days().await?;
        if archived.is_empty() && !known.is_empty() && !how.full {
            return Err(StewardError::EmptyArchive { archive: steward.archive.describe() });
        }
        let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
        let interrupted = ReindexNote::read(&steward.catalog).await?.filter(|note| note.is_good(now));
        let note = how.full.then(|| interrupted.unwrap_or(ReindexNote { began: now, through: None }));
        let days: BTreeSet<Date> = archived.into_iter().chain(known.keys().copied()).collect();
        let resumed_from = note.as_ref().and_then(|note| note.through);
        let reindexed = Reindexed { tombstones, resumed_from, ..Reindexed::default() };
        let days = days.into_iter().rev().collect();
        Ok(Self { steward, tell, days, known, note, reindexed, read: 0, listed: Arc::default() })
    }

    /// Does all of it.
    pub(super) async fn all(mut self) -> Result<Reindexed, StewardError> {
        if let Some(note) = &self.note {
            note.write(&self.steward.catalog).await?;
        }
        self.tell(None);
        let steward = self.steward;
        let steps = self.steps().map(move |step| async move {
            match step? {
                Step::Read(record) => {
                    let redactor = steward.redactor.clone();
                    let reading = read(&steward.archive, redactor, &record).await?;
                    Ok(Stepped::Read(Box::new(reading)))
                }
                Step::Day { date, archived, removed } => Ok(Stepped::Day { date, archived, removed }),
            }
        });
        // While some are put in, the next are read.
        let puts = batches(steps.buffered(READ_AT_ONCE)).map(|stepped| put(steward, stepped)).buffered(2);
        let mut puts = std::pin::pin!(puts);
        while let Some(done) = puts.try_next().await? {
            self.take(done).await?;
        }
        if self.note.is_some() {
            ReindexNote::clear(&steward.catalog).await?;
        }
        self.reindexed.tombstones += steward.take_over_tombstones().await?;
        Ok(self.reindexed)
    }

    /// What is to be done, the newest day first. It borrows nothing of this.
    fn steps(&mut self) -> BoxStream<'a, Result<Step, StewardError>> {
        let (archive, known) = (self.steward.archive.clone(), std::mem::take(&mut self.known));
        let through = self.note.as_ref().map(|note| note.through);
        let counted = Arc::clone(&self.listed);
        let listed = stream::iter(self.days.clone()).map(move |date| {
            let archive = archive.clone();
            async move { Day::list(&archive, date).await }
        });
        let steps = listed.buffered(LISTED_AHEAD).map_ok(move |day| {
            let none = HashSet::new();
            let known = known.get(&day.date).unwrap_or(&none);
            // A full one reads what is known too, but for the days that it has come through.
            let anew = through.is_some_and(|through| through.is_none_or(|through| day.date < through));
            let steps = steps_of(day, known, anew);
            counted.days.fetch_add(1, Ordering::Relaxed);
            counted.wanted.fetch_add(steps.len() as u64 - 1, Ordering::Relaxed);
            stream::iter(steps).map(Ok::<_, StewardError>)
        });
        steps.map_err(StewardError::from).try_flatten().boxed()
    }

    /// Writes down what is done.
    async fn take(&mut self, done: Done) -> Result<(), StewardError> {
        let Done { put, read, unreadable, days } = done;
        self.reindexed.added += put.added;
        self.reindexed.replaced += put.replaced;
        self.reindexed.unreadable.extend(unreadable);
        self.read += read;
        let mut at = None;
        for (date, archived, removed) in days {
            self.reindexed.days += 1;
            self.reindexed.archived += archived;
            self.reindexed.removed += removed;
            at = Some(date);
        }
        if let (Some(date), Some(note)) = (at, &mut self.note) {
            note.through = Some(note.through.map_or(date, |through| through.min(date)));
            note.write(&self.steward.catalog).await?;
        }
        self.tell(at);
        Ok(())
    }

    fn tell(&self, day: Option<Date>) {
        (self.tell)(ReindexProgress {
            day,
            days_done: self.reindexed.days,
            days_listed: self.listed.days.load(Ordering::Relaxed),
            days: self.days.len() as u64,
            read: self.read,
            wanted: self.listed.wanted.load(Ordering::Relaxed),
        });
    }
}

fn steps_of(day: Day, known: &HashSet<Uuid>, anew: bool) -> Vec<Step> {
    let (date, archived, removed) = (day.date, day.records.len() as u64, day.missing(known));
    let wanted = day.records.into_iter().filter(|(id, _)| anew || !known.contains(id));
    let mut steps: Vec<Step> = wanted.map(|(_, record)| Step::Read(record)).collect();
    steps.push(Step::Day { date, archived, removed });
    steps
}

/// Steps in batches.
fn batches(
    steps: impl Stream<Item = Result<Stepped, StewardError>>,
) -> impl Stream<Item = Vec<Result<Stepped, StewardError>>> {
    stream::unfold(Box::pin(steps), |mut steps| async move {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            let Some(step) = steps.next().await else { break };
            bytes += step.as_ref().map_or(0, Stepped::weight);
            batch.push(step);
        }
        (!batch.is_empty()).then_some((batch, steps))
    })
}

/// What a batch came to.
struct Done {
    put: Put,
    read: u64,
    unreadable: Vec<super::Unreadable>,
    /// Days that ended in it, with how many conversations the archive holds of them and how many were taken out.
    days: Vec<(Date, u64, u64)>,
}

/// Puts a batch in.
async fn put(steward: &Steward, stepped: Vec<Result<Stepped, StewardError>>) -> Result<Done, StewardError> {
    let (mut entries, mut unreadable, mut days, mut read) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for stepped in stepped {
        match stepped? {
            Stepped::Read(reading) => {
                read += 1;
                entries.extend(reading.entry);
                unreadable.extend(reading.unreadable);
            }
            Stepped::Day { date, archived, removed } => {
                let gone = removed.len() as u64;
                if gone > 0 {
                    steward.catalog.remove(removed).await?;
                }
                days.push((date, archived, gone));
            }
        }
    }
    let put = if entries.is_empty() { Put::default() } else { steward.catalog.put(entries).await? };
    Ok(Done { put, read, unreadable, days })
}

/// What the catalog holds, by day.
async fn known(steward: &Steward) -> Result<BTreeMap<Date, HashSet<Uuid>>, CatalogError> {
    let mut known: BTreeMap<Date, HashSet<Uuid>> = BTreeMap::new();
    let mut after = None;
    loop {
        let some = steward.catalog.ids(after, IDS_AT_ONCE).await?;
        for (id, start) in &some {
            // The archive's own way from a time to a day.
            let date = Key::new(start.as_millis(), "", *id, Object::Conversation).date;
            known.entry(date).or_default().insert(*id);
        }
        match some.last() {
            Some((id, _)) if some.len() == IDS_AT_ONCE => after = Some(*id),
            _ => return Ok(known),
        }
    }
}
