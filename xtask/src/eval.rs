//! Measures redaction and extraction: builds and runs `scripta-eval`, beside Presidio.

use crate::step::{Environment, Failure, Step, run_all};
use crate::venv;

/// Another version is another comparison, and has another folder.
const VERSION: &str = "2.2.366";

const RUN: &[&str] = &["run", "--quiet", "--release", "--locked", "--package", "scripta-eval", "--"];
const WITHOUT_PRESIDIO: &str = "--without-presidio";

/// Runs it with `options`, all of which but `--without-presidio` are its own.
pub(crate) fn eval(options: &[&str]) -> Result<(), Failure> {
    // These print no figures, or are about our own engine only.
    let alone = [WITHOUT_PRESIDIO, "--misses", "--print", "--help", "-h"];
    let presidio = !options.iter().any(|option| alone.contains(option));
    let own: Vec<&str> = options.iter().copied().filter(|option| *option != WITHOUT_PRESIDIO).collect();
    let step = Step::cargo(&[RUN, &own].concat());
    run_all(vec![if presidio { step.prepared_by(python) } else { step }])
}

/// The variable by which `scripta-eval` finds a Python with Presidio; none where it could not be had.
fn python() -> Environment {
    let venv = venv::folder(&format!("presidio-{VERSION}"));
    let installed = venv.join("bin").join("tldextract");
    match venv::install(&venv, &[&format!("presidio-analyzer=={VERSION}")], &installed) {
        Ok(()) => vec![("SCRIPTA_PRESIDIO_PYTHON".to_owned(), venv::python(&venv).display().to_string())],
        Err(reason) => {
            eprintln!("skipped: Presidio: {reason}");
            Vec::new()
        }
    }
}
