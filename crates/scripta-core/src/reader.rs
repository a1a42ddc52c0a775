//! Facts, read from what was said before it is redacted.
//!
//! Raw texts are held in memory from when they are whole until they have been read, in the order of the conversation: the
//! caller's words come late, and an answer means nothing before its question. What comes out are entries, which the
//! redactor sees like all others.

use std::collections::{BTreeMap, VecDeque};

use scripta_extract::{Extraction, Extractor, Speaker as Said};
use scripta_redact::Remap;
use serde_json::Value;

use crate::entry::{Change, FactsChange, ItemChange, Learned, TextChange, TextOf};
use crate::ledger::{Ledger, Readable, Readiness};
use crate::record::{Contradiction, Evidence, EvidenceSource, FactStatus, Replaced, Speaker};

/// An item that is not whole holds up those behind it until there are so many of them. A transcript comes before the
/// second answer after it; one that does not come at all must not hold up the facts of the call.
const PATIENCE: usize = 6;

/// So many items stay in memory after they were read: what the caller confirms was said in one of the last.
const RECENT: usize = 8;

/// See the module.
pub(crate) struct Reader {
    extractor: Extractor,
    extraction: Extraction,
    /// What was said and has not been read, or only just, by the item's place in the ledger.
    held: BTreeMap<usize, Raw>,
    /// Those that have been read, in that order.
    recent: VecDeque<usize>,
    /// The last item that was read or passed over.
    cursor: Option<usize>,
    /// Items up to the cursor, by their place in the ledger.
    passed: Vec<bool>,
}

/// What an item says, raw.
#[derive(Default)]
struct Raw {
    texts: BTreeMap<u32, (String, Remap)>,
    arguments: Option<String>,
    read: bool,
}

/// The raw texts of one entry.
pub(crate) struct Taken {
    texts: Vec<(u32, String)>,
    arguments: Option<String>,
}

impl Taken {
    /// What an entry says that is whole; `None` where that is nothing.
    pub(crate) fn of(change: &Change) -> Option<Self> {
        match change {
            Change::Text(TextChange { of: TextOf::Arguments, text, complete: true, .. }) => {
                Some(Self { texts: Vec::new(), arguments: Some(text.clone()) })
            }
            Change::Text(TextChange { index, text, complete: true, .. }) => {
                Some(Self { texts: vec![(*index, text.clone())], arguments: None })
            }
            Change::Item(ItemChange { parts, arguments, .. }) => {
                let texts: Vec<(u32, String)> =
                    parts.iter().filter_map(|part| Some((part.index, part.text.clone()?))).collect();
                let said = !texts.is_empty() || arguments.is_some();
                said.then(|| Self { texts, arguments: arguments.clone() })
            }
            _ => None,
        }
    }
}

impl Reader {
    pub(crate) fn new(extractor: Extractor) -> Self {
        Self {
            extraction: extractor.begin(),
            extractor,
            held: BTreeMap::new(),
            recent: VecDeque::new(),
            cursor: None,
            passed: Vec::new(),
        }
    }

    /// Holds what an entry said. `change` is the entry as the ledger has applied it.
    pub(crate) fn hold(&mut self, taken: Taken, change: &Change, ledger: &Ledger) {
        let (item_id, remap): (&str, &dyn Fn(u32) -> Remap) = match change {
            Change::Text(text) => (&text.item_id, &|_| text.remap.clone()),
            Change::Item(item) => (&item.item_id, &|index| {
                let part = item.parts.iter().find(|part| part.index == index);
                part.map(|part| part.remap.clone()).unwrap_or_default()
            }),
            _ => return,
        };
        let Some(index) = ledger.index_of(item_id).filter(|index| !ledger.is_aside(*index)) else { return };
        let raw = self.held.entry(index).or_default();
        raw.texts.extend(taken.texts.into_iter().map(|(part, text)| (part, (text, remap(part)))));
        if taken.arguments.is_some() {
            raw.arguments = taken.arguments;
        }
        raw.read = false;
        if self.has_passed(index) && ledger.readiness(index) == Readiness::Ready {
            self.read(index, ledger);
        }
    }

    /// Reads what has become readable.
    pub(crate) fn advance(&mut self, ledger: &Ledger) -> Option<Change> {
        while let Some(next) = ledger.after(self.cursor) {
            let waits = ledger.readiness(next) == Readiness::Waiting && !self.has_passed(next);
            if waits && !ledger.has_behind(next, PATIENCE) {
                break;
            }
            self.pass(next, ledger);
        }
        self.changes(ledger)
    }

    fn has_passed(&self, index: usize) -> bool {
        self.passed.get(index).is_some_and(|passed| *passed)
    }

    /// Nothing more will come: reads what is left.
    pub(crate) fn finish(&mut self, ledger: &Ledger) -> Option<Change> {
        while let Some(next) = ledger.after(self.cursor) {
            self.pass(next, ledger);
        }
        let left: Vec<usize> = self.held.keys().copied().collect();
        left.into_iter().for_each(|index| self.read(index, ledger));
        self.changes(ledger)
    }

