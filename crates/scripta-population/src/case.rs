//! What a call is, before a word of it is said.

use scripta_core::Timestamp;
use scripta_core::record::{Problem, ProblemKind, Source};
use scripta_core::wire::AudioFormat;
use scripta_sample::Chance;
use serde_json::{Map, Value};
use uuid::{Builder, Uuid};

use crate::errand::Errand;
use crate::market::{CAMPAIGNS, weighted};
use crate::slots::Slots;
use crate::tape::id;

/// A call.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: Uuid,
    pub(crate) session_id: String,
    pub(crate) start: Timestamp,
    pub(crate) errand: Errand,
    pub(crate) outcome: &'static str,
    pub(crate) slots: Slots,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) source: Source,
    pub(crate) problem: Option<Problem>,
}

/// What a record lacks, weighted, out of 1,000.
const PROBLEMS: &[(u64, Option<ProblemKind>)] = &[
    (944, None),
    (28, Some(ProblemKind::NoCleanClose)),
    (12, Some(ProblemKind::TranscriptMissing)),
    (8, Some(ProblemKind::SequenceGap)),
    (4, Some(ProblemKind::RecoveredAfterCrash)),
    (3, Some(ProblemKind::EventsDropped)),
    (1, Some(ProblemKind::JournalUnavailable)),
];

const CAPTURES: &[(u64, &str)] = &[(55, "node"), (30, "sideband"), (10, "relay"), (5, "python")];

impl Case {
    /// Call `number` of `size`, which begins when `part` of all have come in.
    pub(crate) fn new(start: Timestamp, part: f64, number: u64, size: u64, chance: &mut Chance) -> Self {
        let errand = weighted(Errand::ALL, chance);
        let random = (u128::from(chance.next()) << 64) | u128::from(chance.next());
        Self {
            id: Builder::from_random_bytes(random.to_be_bytes()).into_uuid(),
            session_id: session(number),
            start,
            errand,
            outcome: weighted(errand.outcomes(), chance),
            slots: Slots::new(chance),
            metadata: metadata(part, size, chance),
            source: source(part, chance),
            problem: weighted(PROBLEMS, chance).map(Problem::new),
        }
    }
}

/// One session in twenty-five has two conversations.
fn session(number: u64) -> String {
    let session = if number % 26 == 25 { number - 1 } else { number };
    format!("session_{}", id("", &mut Chance::new(session)))
}

fn metadata(part: f64, size: u64, chance: &mut Chance) -> Map<String, Value> {
    // Somebody calls three times a year; a caseload is the customer's name in the caller's own books.
    let customer = chance.between(0, (size / 3).max(1));
    let customer = format!("customer_{}", id("", &mut Chance::new(!customer)));
    let line = chance.pick(&["north", "south", "east", "west"]);
    let release = format!("2.{}", (part * 12.0) as u64);
    let campaign = weighted(CAMPAIGNS, chance);
    let known = chance.between(0, 99) < 41;
    let members: [(&str, Value); 5] = [
        ("customer", customer.into()),
        ("line", line.into()),
        ("release", release.into()),
        ("campaign", campaign.into()),
        ("existingCustomer", known.into()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// In the course of the year the newer models take over.
fn source(part: f64, chance: &mut Chance) -> Source {
    let newer = (part * 70.0) as u64;
    let models =
        [(newer + 10, "gpt-realtime"), (20, "gpt-realtime-mini"), (80 - newer, "gpt-4o-realtime-preview")];
    Source {
        capture: weighted(CAPTURES, chance).to_owned(),
        model: Some(weighted(&models, chance).to_owned()),
        voice: Some(chance.pick(&["marin", "cedar", "alloy"]).to_owned()),
        input_audio: AudioFormat::G711Ulaw,
        output_audio: AudioFormat::G711Ulaw,
        transcription_model: Some("gpt-4o-mini-transcribe".to_owned()),
        session_ids: vec![id("sess_", chance)],
        ..Source::default()
    }
}
