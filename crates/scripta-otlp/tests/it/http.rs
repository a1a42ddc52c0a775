use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message;
use scripta_otlp::{Config, Otlp, SendError, send_conversation, send_metrics, trace};
use scripta_sample::insurance_call;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::recorded::recorded;

/// Answers each connection with the next of these, and gives back the bodies.
async fn receiver(answers: &[&str]) -> (String, tokio::task::JoinHandle<Vec<Vec<u8>>>) {
    let empty = |answer: &&str| (answer.to_string(), Vec::new());
    receiver_of(answers.iter().map(empty).collect()).await
}

/// The same, with bodies.
async fn receiver_of(answers: Vec<(String, Vec<u8>)>) -> (String, tokio::task::JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let served = tokio::spawn(async move {
        let mut bodies = Vec::new();
        for (answer, told) in answers {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut bytes = Vec::new();
            let body = loop {
                let mut piece = [0; 4096];
                let length = stream.read(&mut piece).await.expect("a request");
                bytes.extend_from_slice(&piece[..length]);
                let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
                let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
                let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
                let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
                if bytes.len() >= head + 4 + length {
                    break bytes[head + 4..].to_vec();
                }
            };
            bodies.push(body);
            let length = told.len();
            let head = format!("HTTP/1.1 {answer}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all(&[head.as_bytes(), &told].concat()).await.expect("an answer");
        }
        bodies
    });
    (endpoint, served)
}

#[tokio::test]
async fn what_fails_for_now_is_sent_again_with_the_same_bytes() {
    let (endpoint, served) = receiver(&["503 Away", "429 Slow\r\nRetry-After: 0", "200 OK"]).await;
    let config = Config { endpoint, pause_ms: 1, ..Config::default() };
    let conversation = recorded(1, &insurance_call());
    let otlp = Otlp::new(config.clone()).expect("a client");
    assert_eq!(send_conversation(&otlp, &conversation).await.expect("it is sent").count, 0);
    let bodies = served.await.expect("a receiver");
    assert_eq!(bodies[0], bodies[2]);
    let request = ExportTraceServiceRequest::decode(bodies[2].as_slice()).expect("the protocol's message");
    assert_eq!(request.resource_spans[0].scope_spans[0].spans, trace(&conversation, &config));
}

#[tokio::test]
async fn a_refusal_is_not_tried_again_and_says_what_to_do() {
    let (endpoint, served) = receiver(&["401 No"]).await;
    let otlp = Otlp::new(Config { endpoint, ..Config::default() }).expect("a client");
    let conversation = recorded(1, &insurance_call());
    let error = send_conversation(&otlp, &conversation).await.expect_err("a refusal");
    assert!(matches!(error, SendError::Refused { status: 401, .. }));
    assert!(error.to_string().contains("otlp.headers"));
    assert_eq!(served.await.expect("a receiver").len(), 1);
}

#[tokio::test]
async fn what_the_receiver_refuses_in_part_is_told_with_its_words() {
    let partial =
        ExportTracePartialSuccess { rejected_spans: 3, error_message: "spans are\ntoo old".to_owned() };
    let body = ExportTraceServiceResponse { partial_success: Some(partial) }.encode_to_vec();
    let (endpoint, served) = receiver_of(vec![("200 OK".to_owned(), body)]).await;
    let otlp = Otlp::new(Config { endpoint, ..Config::default() }).expect("a client");
    let rejected = send_conversation(&otlp, &recorded(1, &insurance_call())).await.expect("it is sent");
    assert_eq!((rejected.count, rejected.message.as_str()), (3, "spans aretoo old"));
    served.await.expect("a receiver");
}

#[tokio::test]
async fn a_receiver_that_names_a_time_is_asked_again_then() {
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    let (endpoint, served) = receiver(&[&format!("503 Away\r\nRetry-After: {past}"), "200 OK"]).await;
    // Without the date the test would wait for the pause.
    let config = Config { endpoint, pause_ms: 3_600_000, ..Config::default() };
    let otlp = Otlp::new(config).expect("a client");
    send_conversation(&otlp, &recorded(1, &insurance_call())).await.expect("it is sent");
    assert_eq!(served.await.expect("a receiver").len(), 2);
}

#[tokio::test]
async fn what_is_away_is_told_without_what_may_be_secret_in_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}/s3cret", listener.local_addr().expect("an address"));
    drop(listener);
    let otlp =
        Otlp::new(Config { endpoint, retries: 1, pause_ms: 1, ..Config::default() }).expect("a client");
    let error = send_metrics(&otlp, &scripta_metrics::Values::default()).await.expect_err("nobody is there");
    assert!(matches!(error, SendError::Away { tries: 2, .. }), "{error}");
    assert!(!error.is_final() && !error.to_string().contains("s3cret"), "{error}");
}

#[tokio::test]
async fn what_answers_something_else_is_no_receiver() {
    let (endpoint, served) = receiver_of(vec![("200 OK".to_owned(), b"<html>hello</html>".to_vec())]).await;
    let otlp = Otlp::new(Config { endpoint, ..Config::default() }).expect("a client");
    let error = send_conversation(&otlp, &recorded(1, &insurance_call())).await.expect_err("no answer");
    assert!(error.to_string().contains("does not speak OTLP"), "{error}");
    served.await.expect("a receiver");
}
