//! The journal forgets what is where it belongs.

use std::sync::{Arc, Weak};

use scripta_journal::{Batch, Journal, Write};
use uuid::Uuid;

use crate::registry::Common;

/// Lets the journal forget conversations.
#[derive(Clone)]
pub(crate) struct Forget {
    journal: Journal,
    common: Weak<Common>,
}

impl Forget {
    pub(crate) fn new(common: &Arc<Common>) -> Self {
        Self { journal: common.journal.clone(), common: Arc::downgrade(common) }
    }

    /// Nothing of the conversation is left to do. Where the journal refuses, the next recovery finds that out.
    pub(crate) fn conversation(&self, id: Uuid) {
        let common = Weak::clone(&self.common);
        let done = move |_| {
            if let Some(common) = common.upgrade() {
                common.registry().forget(id);
            }
        };
        let remove = Batch::new(id, vec![Write::Remove]).on_commit(done);
        if let Err(refused) = self.journal.append(remove)
            && let Some(done) = refused.batch.on_commit
        {
            done(Ok(()));
        }
    }
}
