//! The facts of one conversation.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::Value;

use crate::compiled::Compiled;
use crate::fact::{Change, Contradiction, Fact, Speaker};
use crate::state::{Key, Slot, State};
use crate::subjects::Subjects;
use crate::turn::Context;
use crate::{toolcall, turn};

/// Of so many turns it is known what they changed, so that an item that comes again can replace what it said.
const REMEMBERED: usize = 16;

/// What is known of one conversation, turn by turn. [`Extractor::begin`](crate::Extractor::begin) makes it.
///
/// It holds raw values. What a turn costs does not depend on how long the conversation is, and memory is bounded by the
/// profile: at most 32 vehicles and 32 drivers, of each value the last eight that it replaced.
#[derive(Clone)]
pub struct Extraction {
    compiled: Arc<Compiled>,
    state: State,
    /// What the next words answer.
    context: Arc<Context>,
    turns: VecDeque<Turn>,
    count: u64,
    /// The facts and contradictions that were told.
    told: BTreeSet<Key>,
    problems_told: usize,
    today: Option<String>,
}

/// A turn, as far as it may have to be taken back.
#[derive(Clone)]
struct Turn {
    item: String,
    number: u64,
    /// Of the text or arguments: the same again changes nothing.
    hash: u64,
    undo: Vec<(Key, Option<Slot>)>,
    context: Arc<Context>,
    vehicles: Subjects,
    drivers: Subjects,
}

impl Extraction {
    pub(crate) fn new(compiled: Arc<Compiled>) -> Self {
        Self {
            compiled,
            state: State::default(),
            context: Arc::default(),
            turns: VecDeque::new(),
            count: 0,
            told: BTreeSet::new(),
            problems_told: 0,
            today: None,
        }
    }

    /// Tells the day of the conversation, `2026-11-22`, by which a field that must be in the past is checked.
    #[must_use]
    pub fn on(mut self, day: &str) -> Self {
        self.today = Some(day.to_owned());
        self
    }

    /// Takes in what an item says, raw and whole, in the order of the conversation. An item of several parts is one text.
    ///
    /// The item may come again with another text: what it said before is then taken back as far as nothing later has
    /// changed it. This holds for the last 16 items; of an older one the new text is taken as if it came now.
    pub fn said(&mut self, item: &str, speaker: Speaker, text: &str) {
        let hash = hash(&(speaker, text));
        self.take_in(item, hash, |compiled, state, context, today| match speaker {
            Speaker::User => turn::of_caller(compiled, state, context, item, text, today),
            Speaker::Assistant => turn::of_agent(compiled, state, context, item, text, today),
        });
    }

    /// Takes in a tool call.
    pub fn called(&mut self, item: &str, tool: &str, arguments: &Value) {
        let hash = hash(&(tool, arguments.to_string()));
        self.take_in(item, hash, |compiled, state, context, today| {
            toolcall::take_in(compiled, state, item, tool, arguments, today);
            Arc::clone(context)
        });
    }

    fn take_in(
        &mut self,
        item: &str,
        hash: u64,
        apply: impl FnOnce(&Compiled, &mut State, &Arc<Context>, Option<&str>) -> Arc<Context>,
    ) {
        let place = self.turns.iter().position(|turn| turn.item == item);
        if place.and_then(|at| self.turns.get(at)).is_some_and(|turn| turn.hash == hash) {
            return;
        }
        let again = place.and_then(|at| self.turns.remove(at));
        let last = place.is_none_or(|at| at == self.turns.len());
        let Some(again) = again else {
            self.count += 1;
            self.state.turn = self.count;
            self.context = self.apply(item, hash, self.turns.len(), apply);
            return;
        };
        self.state.take_back(again.number, again.undo);
        self.state.turn = again.number;
        let present = std::mem::replace(&mut self.context, again.context);
        if last {
            (self.state.vehicles, self.state.drivers) = (again.vehicles, again.drivers);
            self.context = self.apply(item, hash, self.turns.len(), apply);
            return;
        }
        // What was said since then stays what the next words answer.
        let (vehicles, drivers) = (self.state.vehicles.focus, self.state.drivers.focus);
        let at = place.unwrap_or(self.turns.len());
        let _ = self.apply(item, hash, at, apply);
        self.context = present;
        (self.state.vehicles.focus, self.state.drivers.focus) = (vehicles, drivers);
        self.state.turn = self.count;
    }

    /// Applies a turn and notes what it changed, at this place among the turns.
    fn apply(
        &mut self,
        item: &str,
        hash: u64,
        at: usize,
        apply: impl FnOnce(&Compiled, &mut State, &Arc<Context>, Option<&str>) -> Arc<Context>,
    ) -> Arc<Context> {
        let (vehicles, drivers) = (self.state.vehicles.clone(), self.state.drivers.clone());
        let after = apply(&self.compiled, &mut self.state, &self.context, self.today.as_deref());
        let undo = std::mem::take(&mut self.state.undo);
        let context = Arc::clone(&self.context);
        let turn =
            Turn { item: item.to_owned(), number: self.state.turn, hash, undo, context, vehicles, drivers };
        self.turns.insert(at.min(self.turns.len()), turn);
        if self.turns.len() > REMEMBERED {
            self.turns.pop_front();
        }
        after
    }

    /// What changed since this was last asked: facts in the order in which they did, then contradictions.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut seen = BTreeSet::new();
        for key in std::mem::take(&mut self.state.changed) {
            if !seen.insert(key) {
                continue;
            }
            match self.state.slots.get(&key) {
                Some(slot) => {
                    self.told.insert(key);
                    changes.push(Change::Fact(slot.fact.clone()));
                }
                None if self.told.remove(&key) => {
                    let field = self.compiled.fields.get(key.0).map(|field| field.name.clone());
                    changes.push(Change::Withdrawn { field: field.unwrap_or_default(), subject: key.1 });
                }
                None => {}
            }
        }
        let new = self.state.problems.get(self.problems_told..).unwrap_or_default();
        changes.extend(new.iter().cloned().map(Change::Contradiction));
        self.problems_told = self.state.problems.len();
        changes
    }

    /// All facts, in the order of the profile's fields and, within a field, of its subjects.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.state.slots.values().map(|slot| &slot.fact)
    }

    /// The tool calls that contradict what the caller confirmed, in their order, also where a later call made up for it.
    pub fn problems(&self) -> &[Contradiction] {
        &self.state.problems
    }
}

/// The same in every run of the program: it is keyed by nothing.
fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Without what was said.
impl fmt::Debug for Extraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extraction").field("facts", &self.state.slots.len()).finish_non_exhaustive()
    }
}
