//! The object store behind an archive, opened from its configuration.

use std::time::Duration;

use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::{HttpTransporter, Operator, services};
use opendal_http_transport_reqwest::ReqwestTransport;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::config::{ArchiveConfig, Encryption, S3Config};
use crate::error::ArchiveError;
use crate::folder::Folder;
use crate::options::Options;

/// The user agent of every request, so that a bucket's access log tells who wrote.
const USER_AGENT: &str = concat!("scripta/", env!("CARGO_PKG_VERSION"));

/// An open store.
pub(crate) struct Store {
    /// Reads, lists, and (but for a folder) writes and deletes.
    pub(crate) operator: Operator,
    /// Writes and deletes where the store is a folder.
    pub(crate) folder: Option<Folder>,
    /// What every key is appended to: `s3://bucket/prefix/`, or the absolute folder with its final separator.
    pub(crate) url: String,
    /// The store in words.
    pub(crate) description: String,
}

impl Store {
    pub(crate) fn open(config: &ArchiveConfig, options: &Options) -> Result<Self, ArchiveError> {
        match config {
            ArchiveConfig::Local { folder } => Self::open_folder(Folder::open(folder)?),
            ArchiveConfig::S3(s3) => Self::open_s3(s3, options),
            #[cfg(feature = "gcs")]
            ArchiveConfig::Gcs { bucket, prefix, endpoint } => {
                let mut builder = services::Gcs::default().bucket(bucket).root(&root(prefix.as_deref())?);
                if let Some(endpoint) = endpoint {
                    builder = builder.endpoint(checked_endpoint(endpoint)?);
                }
                let url = url("gs", bucket, prefix.as_deref());
                let operator =
                    remote(Operator::new(builder).map_err(|e| invalid(&e))?, endpoint.as_deref(), options)?;
                Ok(Self { operator, folder: None, description: url.trim_end_matches('/').to_owned(), url })
            }
            #[cfg(feature = "azblob")]
            ArchiveConfig::Azblob { container, prefix, endpoint, account, key } => {
                let mut builder = services::Azblob::default()
                    .container(container)
                    .root(&root(prefix.as_deref())?)
                    .endpoint(checked_endpoint(endpoint)?)
                    .account_name(account);
                if let Some(key) = key {
                    builder = builder.account_key(key.expose());
                }
                let url = url("az", container, prefix.as_deref());
                let operator =
                    remote(Operator::new(builder).map_err(|e| invalid(&e))?, Some(endpoint), options)?;
                let description = format!("{} ({account})", url.trim_end_matches('/'));
                Ok(Self { operator, folder: None, description, url })
            }
        }
    }

    fn open_folder(folder: Folder) -> Result<Self, ArchiveError> {
        let root = folder.root().to_str().ok_or_else(|| ArchiveError::Config {
            detail: format!("the folder's path is not UTF-8: {}", folder.root().display()),
        })?;
        let operator = Operator::new(services::Fs::default().root(root)).map_err(|e| invalid(&e))?;
        let url =
            format!("{}{}", root.trim_end_matches(std::path::MAIN_SEPARATOR), std::path::MAIN_SEPARATOR);
        Ok(Self { operator, description: root.to_owned(), folder: Some(folder), url })
    }

    fn open_s3(config: &S3Config, options: &Options) -> Result<Self, ArchiveError> {
        let S3Config { bucket, region, endpoint, prefix, encryption, credentials, no_instance_metadata } =
            config;
        if bucket.is_empty() || !bucket.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) {
            return Err(ArchiveError::Config { detail: format!("{bucket:?} is not a bucket's name") });
        }
        let region = region.as_deref().unwrap_or("us-east-1");
        let mut builder = services::S3::default()
            .bucket(bucket)
            .region(region)
            .root(&root(prefix.as_deref())?)
            .checksum_algorithm("md5");
        builder = match endpoint {
            Some(endpoint) => builder.endpoint(checked_endpoint(endpoint)?),
            // A dot in the name wouldn't match Amazon's certificate.
            None if bucket.contains('.') => builder,
            None => builder.enable_virtual_host_style(),
        };
        let asked = match encryption {
            Encryption::Aes256 => Some(("AES256", None)),
            Encryption::Kms { key_id } => Some(("aws:kms", key_id.as_deref())),
            Encryption::BucketDefault => None,
        };
        if let Some((algorithm, key)) = asked {
            builder = builder.server_side_encryption(algorithm);
            if let Some(key) = key {
                builder = builder.server_side_encryption_aws_kms_key_id(key);
            }
        }
        if *no_instance_metadata {
            builder = builder.disable_ec2_metadata();
        }
        if let Some(credentials) = credentials {
            builder = builder
                .access_key_id(&credentials.access_key_id)
                .secret_access_key(credentials.secret_access_key.expose());
            if let Some(token) = &credentials.session_token {
                builder = builder.session_token(token.expose());
            }
        }
        let operator =
            remote(Operator::new(builder).map_err(|e| invalid(&e))?, endpoint.as_deref(), options)?;
        let url = url("s3", bucket, prefix.as_deref());
        let place = endpoint.as_ref().map_or_else(String::new, |endpoint| format!(" at {endpoint}"));
        let encryption = asked.map_or("the bucket's encryption", |(algorithm, _)| algorithm);
        let description = format!("{}{place} ({region}, {encryption})", url.trim_end_matches('/'));
        Ok(Self { operator, folder: None, url, description })
    }
}

