//! Calls of any shape, for property tests.

use serde_json::{Value, json};

use crate::audio::AudioFormat;
use crate::caller::{Speech, SpeechUsage, Split, Timing};
use crate::chance::Chance;
use crate::cut::{Cut, Heard};
use crate::dialect::Dialect;
use crate::line::Line;
use crate::mishap::Shortfall;
use crate::script::{Script, Transport};
use crate::session::SessionOptions;

const ASKED: &[&str] = &[
    "Can you tell me when you open?",
    "I'd like to move my appointment.",
    "Yes.",
    "¿Habla español? Un momento, por favor.",
    "My order hasn't arrived, and it has been 12 days.",
    "Das wäre schön 👍",
    "Hmm, one moment… okay, go on.",
];

const SAID: &[&str] = &[
    "Of course.",
    "We open at nine in the morning, Monday to Friday, and at ten on Saturdays.",
    "Let me see what I can do. I have found three free appointments: Tuesday at ten, Wednesday at noon and Friday at four.",
    "Claro que sí, con mucho gusto.",
    "I'm sorry to hear that. Your parcel left our warehouse on the 3rd; it should be with you by tomorrow evening.",
    "\"Quoted\", with a \\ backslash\nand a second line.",
];

/// A conversation of any mix of dialect, format, transport, options and events, valid on the wire; the same for the same
/// seed.
#[must_use]
pub fn random_call(seed: u64) -> Vec<Line> {
    let mut chance = Chance::new(seed ^ 0x5EED);
    let dialect = [Dialect::Ga, Dialect::Ga, Dialect::Beta, Dialect::Mixed][chance.index(4)];
    let format =
        [AudioFormat::Pcm16 { rate: 24_000 }, AudioFormat::G711Ulaw, AudioFormat::G711Alaw][chance.index(3)];
    let mut script = Script::new(dialect, format, seed);
    if chance.one_in(3) {
        script.over(Transport::WebRtc);
    }
    if chance.one_in(4) {
        script.with_microphone(chance.between(20, 300));
    }
    if chance.one_in(2) {
        script.with_thin_audio();
    }
    script.session(options(&mut chance));
    for _ in 0..chance.between(0, 24) {
        step(&mut script, &mut chance);
    }
    script.finish()
}

fn options(chance: &mut Chance) -> SessionOptions {
    let model = *chance.pick(&[&"whisper-1", &"gpt-4o-transcribe", &"gpt-4o-mini-transcribe"]);
    SessionOptions {
        transcription: if chance.one_in(6) { None } else { Some(model.to_owned()) },
        logprobs: chance.one_in(3),
        tracing: match chance.between(0, 2) {
            0 => None,
            1 => Some(json!("auto")),
            _ => Some(json!({ "workflow_name": "Bookings", "group_id": "group-7" })),
        },
        tools: vec![SessionOptions::tool("find_slot", "Finds a free appointment.", &["day"])],
        created: !chance.one_in(5),
        idle_timeout_ms: if chance.one_in(4) { Some(5_000) } else { None },
        ..SessionOptions::default()
    }
}

fn step(script: &mut Script, chance: &mut Chance) {
    match chance.between(0, 29) {
        0..=6 => turn(script, chance),
        7..=9 => {
            let speech = speech(chance);
            script.caller_says(chance.pick(ASKED), speech);
        }
        10..=11 => {
            script.caller_types(chance.pick(ASKED)).agent_writes(chance.pick(SAID));
        }
        12..=14 => cut_off(script, chance),
        15..=18 => tools(script, chance),
        19..=20 => mcp(script, chance),
        21 => {
            script.transcription_fails().agent_says(chance.pick(SAID));
        }
        22 => {
            let why = [Shortfall::MaxOutputTokens, Shortfall::ContentFilter][chance.index(2)];
            script.agent_falls_short(chance.pick(SAID), why);
        }
        _ => oddity(script, chance),
    }
}

fn turn(script: &mut Script, chance: &mut Chance) {
    let speech = speech(chance);
    script.caller_says(chance.pick(ASKED), speech).agent_says(chance.pick(SAID));
}

fn cut_off(script: &mut Script, chance: &mut Chance) {
    let heard = if chance.one_in(2) {
        Heard::Fraction(chance.between(0, 100) as f64 / 100.0)
    } else {
        Heard::Ms(chance.between(0, 4_000))
    };
    let text = chance.pick(SAID);
    if chance.one_in(5) {
        script.agent_is_cancelled(text, heard);
        return;
    }
    let cut = [Cut::Generating, Cut::Playing][chance.index(2)];
    let by = chance.pick(ASKED);
    let speech = speech(chance);
    script.agent_is_cut_off_by(text, heard, cut, by, speech);
}

fn tools(script: &mut Script, chance: &mut Chance) {
    let arguments = json!({ "day": chance.between(1, 31).to_string() });
    match chance.between(0, 4) {
        0 => script.agent_hands_off(chance.pick(&["Billing Agent", "Claims"])),
        1 => script.agent_calls_tools(&[
            ("find_slot", arguments, "none"),
            ("find_slot", json!({ "day": "1" }), r#"{"slots":["09:30"]}"#),
        ]),
        2 => script.agent_calls_tool_raw("find_slot", "{  \n \"day\": \"\\u0037\" \n}", "{}"),
        3 => script.agent_calls_tool_in_vain("find_slot", &arguments),
        _ => script.agent_calls_tool("find_slot", &arguments, r#"{"slots":["09:30","14:00"]}"#),
    };
    script.agent_says(chance.pick(SAID));
}

fn mcp(script: &mut Script, chance: &mut Chance) {
    if chance.one_in(2) {
        script.mcp_lists_tools("orders", &["find_order", "cancel_order"]);
    } else if chance.one_in(3) {
        script.mcp_list_fails("orders");
    }
    let approved = [None, Some(true), Some(false)][chance.index(3)];
    let output = if chance.one_in(3) { Err("The order system is closed.") } else { Ok("on its way") };
    let arguments: Value = json!({ "order": chance.between(1_000, 9_999) });
    script.mcp_call("orders", "find_order", &arguments, approved, output);
}

fn oddity(script: &mut Script, chance: &mut Chance) {
    match chance.between(0, 9) {
        0 => script.error("invalid_value", "The value of 'item.id' is already in use."),
        1 => script.response_fails("server_error", "The server had an error."),
        2 => script.idle_timeout().agent_says("Are you still there?"),
        3 => script.dtmf(char::from(b"0123456789*#"[chance.index(12)])),
        4 => script.item_deleted(),
        5 => script.reconnect(),
        6 => script.item_retrieved(),
        7 => script.caller_is_not_heard(),
        8 => {
            let speech = speech(chance);
            script.caller_pushes_to_talk(chance.pick(ASKED), speech).agent_says(chance.pick(SAID))
        }
        _ => script.unknown_event(),
    };
}

fn speech(chance: &mut Chance) -> Speech {
    Speech {
        timing: [Timing::BeforeResponse, Timing::DuringResponse, Timing::AfterResponse][chance.index(3)],
        split: [Split::None, Split::Whole, Split::Tokens, Split::Characters][chance.index(4)],
        confidence: chance.between(30, 99) as f64 / 100.0,
        usage: [SpeechUsage::Duration, SpeechUsage::Tokens][chance.index(2)],
        segments: chance.one_in(8),
    }
}
