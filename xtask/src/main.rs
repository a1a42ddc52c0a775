//! What CI runs, in one command: `cargo xtask test`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a tool of the terminal")]

mod deploy;
mod eval;
mod image;
mod moto;
mod node;
mod onnxruntime;
mod phoenix;
mod postgres;
mod prometheus;
mod step;
mod venv;

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use step::{Environment, Failure, Step, run_all};

const HELP: &str = "\
What CI runs, in one command.

Usage: cargo xtask <task>

Tasks:
  test     formats, lints, documentation and all tests, those of the Node package and of deploy/ included, in this
           order; stops at the first that fails
  deny     the licences, versions and sources of all dependencies (needs cargo-deny)
  eval     measures redaction and extraction beside Presidio, in one table; `cargo xtask eval --help` names its
           options, besides which there is `--without-presidio`
  image    builds the program for a container, and puts what the image is built from into target/image
  phoenix  sends conversations to an Arize Phoenix, installed under target/phoenix, and reads them back
  schemas  writes the JSON Schemas of the record into schemas/, from its types
  help     this text

Environment of `test` and `eval`:
  SCRIPTA_CAPTURES   a folder of recorded sessions to replay; passed on to the tests
  SCRIPTA_EVAL       a folder of evaluation data; passed on
  SCRIPTA_MOTO       a moto_server to test the archive against; unset, one is installed under target/moto
  SCRIPTA_ONNXRUNTIME
                     a library of ONNX Runtime for the model of named entities; unset, one is installed under
                     target/onnxruntime
  SCRIPTA_PROMETHEUS a folder with prometheus and promtool; unset, they are those of the PATH, or Debian's are unpacked
                     under target/prometheus
";

/// The exit code of a command line that cannot be understood.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["test"] => test(),
        ["deny"] => deny(),
        ["image"] => image::image(),
        ["phoenix"] => phoenix::phoenix(),
        ["schemas"] => schemas(),
        ["eval", options @ ..] => eval::eval(options),
        ["help" | "-h" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("xtask: expected one task\n\n{HELP}");
            return ExitCode::from(USAGE);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            failure.exit_code()
        }
    }
}

/// What is off by default: `ner`, whose crate is one of the workspace, and Amazon's SDK.
const WITH_FEATURES: &[&str] = &[
    "--package",
    "scripta",
    "--package",
    "scripta-recorder",
    "--package",
    "scripta-watch",
    "--features",
    "scripta/ner,scripta/aws",
    "--locked",
];

/// What the tests of the workspace find in their environment.
fn services() -> Environment {
    [moto::environment(), onnxruntime::environment(), postgres::environment(), prometheus::environment()]
        .concat()
}

/// Everything, as CI runs it.
fn test() -> Result<(), Failure> {
    let mut steps = vec![
        Step::cargo(&["fmt", "--all", "--check"]),
        Step::cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
        Step::cargo(&["doc", "--workspace", "--no-deps", "--locked"]).with("RUSTDOCFLAGS", "-D warnings"),
        Step::cargo(&["test", "--workspace", "--locked"]).prepared_by(services),
        Step::cargo(&[&["clippy"], WITH_FEATURES, &["--all-targets", "--", "-D", "warnings"]].concat()),
        Step::cargo(
            &[&["test"], WITH_FEATURES, &["--test", "it", "--", "ner::", "config::", "aws::"]].concat(),
        )
        .prepared_by(services),
    ];
    steps.extend(node::steps());
    steps.extend(deploy::steps());
    run_all(steps)
}

/// Writes the JSON Schemas anew. The test that compares them does it, since it knows the types.
fn schemas() -> Result<(), Failure> {
    const TEST: &[&str] =
        &["test", "--package", "scripta-core", "--test", "it", "--locked", "the_committed_schemas"];
    run_all(vec![Step::cargo(TEST).with("SCRIPTA_UPDATE_SCHEMAS", "1")])
}

/// The rules of `deny.toml`.
fn deny() -> Result<(), Failure> {
    let installed = Command::new(cargo())
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        return Err(Failure::missing(
            "cargo-deny is not installed; install it with `cargo install cargo-deny --locked`",
        ));
    }
    run_all(vec![Step::cargo(&["deny", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"])])
}

/// Where cargo builds, as an absolute path: the tests run in the folders of their own packages.
fn target() -> PathBuf {
    let root = root();
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target))
}

/// The cargo that runs this task.
fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The root of the workspace.
fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}
