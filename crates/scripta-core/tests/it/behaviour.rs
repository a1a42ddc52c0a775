//! What particular events come to.

use crate::support::{Run, begin, conversation, ids, made, sample, settings, start};
use scripta_core::entry::{Begin, End};
use scripta_core::record::{
    CompletenessStatus, Conversation, ProblemKind, RecordedEvent, Speaker, ToolStatus, TurnStatus,
};
use scripta_core::wire::{Event, parse};
use scripta_core::{Recording, Settings};
use scripta_sample::{AudioFormat, Cut, Dialect, Heard, Script, SessionOptions, Speech, Timing, Transport};
use serde_json::{Value, json};

fn script(dialect: Dialect) -> Script {
    let mut script = Script::new(dialect, AudioFormat::G711Ulaw, 5);
    script.session(SessionOptions::default());
    script
}

fn of_kind<'c>(record: &'c Conversation, kind: &str) -> Vec<&'c RecordedEvent> {
    record.events.iter().filter(|event| event.kind == kind).collect()
}

fn problems(record: &Conversation) -> Vec<ProblemKind> {
    record.completeness.problems.iter().map(|problem| problem.problem).collect()
}

fn message(id: &str, role: &str, text: &str, previous: impl Into<Value>) -> Value {
    let previous = previous.into();
    json!({"type": "conversation.item.added", "event_id": format!("added_{id}"), "previous_item_id": previous, "item": {
        "id": id, "type": "message", "status": "completed", "role": role,
        "content": [{"type": if role == "user" { "input_text" } else { "output_text" }, "text": text}]}})
}

