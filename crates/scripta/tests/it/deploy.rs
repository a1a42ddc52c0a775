//! What `deploy/` holds, checked by the programs that it is for. Where one is not installed, its checks are skipped.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scripta_metrics::table::{METRICS, RULES as OWN_RULES};
use serde_json::{Value, json};

use crate::program::Program;

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
const RULES: &str = include_str!("../../../../deploy/prometheus/rules.yml");
const RULES_TEST: &str = include_str!("../../../../deploy/prometheus/rules_test.yml");
const DASHBOARD: &str = include_str!("../../../../deploy/grafana/scripta.json");
const UNIT: &str = include_str!("../../../../deploy/systemd/scripta-watch.service");

/// How exposed systemd may find the unit, of 100.
const EXPOSURE: &str = "--threshold=20";

/// A file of `deploy/`.
pub(crate) fn deployed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(path).canonicalize().unwrap()
}

/// A program that is installed, or a notice that it is not. `SCRIPTA_PROMETHEUS` names a folder with Prometheus's.
pub(crate) fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = (std::env::var_os("SCRIPTA_PROMETHEUS").map(PathBuf::from).into_iter())
        .chain(std::env::split_paths(&path))
        .chain(["/usr/bin".into()])
        .map(|folder| folder.join(program))
        .find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Runs a program that reads `input`, and expects that it ends well. What it said.
fn checked(command: &mut Command, input: &str) -> String {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let said = String::from_utf8([stdout, stderr].concat()).unwrap();
    assert!(status.success(), "{command:?}: {said}");
    said
}

/// The names that begin with `scripta_` in an expression.
fn names(expression: &str) -> BTreeSet<&str> {
    let apart = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == ':');
    expression.split(apart).filter(|word| word.starts_with("scripta_")).collect()
}

/// Whether the table has it, or has the histogram that it is a part of.
fn is_in_the_table(name: &str) -> bool {
    ["", "_bucket", "_sum", "_count"].iter().any(|part| {
        name.strip_suffix(part).is_some_and(|name| METRICS.iter().any(|metric| metric.name == name))
    })
}

/// The anchors of a page's headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let heading =
        |line: &str| line.starts_with('#').then(|| line.trim_start_matches('#').trim().to_lowercase());
    let anchor = |heading: String| {
        heading
            .chars()
            .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect()
    };
    page.lines().filter_map(heading).map(anchor).collect()
}

#[test]
fn prometheus_takes_the_rules_and_each_alert_fires_in_their_own_test() {
    let alerts: BTreeSet<&str> =
        RULES.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() > 10, "{alerts:?}");
    for alert in alerts {
        assert!(
            RULES_TEST.contains(&format!("alertname: {alert}\n        exp_alerts:")),
            "{alert} fires in no test"
        );
    }
    let Some(promtool) = installed("promtool") else { return };
    let rules = deployed("prometheus/rules.yml");
    checked(Command::new(&promtool).args(["check", "rules", "--lint=all", "--lint-fatal"]).arg(rules), "");
    checked(Command::new(&promtool).args(["check", "config"]).arg(deployed("prometheus/prometheus.yml")), "");
    checked(Command::new(&promtool).args(["test", "rules"]).arg(deployed("prometheus/rules_test.yml")), "");
}

#[test]
fn the_rules_ask_for_metrics_that_there_are_and_name_pages_that_there_are() {
    let recorded: BTreeSet<&str> =
        RULES.lines().filter_map(|line| line.trim().strip_prefix("- record: ")).collect();
    for name in names(RULES) {
        assert!(is_in_the_table(name) || recorded.contains(name), "{name}");
    }
    let anchors = anchors(OPERATIONS);
    let runbooks: Vec<_> =
        RULES.lines().filter_map(|line| line.trim().strip_prefix("runbook: docs/operations.md#")).collect();
    assert!(runbooks.len() > 10, "{runbooks:?}");
    for runbook in runbooks {
        assert!(anchors.contains(runbook), "docs/operations.md has no heading {runbook}");
    }
}

