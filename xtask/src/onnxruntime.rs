//! ONNX Runtime, for the tests of the model of named entities: its library, which comes with the package of PyPI.
//!
//! It lives in a virtual environment under `target/onnxruntime`, made once and used again. Where Python or the network is
//! missing, the tests that need it are skipped, and a notice says so.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::Environment;
use crate::venv;

const LIBRARY: &str = "SCRIPTA_ONNXRUNTIME";

/// What the package needs is for its Python part only.
const ALONE: &str = "--no-deps";

/// The variable by which the tests find the library; none where it could not be had.
pub(crate) fn environment() -> Environment {
    if env::var_os(LIBRARY).is_some() {
        return Vec::new();
    }
    let venv = venv::folder("onnxruntime");
    let installed = venv.join("bin").join("onnxruntime_test");
    let library = venv::install(&venv, &[ALONE, "onnxruntime"], &installed)
        .and_then(|()| library(&venv).ok_or_else(|| "the package has no libonnxruntime.so".to_owned()));
    match library {
        Ok(library) => vec![(LIBRARY.to_owned(), library.display().to_string())],
        Err(reason) => {
            eprintln!("skipped: the tests that need ONNX Runtime: {reason}");
            Vec::new()
        }
    }
}

/// `lib/python3.…/site-packages/onnxruntime/capi/libonnxruntime.so.…`, or what it is called on a Mac.
fn library(venv: &Path) -> Option<PathBuf> {
    let pythons = fs::read_dir(venv.join("lib")).ok()?.flatten();
    let folders = pythons.map(|python| python.path().join("site-packages").join("onnxruntime").join("capi"));
    let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let named = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("libonnxruntime.so")
            || (name.starts_with("libonnxruntime.") && name.ends_with(".dylib"))
    };
    files.map(|file| file.path()).find(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_in_an_environment_and_nothing_else_is_taken_for_it() {
        let venv = env::temp_dir().join(format!("scripta-onnxruntime-{}", std::process::id()));
        let capi = venv.join("lib/python3.11/site-packages/onnxruntime/capi");
        fs::create_dir_all(&capi).unwrap();
        fs::write(capi.join("libonnxruntime_providers_shared.so"), "").unwrap();
        assert_eq!(library(&venv), None);
        fs::write(capi.join("libonnxruntime.so.1.32.0"), "").unwrap();
        assert_eq!(library(&venv), Some(capi.join("libonnxruntime.so.1.32.0")));
        fs::remove_dir_all(&venv).unwrap();
        assert_eq!(library(&venv), None);
    }
}