#[test]
fn every_published_event_is_known() {
    let published = include_str!("../fixtures/event_types.txt");
    for name in published.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let event = json!({"type": name, "event_id": "e", "item_id": "i"}).to_string();
        let received = parse(&event).unwrap();
        assert!(!matches!(received.event, Event::Unknown), "{name}");
    }
    assert!(matches!(parse(r#"{"type":"no.such.event"}"#).unwrap().event, Event::Unknown));
}

#[test]
fn a_late_transcript_stands_where_the_caller_spoke() {
    for dialect in [Dialect::Ga, Dialect::Beta, Dialect::Mixed] {
        let mut script = script(dialect);
        let late = Speech { timing: Timing::AfterResponse, ..Speech::default() };
        script.caller_says("When do you open?", late).agent_says("At nine.");
        let record = conversation(&sample(&script.finish()));
        let turns: Vec<_> =
            record.turns.iter().map(|turn| (turn.speaker, turn.transcript.as_deref())).collect();
        assert_eq!(
            turns,
            [(Speaker::User, Some("When do you open?")), (Speaker::Assistant, Some("At nine."))],
            "{dialect:?}"
        );
        assert_eq!(record.completeness.status, CompletenessStatus::Complete, "{:?}", record.completeness);
    }
}

#[test]
fn a_barge_in_tells_what_was_said_and_what_was_heard() {
    for transport in [Transport::WebSocket, Transport::WebRtc] {
        for cut in [Cut::Generating, Cut::Playing] {
            let mut script = script(Dialect::Ga);
            let text = "We open at nine in the morning, Monday to Friday, and at ten on Saturdays.";
            script.over(transport).agent_is_cut_off(text, Heard::Ms(2_000), cut, "Thanks, bye!");
            let record = conversation(&sample(&script.finish()));
            let turn = &record.turns[0];
            let (said, heard) = (turn.transcript.as_deref().unwrap(), turn.heard.as_deref().unwrap());
            assert!(text.starts_with(said) && said.starts_with(heard), "{transport:?} {cut:?}: {heard:?}");
            assert!(
                heard.len() < said.len() && !heard.is_empty(),
                "{transport:?} {cut:?}: {heard:?} of {said:?}"
            );
            assert_eq!(turn.status, TurnStatus::Interrupted);
            assert_eq!(turn.interruption.as_ref().unwrap().audio_end_ms, Some(2_000));
            assert_eq!(of_kind(&record, "audio_interrupted").len(), 1, "{transport:?} {cut:?}: told once");
            assert_eq!(record.turns[1].transcript.as_deref(), Some("Thanks, bye!"));
        }
    }
}

#[test]
fn a_turn_whose_audio_is_on_another_wire_lasts_as_long_as_its_playback() {
    let mut script = script(Dialect::Ga);
    script.over(Transport::WebRtc).agent_says("We open at nine in the morning, Monday to Friday.");
    let record = conversation(&sample(&script.finish()));
    let turn = &record.turns[0];
    assert!(turn.end_ms - turn.start_ms > 2_500, "{} to {} ms: {turn:?}", turn.start_ms, turn.end_ms);
}

#[test]
fn after_a_reconnect_items_go_behind_those_of_before() {
    let record = conversation(&made([
        json!({"type": "session.created", "event_id": "1", "session": {"id": "sess_1"}}),
        message("a", "user", "One", Value::Null),
        message("b", "assistant", "Two", "a"),
        json!({"type": "session.created", "event_id": "2", "session": {"id": "sess_2"}}),
        message("d", "user", "Four", Value::Null),
        message("c", "system", "Three", Value::Null),
    ]));
    assert_eq!(ids(&record.history), ["a", "b", "c", "d"]);
    assert_eq!(record.source.session_ids, ["sess_1", "sess_2"]);
    assert_eq!(of_kind(&record, "session_connected").len(), 2);
}

#[test]
fn a_response_beside_the_conversation_stays_out_of_the_history() {
    let item = json!({"id": "x", "type": "message", "status": "completed", "role": "assistant",
        "content": [{"type": "output_text", "text": "billing"}]});
    let record = conversation(&made([
        message("a", "user", "My bill is wrong", Value::Null),
        json!({"type": "response.created", "event_id": "1", "response": {"id": "r", "conversation_id": null, "status": "in_progress"}}),
        json!({"type": "response.output_item.added", "event_id": "2", "response_id": "r", "output_index": 0,
            "item": {"id": "x", "type": "message", "status": "in_progress", "role": "assistant", "content": []}}),
        json!({"type": "response.output_text.delta", "event_id": "3", "response_id": "r", "item_id": "x", "content_index": 0, "delta": "billing"}),
        json!({"type": "response.output_text.done", "event_id": "4", "response_id": "r", "item_id": "x", "content_index": 0, "text": "billing"}),
        json!({"type": "response.output_item.done", "event_id": "5", "response_id": "r", "output_index": 0, "item": item}),
        json!({"type": "response.done", "event_id": "6", "response": {"id": "r", "conversation_id": null, "status": "completed",
            "output": [item], "metadata": {"topic": "classification"}, "usage": {"total_tokens": 9}}}),
    ]));
    assert_eq!(ids(&record.history), ["a"]);
    assert_eq!(record.turns.len(), 1);
    assert_eq!(record.usage.total_tokens, 9, "it costs all the same");
    let response = of_kind(&record, "agent_response")[0];
    assert_eq!(response.data["outOfBand"], true);
    assert_eq!(response.data["text"], "billing");
    assert_eq!(record.completeness.status, CompletenessStatus::Complete);
}

#[test]
fn a_handoff_is_an_event_of_its_own() {
    let mut script = script(Dialect::Ga);
    script.agent_hands_off("Billing Agent").agent_says("Billing here.");
    let record = conversation(&sample(&script.finish()));
    let handoffs = of_kind(&record, "agent_handoff");
    assert_eq!(handoffs.len(), 1);
    assert!(handoffs[0].data["to"].as_str().unwrap().to_lowercase().contains("billing"));
}

#[test]
fn mcp_calls_are_tool_calls_with_results() {
    let mut script = script(Dialect::Ga);
    script
        .mcp_lists_tools("orders", &["find"])
        .mcp_call("orders", "find", &json!({"id": 5}), Some(true), Ok("found"))
        .mcp_call("orders", "find", &json!({"id": 7}), None, Err("closed"));
    let record = conversation(&sample(&script.finish()));
    let calls: Vec<_> = record.turns.iter().flat_map(|turn| &turn.tool_calls).collect();
    let status: Vec<_> = calls.iter().map(|call| (call.tool_name.as_str(), call.status)).collect();
    assert_eq!(status, [("find", ToolStatus::Succeeded), ("find", ToolStatus::Failed)]);
    assert_eq!(of_kind(&record, "tool_call").len(), 2);
    assert_eq!(of_kind(&record, "tool_call")[0].data["serverLabel"], "orders");
    assert_eq!(of_kind(&record, "tool_call_result").len(), 2);
    assert_eq!(of_kind(&record, "mcp_tools_listed").len(), 1);
    assert_eq!(of_kind(&record, "mcp_approval_requested").len(), 1);
    assert_eq!(of_kind(&record, "mcp_approval_response").len(), 1);
}

#[test]
fn a_key_pressed_is_told_and_not_which() {
    let mut script = script(Dialect::Ga);
    script.over(Transport::WebRtc).dtmf('7').idle_timeout();
    let record = conversation(&sample(&script.finish()));
    assert_eq!(of_kind(&record, "dtmf_received")[0].data["digit"], "[DTMF]");
    assert_eq!(record.redactions.get("dtmf"), 1);
    assert_eq!(of_kind(&record, "idle_timeout").len(), 1);
}

#[test]
fn gpt_live_speech_becomes_turns() {
    let delta = |who: &str, text: &str, from: u64| {
        json!({"type": format!("session.{who}_transcript.delta"), "event_id": format!("{who}{from}"), "delta": text,
            "start_ms": from, "end_ms": from + 400})
    };
    let audio = json!({"type": "session.output_audio.delta", "delta": "AAAA"});
    let record = conversation(&made([
        json!({"type": "session.started", "event_id": "0", "session": {"id": "live_sess", "model": "gpt-live"}}),
        delta("input", "When do ", 0),
        delta("input", "you open?", 400),
        audio.clone(),
        delta("output", "At ", 900),
        audio.clone(),
        delta("input", "Thanks, my number is 555-123-4567", 1_300),
        audio,
        delta("output", "Bye.", 1_800),
        json!({"type": "session.commentary.appended", "event_id": "c", "start_ms": 1, "end_ms": 2}),
        json!({"type": "session.usage.updated", "event_id": "u", "usage": {"total_tokens": 4}}),
        json!({"type": "response.event", "event_id": "w", "event": {"type": "response.done", "event_id": "i", "response":
            {"id": "r", "status": "completed", "output": []}}}),
        json!({"type": "session.closed", "event_id": "z", "reason": "client", "session": {}, "usage": {"total_tokens": 7}}),
    ]));
    let turns: Vec<_> =
        record.turns.iter().map(|turn| (turn.speaker, turn.transcript.as_deref().unwrap())).collect();
    assert_eq!(
        turns,
        [
            (Speaker::User, "When do you open?"),
            (Speaker::Assistant, "At "),
            (Speaker::User, "Thanks, my number is XXX-XXX-XXXX"),
            (Speaker::Assistant, "Bye."),
        ]
    );
    assert_eq!(of_kind(&record, "speech_stopped").len(), 2, "once a turn of the caller");
    assert_eq!(record.usage.total_tokens, 7, "the last sum, not the sum of sums");
    assert_eq!(of_kind(&record, "session_closed").len(), 1);
    assert_eq!(of_kind(&record, "agent_response").len(), 1);
    let chunks: u64 =
        of_kind(&record, "audio_received").iter().map(|event| event.data["chunks"].as_u64().unwrap()).sum();
    assert_eq!(chunks, 3, "all audio is counted, whoever spoke");
    assert_eq!(record.completeness.status, CompletenessStatus::Complete, "{:?}", record.completeness);
}

#[test]
fn an_item_deleted_and_added_again_is_in_the_history_as_it_is_now() {
    let record = conversation(&made([
        message("a", "user", "One", Value::Null),
        message("b", "assistant", "Two, wrongly", "a"),
        message("c", "user", "Three", "b"),
        json!({"type": "conversation.item.deleted", "event_id": "d", "item_id": "b"}),
        json!({"type": "conversation.item.added", "event_id": "again", "previous_item_id": "a", "item": {"id": "b",
            "type": "message", "status": "completed", "role": "assistant", "content": [{"type": "output_text", "text": "Two"}]}}),
    ]));
    assert_eq!(ids(&record.history), ["a", "b", "c"]);
    assert_eq!(record.history[1].words(), "Two");
    let told: Vec<_> =
        of_kind(&record, "transcript").iter().map(|event| event.data["transcript"].clone()).collect();
    assert_eq!(told, ["One", "Two, wrongly", "Three", "Two"], "what was said before it was deleted is told");
    assert_eq!(record.history_snapshots.last().unwrap().history.as_ref(), Some(&record.history));
}

#[test]
fn a_deleted_item_was_said_all_the_same() {
    let record = conversation(&made([
        message("a", "user", "One", Value::Null),
        message("b", "assistant", "Two", "a"),
        json!({"type": "conversation.item.deleted", "event_id": "d", "item_id": "a"}),
    ]));
    assert_eq!(ids(&record.history), ["b"]);
    let turns: Vec<_> = record.turns.iter().map(|turn| turn.transcript.as_deref().unwrap()).collect();
    assert_eq!(turns, ["One", "Two"]);
}

#[test]
fn a_late_piece_of_a_text_does_not_replace_it() {
    let delta = |id: &str, text: &str| {
        json!({"type": "response.output_text.delta", "event_id": id, "response_id": "r",
        "item_id": "a", "content_index": 0, "delta": text})
    };
    let record = conversation(&made([
        message("a", "assistant", "", Value::Null),
        delta("1", "Good "),
        json!({"type": "response.output_text.done", "event_id": "2", "response_id": "r", "item_id": "a", "content_index": 0,
            "text": "Good morning"}),
        delta("3", "morning"),
    ]));
    assert_eq!(record.history[0].words(), "Good morning");
}

#[test]
fn a_text_whose_end_lacks_its_words_is_what_its_pieces_said() {
    let record = conversation(&made([
        message("a", "assistant", "", Value::Null),
        json!({"type": "response.output_text.delta", "event_id": "1", "response_id": "r", "item_id": "a",
            "content_index": 0, "delta": "Good morning"}),
        json!({"type": "response.output_text.done", "event_id": "2", "response_id": "r", "item_id": "a",
            "content_index": 0, "text": 5}),
    ]));
    assert_eq!(record.history[0].words(), "Good morning");
    assert_eq!(problems(&record), [ProblemKind::MalformedEvent]);
}

#[test]
fn a_truncation_without_its_position_claims_nothing() {
    let record = conversation(&made([
        message("a", "assistant", "Good morning", Value::Null),
        json!({"type": "conversation.item.truncated", "event_id": "1", "item_id": "a", "content_index": 0}),
    ]));
    assert_eq!(record.turns[0].heard, None);
    assert_eq!(problems(&record), [ProblemKind::MalformedEvent]);
    assert_eq!(of_kind(&record, "unknown").len(), 1, "it is kept as it stands");
    assert!(record.source.unknown_events.is_empty(), "its type is known");
}

#[test]
fn what_was_said_before_a_transcription_failed_is_kept() {
    let record = conversation(&made([
        json!({"type": "input_audio_buffer.committed", "event_id": "0", "item_id": "a", "previous_item_id": null}),
        json!({"type": "conversation.item.input_audio_transcription.delta", "event_id": "1", "item_id": "a",
            "content_index": 0, "delta": "I would like"}),
        json!({"type": "conversation.item.input_audio_transcription.failed", "event_id": "2", "item_id": "a",
            "content_index": 0, "error": {"code": "server_error"}}),
    ]));
    assert_eq!(record.turns[0].transcript.as_deref(), Some("I would like"));
    assert_eq!(record.turns[0].status, TurnStatus::Failed);
    assert_eq!(problems(&record), [ProblemKind::TranscriptFailed]);
}

#[test]
fn a_transcript_that_never_ended_is_told_and_named() {
    let events = made([
        json!({"type": "input_audio_buffer.committed", "event_id": "0", "item_id": "a", "previous_item_id": null}),
        json!({"type": "conversation.item.input_audio_transcription.delta", "event_id": "1", "item_id": "a",
            "content_index": 0, "delta": "I would like to hear what full coverage would cost me for the old truck "}),
        json!({"type": "conversation.item.input_audio_transcription.delta", "event_id": "2", "item_id": "a",
            "content_index": 0, "delta": "because we want to use it for the garden and not much else these days"}),
        json!({"type": "rate_limits.updated", "event_id": "3", "rate_limits": []}),
        json!({"type": "rate_limits.updated", "event_id": "4", "rate_limits": []}),
    ]);
    let run = Run::of(&events);
    let mut crashed = crate::support::replay(&run.json());
    crashed.recover();
    for record in [run.end().conversation(), crashed.record().conversation.into_inner()] {
        let told = of_kind(&record, "transcript");
        assert_eq!(told.len(), 1);
        assert!(told[0].data["transcript"].as_str().unwrap().starts_with("I would like to hear what"));
        assert!(problems(&record).contains(&ProblemKind::TranscriptMissing));
    }
}

#[test]
fn an_event_that_has_no_name_for_its_item_is_kept_and_named() {
    let record = conversation(&made([
        json!({"type": "conversation.item.added", "event_id": "1", "previous_item_id": null, "item": {"id": "",
            "type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello?"}]}}),
        json!({"type": "conversation.item.deleted", "event_id": "2", "item_id": ""}),
        json!({"type": "response.done", "event_id": "3", "response": {"status": "completed"}}),
    ]));
    assert_eq!(problems(&record), [ProblemKind::MalformedEvent; 3]);
    assert!(of_kind(&record, "unknown")[0].data["event"].to_string().contains("Hello?"));
}

