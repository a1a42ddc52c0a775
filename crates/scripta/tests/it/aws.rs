//! Amazon's CloudWatch and SNS, built in with the feature `aws`.

use crate::program::Program;

const TOPIC: &str = "[[notify]]\nformat = \"sns\"\nurl = \"arn:aws:sns:us-east-1:123456789012:alerts\"\n";

#[test]
fn what_is_no_topic_is_told() {
    let program = Program::new();
    program
        .file("scripta.toml", TOPIC.replace("arn:aws:sns:us-east-1:123456789012:alerts", "https://alerts"));
    let run = program.run(&["alerts", "check"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("notify[0].url: must be a topic's ARN"), "{run:?}");
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_without_it_says_how_to_build_one_with_it() {
    let program = Program::new();
    program.file("scripta.toml", TOPIC);
    for arguments in [&["alerts", "check"][..], &["watch", "--listen", "127.0.0.1:0"]] {
        let run = program.run(arguments);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("build it with `--features aws`"), "{run:?}");
    }
    program.file("scripta.toml", "");
    let run = program.run(&["watch", "--cloudwatch", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("build it with `--features aws`"), "{run:?}");
}

#[cfg(feature = "aws")]
mod built_in {
    use std::io::{BufReader, Write};
    use std::net::TcpListener;
    use std::sync::{Arc, Weak};
    use std::time::{Duration, Instant};

    use scripta_s3_testing::Moto;
    use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
    use serde_json::Value;

    use super::{Program, TOPIC};
    use crate::http::request;

    const RULES: &str = "[alerts.failed_saves]\nfor_s = 0\n[alerts.failed_saves.limits]\noldest_pending_s = { warning = 0.000001 }\n";
    /// A topic with a queue that gets its notices.
    const SUBSCRIBE: &str = r#"
import boto3
topic = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
sqs = boto3.client("sqs")
queue = sqs.create_queue(QueueName="alerts")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
print(topic)
"#;
    const RECEIVE: &str = r#"
import boto3
sqs = boto3.client("sqs")
queue = sqs.get_queue_url(QueueName="alerts")["QueueUrl"]
for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
    print(message["Body"])
"#;
    const READ: &str = r#"
import boto3, datetime, json, sys
now = datetime.datetime.now(datetime.timezone.utc)
figures = {}
for name in sys.argv[1:]:
    points = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="Calls", MetricName=name, Dimensions=[{"Name": "Service", "Value": "quotes"}],
        StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1),
        Period=60, Statistics=["Maximum", "Sum"])["Datapoints"]
    figures[name] = [max(p["Maximum"] for p in points), sum(p["Sum"] for p in points)] if points else None
print(json.dumps(figures))
"#;

    /// Takes the body of a `PutMetricData` apart, with Amazon's own reader of CBOR, and says it to moto.
    const PUT: &str = r#"
import boto3, datetime, io, sys
from botocore.parsers import RpcV2CBORParser
body = io.BufferedReader(io.BytesIO(bytes.fromhex(sys.argv[1])))
request = RpcV2CBORParser().parse_data_item(body)
boto3.client("cloudwatch").put_metric_data(Namespace=request["Namespace"], MetricData=request["MetricData"])
"#;

    /// CloudWatch, for Amazon's SDK: moto does not speak the protocol that the SDK speaks to it (RPC v2 with CBOR).
    fn cloudwatch(moto: Weak<Moto>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.unwrap());
                let Some((head, body)) = request(&mut stream) else { continue };
                let head = head.to_lowercase();
                assert!(head.contains("operation/putmetricdata") && head.contains("rpc-v2-cbor"), "{head}");
                let hex: String = body.iter().map(|byte| format!("{byte:02x}")).collect();
                // It ends with its test.
                let Some(moto) = moto.upgrade() else { return };
                let answer: &[u8] = match moto.python(PUT, &[&hex]) {
                    Ok(_) => b"HTTP/1.1 200 OK\r\nsmithy-protocol: rpc-v2-cbor\r\ncontent-length: 1\r\nconnection: close\r\n\r\n\xa0",
                    Err(_) => b"HTTP/1.1 400 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                };
                let _ = stream.get_mut().write_all(answer);
            }
        });
        address
    }

    /// A call that its bucket does not take, since there is none.
    fn stuck(moto: &Moto) -> Program {
        let mut program = Program::new().with_env("CONVERSATIONS_BUCKET", "none");
        for (name, value) in moto.env() {
            program = program.with_env(name, value);
        }
        program.file("scripta.toml", format!("[archive]\nattempts = 1\n{RULES}{TOPIC}"));
        program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
        program
    }

    fn moto() -> Option<Moto> {
        let moto = Moto::start().unwrap();
        if moto.is_none() {
            println!("skipped: SCRIPTA_MOTO and SCRIPTA_MOTO_PYTHON are not set");
        }
        moto
    }

    #[test]
    fn an_alert_arrives_at_the_subscribers_of_a_topic() {
        let Some(moto) = moto() else { return };
        let program = stuck(&moto);
        assert_eq!(program.run(&["replay", "call.jsonl"]).code, Some(3));
        let away = program.run(&["alerts", "check"]);
        assert_eq!(away.code, Some(3), "there is no such topic yet: {away:?}");
        assert!(away.stderr.contains("has not been told"), "{away:?}");
        assert_eq!(moto.python(SUBSCRIBE, &[]).unwrap(), "arn:aws:sns:us-east-1:123456789012:alerts");
        program.done(&["alerts", "check"]);
        let body: Value = serde_json::from_str(&moto.python(RECEIVE, &[]).unwrap()).unwrap();
        let notice: Value = serde_json::from_str(body["Message"].as_str().unwrap()).unwrap();
        assert_eq!(notice["kind"], "fired");
        assert_eq!(notice["fingerprint"], "failed_saves/oldest_pending_s");
        assert_eq!(body["Subject"], "[warning] Scripta failed_saves/oldest_pending_s fired");
    }

    #[test]
    fn metrics_are_read_back_from_cloudwatch() {
        let Some(moto) = moto().map(Arc::new) else { return };
        let cloudwatch = cloudwatch(Arc::downgrade(&moto));
        let program = stuck(&moto).with_env("AWS_ENDPOINT_URL_CLOUDWATCH", cloudwatch);
        let mut watch = program
            .command(&["watch", "--listen", "127.0.0.1:0", "--cloudwatch", "--every", "1"])
            .args(["--namespace", "Calls", "--service", "quotes"])
            .spawn()
            .unwrap();
        assert_eq!(program.run(&["replay", "call.jsonl"]).code, Some(3));
        let begun = Instant::now();
        let figures = loop {
            let read = moto.python(READ, &["UploadsPending", "UploadsResultFailed", "Events"]).unwrap();
            let figures: Value = serde_json::from_str(&read).unwrap();
            // What was counted comes in one piece with the gauges.
            if figures["UploadsPending"][0] == 1.0 || begun.elapsed() > Duration::from_secs(60) {
                break figures;
            }
        };
        watch.kill().unwrap();
        let said = crate::program::finish(watch).stderr;
        let said: String = said.chars().take(1_000).collect();
        assert_eq!(figures["UploadsPending"][0], 1.0, "{figures} {said}");
        assert!(figures["UploadsResultFailed"][1].as_f64().unwrap() >= 1.0, "{figures}");
        assert!(figures["Events"][1].as_f64().unwrap() > 50.0, "{figures}");
    }
}
