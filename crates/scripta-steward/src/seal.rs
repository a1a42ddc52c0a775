//! The key that receipts are signed with.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::receipt::{Receipt, SignedReceipt};

/// Bytes of a seed.
const SEED: usize = 32;

/// Signs receipts, and hashes what they must not say.
pub(crate) struct Seal {
    pair: Ed25519KeyPair,
    hashing: hmac::Key,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Seal").field(&self.public_key()).finish()
    }
}

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The file cannot be read or made.
    #[error("the key that signs receipts, {}, cannot be used: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no key.
    #[error("{place} is no key to sign receipts with: it must be 64 hexadecimal digits")]
    NoKey {
        /// Where.
        place: String,
    },
    /// The system gives no randomness.
    #[error("a key to sign receipts with cannot be made: the system gives no random numbers")]
    NoRandomness,
}

impl Seal {
    /// The key from `hex`, which is said to come from `place`.
    pub(crate) fn from_hex(hex: &str, place: &str) -> Result<Self, SealError> {
        let no_key = || SealError::NoKey { place: place.to_owned() };
        let seed = unhex(hex.trim()).filter(|seed| seed.len() == SEED).ok_or_else(no_key)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| no_key())?;
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &seed), b"scripta object paths");
        Ok(Self { pair, hashing: hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()) })
    }

    /// The key of a data folder, which is made at first use, for this user alone.
    pub(crate) fn of_folder(data_dir: &Path) -> Result<Self, SealError> {
        let path = data_dir.join("keys").join("receipts.key");
        let failed = |source| SealError::File { path: path.clone(), source };
        if !path.exists() {
            make(&path)?;
        }
        let hex = std::fs::read_to_string(&path).map_err(failed)?;
        Self::from_hex(&hex, &path.display().to_string())
    }

    /// The public key, in hexadecimal.
    pub(crate) fn public_key(&self) -> String {
        hex(self.pair.public_key().as_ref())
    }

    pub(crate) fn sign(&self, receipt: Receipt) -> SignedReceipt {
        let signature = hex(self.pair.sign(&signed_bytes(&receipt)).as_ref());
        SignedReceipt { receipt, public_key: self.public_key(), signature }
    }

    /// The keyed hash of an object's path.
    pub(crate) fn hash(&self, path: &str) -> String {
        hex(hmac::sign(&self.hashing, path.as_bytes()).as_ref())
    }
}

impl SignedReceipt {
    /// Whether the receipt is as it was signed, with the key that it names.
    pub fn is_genuine(&self) -> bool {
        let (Some(key), Some(signature)) = (unhex(&self.public_key), unhex(&self.signature)) else {
            return false;
        };
        UnparsedPublicKey::new(&ED25519, key).verify(&signed_bytes(&self.receipt), &signature).is_ok()
    }
}

fn signed_bytes(receipt: &Receipt) -> Vec<u8> {
    serde_json::to_vec(receipt).unwrap_or_default()
}

/// Makes a key. Of several processes that try at once, one does, and its file appears whole.
fn make(path: &Path) -> Result<(), SealError> {
    let failed = |source| SealError::File { path: path.to_owned(), source };
    let mut seed = [0; SEED];
    SystemRandom::new().fill(&mut seed).map_err(|_| SealError::NoRandomness)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    let beside = folder.join(format!("{}.new", uuid::Uuid::new_v4()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(hex(&seed).as_bytes())?;
        file.sync_all()
    });
    // A link does not take the place of a file that is there already.
    let linked = written.and_then(|()| std::fs::hard_link(&beside, path));
    let _ = std::fs::remove_file(&beside);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(failed(error)),
        _ => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(digit).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

/// A digit as we write it, in lower case.
fn digit(c: char) -> Option<u8> {
    c.to_digit(16).filter(|_| !c.is_ascii_uppercase()).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scripta_core::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            version: 1,
            conversation_id: Uuid::from_u128(7),
            asked_at: Timestamp::from_millis(1_705_314_600_000),
            erased_at: Timestamp::from_millis(1_705_314_600_123),
            by: "privacy-desk".to_owned(),
            reason: Some("asked for by the caller".to_owned()),
            objects: 3,
            bytes: 4_096,
            keys: vec!["ab".repeat(32)],
            all_versions: true,
            searched: vec!["archive".to_owned()],
            exports: Vec::new(),
        }
    }

    #[test]
    fn a_data_folder_has_one_key_that_only_its_user_may_read() {
        let folder = tempfile::tempdir().unwrap();
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let path = folder.path().to_owned();
                std::thread::spawn(move || Seal::of_folder(&path).unwrap().public_key())
            })
            .collect();
        let mut keys: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1);
        let files: Vec<_> = std::fs::read_dir(folder.path().join("keys")).unwrap().collect();
        assert_eq!(files.len(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &files[0].as_ref().unwrap().metadata().unwrap().permissions(),
            );
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_shown() {
        for text in ["", "secret", &"0".repeat(63), &"g".repeat(64), &"0".repeat(66)] {
            let error = Seal::from_hex(text, "SCRIPTA_RECEIPT_KEY").unwrap_err().to_string();
            assert!(error.starts_with("SCRIPTA_RECEIPT_KEY is no key"), "{error}");
            assert!(text.is_empty() || !error.contains(text));
        }
    }

    #[test]
    fn the_hash_of_a_path_needs_the_key() {
        let (one, other) =
            (Seal::from_hex(&"01".repeat(32), "").unwrap(), Seal::from_hex(&"02".repeat(32), "").unwrap());
        assert_eq!(one.hash("conversations/a"), one.hash("conversations/a"));
        assert_ne!(one.hash("conversations/a"), other.hash("conversations/a"));
    }

    proptest! {
        #[test]
        fn a_receipt_in_which_a_byte_was_changed_is_not_genuine(at in 0_usize..2_000, to in any::<u8>()) {
            let signed = Seal::from_hex(&"5a".repeat(32), "").unwrap().sign(receipt());
            prop_assert!(signed.is_genuine());
            let json = serde_json::to_vec(&signed).unwrap();
            let mut changed = json.clone();
            let at = at % changed.len();
            changed[at] = to;
            if let Ok(read) = serde_json::from_slice::<SignedReceipt>(&changed) {
                prop_assert_eq!(read.is_genuine(), read == signed);
            }
        }
    }
}