#[test]
fn control_characters_in_an_event_do_not_cost_its_words() {
    let mut run = Run::begin(settings());
    let event =
        message("a", "user", "MARKER", Value::Null).to_string().replace("MARKER", "good\u{0}morning\nthere");
    run.observe(&event, start());
    run.observe("{\"type\":\"error\",", start());
    run.observe("{\"no\":\"type\",\"phone\":\"555-123-4567\"}", start());
    let record = run.end().conversation();
    assert_eq!(record.history[0].words(), "good morning there");
    assert_eq!(problems(&record), [ProblemKind::MalformedEvent; 3]);
    let kept: Vec<String> =
        of_kind(&record, "unknown").iter().map(|event| json!(event.data).to_string()).collect();
    assert!(kept[0].contains("\"bytes\":16"), "{}", kept[0]);
    assert!(kept[1].contains("XXX-XXX-XXXX"), "{}", kept[1]);
}

#[test]
fn a_name_that_client_and_server_both_use_hides_no_event() {
    let record = conversation(&made([
        json!({"type": "session.update", "event_id": "event_1", "session": {"instructions": "Be kind."}}),
        json!({"type": "error", "event_id": "event_1", "error": {"message": "No such voice."}}),
        json!({"type": "error", "event_id": "local_3", "error": {"message": "No such model."}}),
        json!({"type": "mystery", "value": 1}),
    ]));
    assert_eq!(of_kind(&record, "error").len(), 2);
    let ids: std::collections::BTreeSet<_> = record.events.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), record.events.len());
}

