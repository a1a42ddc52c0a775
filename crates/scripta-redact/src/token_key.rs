//! The secret that makes pseudonyms.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// A shorter key could be guessed.
const LEAST_BYTES: usize = 16;

/// The secret key of [`Policy::Token`](crate::Policy::Token). Who has it can tell whose pseudonym a token is; keep it as
/// a password is kept, and use the same one for all records that are to be joined.
///
/// It is never shown: not by `Debug`, not in an error, and it cannot be serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey(Vec<u8>);

impl TokenKey {
    /// A key of at least 16 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= LEAST_BYTES).then(|| Self(bytes.to_vec()))
    }

    /// A key of at least 32 hexadecimal digits, such as `openssl rand -hex 32` gives.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.trim().chars().map(|c| c.to_digit(16)).collect::<Option<Vec<_>>>()?;
        if digits.len() % 2 != 0 {
            return None;
        }
        let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte * 16 + digit);
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(|pair| u8::try_from(byte(pair)).ok()).collect();
        Self::from_bytes(&bytes?)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// As hexadecimal digits.
impl<'de> Deserialize<'de> for TokenKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is given instead is not told: it may be the secret, mistyped.
        let hex = String::deserialize(deserializer).map_err(|_| D::Error::custom(EXPECTED))?;
        Self::from_hex(&hex).ok_or_else(|| D::Error::custom(EXPECTED))
    }
}

const EXPECTED: &str =
    "the token key must be at least 32 hexadecimal digits in quotes, such as `openssl rand -hex 32` gives";

#[cfg(test)]
mod tests {
    use super::TokenKey;

    #[test]
    fn a_key_is_hexadecimal_and_long_enough_and_is_not_shown() {
        let hex = "000102030405060708090a0b0c0d0e0f";
        let key = TokenKey::from_hex(hex).unwrap();
        assert_eq!(key.bytes(), (0..16).collect::<Vec<u8>>());
        assert_eq!(format!("{key:?}"), "TokenKey(…)");
        for bad in ["", "00", &hex[1..], &format!("{}zz", &hex[2..])] {
            assert!(TokenKey::from_hex(bad).is_none(), "{bad}");
        }
        let error = serde_json::from_str::<TokenKey>("\"secret-in-clear\"").unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
