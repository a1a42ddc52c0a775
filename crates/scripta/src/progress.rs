//! A bar on a terminal's standard error, for what takes long.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::pace::Pace;

/// Logs that are smaller are recorded before anybody looks.
const LARGE: u64 = 20 * 1000 * 1000;

/// See the module.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Of the log that is being read.
    read: Cell<u64>,
}

impl Progress {
    /// A bar over all files; none where it is not worth one, or standard error is no terminal.
    pub(crate) fn over(files: &[PathBuf], pace: Pace) -> Self {
        let sizes = files.iter().map(|file| std::fs::metadata(file).map_or(0, |data| data.len()));
        let size: u64 = sizes.sum();
        let worth_it = size > LARGE || files.len() > 1 || pace == Pace::Realtime;
        let bar = if worth_it { ProgressBar::new(size) } else { ProgressBar::hidden() };
        let template = "{wide_bar} {bytes}/{total_bytes} {elapsed}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if worth_it {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, read: Cell::new(0) }
    }

    /// So many bytes of the present log were read.
    pub(crate) fn read(&self, bytes: u64) {
        let before = self.read.replace(bytes);
        // Of the next log, where it is less.
        self.bar.inc(if bytes >= before { bytes - before } else { bytes });
    }

    /// Does something that writes to the terminal.
    pub(crate) fn aside<T>(&self, tell: impl FnOnce() -> T) -> T {
        self.bar.suspend(tell)
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
