//! PostgreSQL, for the tests of the catalog: Debian's. They start a server themselves, in a folder of its own.
//!
//! Where it is not installed and may be, it is; elsewhere the tests of PostgreSQL are skipped, and a notice says so.

use std::path::Path;
use std::process::Command;

use crate::step::Environment;

/// Where Debian keeps the server's programs, a folder a version.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// Installs it where it is missing. The tests find it by themselves.
pub(crate) fn environment() -> Environment {
    if !Path::new(PROGRAMS).is_dir() {
        eprintln!("installing PostgreSQL");
        let install = ["install", "--yes", "--no-install-recommends", "postgresql"];
        let installed =
            Command::new("apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive").output();
        if !installed.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: the tests against PostgreSQL: it is not installed, and cannot be here");
        }
    }
    Vec::new()
}
