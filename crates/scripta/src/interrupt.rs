//! Ctrl-C and SIGTERM: what is open is ended, then the program ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scripta_recorder::Recorder;

use crate::exit::Exit;

/// How long ending and archiving may take then. What is not archived stays in the journal.
const DEADLINE: Duration = Duration::from_secs(8);

/// See the module. Conversations that are ended this way say in their records that nobody else ended them.
pub(crate) struct Interrupt {
    came: Arc<AtomicBool>,
}

impl Interrupt {
    /// Watches for signals from here on.
    pub(crate) fn watch(recorder: &Recorder) -> anyhow::Result<Self> {
        let came = Arc::new(AtomicBool::new(false));
        let (recorder, coming) = (recorder.clone(), Arc::clone(&came));
        ctrlc::set_handler(move || {
            coming.store(true, Ordering::SeqCst);
            // What was acknowledged is in the journal, whether this succeeds or not.
            let _ = recorder.shutdown(DEADLINE);
            std::process::exit(Exit::Interrupted as i32);
        })?;
        Ok(Self { came })
    }

    /// Where a signal came, leaves the rest to its handler and does not return.
    pub(crate) fn yield_to(&self) {
        while self.came.load(Ordering::SeqCst) {
            std::thread::park();
        }
    }
}
