//! The configuration file, `scripta.toml`, and the environment.
//!
//! Defaults need neither. The file comes first, then the environment, then what the program is told.

mod analytics;

use std::path::{Path, PathBuf};
use std::time::Duration;

use scripta_archive::{ArchiveConfig, Encryption};
use scripta_catalog::CatalogConfig;
use scripta_core::Settings;
use scripta_extract::{Extractor, Profile, ProfileError, Topic};
use scripta_journal::Durability;
use scripta_redact::{ConfigProblem, RedactConfig, Redactor, TokenKey};
use serde::Deserialize;

pub use self::analytics::AnalyticsSection;
use crate::options::Options;

/// What `scripta.toml` says. Everything is optional; a name that is not known is an error. Paths are relative
/// to the working directory.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the journal is kept, and records where no bucket is set. `./scripta-data` unless given.
    pub data_dir: Option<PathBuf>,
    /// Where records go.
    pub archive: ArchiveSection,
    /// Where what is archived is indexed.
    pub catalog: CatalogSection,
    /// How the journal commits.
    pub journal: JournalSection,
    /// What is taken out besides the kinds that are built in.
    pub redact: RedactConfig,
    /// Which facts, topics and outcomes to look for.
    pub extract: ExtractSection,
    /// How long conversations are kept. What reads it is `scripta-steward`.
    pub retention: RetentionSection,
    /// When an operator is told, and of what. What reads it is `scripta-watch`.
    pub alerts: scripta_alerts::Config,
    /// Who is told.
    pub notify: Vec<NotifySection>,
    /// Who gets conversations and metrics by OTLP. What reads it is `scripta-watch`.
    pub otlp: Option<scripta_otlp::Config>,
    /// How recording itself works.
    pub recorder: RecorderSection,
    /// How figures are made of what is recorded.
    pub analytics: AnalyticsSection,
}

/// `[archive]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArchiveSection {
    /// The bucket. `CONVERSATIONS_BUCKET` overrides it; without either, records go to `data_dir`.
    pub bucket: Option<String>,
    /// The bucket's region. `AWS_REGION` overrides it.
    pub region: Option<String>,
    /// Another address than Amazon's. `AWS_ENDPOINT_URL` overrides it.
    pub endpoint: Option<String>,
    /// A folder of the bucket to keep everything in.
    pub prefix: Option<String>,
    /// `AES256` (unless given), `aws:kms` or `bucket-default`.
    pub encryption: Option<String>,
    /// The key for `aws:kms`.
    pub kms_key_id: Option<String>,
    /// Seconds that one request may take.
    pub timeout_seconds: Option<u64>,
    /// How often one request is made at most.
    pub attempts: Option<usize>,
}

/// `[catalog]`
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CatalogSection {
    /// `sqlite` (unless given), `postgres` (where there is a URL) or `none`.
    pub kind: Option<String>,
    /// Of SQLite: the folder of `catalog.db`; `catalog` in the data folder unless given.
    pub folder: Option<PathBuf>,
    /// Of PostgreSQL: `postgres://user@host/database`. `SCRIPTA_CATALOG_URL` overrides it, so that a password need
    /// not be in the file.
    pub url: Option<String>,
    /// Of PostgreSQL: the schema of the tables; `scripta` unless given.
    pub schema: Option<String>,
}

/// Without the URL, which may hold a password.
impl std::fmt::Debug for CatalogSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CatalogSection").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// `[journal]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JournalSection {
    /// What acknowledged events survive: `power-loss` (unless given) or `process-crash`.
    pub durability: Option<String>,
    /// Milliseconds that a commit waits for others to join it.
    pub window_ms: Option<u64>,
}

/// `[extract]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExtractSection {
    /// A profile's file; the built-in `insurance` unless given.
    pub profile: Option<PathBuf>,
    /// Keywords to add to topics, or topics to add: `[extract.topics] claims = ["accident", "claim"]`.
    pub topics: std::collections::BTreeMap<String, Vec<String>>,
}

