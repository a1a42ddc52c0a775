//! Every kind of sample, for the tests to go through.

use std::sync::LazyLock;

use scripta_sample::{
    AudioFormat, Cut, Dialect, Heard, Line, Script, SessionOptions, Shortfall, Speech, Transport,
    insurance_call, marked_call, random_call, repeated,
};
use serde_json::json;

/// Each verb of a script at least once.
pub(crate) fn everything(dialect: Dialect, transport: Transport) -> Vec<Line> {
    let mut script = Script::new(dialect, AudioFormat::Pcm16 { rate: 24_000 }, 99);
    script
        .over(transport)
        .with_microphone(100)
        .session(SessionOptions { logprobs: true, ..SessionOptions::default() })
        .mcp_lists_tools("orders", &["find"])
        .mcp_list_fails("parcels")
        .agent_says("Good morning.")
        .caller_says("Is my order on its way?", Speech { segments: true, ..Speech::default() })
        .agent_calls_tools(&[("a", json!({ "x": 1 }), "one"), ("b", json!({}), "two")])
        .agent_calls_tool_in_vain("c", &json!({}))
        .agent_is_cut_off(
            "It is, and it should be with you soon.",
            Heard::Ms(900),
            Cut::Generating,
            "How soon?",
        )
        .agent_is_cut_off(
            "Tomorrow, I think, before noon.",
            Heard::Fraction(0.5),
            Cut::Playing,
            "Before noon?",
        )
        .agent_falls_short("Before noon, if the", Shortfall::MaxOutputTokens)
        .caller_types("If the what?")
        .agent_is_cancelled("If the weather is good, and it will be.", Heard::Fraction(0.3))
        .agent_writes("If the weather holds.")
        .mcp_call("orders", "find", &json!({ "id": 5 }), Some(true), Ok("found"))
        .mcp_call("orders", "find", &json!({ "id": 6 }), Some(false), Ok("not asked"))
        .mcp_call("orders", "find", &json!({ "id": 7 }), None, Err("closed"))
        .transcription_fails()
        .response_fails("server_error", "The server had an error.")
        .dtmf('#')
        .idle_timeout()
        .agent_hands_off("Parcel Desk")
        .error("invalid_value", "No such voice.")
        .unknown_event()
        .item_retrieved()
        .item_deleted()
        .caller_is_not_heard()
        .caller_pushes_to_talk("Over.", Speech::default())
        .reconnect()
        .agent_says("Here I am again.");
    script.finish()
}

/// Samples of every kind, each with a name to show when it fails.
pub(crate) fn samples() -> &'static [(String, Vec<Line>)] {
    static SAMPLES: LazyLock<Vec<(String, Vec<Line>)>> = LazyLock::new(make);
    &SAMPLES
}

fn make() -> Vec<(String, Vec<Line>)> {
    let mut samples = vec![("insurance_call".to_owned(), insurance_call())];
    for dialect in [Dialect::Ga, Dialect::Beta, Dialect::Mixed] {
        samples.push((format!("repeated {dialect:?}"), repeated(60, dialect)));
        for transport in [Transport::WebSocket, Transport::WebRtc] {
            samples.push((format!("everything {dialect:?} {transport:?}"), everything(dialect, transport)));
        }
    }
    samples.extend((0..150).map(|seed| (format!("random_call({seed})"), random_call(seed))));
    samples.extend((0..6).map(|seed| (format!("marked_call(90, {seed})"), marked_call(90, seed).0)));
    samples
}
