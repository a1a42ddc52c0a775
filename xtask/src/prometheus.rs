//! Prometheus and its promtool, for the tests of what `deploy/` holds: those that are installed, or Debian's.
//!
//! Debian's package is unpacked under `target/prometheus` and not installed, since installing it starts a server, and needs
//! root. Where there is neither, these tests are skipped, and a notice says so.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::Environment;
use crate::target;
use crate::venv::run;

const FOLDER: &str = "SCRIPTA_PROMETHEUS";

/// What is needed of it.
const PROGRAMS: [&str; 2] = ["prometheus", "promtool"];

/// The variable by which the tests find the programs; none where they are where programs are, or could not be had.
pub(crate) fn environment() -> Environment {
    let places = env::var_os("PATH").unwrap_or_default();
    if env::var_os(FOLDER).is_some() || env::split_paths(&places).any(|place| has_them(&place)) {
        return Vec::new();
    }
    let unpacked = target().join("prometheus");
    let programs = unpacked.join("usr").join("bin");
    let there = if has_them(&programs) { Ok(()) } else { unpack(&unpacked) };
    match there {
        Ok(()) => vec![(FOLDER.to_owned(), programs.display().to_string())],
        Err(reason) => {
            eprintln!("skipped: the tests with Prometheus: {reason}");
            Vec::new()
        }
    }
}

fn has_them(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).is_file())
}

/// Gets Debian's package and unpacks it into `folder`.
fn unpack(folder: &Path) -> Result<(), String> {
    eprintln!("unpacking Prometheus into {}", folder.display());
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    run(Command::new("apt-get").args(["download", "prometheus"]).current_dir(folder))?;
    let package = package(folder).ok_or("apt-get got no package")?;
    run(Command::new("dpkg-deb").arg("--extract").arg(&package).arg(folder))?;
    let _ = fs::remove_file(package);
    if has_them(folder.join("usr").join("bin").as_path()) {
        Ok(())
    } else {
        Err("Debian's package has other programs".to_owned())
    }
}

fn package(folder: &Path) -> Option<PathBuf> {
    let mut files = fs::read_dir(folder).ok()?.flatten().map(|file| file.path());
    files.find(|file| file.extension() == Some(OsStr::new("deb")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_them_only_with_both_and_a_package_is_known_by_its_name() {
        let folder = env::temp_dir().join(format!("scripta-prometheus-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("prometheus"), "").unwrap();
        fs::write(folder.join("changes.txt"), "").unwrap();
        assert!(!has_them(&folder));
        assert_eq!(package(&folder), None);
        fs::write(folder.join("promtool"), "").unwrap();
        fs::write(folder.join("prometheus_2.42.0_amd64.deb"), "").unwrap();
        assert!(has_them(&folder));
        assert_eq!(package(&folder), Some(folder.join("prometheus_2.42.0_amd64.deb")));
        fs::remove_dir_all(&folder).unwrap();
    }
}
