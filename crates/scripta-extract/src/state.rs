//! What is known of a conversation, and how one word more changes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::compiled::Compiled;
use crate::fact::{Contradiction, Evidence, Fact, MOST_REPLACED, Replaced, Source, Status};
use crate::read;
use crate::subjects::Subjects;
use crate::vehicles::agree;

/// So many contradictions of one conversation are kept.
const MOST_PROBLEMS: usize = 100;

/// A field and the subject.
pub(crate) type Key = (usize, usize);

/// A fact with what only the rules need to know.
#[derive(Clone)]
pub(crate) struct Slot {
    pub(crate) fact: Fact,
    /// The turn that last changed it.
    pub(crate) turn: u64,
    /// Where the caller confirmed it.
    pub(crate) confirmed_in: Option<String>,
    /// The caller put it in the place of something else.
    pub(crate) corrected: bool,
}

#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) slots: BTreeMap<Key, Slot>,
    pub(crate) vehicles: Subjects,
    pub(crate) drivers: Subjects,
    pub(crate) problems: Vec<Contradiction>,
    /// What changed since it was last told, in order.
    pub(crate) changed: Vec<Key>,
    /// What the present turn changed, with what was there before.
    pub(crate) undo: Vec<(Key, Option<Slot>)>,
    /// The present turn.
    pub(crate) turn: u64,
}

/// Something that speaks for a value.
#[derive(Clone)]
pub(crate) struct Statement<'a> {
    pub(crate) key: Key,
    pub(crate) value: &'a str,
    pub(crate) item: &'a str,
    pub(crate) source: Source,
    pub(crate) pointer: Option<String>,
    pub(crate) span: Option<(usize, usize)>,
    pub(crate) confidence: f64,
    /// It was asked for or announced, so it is meant.
    pub(crate) certain: bool,
    /// It takes the place of something else.
    pub(crate) corrects: bool,
}

impl State {
    pub(crate) fn value(&self, field: usize, subject: usize) -> Option<&str> {
        self.slots.get(&(field, subject)).map(|slot| slot.fact.value.as_str())
    }

    /// Changes what is known; nothing that a later turn said is changed by an earlier one.
    fn put(&mut self, key: Key, slot: Option<Slot>) {
        if self.slots.get(&key).is_some_and(|known| known.turn > self.turn) {
            return;
        }
        let before = match slot {
            Some(slot) => self.slots.insert(key, Slot { turn: self.turn, ..slot }),
            None => self.slots.remove(&key),
        };
        self.undo.push((key, before));
        self.changed.push(key);
    }

    /// Puts back what a turn had changed, except where a later turn changed it again.
    pub(crate) fn take_back(&mut self, turn: u64, undo: Vec<(Key, Option<Slot>)>) {
        let mut kept: BTreeSet<Key> = BTreeSet::new();
        for (key, before) in undo.into_iter().rev() {
            let later = self.slots.get(&key).is_some_and(|slot| slot.turn > turn);
            if later || kept.contains(&key) {
                kept.insert(key);
                continue;
            }
            match before {
                Some(slot) => drop(self.slots.insert(key, slot)),
                None => drop(self.slots.remove(&key)),
            }
            self.changed.push(key);
        }
    }

