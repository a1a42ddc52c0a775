//! `moto_server`, a second S3 for the tests of the archive: another implementation finds what ours overlooks.
//!
//! It lives in a virtual environment under `target/moto`, made once and used again. Where Python or the network is
//! missing, the tests run without it, and a notice says so.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;
use crate::step::Environment;

const SERVER: &str = "SCRIPTA_MOTO";
const PYTHON: &str = "SCRIPTA_MOTO_PYTHON";

/// The variables by which the tests find the server and its Python; none where it could not be had.
pub(crate) fn environment() -> Environment {
    if env::var_os(SERVER).is_some() {
        return Vec::new();
    }
    let venv = target().join("moto");
    match install(&venv) {
        Ok(()) => vec![
            (SERVER.to_owned(), server(&venv).display().to_string()),
            (PYTHON.to_owned(), python(&venv).display().to_string()),
        ],
        Err(reason) => {
            eprintln!("skipped: the tests against moto_server: {reason}");
            Vec::new()
        }
    }
}

/// Installs the server, unless it is there.
fn install(venv: &Path) -> Result<(), String> {
    if server(venv).exists() && python(venv).exists() {
        return Ok(());
    }
    eprintln!("installing moto_server into {}", venv.display());
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv))?;
    run(Command::new(python(venv))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-input", "--retries", "1", "--timeout", "20", "moto[server]", "boto3"]))
}

/// Runs quietly to the end; a failure is told by the last line of what the command said.
fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("`{program}` could not be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    Err(format!("`{program}` failed: {}", last.trim()))
}

fn server(venv: &Path) -> PathBuf {
    venv.join("bin").join("moto_server")
}

fn python(venv: &Path) -> PathBuf {
    venv.join("bin").join("python")
}

/// Where cargo builds, as an absolute path: the tests run in the folders of their own packages.
fn target() -> PathBuf {
    let root = root();
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_not_there_is_a_reason_and_not_a_panic() {
        let reason = run(&mut Command::new("there-is-no-such-program")).unwrap_err();
        assert!(reason.starts_with("`there-is-no-such-program` could not be started"), "{reason}");
    }

    #[test]
    fn the_last_thing_that_a_command_said_is_the_reason() {
        let mut cargo = Command::new(crate::cargo());
        let reason = run(cargo.arg("there-is-no-such-command")).unwrap_err();
        assert!(reason.contains("failed: "), "{reason}");
    }
}
