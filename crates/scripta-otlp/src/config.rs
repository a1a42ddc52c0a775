//! Where to send, and what.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// `[otlp]` in the configuration.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The receiver's address; `/v1/traces` and `/v1/metrics` are added to it.
    pub endpoint: String,
    /// Headers of each request, such as the receiver's key.
    pub headers: BTreeMap<String, String>,
    /// How long one request may take, in milliseconds.
    pub timeout_ms: u64,
    /// How many more times a request is tried that failed for now.
    pub retries: u32,
    /// The pause before the first of them, in milliseconds. Each further one is twice as long, up to a minute.
    pub pause_ms: u64,
    /// `service.name`.
    pub service_name: String,
    /// More attributes of the resource.
    pub resource: BTreeMap<String, String>,
    /// Whether `scripta watch` sends metrics.
    pub send_metrics: bool,
    /// Whether `scripta watch` sends conversations when they have ended.
    pub send_conversations: bool,
    /// How often it does, in seconds.
    pub every_seconds: u64,
    /// How conversations become traces.
    pub traces: Traces,
    /// The names of the attributes.
    pub conventions: Conventions,
    /// Whether what was said is sent.
    pub content: Content,
}

/// How conversations become traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traces {
    /// A conversation is a trace.
    #[default]
    Conversation,
    /// A turn is a trace. `gen_ai.conversation.id` says which belong together.
    Turn,
}

/// The names of the attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conventions {
    /// OpenTelemetry's conventions for generative AI.
    #[default]
    GenAi,
    /// Those, and OpenInference's beside them.
    OpenInference,
}

/// Whether what was said is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// No texts, arguments or results.
    #[default]
    None,
    /// They are sent as they were archived, redacted.
    Redacted,
}

/// A variable that cannot be read. Its value is not told: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: expected {expected}")]
pub struct ConfigError {
    /// The variable.
    pub variable: &'static str,
    /// What should be in it.
    pub expected: &'static str,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            endpoint: "http://localhost:4318".to_owned(),
            headers: BTreeMap::new(),
            timeout_ms: 10_000,
            retries: 4,
            pause_ms: 1_000,
            service_name: "scripta".to_owned(),
            resource: BTreeMap::new(),
            send_metrics: true,
            send_conversations: true,
            every_seconds: 60,
            traces: Traces::default(),
            conventions: Conventions::default(),
            content: Content::default(),
        }
    }
}

impl fmt::Debug for Config {
    /// Without the values of headers, which are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&String> = self.headers.keys().collect();
        f.debug_struct("Config").field("headers", &headers).finish_non_exhaustive()
    }
}

impl Config {
    /// This configuration with what the standard variables (`OTEL_…`) say in its place. `get` gives the value of a
    /// variable, such as `|name| std::env::var(name).ok()`.
    ///
    /// # Errors
    ///
    /// A variable cannot be read.
    pub fn with_variables(mut self, get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        if let Some(endpoint) = get("OTEL_EXPORTER_OTLP_ENDPOINT") {
            self.endpoint = endpoint;
        }
        if let Some(headers) = get("OTEL_EXPORTER_OTLP_HEADERS") {
            self.headers.extend(pairs("OTEL_EXPORTER_OTLP_HEADERS", &headers)?);
        }
        if let Some(timeout) = get("OTEL_EXPORTER_OTLP_TIMEOUT") {
            let expected = "milliseconds, such as 10000";
            let wrong = |_| ConfigError { variable: "OTEL_EXPORTER_OTLP_TIMEOUT", expected };
            self.timeout_ms = timeout.trim().parse().map_err(wrong)?;
        }
        if let Some(resource) = get("OTEL_RESOURCE_ATTRIBUTES") {
            self.resource.extend(pairs("OTEL_RESOURCE_ATTRIBUTES", &resource)?);
        }
        if let Some(name) = self.resource.remove("service.name") {
            self.service_name = name;
        }
        if let Some(name) = get("OTEL_SERVICE_NAME") {
            self.service_name = name;
        }
        Ok(self)
    }
}

/// `key=value,key=value`, percent-encoded.
fn pairs(variable: &'static str, text: &str) -> Result<Vec<(String, String)>, ConfigError> {
    let wrong = ConfigError { variable, expected: "key=value,key=value, percent-encoded" };
    let pairs = text.split(',').filter(|pair| !pair.trim().is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').ok_or_else(|| wrong.clone())?;
        let decoded = |text: &str| decoded(text.trim()).ok_or_else(|| wrong.clone());
        Ok((decoded(key)?, decoded(value)?))
    });
    pairs.collect()
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let byte = digit()? * 16 + digit()?;
            bytes.push(u8::try_from(byte).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
