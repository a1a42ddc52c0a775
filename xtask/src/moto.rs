//! `moto_server`, a second S3 for the tests of the archive: another implementation finds what ours overlooks.
//!
//! It lives in a virtual environment under `target/moto`, made once and used again. Where Python or the network is
//! missing, the tests run without it, and a notice says so.

use std::env;
use std::path::{Path, PathBuf};

use crate::step::Environment;
use crate::venv;

const SERVER: &str = "SCRIPTA_MOTO";
const PYTHON: &str = "SCRIPTA_MOTO_PYTHON";

/// The variables by which the tests find the server and its Python; none where it could not be had.
pub(crate) fn environment() -> Environment {
    if env::var_os(SERVER).is_some() {
        return Vec::new();
    }
    let venv = venv::folder("moto");
    match venv::install(&venv, &["moto[server]", "boto3"], &server(&venv)) {
        Ok(()) => vec![
            (SERVER.to_owned(), server(&venv).display().to_string()),
            (PYTHON.to_owned(), venv::python(&venv).display().to_string()),
        ],
        Err(reason) => {
            eprintln!("skipped: the tests against moto_server: {reason}");
            Vec::new()
        }
    }
}

fn server(venv: &Path) -> PathBuf {
    venv.join("bin").join("moto_server")
}
