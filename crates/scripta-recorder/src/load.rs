//! A conversation as the journal holds it.

use std::ops::ControlFlow;

use scripta_core::entry::{Change, Entry};
use scripta_core::record::{Problem, ProblemKind};
use scripta_core::{Recording, Settings};
use scripta_journal::{Batch, Journal, Place, ReadError, Reader, Write};
use scripta_redact::Counts;
use uuid::Uuid;

/// A conversation as the journal holds it.
pub(crate) struct Loaded {
    pub(crate) recording: Recording,
    /// The place of its last entry.
    last: u64,
}

/// Why it cannot be had from the journal.
#[derive(Debug)]
pub(crate) enum LoadError {
    /// It may be there another time.
    Later(String),
    /// It will not be.
    Never(String),
}

impl LoadError {
    fn of(error: &ReadError) -> Self {
        match error {
            ReadError::Corrupt { .. } | ReadError::CorruptEntry { .. } | ReadError::Missing { .. } => {
                Self::Never(error.to_string())
            }
            _ => Self::Later(error.to_string()),
        }
    }
}

impl Loaded {
    /// Reads it. Entries that are damaged are left out, and the record says so.
    pub(crate) fn read(journal: &Journal, settings: Settings, id: Uuid) -> Result<Self, LoadError> {
        let reader = journal.reader().map_err(|error| LoadError::of(&error))?;
        let beginning = reader.beginning(id).map_err(|error| LoadError::of(&error))?;
        let beginning =
            beginning.ok_or_else(|| LoadError::Never("the journal does not hold it".to_owned()))?;
        let (mut bodies, mut last) = (vec![beginning], 0);
        let damaged = visit(&reader, id, |seq, body| {
            bodies.push(body.to_vec());
            last = seq;
        })
        .map_err(|error| LoadError::of(&error))?;
        if let Some(highest) = damaged.last() {
            last = last.max(*highest);
            tell_of(damaged.len() as u64, &mut bodies);
        }
        let recording = Recording::replay(settings, bodies.iter().map(Vec::as_slice))
            .map_err(|error| LoadError::Never(error.to_string()))?;
        Ok(Self { recording, last })
    }

    /// Ends one that was left open, in the journal too. Where the journal refuses, the next recovery ends it
    /// the same way.
    pub(crate) fn end(&mut self, journal: &Journal, problem: Option<Problem>) {
        let at = self.recording.standing().last;
        let mut entries = problem.map(|problem| self.recording.problem(problem, at)).unwrap_or_default();
        entries.extend(self.recording.recover());
        let count = entries.len();
        let writes = (1..).zip(&entries).filter_map(|(number, entry)| {
            let (seq, at, body) =
                (self.last + number as u64, entry.get().at.as_millis(), entry.to_json().ok()?);
            Some(if number == count { Write::End { seq, at, body } } else { Write::Entry { seq, at, body } })
        });
        drop(journal.append(Batch::new(self.recording.conversation_id(), writes.collect())));
    }
}

/// Adds what is missing, before the last entry: that may be the end, and nothing is added behind it.
fn tell_of(damaged: u64, bodies: &mut Vec<Vec<u8>>) {
    let problem = Problem::new(ProblemKind::SequenceGap)
        .with_detail("entries of the journal are damaged")
        .times(damaged);
    let last = bodies.last().and_then(|body| serde_json::from_slice::<Entry>(body).ok());
    let told = last.and_then(|last| {
        let change = Change::Problem(problem);
        serde_json::to_vec(&Entry { at: last.at, id: None, found: Counts::default(), version: None, change })
            .ok()
    });
    let place = bodies.len().saturating_sub(1).max(1);
    bodies.splice(place..place, told);
}

/// Shows every entry that is sound, and gives the places of the others.
fn visit(reader: &Reader, id: Uuid, mut each: impl FnMut(u64, &[u8])) -> Result<Vec<u64>, ReadError> {
    let (mut from, mut damaged) = (0, Vec::new());
    loop {
        let visited = reader.visit(id, from, |entry| {
            each(entry.seq, entry.body);
            ControlFlow::Continue(())
        });
        match visited {
            Ok(()) => return Ok(damaged),
            Err(ReadError::CorruptEntry { place: Place::Entry(seq), .. }) => {
                damaged.push(seq);
                from = seq + 1;
            }
            Err(error) => return Err(error),
        }
    }
}