    /// The caller said a value. `asked`: it was just read back to him, right or wrong.
    pub(crate) fn told(&mut self, compiled: &Compiled, said: &Statement<'_>, read_back: Option<&str>) {
        let Some(known) = self.slots.get(&said.key).cloned() else {
            let confirmed = read_back.is_some_and(|value| agree(value, said.value));
            let status = if confirmed { Status::Confirmed } else { Status::Candidate };
            let confirmed_in = confirmed.then(|| said.item.to_owned());
            let corrected = said.corrects && read_back.is_some();
            let fact = fact(compiled, said, status, Vec::new());
            self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in, corrected }));
            return;
        };
        if agree(&known.fact.value, said.value) {
            let confirmed = read_back.is_some() || known.fact.evidence.source == Source::Assistant;
            self.repeated(compiled, known, said, confirmed);
            return;
        }
        let evidence = &known.fact.evidence;
        let settled = evidence.status != Status::Candidate;
        let meant = said.corrects || said.certain || read_back.is_some() || said.confidence >= 0.8;
        if settled && !meant {
            return;
        }
        let disputed = evidence.source == Source::ToolArguments || evidence.status == Status::Conflict;
        let status = if disputed { Status::Conflict } else { Status::Candidate };
        let corrected = disputed || said.corrects || read_back.is_some() || settled;
        let replaced = replaced(&known.fact);
        let fact = fact(compiled, said, status, replaced);
        self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in: None, corrected }));
    }

    /// The caller said once more what is known.
    fn repeated(&mut self, compiled: &Compiled, mut known: Slot, said: &Statement<'_>, confirmed: bool) {
        let evidence = &known.fact.evidence;
        if confirmed && evidence.status != Status::Conflict {
            known.confirmed_in = Some(said.item.to_owned());
        }
        // The longer form says more; and the caller's own words are better evidence than the agent's.
        let more = said.value.len() > known.fact.value.len();
        if more || evidence.source == Source::Assistant {
            let status = match evidence.status {
                Status::Candidate if confirmed => Status::Confirmed,
                status => status,
            };
            let replaced = known.fact.evidence.replaced.clone();
            known.fact = fact(compiled, said, status, replaced);
            self.put(said.key, Some(known));
            return;
        }
        let evidence = &mut known.fact.evidence;
        let dispute = evidence.status == Status::Conflict && evidence.source == Source::ToolArguments;
        if dispute || (confirmed && evidence.status == Status::Candidate) {
            evidence.status = Status::Confirmed;
        }
        evidence.confidence = surer(evidence.confidence, said.confidence);
        self.put(said.key, Some(known));
    }

    /// The caller said yes to what the agent read back; `said` is the agent's words, `answer` the item of the yes.
    pub(crate) fn confirmed(&mut self, compiled: &Compiled, said: &Statement<'_>, answer: &str) {
        let confirmed_in = Some(answer.to_owned());
        let Some(mut known) = self.slots.get(&said.key).cloned() else {
            let fact = fact(compiled, said, Status::Confirmed, Vec::new());
            self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in, corrected: false }));
            return;
        };
        if !agree(&known.fact.value, said.value) {
            let disputed = known.fact.evidence.source == Source::ToolArguments;
            let status = if disputed { Status::Conflict } else { Status::Confirmed };
            let fact = fact(compiled, said, status, replaced(&known.fact));
            self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in, corrected: disputed }));
            return;
        }
        known.confirmed_in = confirmed_in;
        let evidence = &mut known.fact.evidence;
        if evidence.source != Source::ToolArguments {
            evidence.source = Source::ReadBack;
            said.item.clone_into(&mut evidence.item);
            (evidence.pointer, evidence.span) = (None, said.span);
        }
        // With a tool that said otherwise before, only the next call settles it.
        if evidence.status == Status::Candidate || evidence.source == Source::ToolArguments {
            evidence.status = Status::Confirmed;
        }
        evidence.confidence = surer(evidence.confidence, 0.9);
        // What says more is kept.
        if said.value.len() > known.fact.value.len() {
            said.value.clone_into(&mut known.fact.value);
        }
        self.put(said.key, Some(known));
    }

    /// The caller said that it is not so, without saying how it is.
    ///
    /// What only the agent had said goes. What the caller himself had said may have been heard wrong, or understood
    /// wrong: it stays, as a candidate of half the confidence. A tool call stands against him.
    pub(crate) fn denied(&mut self, key: Key, value: &str, outright: bool) {
        let Some(mut known) = self.slots.get(&key).cloned() else { return };
        if !agree(&known.fact.value, value) {
            return;
        }
        let evidence = &mut known.fact.evidence;
        match evidence.source {
            Source::Assistant => return self.put(key, None),
            Source::User | Source::ReadBack if outright => return self.put(key, None),
            Source::ToolArguments => evidence.status = Status::Conflict,
            Source::User | Source::ReadBack => {
                evidence.status = Status::Candidate;
                evidence.source = Source::User;
            }
        }
        evidence.confidence /= 2.0;
        known.confirmed_in = None;
        self.put(key, Some(known));
    }

    /// The caller no longer has the vehicle: what it was known by goes, but for what is said in its place.
    pub(crate) fn gone(&mut self, compiled: &Compiled, vehicle: usize, said: &[Key]) {
        let fields = &compiled.vehicle;
        for field in [fields.year, fields.make, fields.vin].into_iter().flatten() {
            let key = (field, vehicle);
            let known = self.slots.get(&key).map(|slot| slot.fact.evidence.source);
            if known.is_some_and(|source| source != Source::ToolArguments) && !said.contains(&key) {
                self.put(key, None);
            }
        }
    }

    /// The agent said a value of which nothing is known.
    pub(crate) fn supposed(&mut self, compiled: &Compiled, said: &Statement<'_>) {
        if !self.slots.contains_key(&said.key) {
            let fact = fact(compiled, said, Status::Candidate, Vec::new());
            self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in: None, corrected: false }));
        }
    }

    /// A tool was called with a value.
    pub(crate) fn called(&mut self, compiled: &Compiled, said: &Statement<'_>, tool: &str) {
        let Some(mut known) = self.slots.get(&said.key).cloned() else {
            let fact = fact(compiled, said, Status::Confirmed, Vec::new());
            self.put(said.key, Some(Slot { fact, turn: 0, confirmed_in: None, corrected: false }));
            return;
        };
        let evidence = &known.fact.evidence;
        let disputed = evidence.status == Status::Conflict && evidence.source == Source::ToolArguments;
        let agrees = same(&known.fact.value, said.value);
        // The call before contradicted the caller; this one repeats that, or agrees with him after all.
        let settles =
            disputed && evidence.replaced.last().is_some_and(|before| same(&before.value, said.value));
        let confirmed = known.corrected || known.confirmed_in.is_some();
        if confirmed && !settles && (disputed || !agrees) && evidence.item != said.item {
            self.contradicted(&known, said, tool);
        }
        if agrees {
            let status = if disputed { Status::Conflict } else { Status::Confirmed };
            self.agreed(compiled, known, said, status);
        } else if known.corrected && !settles {
            // The caller's correction stands until a call agrees.
            known.fact.evidence.status = Status::Conflict;
            self.put(said.key, Some(known));
        } else {
            let alone = matches!(evidence.source, Source::ToolArguments | Source::Assistant);
            let status = if settles || (alone && !confirmed) { Status::Confirmed } else { Status::Conflict };
            let mut fact = fact(compiled, said, status, replaced(&known.fact));
            if status == Status::Conflict {
                fact.evidence.confidence = 0.5;
            }
            self.put(said.key, Some(Slot { fact, ..known }));
        }
    }

    /// A tool was called with what is known.
    fn agreed(&mut self, compiled: &Compiled, mut known: Slot, said: &Statement<'_>, status: Status) {
        let before = known.fact;
        known.fact = fact(compiled, said, status, before.evidence.replaced);
        // What says more is kept.
        if before.value.len() > said.value.len() {
            known.fact.value = before.value;
        }
        known.fact.evidence.confidence = match status {
            Status::Conflict => before.evidence.confidence,
            _ => surer(before.evidence.confidence, said.confidence),
        };
        self.put(said.key, Some(known));
    }

    fn contradicted(&mut self, known: &Slot, said: &Statement<'_>, tool: &str) {
        let confirmed_in = known.confirmed_in.clone().unwrap_or_else(|| known.fact.evidence.item.clone());
        let problem = Contradiction {
            field: known.fact.field.clone(),
            subject: known.fact.subject,
            item: said.item.to_owned(),
            tool: tool.to_owned(),
            pointer: said.pointer.clone().unwrap_or_default(),
            confirmed_in,
        };
        if self.problems.len() < MOST_PROBLEMS && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// After a vehicle got another make: a model that the new make does not have is not its model.
    pub(crate) fn drop_foreign_model(&mut self, compiled: &Compiled, subject: usize) {
        let (Some(make), Some(model)) = (compiled.vehicle.make, compiled.vehicle.model) else { return };
        let make = self.value(make, subject);
        let foreign = self
            .value(model, subject)
            .is_some_and(|name| make.is_some_and(|make| read::model_named(name, Some(make)).is_none()));
        if foreign {
            self.put((model, subject), None);
        }
    }
}

