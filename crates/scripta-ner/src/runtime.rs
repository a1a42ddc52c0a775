//! ONNX Runtime: the one library of the process, loaded when the first model is.

use std::any::Any;
use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::LoadError;

/// Names the library where the configuration does not.
const VARIABLE: &str = "ORT_DYLIB_PATH";

/// Which library was asked for first, and whether it was loaded. `ort` never asks for another.
static ASKED: Mutex<Option<(PathBuf, bool)>> = Mutex::new(None);

/// Loads the library, unless it is loaded.
pub(crate) fn load(runtime: Option<&Path>) -> Result<(), LoadError> {
    let (wanted, named) = match runtime.map(Path::to_owned).or_else(of_environment) {
        // A relative path means the working directory here, and the program's folder to `ort`.
        Some(path) => (std::path::absolute(&path).unwrap_or(path), true),
        None => (PathBuf::from(file_name()), false),
    };
    if named && !wanted.is_file() {
        return Err(LoadError::NoRuntime(wanted));
    }
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    match &*asked {
        Some((path, true)) if *path == wanted || runtime.is_none() => return Ok(()),
        Some((path, _)) if *path != wanted => {
            return Err(LoadError::OtherRuntime { loaded: path.clone(), wanted });
        }
        _ => {}
    }
    *asked = Some((wanted.clone(), false));
    let loaded = quietly(|| ort::init_from(wanted.display()).commit().map(drop));
    let reason = match loaded {
        Ok(Ok(())) => {
            *asked = Some((wanted, true));
            return Ok(());
        }
        Ok(Err(error)) => error.to_string(),
        Err(panic) => said(&*panic),
    };
    Err(LoadError::Runtime { path: wanted, reason })
}

fn of_environment() -> Option<PathBuf> {
    env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// By this name the system is asked for it.
fn file_name() -> &'static str {
    if cfg!(target_os = "windows") {
        "onnxruntime.dll"
    } else if cfg!(target_os = "macos") {
        "libonnxruntime.dylib"
    } else {
        "libonnxruntime.so"
    }
}

/// Runs what panics where a library cannot be loaded, without the panic being printed: it becomes an error.
fn quietly<T>(run: impl FnOnce() -> T) -> thread::Result<T> {
    let before = std::sync::Arc::new(panic::take_hook());
    let here = thread::current().id();
    let others = std::sync::Arc::clone(&before);
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() != here {
            others(info);
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(Box::new(move |info| before(info)));
    result
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it gave no reason").to_owned()
}
