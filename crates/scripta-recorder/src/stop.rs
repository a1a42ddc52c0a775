//! How the uploads are told to stop.

use std::future::Future;

use tokio::sync::watch::Receiver;

/// What the uploads are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Stop {
    /// Go on.
    No,
    /// Finish the attempts that are under way, and begin no other.
    Finish,
    /// Give up.
    Abort,
}

/// Waits until told to stop at least so.
pub(crate) async fn told(stop: &mut Receiver<Stop>, how: Stop) {
    // Where nobody is left to tell, it is time to stop.
    let _ = stop.wait_for(|told| *told >= how).await;
}

/// Waits for `what`; `None` where told to stop first.
pub(crate) async fn unless_stopping<T>(
    stop: &mut Receiver<Stop>,
    what: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        done = what => Some(done),
        () = told(stop, Stop::Finish) => None,
    }
}