/// `[[notify]]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifySection {
    /// Where notices are sent by `POST`. The variable of the environment that holds it, where it is a secret: `env:NAME`.
    pub url: String,
    /// What is sent: `json` (unless given), `slack`, `pagerduty` or `alertmanager`.
    #[serde(default)]
    pub format: Option<String>,
    /// The variable of the environment with the secret that notices are signed with.
    #[serde(default)]
    pub secret_env: Option<String>,
    /// The variable of the environment with PagerDuty's routing key.
    #[serde(default)]
    pub routing_key_env: Option<String>,
    /// Labels that each alert has at the receiver: `{ environment = "production" }`.
    #[serde(default)]
    pub labels: std::collections::BTreeMap<String, String>,
}

/// `[retention]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionSection {
    /// In their order: the first that a conversation satisfies decides.
    pub rules: Vec<RetentionRule>,
}

/// `[[retention.rules]]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// What it is called, in plans and receipts.
    pub name: String,
    /// The conversations that it is about; all unless given.
    #[serde(default)]
    pub query: Option<String>,
    /// How long they are kept: `90d`, `12w`, `2y`.
    #[serde(default)]
    pub keep: Option<String>,
    /// They are kept whatever other rules say.
    #[serde(default)]
    pub hold: bool,
}