fn fact(compiled: &Compiled, said: &Statement<'_>, status: Status, replaced: Vec<Replaced>) -> Fact {
    let field = compiled.fields.get(said.key.0);
    Fact {
        field: field.map(|field| field.name.clone()).unwrap_or_default(),
        subject: said.key.1,
        value: said.value.to_owned(),
        personal: field.and_then(|field| field.personal),
        evidence: Evidence {
            item: said.item.to_owned(),
            source: said.source,
            pointer: said.pointer.clone(),
            span: said.span,
            confidence: said.confidence,
            status,
            replaced,
        },
    }
}

/// What a fact had replaced, and it itself.
fn replaced(known: &Fact) -> Vec<Replaced> {
    let mut replaced = known.evidence.replaced.clone();
    let (item, source) = (known.evidence.item.clone(), known.evidence.source);
    replaced.push(Replaced { value: known.value.clone(), item, source });
    replaced.drain(..replaced.len().saturating_sub(MOST_REPLACED));
    replaced
}

/// Of two that say the same.
fn surer(a: f64, b: f64) -> f64 {
    (1.0 - (1.0 - a) * (1.0 - b)).clamp(0.0, 0.99)
}

/// Whether a tool and the caller say the same: case aside, and one may say more.
fn same(a: &str, b: &str) -> bool {
    agree(a, b) || crate::phrase::normal(a) == crate::phrase::normal(b)
}
