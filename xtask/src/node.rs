//! The Node package: its dependencies, its debug build and its tests.
//!
//! Where there is no Node that it supports, or its dependencies cannot be had because the registry is out of reach, the
//! rest runs without it and a notice says so. Everything else that goes wrong is a failure.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::Step;
use crate::{root, target};

/// The oldest Node that the package supports.
const OLDEST: u32 = 20;

/// The steps, or none.
pub(crate) fn steps() -> Vec<Step> {
    match prepared(&folder()) {
        Ok(steps) => steps,
        Err(reason) => {
            eprintln!("skipped: the Node package: {reason}");
            Vec::new()
        }
    }
}

fn prepared(folder: &Path) -> Result<Vec<Step>, String> {
    let version = told_by("node", &["--version"])?;
    if major(&version).is_none_or(|major| major < OLDEST) {
        return Err(format!("it needs Node {OLDEST} or later, and this is {version}"));
    }
    told_by(npm(), &["--version"])?;
    let mut steps = Vec::new();
    if !is_installed(folder) {
        if !can_install() {
            return Err("its dependencies are not installed, and npm's registry cannot be reached".to_owned());
        }
        steps.push(npm_step(folder, &["ci", "--no-audit", "--no-fund"]));
    }
    steps.push(npm_step(folder, &["run", "build:debug"]));
    let built = target().join("debug");
    // `cargo test` has built both; cargo asked for them alone would build their dependencies anew, with fewer features.
    steps.push(
        npm_step(folder, &["test"])
            .with("SCRIPTA_CLI", &program(&built, "scripta"))
            .with("SCRIPTA_WIRE_LOG", &program(&built.join("examples"), "wire_log")),
    );
    Ok(steps)
}

fn folder() -> PathBuf {
    root().join("bindings").join("node")
}

fn npm_step(folder: &Path, arguments: &[&str]) -> Step {
    Step::new("npm", PathBuf::from(npm()), arguments).within(folder)
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn program(folder: &Path, name: &str) -> String {
    folder.join(name).with_extension(env::consts::EXE_EXTENSION).display().to_string()
}

/// What a program says of itself.
fn told_by(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{program}` could not be started: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The major version of `v20.20.0`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Whether what the lock file names is installed: npm writes down what it installed, after it has.
fn is_installed(folder: &Path) -> bool {
    let written = |path: PathBuf| path.metadata().and_then(|file| file.modified()).ok();
    let installed = written(folder.join("node_modules").join(".package-lock.json"));
    installed.is_some() && installed >= written(folder.join("package-lock.json"))
}

fn can_install() -> bool {
    Command::new(npm())
        .args(["ping", "--fetch-retries=1", "--fetch-timeout=20000"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(major("v20.20.0"), Some(20));
        assert_eq!(major("v8.1"), Some(8));
        assert_eq!(major("node"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_a_reason() {
        let reason = told_by("there-is-no-such-program", &[]).unwrap_err();
        assert!(reason.starts_with("`there-is-no-such-program` could not be started"), "{reason}");
    }

    #[test]
    fn nothing_is_installed_where_nothing_is() {
        assert!(!is_installed(&env::temp_dir().join("there-is-no-such-folder")));
    }
}
