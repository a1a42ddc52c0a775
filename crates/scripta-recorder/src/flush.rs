//! Waiting until nothing is under way.

use std::time::Duration;

use scripta_core::Recording;

use crate::clock;
use crate::conversation::Conversation;
use crate::recorder::Recorder;

impl Recorder {
    /// Waits until all that was handed over is committed and all that ended is archived, or could not be at the
    /// first attempt; false where it is not so by the deadline. For those whose process may be frozen or taken
    /// away when they return, such as a function of AWS Lambda. What is being said at that moment, and cannot
    /// be redacted before it is whole, stays in memory. The catalog is waited for likewise, and what it lacks makes
    /// no difference to the answer.
    pub fn flush(&self, deadline: Duration) -> bool {
        let until = clock::after(deadline);
        let active: Vec<_> = self.inner.common.registry().active().cloned().collect();
        let mut done = true;
        for shared in active {
            let conversation = Conversation { shared, inner: self.inner.clone() };
            let settled = conversation.ask(clock::until(until), Recording::settled);
            done &= match settled {
                Some(settled) => conversation.shared.acks.wait(settled, clock::until(until)),
                // It ended meanwhile, and is waited for below.
                None => conversation.shared.is_ended(),
            };
        }
        // What is not numbered, such as snapshots.
        done &= self.inner.common.journal.flush(clock::until(until)).is_ok();
        let ended: Vec<_> =
            self.inner.common.registry().all().filter(|shared| shared.is_ended()).cloned().collect();
        for shared in ended {
            done &= shared.outcome.wait(shared.id, clock::until(until), true).is_ok();
        }
        self.inner.common.indexing.settled(clock::until(until));
        done
    }

    /// Waits until what was archived before is in the catalog, or the catalog did not take it, or the deadline has passed:
    /// for who searches for what has just ended. To be run by [`run`](Self::run).
    pub async fn indexed(&self, deadline: Duration) {
        self.inner.common.indexing.settled_async(deadline).await;
    }
}
