//! Virtual environments of Python under `target/`, made once and used again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::target;

/// Where the environment called `name` lies.
pub(crate) fn folder(name: &str) -> PathBuf {
    target().join(name)
}

pub(crate) fn python(venv: &Path) -> PathBuf {
    venv.join("bin").join("python")
}

/// Installs `packages`, with options of pip among them, into `venv`, unless `made`, which comes with them, is there already.
pub(crate) fn install(venv: &Path, packages: &[&str], made: &Path) -> Result<(), String> {
    if made.exists() && python(venv).exists() {
        return Ok(());
    }
    let named: Vec<&str> = packages.iter().copied().filter(|package| !package.starts_with("--")).collect();
    eprintln!("installing {} into {}", named.join(" and "), venv.display());
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv))?;
    run(Command::new(python(venv))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-input", "--retries", "1", "--timeout", "20"])
        .args(packages))
}

/// Runs quietly to the end; a failure is told by the last line of what the command said.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("`{program}` could not be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it gave no reason");
    Err(format!("`{program}` failed: {}", last.trim()))
}

#[cfg(test)]
mod tests {
    use std::env;

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

    #[test]
    fn what_is_installed_is_not_installed_again() {
        let here = env::current_exe().unwrap();
        let venv = env::temp_dir();
        let reason = install(&venv.join("there-is-no-such-folder/\0"), &["nothing"], &here);
        assert!(reason.is_err(), "without its Python it is not there");
    }
}
