//! A long session, for tests of how work grows with its length.

use serde_json::json;

use crate::audio::AudioFormat;
use crate::caller::{Speech, Timing};
use crate::dialect::Dialect;
use crate::line::Line;
use crate::script::Script;
use crate::session::SessionOptions;

/// A session of exactly `items` items: spoken turns, and a tool call in every fifth. Audio payloads are short, so that what
/// grows is the conversation.
#[must_use]
pub fn repeated(items: usize, dialect: Dialect) -> Vec<Line> {
    let mut script = Script::new(dialect, AudioFormat::G711Ulaw, items as u64);
    script.with_thin_audio().session(SessionOptions {
        tools: vec![SessionOptions::tool("find_slot", "Finds a free appointment.", &["day"])],
        ..SessionOptions::default()
    });
    let mut turn = 0_usize;
    while script.items.len() < items {
        let left = items - script.items.len();
        turn += 1;
        if left == 1 {
            script.caller_types(&format!("Note {turn} for later."));
            continue;
        }
        script.caller_says(&format!("Question {turn}: is there a free slot on day {turn}?"), speech(turn));
        if turn.is_multiple_of(5) && left >= 4 {
            let output = json!({ "day": turn, "slots": ["09:30", "14:00"] }).to_string();
            script.agent_calls_tool("find_slot", &json!({ "day": turn.to_string() }), &output);
        }
        script.agent_says(&format!("Answer {turn}: yes, at half past nine and at two."));
    }
    script.finish()
}

fn speech(turn: usize) -> Speech {
    let timing = if turn.is_multiple_of(4) { Timing::AfterResponse } else { Timing::DuringResponse };
    Speech { timing, ..Speech::default() }
}
