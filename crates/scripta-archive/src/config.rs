//! Where the archive is.

use std::fmt;
use std::path::PathBuf;

/// Where records are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArchiveConfig {
    /// A folder of this machine, with the same layout as a bucket.
    Local {
        /// The folder; made (readable by its owner only) where it is missing.
        folder: PathBuf,
    },
    /// Amazon S3, or a service that speaks its protocol.
    S3(S3Config),
    /// Google Cloud Storage, with Google's application default credentials.
    #[cfg(feature = "gcs")]
    Gcs {
        /// The bucket.
        bucket: String,
        /// A folder of the bucket to keep everything in.
        prefix: Option<String>,
        /// Another address than Google's.
        endpoint: Option<String>,
    },
    /// Azure Blob Storage.
    #[cfg(feature = "azblob")]
    Azblob {
        /// The container.
        container: String,
        /// A folder of the container to keep everything in.
        prefix: Option<String>,
        /// The account's address, such as `https://name.blob.core.windows.net`.
        endpoint: String,
        /// The account's name.
        account: String,
        /// The account's key; without it, the environment's credentials.
        key: Option<Secret>,
    },
}

/// A bucket that speaks the S3 protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Config {
    /// The bucket's name.
    pub bucket: String,
    /// The region; `us-east-1` unless given.
    pub region: Option<String>,
    /// Another address than Amazon's, with its scheme. The bucket is then a part of the path.
    pub endpoint: Option<String>,
    /// A folder of the bucket to keep everything in.
    pub prefix: Option<String>,
    /// How the service encrypts each object.
    pub encryption: Encryption,
    /// Fixed credentials; without them, the standard AWS chain (environment, profile, web identity, container,
    /// instance).
    pub credentials: Option<Credentials>,
    /// Not to ask the instance metadata service for credentials.
    pub no_instance_metadata: bool,
}

/// Server-side encryption, asked for with each object that is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encryption {
    /// `AES256`: keys that the service manages.
    #[default]
    Aes256,
    /// `aws:kms`: a key of AWS KMS.
    Kms {
        /// The key's id or ARN; the account's key for S3 unless given.
        key_id: Option<String>,
    },
    /// Not asked for. Only for services that refuse the header, and encrypt by their own configuration.
    BucketDefault,
}

/// Fixed credentials for S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret_access_key: Secret,
    /// The token of temporary credentials.
    pub session_token: Option<Secret>,
}

/// A secret. Its `Debug` doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for who has to use it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl ArchiveConfig {
    /// Reads the environment through `get`: the bucket `CONVERSATIONS_BUCKET`, or `default_folder` where it is unset.
    ///
    /// Of AWS it reads `AWS_REGION` (or `AWS_DEFAULT_REGION`), `AWS_ENDPOINT_URL_S3` (or `AWS_ENDPOINT_URL`),
    /// `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and `AWS_EC2_METADATA_DISABLED`.
    /// The rest of the credential chain is asked when the first request is made. An empty variable counts as unset.
    pub fn from_env(get: impl Fn(&str) -> Option<String>, default_folder: impl Into<PathBuf>) -> Self {
        let get =
            |name: &str| get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let Some(bucket) = get("CONVERSATIONS_BUCKET") else {
            return Self::Local { folder: default_folder.into() };
        };
        let credentials =
            get("AWS_ACCESS_KEY_ID").zip(get("AWS_SECRET_ACCESS_KEY")).map(|(id, secret)| Credentials {
                access_key_id: id,
                secret_access_key: Secret::new(secret),
                session_token: get("AWS_SESSION_TOKEN").map(Secret::new),
            });
        Self::S3(S3Config {
            bucket,
            region: get("AWS_REGION").or_else(|| get("AWS_DEFAULT_REGION")),
            endpoint: get("AWS_ENDPOINT_URL_S3").or_else(|| get("AWS_ENDPOINT_URL")),
            prefix: None,
            encryption: Encryption::Aes256,
            credentials,
            no_instance_metadata: get("AWS_EC2_METADATA_DISABLED")
                .is_some_and(|v| v.eq_ignore_ascii_case("true")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ArchiveConfig, Encryption};

    fn from(pairs: &[(&str, &str)]) -> ArchiveConfig {
        let get =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        ArchiveConfig::from_env(get, "conversations-here")
    }

    #[test]
    fn without_a_bucket_records_go_to_the_folder() {
        for env in [&[][..], &[("CONVERSATIONS_BUCKET", " ")], &[("AWS_REGION", "eu-west-1")]] {
            assert_eq!(from(env), ArchiveConfig::Local { folder: "conversations-here".into() });
        }
    }

    #[test]
    fn a_bucket_is_read_with_the_standard_variables() {
        let config = from(&[
            ("CONVERSATIONS_BUCKET", "insurance-voice"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_DEFAULT_REGION", "us-west-2"),
            ("AWS_ENDPOINT_URL", "http://localhost:9000"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "not to be shown"),
        ]);
        assert!(!format!("{config:?}").contains("not to be shown"));
        let ArchiveConfig::S3(s3) = config else { panic!("not S3") };
        assert_eq!(s3.bucket, "insurance-voice");
        assert_eq!(s3.region.as_deref(), Some("eu-west-1"));
        assert_eq!(s3.endpoint.as_deref(), Some("http://localhost:9000"));
        assert_eq!(s3.encryption, Encryption::Aes256);
        assert_eq!(s3.credentials.unwrap().access_key_id, "id");
    }
}
