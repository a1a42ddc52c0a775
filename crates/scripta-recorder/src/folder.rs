//! The data folder.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;

/// Makes the folder, for this user only, or takes one that exists as it is.
pub(crate) fn create(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
