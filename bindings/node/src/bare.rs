//! What can be done without a catalog: the archive is walked, and there is no audit trail and no receipt.

use futures::TryStreamExt;
use scripta_archive::{Archive, ArchiveError, Object as Stored, Segment};
use scripta_recorder::Recorder;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::promise::Answer;

/// The archived conversations of a session, the latest day first.
pub(crate) async fn of_session(archive: &Archive, session: &str) -> Answer<Vec<Uuid>> {
    let session = Segment::new(session);
    let own = archive
        .list()
        .try_filter(|key| std::future::ready(key.object == Stored::Conversation && key.session == session));
    let keys: Vec<_> = own.try_collect().await.map_err(|error: ArchiveError| error.to_string())?;
    Ok(keys.iter().map(|key| key.conversation).collect())
}

/// Takes conversations out of the recording, the journal and the archive.
pub(crate) async fn delete(recorder: &Recorder, ids: Vec<Uuid>) -> Answer<Value> {
    let mut deleted = Vec::new();
    for id in ids {
        let gone = recorder.delete(id).await.map_err(|error| error.to_string())?;
        if gone.was_active || gone.objects > 0 {
            deleted.push(json!({
                "conversationId": id,
                "objects": gone.objects,
                "bytes": gone.bytes,
                "allVersions": gone.all_versions,
            }));
        }
    }
    Ok(deleted.into())
}
