//! A drill with a real Prometheus: the archive goes away and its alert fires; it comes back, and the alert is over.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scripta_s3_testing::S3Server;
use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::Value;

use crate::deploy::{deployed, expressions, installed};
use crate::program::Program;

/// How long anything may take before it is taken as not coming.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// A server that ends with this value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it, and waits until it says behind `before` at which address it listens.
    fn start(command: &mut Command, before: &str) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let address = line.split_once(before)?.1;
            Some(address.split(['/', ' ']).next()?.to_owned())
        });
        // Whoever is not listened to stops.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.unwrap() }
    }

    /// What it answers, as JSON.
    fn get(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let answer: Value = serde_json::from_str(body).unwrap();
        assert_eq!(answer["status"], "success", "{path}: {answer}");
        answer["data"].clone()
    }

    /// Waits until the alert stands so: `firing`, or nothing.
    fn wait_for(&self, alert: &str, state: Option<&str>) {
        let begun = Instant::now();
        loop {
            let alerts = self.get("/api/v1/alerts")["alerts"].clone();
            let found = alerts.as_array().unwrap().iter().find(|found| found["labels"]["alertname"] == alert);
            if found.and_then(|found| found["state"].as_str()) == state {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{alert} is not {state:?}: {alerts}");
            std::thread::sleep(LOOK);
        }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Prometheus with our rules and our configuration. What takes minutes in them takes seconds here.
fn prometheus(program: &Path, folder: &Path, target: &str) -> Server {
    let copy = |name: &str, changes: &[(&str, &str)]| {
        let mut text = fs::read_to_string(deployed("prometheus").join(name)).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replace(from, to);
        }
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    copy(
        "rules.yml",
        &[
            ("for: 1m\n", "for: 1s\n"),
            ("for: 5m\n", "for: 1s\n"),
            ("oldest_seconds > 600\n", "oldest_seconds > 1\n"),
        ],
    );
    let config =
        copy("prometheus.yml", &[("127.0.0.1:9464\"] }]", &format!("{target}\"] }}]")), ("15s", "1s")]);
    let mut command = Command::new(program);
    command
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
        .arg("--web.listen-address=127.0.0.1:0");
    Server::start(&mut command, "msg=\"Listening on\" address=")
}

/// Whether each rule can be evaluated, and each alert says what it is and what to do.
fn look_at_the_rules(prometheus: &Server) {
    let groups = prometheus.get("/api/v1/rules")["groups"].clone();
    let rules: Vec<&Value> =
        groups.as_array().unwrap().iter().flat_map(|group| group["rules"].as_array().unwrap()).collect();
    assert!(rules.len() > 20, "{groups}");
    for rule in rules {
        assert_eq!(rule["health"], "ok", "{rule}");
        if rule["type"] == "alerting" {
            assert!(["warning", "critical"].map(Value::from).contains(&rule["labels"]["severity"]), "{rule}");
            for annotation in ["summary", "description", "runbook"] {
                assert!(
                    rule["annotations"][annotation].as_str().is_some_and(|text| text.len() > 10),
                    "{rule}"
                );
            }
        }
    }
}

/// Asks what the dashboard asks. Gives how many of its questions have an answer now.
fn ask_for_the_dashboard(prometheus: &Server) -> usize {
    let answered = |expression: &String| {
        let mut query = String::new();
        expression.bytes().for_each(|byte| write!(query, "%{byte:02X}").unwrap());
        let answer = prometheus.get(&format!("/api/v1/query?query={query}"));
        !answer["result"].as_array().unwrap().is_empty()
    };
    expressions().iter().filter(|expression| answered(expression)).count()
}

#[test]
fn prometheus_tells_of_an_archive_that_is_away_and_that_it_is_back() {
    let Some(program_of_prometheus) = installed("prometheus") else { return };
    let archive = S3Server::start();
    let mut program = Program::new();
    for name in [
        "CONVERSATIONS_BUCKET",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ] {
        program = program.with_env(name, archive.env(name).unwrap());
    }
    program.file("scripta.toml", "[archive]\nattempts = 1\ntimeout_seconds = 1\n");
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    let mut watch = Server::start(&mut program.command(&["watch", "--listen", "127.0.0.1:0"]), "http://");
    let folder = tempfile::tempdir().unwrap();
    let prometheus = prometheus(&program_of_prometheus, folder.path(), &watch.address);
    program.done(&["replay", "call.jsonl"]);

    archive.go_away();
    assert_eq!(program.run(&["replay", "call.jsonl"]).code, Some(3));
    prometheus.wait_for("ScriptaConversationsNotArchived", Some("firing"));
    look_at_the_rules(&prometheus);
    let answered = ask_for_the_dashboard(&prometheus);
    assert!(answered > 20, "{answered} of the dashboard's questions have an answer");

    archive.come_back();
    program.done(&["recover"]);
    prometheus.wait_for("ScriptaConversationsNotArchived", None);

    watch.end();
    prometheus.wait_for("ScriptaDown", Some("firing"));
}