#[test]
fn the_page_of_operations_has_every_rule_of_our_own_and_leads_nowhere_that_is_not() {
    for rule in OWN_RULES {
        assert!(OPERATIONS.contains(&format!("| `{rule}/")), "docs/operations.md says nothing of {rule}");
    }
    let anchors = anchors(OPERATIONS);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let links: Vec<&str> =
        OPERATIONS.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        let there = match link.split_once('#') {
            Some(("", anchor)) => anchors.contains(anchor),
            Some((page, anchor)) => {
                self::anchors(&fs::read_to_string(docs.join(page)).unwrap()).contains(anchor)
            }
            None => docs.join(link).exists(),
        };
        assert!(there, "{link}");
    }
}

#[test]
fn the_dashboard_has_its_panels_side_by_side_and_asks_for_metrics_that_there_are() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len());
    let mut taken = BTreeSet::new();
    for panel in panels {
        let at = |side: &str| panel["gridPos"][side].as_u64().unwrap();
        assert!(at("x") + at("w") <= 24, "{panel}");
        for (x, y) in
            (at("x")..at("x") + at("w")).flat_map(|x| (at("y")..at("y") + at("h")).map(move |y| (x, y)))
        {
            assert!(taken.insert((x, y)), "two panels at {x}, {y}: {panel}");
        }
    }
    let expressions = expressions();
    assert!(expressions.len() > 40, "{}", expressions.len());
    for name in expressions.iter().flat_map(|expression| names(expression)) {
        assert!(is_in_the_table(name), "{name}");
    }
    let Some(promtool) = installed("promtool") else { return };
    let rules: Vec<_> = (expressions.iter().enumerate())
        .map(|(at, expression)| json!({ "record": format!("panel:{at}"), "expr": expression }))
        .collect();
    let rules = json!({ "groups": [{ "name": "panels", "rules": rules }] });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.json");
    fs::write(&file, rules.to_string()).unwrap();
    checked(Command::new(promtool).args(["check", "rules"]).arg(file), "");
}

/// The expressions of all panels, with something for what Grafana puts in.
pub(crate) fn expressions() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let expression = |target: &Value| {
        let expression = target["expr"].as_str().unwrap();
        expression.replace("$__range", "1h").replace("$__rate_interval", "5m").replace("$instance", ".*")
    };
    let expressions: Vec<_> = targets.map(expression).collect();
    assert!(expressions.iter().all(|expression| !expression.contains('$')), "{expressions:?}");
    expressions
}

#[test]
fn prometheus_finds_nothing_wrong_with_what_is_served() {
    let Some(promtool) = installed("promtool") else { return };
    let program = Program::new();
    let id = program.done(&["demo", "--json"]).json()["conversationId"].as_str().unwrap().to_owned();
    program.done(&["erase", &id, "--reason", "asked for", "--yes"]);
    let metrics = program.done(&["metrics"]).stdout;
    assert!(metrics.contains("scripta_erasures_total"), "{metrics}");
    checked(Command::new(promtool).args(["check", "metrics"]), &metrics);
}

#[test]
fn systemd_takes_the_unit_and_finds_it_hardened() {
    let Some(analyze) = installed("systemd-analyze") else { return };
    const PROGRAM: &str = "/usr/local/bin/scripta";
    assert_eq!(UNIT.matches(PROGRAM).count(), 1);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scripta-watch.service");
    fs::write(&file, UNIT.replace(PROGRAM, env!("CARGO_BIN_EXE_scripta"))).unwrap();
    // It ends well with a setting that it does not know, too.
    let verified = checked(Command::new(&analyze).args(["verify", "--man=no"]).arg(&file), "");
    assert!(!verified.contains("scripta-watch"), "{verified}");
    checked(Command::new(&analyze).args(["security", "--offline=true", EXPOSURE]).arg(&file), "");
}
