//! The plain peer without any index: DuckDB reads the archive's JSON.
//!
//! To be kind to it, all conversations of the archive stand in one file, a line each, with the outcome and the facts in
//! the same line, and with one snapshot of the history where a recorder writes as many as there were.
//!
//! DuckDB comes from PyPI, into a virtual environment under `target/`, made once.

use std::env;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use scripta_population::Population;
use serde::Deserialize;
use serde_json::json;

use crate::ask::NAMED;
use crate::sample::Sample;

const PACKAGE: &str = "duckdb==1.5.6";
/// A Python that has DuckDB.
const PYTHON: &str = "SCRIPTA_DUCKDB_PYTHON";

/// Times of each of [`NAMED`], or why there are none.
pub(crate) fn query(population: &Population, folder: &Path) -> Result<Vec<Sample>, String> {
    let python = python()?;
    let archive = folder.join("archive.ndjson");
    write(population, &archive).map_err(|error| error.to_string())?;
    let bytes = std::fs::metadata(&archive).map_err(|error| error.to_string())?.len();
    println!("DuckDB scans {} conversations, {:.0} MB of JSON", population.size(), bytes as f64 / 1e6);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/catalog/scan.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut lines = String::new();
    for named in NAMED {
        let sql = sql(named, &archive, population);
        lines.push_str(&format!("{}\n", json!({ "name": named, "sql": sql })));
    }
    if let Some(mut input) = child.stdin.take() {
        input.write_all(lines.as_bytes()).map_err(|error| error.to_string())?;
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("it failed; what it said stands above".to_owned());
    }
    String::from_utf8_lossy(&output.stdout).lines().map(sample).collect()
}

fn sample(line: &str) -> Result<Sample, String> {
    #[derive(Deserialize)]
    struct Times {
        times: Vec<f64>,
    }
    let Times { times } = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut sample = Sample::default();
    times.into_iter().for_each(|seconds| sample.add(Duration::from_secs_f64(seconds), 0));
    Ok(sample)
}

fn sql(named: &str, archive: &Path, population: &Population) -> String {
    let from = format!(
        "read_json('{}', format = 'newline_delimited', maximum_object_size = 67108864, columns = {{\
            conversationId: 'VARCHAR', startTime: 'TIMESTAMP', outcome: 'VARCHAR', facts: 'MAP(VARCHAR, VARCHAR)', \
            turns: 'STRUCT(transcript VARCHAR)[]'}})",
        archive.display()
    );
    let said = |what: &str| format!("len(list_filter(turns, lambda t: t.transcript ILIKE '%{what}%')) > 0");
    let page = format!("SELECT conversationId, turns FROM {from} WHERE");
    let newest = "ORDER BY startTime DESC LIMIT 20";
    match named {
        "rare word" => format!("{page} {} {newest}", said(&scripta_population::name(31_007))),
        "common word" => format!("{page} {} {newest}", said("insurance")),
        "phrase" => format!("{page} {} {newest}", said("roadside assistance")),
        "facets" => {
            format!("SELECT outcome, count(*) FROM {from} WHERE {} GROUP BY 1", said("roadside assistance"))
        }
        "deep page" => {
            format!("{page} {} {newest} OFFSET {}", said("insurance"), (population.size() / 2).min(9_980))
        }
        "page 2" => format!("{page} {} {newest} OFFSET 20", said("insurance")),
        "field filter" => {
            format!("{page} facts['vehicleMake'] = 'Toyota' AND facts['zipCode'] LIKE '90%' {newest}")
        }
        "date histogram" => {
            format!(
                "SELECT date_trunc('day', startTime), count(*) FROM {from} WHERE {} GROUP BY 1",
                said("insurance")
            )
        }
        _ => {
            let id = population.documents(population.size() / 2).conversation.conversation_id;
            format!("{page} conversationId = '{id}'")
        }
    }
}

/// The archive as lines.
fn write(population: &Population, path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for documents in population.iter() {
        let mut document = serde_json::to_value(&documents.conversation)?;
        document["outcome"] = documents.summary.outcome.into();
        document["facts"] = serde_json::to_value(&documents.extracted.facts)?;
        serde_json::to_writer(&mut file, &document)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

/// A Python with DuckDB.
fn python() -> Result<PathBuf, String> {
    if let Some(python) = env::var_os(PYTHON) {
        return Ok(python.into());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
    let venv = target.join("duckdb");
    let python = venv.join("bin").join("python");
    let there =
        |python: &Path| Command::new(python).args(["-c", "import duckdb"]).stderr(Stdio::null()).status();
    if there(&python).is_ok_and(|status| status.success()) {
        return Ok(python);
    }
    println!("installing {PACKAGE} into {}", venv.display());
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--retries", "1", "--timeout", "20", PACKAGE]))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("`{program}` could not be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    if output.status.success() { Ok(()) } else { Err(format!("`{program}` failed: {}", last.trim())) }
}
