//! The templates of `deploy/`, tried in moto: its tests, which are Python's.
//!
//! What they need lies in a virtual environment under `target/deploy`, made once and used again. Where Python or the
//! network is missing, the rest runs without them, and a notice says so.

use std::path::Path;

use crate::step::Step;
use crate::venv;

/// What the tests need, a package a line.
const REQUIREMENTS: &str = include_str!("../../deploy/tests/requirements.txt");

/// The steps, or none.
pub(crate) fn steps() -> Vec<Step> {
    let venv = venv::folder("deploy");
    let packages: Vec<&str> = REQUIREMENTS.lines().collect();
    match venv::install(&venv, &packages, &venv.join("bin").join("cfn-lint")) {
        Ok(()) => vec![discovery(&venv)],
        Err(reason) => {
            eprintln!("skipped: the tests of deploy/: {reason}");
            Vec::new()
        }
    }
}

fn discovery(venv: &Path) -> Step {
    Step::new("python", venv::python(venv), &["-m", "unittest", "discover", "deploy/tests"])
        .with("PYTHONDONTWRITEBYTECODE", "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_requirement_is_a_package_with_its_version() {
        assert!(!REQUIREMENTS.is_empty());
        for line in REQUIREMENTS.lines() {
            let (name, version) = line.split_once("~=").unwrap();
            assert!(
                !name.starts_with('-') && version.starts_with(|first: char| first.is_ascii_digit()),
                "{line}"
            );
        }
    }
}
