use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;
use scripta_otlp::{Config, Otlp, SendError, send_conversation, trace};
use scripta_population::Population;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers each connection with the next of these, and gives back the bodies.
async fn receiver(answers: &'static [&'static str]) -> (String, tokio::task::JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let served = tokio::spawn(async move {
        let mut bodies = Vec::new();
        for answer in answers {
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
            let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.expect("an answer");
        }
        bodies
    });
    (endpoint, served)
}

#[tokio::test]
async fn what_fails_for_now_is_sent_again_with_the_same_bytes() {
    let (endpoint, served) = receiver(&["503 Away", "429 Slow\r\nRetry-After: 0", "200 OK"]).await;
    let config = Config { endpoint, pause_ms: 1, ..Config::default() };
    let conversation = Population::new(1, 1).documents(0).conversation;
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
    let conversation = Population::new(1, 1).documents(0).conversation;
    let error = send_conversation(&otlp, &conversation).await.expect_err("a refusal");
    assert!(matches!(error, SendError::Refused { status: 401, .. }));
    assert!(error.to_string().contains("otlp.headers"));
    assert_eq!(served.await.expect("a receiver").len(), 1);
}
