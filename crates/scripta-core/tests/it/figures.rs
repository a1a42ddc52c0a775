//! A conversation in numbers.

use scripta_core::record::{Analytics, Conversation, Figures, Speaker};
use scripta_sample::{
    AudioFormat, Cut, Dialect, Heard, Script, SessionOptions, Speech, Transport, insurance_call,
};
use serde_json::json;

use crate::support::{Run, conversation, made, sample, samples};

#[test]
fn figures_agree_with_the_statistics_of_the_summary_and_with_what_the_recording_told() {
    for (name, events) in samples(12) {
        let run = Run::of(&events).end();
        let record = run.recording.record();
        let (conversation, statistics) = (record.conversation.get(), &record.summary.get().statistics);
        let figures = Figures::of(conversation);
        let calls: u64 = figures.tools.values().map(|tool| tool.calls).sum();
        assert_eq!(figures.user_messages, statistics.user_messages, "{name}");
        assert_eq!(figures.assistant_messages, statistics.assistant_messages, "{name}");
        assert_eq!(figures.items, statistics.items, "{name}");
        assert_eq!(figures.interruptions, statistics.interruptions, "{name}");
        assert!(calls >= statistics.tool_calls, "what was deleted was called all the same: {name}");
        assert_eq!(Analytics::of(conversation), run.recording.analytics(), "{name}");
    }
}

#[test]
fn nobody_speaks_longer_than_the_conversation_and_silence_is_what_is_left_of_it() {
    for (name, events) in samples(16) {
        let figures = Figures::of(&conversation(&events));
        let (user, assistant) = (figures.user_talk_ms, figures.assistant_talk_ms);
        assert!(user.max(assistant) + figures.silence_ms <= figures.duration_ms, "{name}: {figures:?}");
        if user + assistant > 0 {
            assert!(user + assistant + figures.silence_ms >= figures.duration_ms, "{name}: {figures:?}");
        }
    }
}

#[test]
fn talk_time_of_the_sample_call_is_what_the_server_heard_and_what_was_played() {
    let conversation = conversation(&sample(&insurance_call()));
    let figures = Figures::of(&conversation);
    let of = |kind: &'static str| {
        conversation.events.iter().filter(move |event| event.kind == kind).map(|event| event.timestamp)
    };
    let heard: u64 = of("speech_started").zip(of("speech_stopped")).map(|(from, to)| to.since(from)).sum();
    assert_eq!(figures.user_talk_ms, heard);
    let answers = conversation.turns.iter().filter(|turn| turn.speaker == Speaker::Assistant);
    let audio: u64 = answers.filter_map(|turn| turn.audio_ms).sum();
    let cut = conversation.turns.iter().find(|turn| turn.interruption.is_some()).unwrap();
    let unheard = cut.audio_ms.unwrap() - cut.interruption.as_ref().unwrap().audio_end_ms.unwrap();
    // The last answer is still being played when the record ends.
    let unplayed = conversation.turns.last().unwrap().end_ms - figures.duration_ms;
    assert_eq!(figures.assistant_talk_ms, audio - unheard - unplayed);
    assert_eq!((figures.interruptions, figures.response_latencies_ms.len()), (1, 11));
    assert_eq!(figures.tools["get_quote"].durations_ms, [823]);
    assert_eq!(figures.usage.total_tokens, conversation.usage.total_tokens);
}

/// Both speak for some hundred milliseconds: that is neither silence nor twice talk.
#[test]
fn overlapping_speech_counts_once() {
    let events = made([
        json!({ "type": "session.created", "session": { "id": "s", "model": "m" } }),
        json!({ "type": "input_audio_buffer.speech_started", "item_id": "a", "audio_start_ms": 0 }),
        json!({ "type": "output_audio_buffer.started", "response_id": "r" }),
        json!({ "type": "input_audio_buffer.speech_stopped", "item_id": "a", "audio_end_ms": 0 }),
        json!({ "type": "output_audio_buffer.stopped", "response_id": "r" }),
        json!({ "type": "session.updated", "session": { "id": "s", "voice": "marin" } }),
    ]);
    let figures = Figures::of(&conversation(&events));
    let talk = (figures.user_talk_ms, figures.assistant_talk_ms);
    assert_eq!((talk, figures.silence_ms, figures.duration_ms), ((200, 200), 300, 600));
}

fn spoken(transport: Transport, change: impl FnOnce(&mut Script)) -> Conversation {
    let mut script = Script::new(Dialect::Ga, AudioFormat::Pcm16 { rate: 24_000 }, 7);
    script.over(transport).session(SessionOptions::default());
    change(&mut script);
    conversation(&sample(&script.finish()))
}

#[test]
fn what_was_played_on_a_wire_without_audio_is_told_by_its_playback() {
    let conversation = spoken(Transport::WebRtc, |script| {
        script.agent_says("Good morning, how can I help you?").caller_says("Hello.", Speech::default());
    });
    assert!(conversation.turns.iter().all(|turn| turn.audio_ms.is_none()));
    let figures = Figures::of(&conversation);
    assert!(figures.assistant_talk_ms > 0 && figures.user_talk_ms > 0, "{figures:?}");
}

#[test]
fn of_an_answer_that_was_cut_off_only_what_was_heard_counts() {
    let cut_after = |ms: u64| {
        let conversation = spoken(Transport::WebSocket, |script| {
            let text = "It is on its way, and it should be with you before noon tomorrow.";
            script.caller_says("Where is it?", Speech::default());
            script.agent_is_cut_off(text, Heard::Ms(ms), Cut::Playing, "Before noon?");
        });
        Figures::of(&conversation).assistant_talk_ms
    };
    assert_eq!((cut_after(900), cut_after(1700)), (900, 1700));
}

#[test]
fn what_was_typed_is_no_talk_and_makes_no_silence() {
    let conversation = spoken(Transport::WebSocket, |script| {
        script.caller_types("Hello?").agent_writes("Hello.");
    });
    let figures = Figures::of(&conversation);
    assert_eq!((figures.user_messages, figures.assistant_messages), (1, 1));
    assert_eq!((figures.user_talk_ms, figures.assistant_talk_ms, figures.silence_ms), (0, 0, 0));
}

#[test]
fn errors_and_failed_transcripts_are_counted() {
    let conversation = spoken(Transport::WebSocket, |script| {
        script.transcription_fails().error("invalid_value", "No such voice.");
        script.caller_pushes_to_talk("Over.", Speech::default());
    });
    let figures = Figures::of(&conversation);
    assert_eq!((figures.transcripts_failed, figures.errors), (1, 1));
}
