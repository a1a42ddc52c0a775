//! The demo: an insurance quote over a phone line.

use serde_json::json;

use crate::audio::AudioFormat;
use crate::caller::{Speech, SpeechUsage, Timing};
use crate::cut::{Cut, Heard};
use crate::dialect::Dialect;
use crate::line::Line;
use crate::script::Script;
use crate::session::SessionOptions;

/// What the agent of [`insurance_call`] is told to do.
pub const INSTRUCTIONS: &str = "You answer the phone of an insurance agency. Ask for the vehicle and the ZIP code, \
     look both up with your tools, offer a quote, and take down how to reach the caller. Keep every answer short.";

/// A call of about two minutes: a caller wants a car insurance quote for a 2020 Toyota Camry in 90210, cuts the agent
/// off while it lists what is covered, and leaves a phone number and an e-mail address. The agent calls `lookup_vehicle`
/// and `get_quote`. Transcripts come late, two of them after the response that answers them.
#[must_use]
pub fn insurance_call() -> Vec<Line> {
    let mut call = Script::new(Dialect::Ga, AudioFormat::G711Ulaw, 2_020);
    call.with_microphone(200).session(SessionOptions {
        instructions: INSTRUCTIONS.to_owned(),
        logprobs: true,
        tools: vec![
            SessionOptions::tool("lookup_vehicle", "Finds a vehicle.", &["year", "make", "model"]),
            SessionOptions::tool("get_quote", "Prices the insurance of a vehicle.", &["vehicle", "zip"]),
        ],
        ..SessionOptions::default()
    });
    vehicle(&mut call);
    quote(&mut call);
    contact(&mut call);
    call.finish()
}

fn vehicle(call: &mut Script) {
    call.agent_says("Thank you for calling Hillside Insurance. How can I help you today?")
        .caller_says("Hi, I need a car insurance quote.", speech(0.95))
        .agent_says("Happy to help with that. What are the year, make and model of your car?")
        .caller_says("It's a 2020 Toyota Camry.", late(0.97))
        .agent_calls_tool(
            "lookup_vehicle",
            &json!({ "year": "2020", "make": "Toyota", "model": "Camry" }),
            r#"{"vehicle":"2020 Toyota Camry","class":"midsize sedan","safetyRating":5}"#,
        )
        .agent_says("Got it, a 2020 Toyota Camry. And what is the ZIP code where you keep it?")
        .caller_says("The ZIP code is 90210.", speech(0.93))
        .agent_says("Thank you. Do you drive it to work every day, or mostly to get around on weekends?")
        .caller_says("To work, most days. About twelve miles each way.", speech(0.9));
}

fn quote(call: &mut Script) {
    call.agent_calls_tool(
        "get_quote",
        &json!({ "vehicle": "2020 Toyota Camry", "zip": "90210" }),
        r#"{"currency":"USD","perMonth":{"liability":62,"collision":94,"full":128},"deductible":500}"#,
    )
    .agent_is_cut_off_by(
        "Thanks. I have three choices for you. Liability only is 62 dollars a month. Liability with collision is 94 \
         dollars a month, with a deductible of 500 dollars. And full coverage, which adds theft, weather, roadside \
         assistance and a rental car, is 128 dollars a month.",
        Heard::Fraction(0.45),
        Cut::Playing,
        "Sorry, what does collision mean?",
        speech(0.91),
    )
    .agent_says("Collision pays for damage to your own car after an accident, no matter who caused it.")
    .caller_says("Okay. And what would full coverage cost?", speech(0.96))
    .agent_says("Full coverage is 128 dollars a month. It adds theft, weather, roadside assistance and a rental car.")
    .caller_says("That sounds right. Let's go with full coverage.", speech(0.94))
        .agent_says("Full coverage it is. When would you like it to begin? Most people choose the first of the month.")
        .caller_says("The first of next month is fine.", speech(0.95));
}

fn contact(call: &mut Script) {
    call.agent_says("Good choice. To send you the quote I need a phone number and an e-mail address.")
        .caller_says("My number is five five five, one two three, four five six seven.", speech(0.92))
        .agent_says("Let me read that back: 555-123-4567. And your e-mail address?")
        .caller_says("It's john dot doe at gmail dot com.", late(0.89))
        .agent_says("Thank you. The quote is on its way to john.doe@gmail.com. Is there anything else I can do for you?")
        .caller_says("No, that's everything. Thanks for your help.", speech(0.98))
        .agent_says("You're welcome. Thank you for calling Hillside Insurance, and drive safely. Goodbye!");
}

fn speech(confidence: f64) -> Speech {
    Speech { confidence, usage: SpeechUsage::Tokens, ..Speech::default() }
}

fn late(confidence: f64) -> Speech {
    Speech { timing: Timing::AfterResponse, ..speech(confidence) }
}
