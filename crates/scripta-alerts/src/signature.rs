//! The signature of a webhook.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header with the time of sending, in Unix seconds.
pub const TIMESTAMP_HEADER: &str = "Scripta-Timestamp";
/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "Scripta-Signature";

/// The value of [`SIGNATURE_HEADER`]: `v1=` and, in hexadecimal, HMAC-SHA256 over `timestamp.body`. Whoever receives it makes
/// the same, compares in constant time, and refuses a timestamp that is older than some minutes.
pub fn sign(secret: &[u8], timestamp: i64, body: &str) -> String {
    // HMAC takes a key of any length, so this has no other branch in practice.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={hex}")
}