#[test]
fn huge_numbers_do_no_harm() {
    let record = conversation(&made([
        message("a", "assistant", "Good morning", Value::Null),
        json!({"type": "response.done", "event_id": "1", "response": {"id": "r", "status": "completed",
            "usage": {"total_tokens": 1e300, "output_token_details": {"audio_tokens": u64::MAX}},
            "output": [{"id": "a", "type": "message", "role": "assistant", "content": []}]}}),
        json!({"type": "conversation.item.truncated", "event_id": "2", "item_id": "a", "content_index": u64::MAX, "audio_end_ms": 1e300}),
        json!({"type": "conversation.item.truncated", "event_id": "3", "item_id": "a", "content_index": 0, "audio_end_ms": 100}),
    ]));
    assert_eq!(record.usage.total_tokens, u64::MAX);
    assert!(record.turns[0].heard.is_some());
}

#[test]
fn nothing_follows_the_end() {
    let mut run = Run::of(&made([message("a", "user", "One", Value::Null)])).end();
    let before = crate::support::bytes(&run.recording.record());
    assert!(run.recording.observe(&message("b", "user", "Two", Value::Null).to_string(), start()).is_empty());
    assert!(run.recording.snapshot("late", start()).is_empty());
    assert!(run.recording.end(End::default(), start()).is_empty());
    assert_eq!(crate::support::bytes(&run.recording.record()), before);
}

