//! What is on its way into the catalog, and how that stands.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scripta_archive::{Key, StoredObject};
use scripta_catalog::Entry;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock;
use crate::conversation::Shared;

/// Conversations that keep their entries in memory while they wait. Others are read from the archive again.
const KEPT: usize = 256;

/// A conversation that is archived, and waits for the catalog.
pub(crate) struct Waits {
    pub(crate) shared: Arc<Shared>,
    /// The keys of its objects.
    pub(crate) keys: Vec<Key>,
    /// The bytes of its objects.
    pub(crate) bytes: u64,
    /// Absent where it is to be read from the archive.
    pub(crate) entry: Option<Box<Entry>>,
    /// How often the catalog refused it alone.
    pub(crate) tries: u32,
    /// The journal tells why it is still there.
    pub(crate) noted: bool,
}

/// Hands over what is archived.
#[derive(Clone)]
pub(crate) struct IndexQueue {
    sender: UnboundedSender<Waits>,
    standing: Arc<IndexStanding>,
}

impl IndexQueue {
    pub(crate) fn new(standing: &Arc<IndexStanding>) -> (Self, UnboundedReceiver<Waits>) {
        let (sender, receiver) = unbounded_channel();
        (Self { sender, standing: Arc::clone(standing) }, receiver)
    }

    /// Hands a conversation over; false where nobody takes it any more.
    pub(crate) fn push(&self, shared: &Arc<Shared>, objects: &[StoredObject], entry: Option<Entry>) -> bool {
        let before = self.standing.added();
        let waits = Waits {
            shared: Arc::clone(shared),
            keys: objects.iter().filter_map(|object| Key::parse(&object.key).ok()).collect(),
            bytes: objects.iter().map(|object| object.bytes).sum(),
            entry: entry.filter(|_| before < KEPT).map(Box::new),
            tries: 0,
            noted: false,
        };
        let taken = self.sender.send(waits).is_ok();
        if !taken {
            self.standing.removed(1);
        }
        taken
    }
}

/// How it stands with the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Indexing {
    /// Conversations that are archived and wait for the catalog.
    pub waiting: usize,
    /// Why it did not take them at the last try; absent where it did.
    pub last_error: Option<String>,
}

/// The same while it changes.
#[derive(Debug, Default)]
pub(crate) struct IndexStanding {
    state: Mutex<State>,
    changed: Condvar,
    changed_async: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: usize,
    error: Option<String>,
}

impl State {
    fn is_settled(&self) -> bool {
        self.waiting == 0 || self.error.is_some()
    }
}

impl IndexStanding {
    pub(crate) fn now(&self) -> Indexing {
        let state = self.state();
        Indexing { waiting: state.waiting, last_error: state.error.clone() }
    }

    /// Waits until the catalog has all that was archived, or did not take it at the last try.
    pub(crate) fn settled(&self, deadline: Duration) {
        let until = clock::after(deadline);
        let mut state = self.state();
        while !state.is_settled() {
            let left = clock::until(until);
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The same without a thread that waits.
    pub(crate) async fn settled_async(&self, deadline: Duration) {
        let settled = async {
            loop {
                let changed = self.changed_async.notified();
                if self.state().is_settled() {
                    return;
                }
                changed.await;
            }
        };
        // Whether it is so by then is told by whoever asks the catalog.
        let _ = tokio::time::timeout(deadline, settled).await;
    }

    /// One more waits; how many did before.
    fn added(&self) -> usize {
        let mut state = self.state();
        state.waiting += 1;
        state.waiting - 1
    }

    /// So many wait no more.
    pub(crate) fn removed(&self, conversations: usize) {
        self.change(|state| state.waiting = state.waiting.saturating_sub(conversations));
    }

    /// How the last try went.
    pub(crate) fn tried(&self, error: Option<String>) {
        self.change(|state| state.error = error);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
        self.changed_async.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
