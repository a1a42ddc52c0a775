//! Ids of traces and spans: hashes of what they stand for, so that what is sent twice is the same trace.

use sha2::{Digest, Sha256};

/// 16 bytes for a trace.
pub(crate) fn trace(conversation: &str, part: &str) -> Vec<u8> {
    hash(&["trace", conversation, part], 16)
}

/// 8 bytes for a span. `kind` and `id` tell it apart from others of its conversation.
pub(crate) fn span(conversation: &str, kind: &str, id: &str) -> Vec<u8> {
    hash(&["span", conversation, kind, id], 8)
}

fn hash(parts: &[&str], length: usize) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = hash.finalize().to_vec();
    bytes.truncate(length);
    bytes
}
