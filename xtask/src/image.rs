//! The container's image: `cargo xtask image` makes the folder that it is built from.

use std::fs;
use std::path::Path;

use crate::step::{Failure, Step, run_all};
use crate::{root, target};

/// Where distributions of Linux keep the certificates of those who are trusted.
const CERTIFICATES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

/// Builds the program and puts what the image holds into `target/image`.
pub(crate) fn image() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::missing("the image's program is built on Linux"));
    }
    // Since the target is named, what is built for this machine (macros, build scripts) is linked as usual.
    let machine = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let build =
        ["build", "--release", "--locked", "--package", "scripta", "--features", "aws", "--target", &machine];
    let build = Step::cargo(&build).with("RUSTFLAGS", "-C target-feature=+crt-static");
    run_all(vec![build.with("CARGO_PROFILE_RELEASE_STRIP", "symbols")])?;
    let image = target().join("image");
    let program = target().join(machine).join("release").join("scripta");
    gather(&program, &image).map_err(|error| Failure::missing(&format!("{}: {error}", image.display())))?;
    println!("Now: docker build --tag scripta {}", image.display());
    Ok(())
}

fn gather(program: &Path, image: &Path) -> std::io::Result<()> {
    let data = image.join("volume").join("data");
    fs::create_dir_all(&data)?;
    #[cfg(unix)]
    fs::set_permissions(&data, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    fs::copy(root().join("deploy/container/Dockerfile"), image.join("Dockerfile"))?;
    fs::copy(program, image.join("scripta"))?;
    let certificates = CERTIFICATES.iter().find(|file| Path::new(file).is_file());
    let missing = || std::io::Error::other("this machine has no certificates; install ca-certificates");
    fs::copy(certificates.ok_or_else(missing)?, image.join("ca-certificates.crt"))?;
    Ok(())
}