#[test]
fn entries_that_tell_of_no_conversation_are_refused() {
    let replayed = |entries: &[&[u8]]| Recording::replay(settings(), entries.iter().copied()).map(|_| ());
    assert!(replayed(&[]).is_err());
    assert!(replayed(&[b"{"]).unwrap_err().to_string().contains("entry 0"));
    assert!(
        replayed(&[br#"{"at":"2024-01-15T10:30:00.000Z","change":{"kind":"removed","item_id":"a"}}"#])
            .is_err()
    );
}

#[test]
fn credentials_are_in_no_document() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let session = json!({"id": "s", "client_secret": {"value": "ek_1"}, "tools": [{"type": "mcp", "server_label": "orders",
        "authorization": "Bearer ek_2", "headers": {"x": "ek_3"}}], "tracing": "auto", "odd": {"token": "ek_4", "deep": "MARKER"}});
    let event = json!({"type": "session.created", "event_id": "1", "session": session}).to_string();
    let mut run = Run::begin(settings());
    run.observe(&event.replace("\"MARKER\"", &deep), start());
    let bytes = crate::support::bytes(&run.end().recording.record());
    assert!(!bytes.contains("ek_"), "{bytes}");
    assert!(bytes.contains("orders"));
}

#[test]
fn metadata_and_snapshots_of_the_caller_are_kept_redacted() {
    let metadata = json!({"userType": "customer", "phone": "555-123-4567"});
    let begin = Begin { metadata: metadata.as_object().unwrap().clone(), ..begin() };
    let (mut recording, _) = Recording::begin(Settings { snapshot_limit: 0, ..settings() }, begin, start());
    recording.observe(&message("a", "user", "One", Value::Null).to_string(), start());
    recording.snapshot("quote_completed", start());
    recording.note(
        "guardrail_tripped",
        json!({"guardrail": "no_prices"}).as_object().unwrap().clone(),
        start(),
    );
    recording.end(End { completion_reason: Some("quote_completed".into()), ..End::default() }, start());
    let record = recording.record();
    let conversation = record.conversation.get();
    assert_eq!(conversation.metadata["phone"], "XXX-XXX-XXXX");
    let named: Vec<_> =
        conversation.history_snapshots.iter().map(|snapshot| snapshot.event_type.as_str()).collect();
    assert_eq!(named, ["history_updated", "quote_completed"]);
    assert_eq!(of_kind(conversation, "guardrail_tripped")[0].data["guardrail"], "no_prices");
    assert_eq!(record.summary.get().outcome, "quote_completed");
}

/// A conversation in which agent and caller take turns, the agent first; what is archived of it.
fn said(turns: &[&str]) -> Vec<String> {
    let mut run = Run::begin(settings());
    let mut previous = Value::Null;
    for (number, text) in turns.iter().enumerate() {
        let role = if number % 2 == 0 { "assistant" } else { "user" };
        let id = format!("item{number}");
        let event = message(&id, role, text, previous);
        run.observe(&event.to_string(), start());
        previous = id.into();
    }
    let record = run.end().conversation();
    record.history.iter().map(scripta_core::record::HistoryItem::words).collect()
}

#[test]
fn figures_that_answer_questions_about_the_car_stay_turn_after_turn() {
    let turns = [
        "What year is the car?",
        "2015",
        "And how many miles does it have on it?",
        "about 82,000",
        "What's your zip code?",
        "90210",
        "How many drivers are there?",
        "2",
        "And how old is the youngest?",
        "19",
        "How many miles a year do you drive?",
        "12000",
        "Any accidents in the last five years?",
        "one in 2021",
        "What deductible would you like?",
        "500",
        "Thanks, that will be $1,240 for six months.",
        "okay, and if I take 1000?",
    ];
    assert_eq!(said(&turns), turns);
}

#[test]
fn a_number_in_pieces_is_masked_in_all_its_turns() {
    let found = said(&[
        "What's the best number to reach you?",
        "five five five",
        "Mm-hmm.",
        "oh one two",
        "Go on.",
        "three four five six",
        "Thank you. And what year is the car?",
        "twenty nineteen",
    ]);
    for piece in [1, 3, 5] {
        assert!(found[piece].starts_with('[') || found[piece].starts_with("XXX"), "{found:?}");
    }
    assert_eq!(found[7], "twenty nineteen");
}

#[test]
fn audio_is_told_with_the_item_that_it_became_however_long_it_lay_in_the_buffer() {
    let append = || json!({"type": "input_audio_buffer.append", "audio": "A".repeat(3200)});
    let pause = || (0..5).map(|_| json!({"type": "rate_limits.updated", "rate_limits": []}));
    let committed = |item: &str| json!({"type": "input_audio_buffer.committed", "item_id": item, "previous_item_id": null});
    // A journal has been told of all of the first item's audio when it is committed, and of none of the second's.
    let mut events = vec![append(), append(), append()];
    events.extend(pause());
    events.extend([committed("a"), append(), append(), committed("b")]);
    let conversation = conversation(&made(events));
    let sent = of_kind(&conversation, "audio_sent").into_iter();
    let sent: Vec<_> = sent.map(|event| (event.item_id.as_deref(), event.data["chunks"].as_u64())).collect();
    assert_eq!(sent, [(Some("a"), Some(3)), (Some("b"), Some(2))]);
}