/// `[recorder]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecorderSection {
    /// Threads that record.
    pub workers: Option<usize>,
    /// Bytes of events that may wait to be recorded.
    pub queue_bytes: Option<usize>,
    /// Bytes of JSON that a conversation's snapshots with full histories may take together.
    pub snapshot_limit_bytes: Option<usize>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is no such TOML.
    #[error("the configuration cannot be read: {0}")]
    Toml(String),
    /// A value is not one of those that it may be.
    #[error("{name} = {value:?} cannot be used: it may be {allowed}")]
    Value {
        /// Which.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        allowed: String,
    },
    /// A pattern, mask or key name cannot be used.
    #[error("{0}")]
    Redact(#[from] scripta_redact::ConfigError),
    /// The model cannot be used.
    #[cfg(feature = "ner")]
    #[error("[redact.ner]: {0}")]
    Ner(#[from] scripta_ner::LoadError),
    /// `SCRIPTA_TOKEN_KEY` is no key. It is not shown.
    #[error("SCRIPTA_TOKEN_KEY cannot be used: it must be 32 hexadecimal digits or more")]
    TokenKey,
    /// A price cannot be used.
    #[error("[[analytics.prices]]: {0}")]
    Price(#[from] scripta_catalog::analytics::PriceError),
    /// The profile cannot be used, with the topics that are added to it.
    #[error("[extract]: {0}")]
    Profile(#[from] ProfileError),
    /// The profile's file cannot be used.
    #[error("[extract]: the profile {} cannot be used: {source}", path.display())]
    InProfile {
        /// The file.
        path: PathBuf,
        /// Why, with the line.
        source: ProfileError,
    },
    /// The profile's file cannot be read.
    #[error("[extract]: the profile {} cannot be read: {source}", path.display())]
    ProfileFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Config {
    /// Reads `scripta.toml`'s text. The files that it names are not read.
    ///
    /// # Errors
    /// [`ConfigError::Toml`] or [`ConfigError::Redact`] with the line and what is wrong with it.
    pub fn parse(toml: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(toml).map_err(|error| ConfigError::Toml(told(toml, &error)))?;
        match Redactor::new(&config.redact).map_err(|error| error.located(toml, "redact")) {
            Err(error) if !comes_later(error.problem()) => Err(error.into()),
            _ => Ok(config),
        }
    }

    /// The data folder, as the file or `data_dir` says.
    pub fn data_dir(&self, data_dir: Option<PathBuf>) -> PathBuf {
        data_dir.or_else(|| self.data_dir.clone()).unwrap_or_else(|| "./scripta-data".into())
    }

    /// Options from this file, the environment (`env` gives a variable's value) and the data folder that the
    /// program was told.
    ///
    /// # Errors
    /// [`ConfigError`] says which name is at fault.
    pub fn options(
        &self,
        env: impl Fn(&str) -> Option<String>,
        data_dir: Option<PathBuf>,
    ) -> Result<Options, ConfigError> {
        let data_dir = self.data_dir(data_dir);
        let mut options = Options::local(&data_dir)?;
        let receipt_key = env("SCRIPTA_RECEIPT_KEY").filter(|value| !value.trim().is_empty());
        options.receipt_key = receipt_key.map(scripta_archive::Secret::new);
        options.retention = self.retention.clone();
        options.catalog = self.catalog.config(&env, &data_dir)?;
        options.archive = self.archive.config(&env, data_dir)?;
        if let Some(seconds) = within("archive.timeout_seconds", self.archive.timeout_seconds, 86_400)? {
            options.archive_options.timeout = Duration::from_secs(seconds);
            options.archive_options.io_timeout = Duration::from_secs(seconds);
        }
        if let Some(attempts) = within("archive.attempts", self.archive.attempts, 1_000)? {
            options.archive_options.attempts = attempts;
        }
        options.analytics = self.analytics.options()?;
        options.journal = options.journal.durability(self.journal.durability()?);
        if let Some(ms) = self.journal.window_ms {
            options.journal = options.journal.window(Duration::from_millis(ms));
        }
        let extractor = Extractor::new(&self.extract.profile()?)?;
        options.settings = Settings::new(self.redactor(&env)?, extractor);
        options.settings.snapshot_limit =
            self.recorder.snapshot_limit_bytes.unwrap_or(Settings::SNAPSHOT_LIMIT);
        let workers = within("recorder.workers", self.recorder.workers, 256)?;
        options.workers = workers.unwrap_or(options.workers);
        let queue_bytes = within("recorder.queue_bytes", self.recorder.queue_bytes, usize::MAX)?;
        options.queue_bytes = queue_bytes.unwrap_or(options.queue_bytes);
        Ok(options)
    }

    /// `SCRIPTA_TOKEN_KEY` overrides the file's key, so that the secret need not be in it.
    fn redactor(&self, env: impl Fn(&str) -> Option<String>) -> Result<Redactor, ConfigError> {
        let mut redact = self.redact.clone();
        if let Some(hex) = env("SCRIPTA_TOKEN_KEY").filter(|value| !value.trim().is_empty()) {
            redact.token_key = Some(TokenKey::from_hex(&hex).ok_or(ConfigError::TokenKey)?);
        }
        #[cfg(feature = "ner")]
        if let Some(ner) = &redact.ner {
            let model = scripta_ner::Model::load(ner)?;
            return Ok(Redactor::with_recognizer(&redact, std::sync::Arc::new(model))?);
        }
        Ok(Redactor::new(&redact)?)
    }
}

/// What is not in the file's text: the environment may have the key, and the model is loaded with the options.
fn comes_later(problem: &ConfigProblem) -> bool {
    matches!(problem, ConfigProblem::NoTokenKey)
        || (cfg!(feature = "ner") && matches!(problem, ConfigProblem::NoModel))
}

/// What is wrong with a file, and where. The line itself is not shown: a secret may stand in it.
fn told(toml: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| toml.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}: {}", error.message())
}

/// A number from 1 to `most`.
fn within<N>(name: &'static str, value: Option<N>, most: N) -> Result<Option<N>, ConfigError>
where
    N: Copy + PartialOrd + From<u8> + std::fmt::Display,
{
    match value {
        Some(value) if value < N::from(1) || value > most => {
            let allowed = format!("a number from 1 to {most}");
            Err(ConfigError::Value { name, value: value.to_string(), allowed })
        }
        other => Ok(other),
    }
}

impl ArchiveSection {
    fn config(
        &self,
        env: impl Fn(&str) -> Option<String>,
        data_dir: PathBuf,
    ) -> Result<ArchiveConfig, ConfigError> {
        // An empty variable counts as unset.
        let env = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        let of_file = |name: &str| match name {
            "CONVERSATIONS_BUCKET" => self.bucket.clone(),
            "AWS_REGION" if env("AWS_DEFAULT_REGION").is_none() => self.region.clone(),
            "AWS_ENDPOINT_URL" => self.endpoint.clone(),
            _ => None,
        };
        let mut config = ArchiveConfig::from_env(|name| env(name).or_else(|| of_file(name)), data_dir);
        let name = "archive.encryption";
        let encryption = match (self.encryption.as_deref(), &self.kms_key_id) {
            (Some("aws:kms"), key_id) => Encryption::Kms { key_id: key_id.clone() },
            (other, Some(_)) => {
                let value = other.unwrap_or("AES256").to_owned();
                let allowed = "aws:kms, as archive.kms_key_id is given".to_owned();
                return Err(ConfigError::Value { name, value, allowed });
            }
            (None | Some("AES256"), None) => Encryption::Aes256,
            (Some("bucket-default"), None) => Encryption::BucketDefault,
            (Some(other), None) => {
                let allowed = "AES256, aws:kms, bucket-default".to_owned();
                return Err(ConfigError::Value { name, value: other.to_owned(), allowed });
            }
        };
        if let ArchiveConfig::S3(s3) = &mut config {
            s3.encryption = encryption;
            s3.prefix.clone_from(&self.prefix);
        }
        Ok(config)
    }
}

impl CatalogSection {
    fn config(
        &self,
        env: impl Fn(&str) -> Option<String>,
        data_dir: &Path,
    ) -> Result<CatalogConfig, ConfigError> {
        let url = env("SCRIPTA_CATALOG_URL").filter(|value| !value.trim().is_empty());
        let url = url.or_else(|| self.url.clone());
        let folder = || self.folder.clone().unwrap_or_else(|| data_dir.join("catalog"));
        match (self.kind.as_deref(), url) {
            (Some("none"), _) => Ok(CatalogConfig::None),
            (Some("sqlite"), _) | (None, None) => Ok(CatalogConfig::Sqlite { folder: folder() }),
            (None | Some("postgres"), Some(url)) => {
                let schema = self.schema.clone().unwrap_or_else(|| CatalogConfig::SCHEMA.to_owned());
                Ok(CatalogConfig::Postgres { url, schema })
            }
            (Some(other), _) => {
                let allowed = "sqlite, postgres (with catalog.url or SCRIPTA_CATALOG_URL), none".to_owned();
                Err(ConfigError::Value { name: "catalog.kind", value: other.to_owned(), allowed })
            }
        }
    }
}

impl JournalSection {
    fn durability(&self) -> Result<Durability, ConfigError> {
        match self.durability.as_deref() {
            None | Some("power-loss") => Ok(Durability::PowerLoss),
            Some("process-crash") => Ok(Durability::ProcessCrash),
            Some(other) => {
                let allowed = "power-loss, process-crash".to_owned();
                Err(ConfigError::Value { name: "journal.durability", value: other.to_owned(), allowed })
            }
        }
    }
}

impl ExtractSection {
    fn profile(&self) -> Result<Profile, ConfigError> {
        let mut profile = match &self.profile {
            None => Profile::insurance(),
            Some(path) => {
                let toml = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::ProfileFile { path: path.clone(), source })?;
                Profile::parse(&toml)
                    .map_err(|source| ConfigError::InProfile { path: path.clone(), source })?
            }
        };
        for (name, keywords) in &self.topics {
            match profile.topics.iter_mut().find(|topic| topic.name == *name) {
                Some(topic) => topic.phrases.extend(keywords.iter().cloned()),
                None => {
                    profile.topics.push(Topic {
                        name: name.clone(),
                        phrases: keywords.clone(),
                        ..Topic::default()
                    });
                }
            }
        }
        Ok(profile)
    }
}