    /// After a crash: what had been said and not yet read is gone from memory, so the facts that it held are looked for in
    /// the redacted texts. Facts that the journal has stay as they are.
    pub(crate) fn recover(&mut self, ledger: &Ledger) -> Option<Change> {
        self.extraction = self.extractor.begin();
        for index in ledger.in_order() {
            let (texts, arguments) = ledger.texts_of(index);
            let texts = texts.map(|(part, text)| (part, (text.to_owned(), Remap::default()))).collect();
            let raw = Raw { texts, arguments: arguments.map(str::to_owned), read: false };
            self.held.insert(index, raw);
            self.read(index, ledger);
        }
        self.held.clear();
        let Some(Change::Facts(mut facts)) = self.changes(ledger) else { return None };
        // Told of many times, a fact is as it was told of last; and what is told of must still be one.
        let known = |field: &str, subject| ledger.has_fact(field, subject);
        let mut last: BTreeMap<(String, usize), Learned> = BTreeMap::new();
        for fact in facts.learned.drain(..).filter(|fact| !known(&fact.field, fact.subject)) {
            last.insert((fact.field.clone(), fact.subject), fact);
        }
        last.retain(|(field, subject), _| {
            self.extraction.facts().any(|fact| fact.field == *field && fact.subject == *subject)
        });
        let learned: Vec<Learned> = last.into_values().collect();
        (!learned.is_empty()).then(|| Change::Facts(FactsChange { learned, ..FactsChange::default() }))
    }

    fn pass(&mut self, index: usize, ledger: &Ledger) {
        self.cursor = Some(index);
        if self.passed.len() <= index {
            self.passed.resize(index + 1, false);
        }
        if let Some(passed) = self.passed.get_mut(index) {
            *passed = true;
        }
        self.read(index, ledger);
    }

    fn read(&mut self, index: usize, ledger: &Ledger) {
        let Some(raw) = self.held.get_mut(&index).filter(|raw| !raw.read) else { return };
        raw.read = true;
        match ledger.readable(index) {
            Some(Readable::Call { item_id, name }) => {
                let arguments =
                    raw.arguments.as_deref().and_then(|json| serde_json::from_str::<Value>(json).ok());
                if let Some(arguments) = arguments {
                    self.extraction.called(item_id, name, &arguments);
                }
            }
            Some(Readable::Message { item_id, speaker }) => {
                let texts = raw.texts.values().map(|(text, _)| text.as_str()).filter(|text| !text.is_empty());
                let speaker = if speaker == Speaker::User { Said::User } else { Said::Assistant };
                self.extraction.said(item_id, speaker, &texts.collect::<Vec<_>>().join(" "));
            }
            None => {}
        }
        self.recent.push_back(index);
        if self.recent.len() > RECENT
            && let Some(oldest) = self.recent.pop_front()
            && self.held.get(&oldest).is_some_and(|raw| raw.read)
            && !self.recent.contains(&oldest)
        {
            self.held.remove(&oldest);
        }
    }

    /// What changed in the facts, as an entry, the places in the texts being those in the redacted ones.
    fn changes(&mut self, ledger: &Ledger) -> Option<Change> {
        let mut facts = FactsChange::default();
        for change in self.extraction.take_changes() {
            match change {
                scripta_extract::Change::Fact(fact) => facts.learned.push(self.learned(fact, ledger)),
                scripta_extract::Change::Withdrawn { field, subject } => {
                    facts.withdrawn.push((field, subject));
                }
                scripta_extract::Change::Contradiction(found) => facts.contradictions.push(Contradiction {
                    field: found.field,
                    subject: found.subject,
                    item_id: found.item,
                    tool_name: found.tool,
                    pointer: found.pointer,
                    confirmed_in: found.confirmed_in,
                }),
            }
        }
        let some =
            !facts.learned.is_empty() || !facts.withdrawn.is_empty() || !facts.contradictions.is_empty();
        some.then(|| Change::Facts(facts))
    }

    fn learned(&self, fact: scripta_extract::Fact, ledger: &Ledger) -> Learned {
        let scripta_extract::Fact { field, subject, value, personal, evidence } = fact;
        let span = evidence.span.map(|span| self.redacted(&evidence.item, span, ledger));
        Learned {
            of: self.extractor.subject(&field).map(|of| of.name().to_owned()),
            field,
            subject,
            value,
            personal: personal.map(|personal| personal.kind().to_owned()),
            evidence: Evidence {
                item_id: evidence.item,
                source: source(evidence.source),
                pointer: evidence.pointer,
                span,
                confidence: (evidence.confidence * 100.0).round() / 100.0,
                status: status(evidence.status),
                replaced: evidence.replaced.into_iter().map(replaced).collect(),
            },
        }
    }

    /// A span of the raw text of an item, whose parts are read as one text, in its redacted text.
    fn redacted(&self, item: &str, span: (usize, usize), ledger: &Ledger) -> (usize, usize) {
        let raw = ledger.index_of(item).and_then(|index| self.held.get(&index));
        let mut before = (0, 0);
        let parts = raw.iter().flat_map(|raw| raw.texts.values());
        for (text, remap) in parts.filter(|(text, _)| !text.is_empty()) {
            if span.0 <= before.0 + text.len() {
                let at = |offset: usize| before.1 + remap.to_redacted(offset.saturating_sub(before.0));
                return (at(span.0), at(span.1));
            }
            before = (before.0 + text.len() + 1, before.1 + remap.to_redacted(text.len()) + 1);
        }
        span
    }
}

fn source(source: scripta_extract::Source) -> EvidenceSource {
    match source {
        scripta_extract::Source::ToolArguments => EvidenceSource::ToolArguments,
        scripta_extract::Source::ReadBack => EvidenceSource::ReadBack,
        scripta_extract::Source::User => EvidenceSource::User,
        scripta_extract::Source::Assistant => EvidenceSource::Assistant,
    }
}

fn status(status: scripta_extract::Status) -> FactStatus {
    match status {
        scripta_extract::Status::Candidate => FactStatus::Candidate,
        scripta_extract::Status::Confirmed => FactStatus::Confirmed,
        scripta_extract::Status::Conflict => FactStatus::Conflict,
    }
}

fn replaced(old: scripta_extract::Replaced) -> Replaced {
    Replaced { value: old.value, item_id: old.item, source: source(old.source) }
}