/// Gives an operator our transport, time-outs and retries.
fn remote(operator: Operator, endpoint: Option<&str>, options: &Options) -> Result<Operator, ArchiveError> {
    let transport = HttpTransporter::new(ReqwestTransport::new(client(endpoint, options.connect_timeout)?));
    let context = operator.context().with_http_transport(transport);
    let retry = RetryLayer::new()
        .with_max_times(options.attempts.saturating_sub(1))
        .with_min_delay(options.min_backoff)
        .with_max_delay(options.max_backoff)
        .with_factor(2.0)
        .with_jitter();
    // The time-out is inside: it ends one request, and the retry makes the next.
    let timeout = TimeoutLayer::new().with_timeout(options.timeout).with_io_timeout(options.io_timeout);
    Ok(operator.with_context(context).layer(timeout).layer(retry))
}

/// An HTTP client that checks certificates against those of the machine. A server of this machine is spoken to without proxy.
///
/// # Errors
/// Where the machine has no certificates, and the endpoint is encrypted.
pub fn client(endpoint: Option<&str>, connect_timeout: Duration) -> Result<reqwest::Client, ArchiveError> {
    build(client_builder(endpoint, connect_timeout)?)
}

/// The same, for one that wants more of it.
///
/// # Errors
/// Where the machine has no certificates, and the endpoint is encrypted.
pub fn client_builder(
    endpoint: Option<&str>,
    connect_timeout: Duration,
) -> Result<reqwest::ClientBuilder, ArchiveError> {
    let unencrypted = endpoint.and_then(|endpoint| endpoint.strip_prefix("http://"));
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls(unencrypted.is_some())?)
        .connect_timeout(connect_timeout)
        .user_agent(USER_AGENT);
    if unencrypted
        .is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| host.starts_with(own)))
    {
        builder = builder.no_proxy();
    }
    Ok(builder)
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, ArchiveError> {
    builder.build().map_err(|error| ArchiveError::Config { detail: format!("cannot set up HTTP: {error}") })
}

/// The machine's own certificates, checked by ring. A machine that has none can do without as long as it speaks plain
/// HTTP.
fn tls(optional: bool) -> Result<rustls::ClientConfig, ArchiveError> {
    let failed = |error| ArchiveError::Config {
        detail: format!("cannot set up TLS: {error}; install the system's CA certificates"),
    };
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let verified = match builder.clone().with_platform_verifier() {
        Err(_) if optional => builder.with_root_certificates(rustls::RootCertStore::empty()),
        verified => verified.map_err(failed)?,
    };
    Ok(verified.with_no_client_auth())
}

/// The root of an operator: the prefix between slashes.
fn root(prefix: Option<&str>) -> Result<String, ArchiveError> {
    let prefix = prefix.unwrap_or_default().trim_matches('/');
    if prefix.is_empty() {
        return Ok("/".to_owned());
    }
    if prefix.split('/').any(|part| matches!(part, "" | "." | "..")) || prefix.chars().any(char::is_control) {
        return Err(ArchiveError::Config { detail: format!("{prefix:?} is not a prefix of keys") });
    }
    Ok(format!("/{prefix}/"))
}

fn url(scheme: &str, bucket: &str, prefix: Option<&str>) -> String {
    match prefix.unwrap_or_default().trim_matches('/') {
        "" => format!("{scheme}://{bucket}/"),
        prefix => format!("{scheme}://{bucket}/{prefix}/"),
    }
}

/// An endpoint that may be shown: with a scheme, and no credentials in it.
fn checked_endpoint(endpoint: &str) -> Result<&str, ArchiveError> {
    let detail = match endpoint.split_once("://") {
        Some(("http" | "https", rest)) if rest.contains('@') => {
            "the endpoint must not hold credentials".to_owned()
        }
        Some(("http" | "https", rest)) if !rest.is_empty() => return Ok(endpoint),
        _ => "the endpoint must begin with http:// or https://".to_owned(),
    };
    Err(ArchiveError::Config { detail })
}

/// opendal's own complaint about a configuration; it names the option, never a value of a credential.
fn invalid(error: &opendal::Error) -> ArchiveError {
    ArchiveError::Config { detail: error.message().to_owned() }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Store;
    use crate::config::{ArchiveConfig, Credentials, S3Config, Secret};
    use crate::options::Options;

    /// The address of a key, from a signature that is made without the network.
    async fn address(bucket: &str, endpoint: Option<&str>, prefix: Option<&str>) -> String {
        let credentials = Credentials {
            access_key_id: "id".to_owned(),
            secret_access_key: Secret::new("secret"),
            session_token: None,
        };
        let config = ArchiveConfig::S3(S3Config {
            bucket: bucket.to_owned(),
            region: Some("eu-west-1".to_owned()),
            endpoint: endpoint.map(str::to_owned),
            prefix: prefix.map(str::to_owned),
            credentials: Some(credentials),
            ..S3Config::default()
        });
        let store = Store::open(&config, &Options::default()).unwrap();
        let signed =
            store.operator.presign_read("conversations/a%2Fb", Duration::from_secs(60)).await.unwrap();
        signed.uri().to_string().split('?').next().unwrap().to_owned()
    }

    #[tokio::test]
    async fn the_bucket_is_a_host_of_amazon_and_a_path_elsewhere() {
        for (bucket, endpoint, prefix, expected) in [
            ("plain", None, None, "https://plain.s3.eu-west-1.amazonaws.com/conversations/a%252Fb"),
            ("with.dot", None, None, "https://s3.eu-west-1.amazonaws.com/with.dot/conversations/a%252Fb"),
            (
                "plain",
                None,
                Some("team"),
                "https://plain.s3.eu-west-1.amazonaws.com/team/conversations/a%252Fb",
            ),
            (
                "plain",
                Some("https://store.internal:9000/"),
                None,
                "https://store.internal:9000/plain/conversations/a%252Fb",
            ),
        ] {
            assert_eq!(address(bucket, endpoint, prefix).await, expected);
        }
    }
}
