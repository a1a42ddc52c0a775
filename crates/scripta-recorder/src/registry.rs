//! The conversations of this process, and what all of its threads share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scripta_journal::Journal;
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use crate::budget::Budget;
use crate::conversation::Shared;
use crate::error::BeginError;
use crate::index_queue::IndexStanding;
use crate::meters::Meters;
use crate::upload::Job;

/// What handles, workers and uploads share. It holds none of the handles' ends of the threads' channels, so
/// that the threads end when the last handle goes.
pub(crate) struct Common {
    pub(crate) journal: Journal,
    pub(crate) budget: Budget,
    /// How it stands with the catalog.
    pub(crate) indexing: Arc<IndexStanding>,
    pub(crate) meters: Meters,
    registry: Mutex<Registry>,
    uploads: Mutex<Option<UnboundedSender<Job>>>,
}

impl Common {
    pub(crate) fn new(
        journal: Journal,
        budget: Budget,
        meters: Meters,
        uploads: UnboundedSender<Job>,
    ) -> Self {
        let indexing = Arc::default();
        Self {
            journal,
            budget,
            indexing,
            meters,
            registry: Mutex::default(),
            uploads: Mutex::new(Some(uploads)),
        }
    }

    pub(crate) fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a conversation over to be archived. After the last one was, the job tells those who wait.
    pub(crate) fn upload(&self, job: Job) {
        match &*self.uploads() {
            Some(uploads) => drop(uploads.send(job)),
            None => drop(job),
        }
    }

    /// Nothing more will be handed over.
    pub(crate) fn close_uploads(&self) {
        self.uploads().take();
    }

    fn uploads(&self) -> MutexGuard<'_, Option<UnboundedSender<Job>>> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The conversations of this process.
#[derive(Default)]
pub(crate) struct Registry {
    /// Being recorded, by the caller's session id.
    by_session: HashMap<String, Arc<Shared>>,
    /// Being recorded or on their way to the archive.
    by_id: HashMap<Uuid, Arc<Shared>>,
    begun: usize,
    closed: bool,
}

impl Registry {
    /// Another conversation, on one of `workers`.
    pub(crate) fn begin(&mut self, session_id: &str, workers: usize) -> Result<Arc<Shared>, BeginError> {
        if self.closed {
            return Err(BeginError::ShuttingDown);
        }
        if let Some(active) = self.by_session.get(session_id) {
            return Err(BeginError::AlreadyActive(active.id));
        }
        let worker = self.begun % workers.max(1);
        self.begun = self.begun.wrapping_add(1);
        let shared = Arc::new(Shared::new(Uuid::new_v4(), session_id.to_owned(), worker));
        self.by_session.insert(session_id.to_owned(), Arc::clone(&shared));
        self.by_id.insert(shared.id, Arc::clone(&shared));
        Ok(shared)
    }

    /// Begins no more, and gives those that are being recorded.
    pub(crate) fn close(&mut self) -> Vec<Arc<Shared>> {
        self.closed = true;
        self.active().cloned().collect()
    }

    pub(crate) fn active(&self) -> impl Iterator<Item = &Arc<Shared>> {
        self.by_session.values()
    }

    pub(crate) fn of_session(&self, session_id: &str) -> Option<&Arc<Shared>> {
        self.by_session.get(session_id)
    }

    pub(crate) fn by_id(&self, id: Uuid) -> Option<&Arc<Shared>> {
        self.by_id.get(&id)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Shared>> {
        self.by_id.values()
    }

    /// One that an earlier process left: the one that is known already, and otherwise this one.
    pub(crate) fn left(&mut self, id: Uuid, make: impl FnOnce() -> Shared) -> Left {
        if let Some(known) = self.by_id.get(&id) {
            return if known.was_left { Left::Known(Arc::clone(known)) } else { Left::Ours };
        }
        let shared = Arc::new(make());
        self.by_id.insert(id, Arc::clone(&shared));
        Left::New(shared)
    }

    /// Another conversation of the same session may begin.
    pub(crate) fn forget_session(&mut self, shared: &Shared) {
        if self.by_session.get(&shared.session_id).is_some_and(|active| active.id == shared.id) {
            self.by_session.remove(&shared.session_id);
        }
    }

    /// Nothing of it is left to do.
    pub(crate) fn forget(&mut self, id: Uuid) {
        self.by_id.remove(&id);
    }
}

/// Whose a conversation in the journal is.
pub(crate) enum Left {
    /// This process records or archives it: nobody left it.
    Ours,
    /// It was left, and is being finished already.
    Known(Arc<Shared>),
    /// It was left, and is now to be finished.
    New(Arc<Shared>),
}
