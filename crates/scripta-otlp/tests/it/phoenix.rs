//! Arize Phoenix, a receiver that is not ours: `cargo xtask phoenix` starts one.

use std::time::{Duration, Instant};

use scripta_otlp::{Config, Content, Conventions, Otlp, Traces, send_conversation};
use scripta_sample::insurance_call;
use serde_json::Value;

use crate::recorded::recorded;

/// The spans that Phoenix has of a conversation, once there are so many.
async fn spans(endpoint: &str, conversation: &str, expected: usize) -> Vec<Value> {
    let client = scripta_archive::client(Some(endpoint), Duration::from_secs(10)).expect("a client");
    let url = format!("{endpoint}/v1/projects/default/spans?limit=1000");
    let begun = Instant::now();
    loop {
        let answer = client.get(&url).send().await.expect("an answer").text().await.expect("a text");
        let page: Value = serde_json::from_str(&answer).unwrap_or_default();
        let all = page["data"].as_array().cloned().unwrap_or_default();
        let of_it = |span: &Value| span["attributes"]["session.id"] == conversation;
        let found: Vec<Value> = all.into_iter().filter(of_it).collect();
        if found.len() >= expected || begun.elapsed() > Duration::from_secs(60) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn phoenix_gives_back_the_turns_the_tools_and_the_tokens_of_a_conversation() {
    let Some(endpoint) = std::env::var("SCRIPTA_PHOENIX").ok().filter(|set| !set.is_empty()) else {
        println!("skipped: SCRIPTA_PHOENIX does not name a Phoenix; `cargo xtask phoenix` starts one");
        return;
    };
    let ids = [Traces::Conversation, Traces::Turn].map(|traces| (traces, uuid::Uuid::new_v4()));
    for (traces, id) in ids {
        let conversation = recorded(id.as_u128(), &insurance_call());
        let config = Config {
            endpoint: endpoint.clone(),
            traces,
            conventions: Conventions::OpenInference,
            content: Content::Redacted,
            ..Config::default()
        };
        let otlp = Otlp::new(config.clone()).expect("a client");
        send_conversation(&otlp, &conversation).await.expect("Phoenix takes it");
        let sent = scripta_otlp::trace(&conversation, &config);
        let back = spans(&endpoint, &id.to_string(), sent.len()).await;
        let of_kind = |kind: &str| back.iter().filter(|span| span["span_kind"] == kind).count();
        let calls: usize = conversation.turns.iter().map(|turn| turn.tool_calls.len()).sum();
        assert_eq!(back.len(), sent.len());
        assert_eq!((of_kind("CHAIN"), of_kind("TOOL")), (conversation.turns.len(), calls));
        let tokens = |key: &str| back.iter().filter_map(|span| span["attributes"][key].as_u64()).sum::<u64>();
        assert_eq!(tokens("llm.token_count.prompt"), conversation.usage.input_tokens);
        assert_eq!(tokens("llm.token_count.completion"), conversation.usage.output_tokens);
        let tool =
            back.iter().find(|span| span["name"] == "execute_tool get_quote").expect("the tool's call");
        assert!(
            tool["attributes"]["input.value"].as_str().is_some_and(|arguments| arguments.contains("zip"))
        );
        let traces_back: std::collections::BTreeSet<_> =
            back.iter().map(|span| span["context"]["trace_id"].to_string()).collect();
        let expected = if traces == Traces::Turn { conversation.turns.len() } else { 1 };
        assert_eq!(traces_back.len(), expected);
        // Sent twice it is there once.
        send_conversation(&otlp, &conversation).await.expect("Phoenix takes it");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(spans(&endpoint, &id.to_string(), sent.len()).await.len(), sent.len());
    }
}
