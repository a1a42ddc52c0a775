//! Sending by OTLP/HTTP, in protobuf.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::metrics::v1::{ResourceMetrics, ScopeMetrics};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans};
use prost::Message;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use scripta_core::record::Conversation;
use scripta_metrics::Values;

use crate::attributes::Attributes;
use crate::config::Config;
use crate::{metrics, trace};

/// The longest pause between two tries, also where the receiver asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Characters of what a receiver says that are told.
const LONGEST_MESSAGE: usize = 200;

/// A receiver of traces and metrics.
#[derive(Debug, Clone)]
pub struct Otlp {
    config: Config,
    traces: Url,
    metrics: Url,
    client: reqwest::Client,
}

/// What the receiver took in part only, and what it says of that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejected {
    /// How many spans, or points of metrics, it refused.
    pub count: u64,
    /// Why, or a warning.
    pub message: String,
}

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The address is none.
    #[error("otlp.endpoint is not an http or https address; give one such as http://localhost:4318")]
    Endpoint,
    /// A header cannot be sent.
    #[error("otlp.headers: `{0}` is not a header's name, or its value cannot be sent; correct it")]
    Header(String),
    /// The client cannot be made.
    #[error("the client for OTLP cannot be made: {0}")]
    Client(String),
    /// The receiver does not want it.
    #[error("the OTLP receiver refused {what} with status {status}: {advice}")]
    Refused {
        /// Traces or metrics.
        what: &'static str,
        /// The status.
        status: u16,
        /// What to do.
        advice: &'static str,
    },
    /// It failed as often as it may be tried.
    #[error(
        "{what} could not be sent by OTLP in {tries} tries: {last}; see that the receiver runs and is reached"
    )]
    Away {
        /// Traces or metrics.
        what: &'static str,
        /// How often it was tried.
        tries: u32,
        /// What went wrong the last time.
        last: String,
    },
    /// The answer is none of OTLP's.
    #[error(
        "what answered {what} does not speak OTLP; see that otlp.endpoint is the receiver's, without /v1/…"
    )]
    Answer {
        /// Traces or metrics.
        what: &'static str,
    },
}

impl SendError {
    /// Whether it is about what was sent: others would be taken, and this one never will.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused { status: 400 | 413 | 422, .. })
    }
}

/// Sends a conversation's trace, or those of its turns.
///
/// # Errors
///
/// See [`SendError`].
pub async fn send_conversation(otlp: &Otlp, conversation: &Conversation) -> Result<Rejected, SendError> {
    let spans = trace(conversation, &otlp.config);
    let scope_spans = vec![ScopeSpans { scope: Some(scope()), spans, ..ScopeSpans::default() }];
    let resource_spans =
        vec![ResourceSpans { resource: Some(otlp.resource()), scope_spans, ..ResourceSpans::default() }];
    let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
    let answer: ExportTraceServiceResponse = otlp.post("traces", &otlp.traces, body).await?;
    let partial = answer.partial_success.unwrap_or_default();
    Ok(rejected(partial.rejected_spans, &partial.error_message))
}

/// Sends the values as they are now.
///
/// # Errors
///
/// See [`SendError`].
pub async fn send_metrics(otlp: &Otlp, values: &Values) -> Result<Rejected, SendError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let metrics = metrics(values, u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    let scope_metrics = vec![ScopeMetrics { scope: Some(scope()), metrics, ..ScopeMetrics::default() }];
    let resource_metrics = vec![ResourceMetrics {
        resource: Some(otlp.resource()),
        scope_metrics,
        ..ResourceMetrics::default()
    }];
    let body = ExportMetricsServiceRequest { resource_metrics }.encode_to_vec();
    let answer: ExportMetricsServiceResponse = otlp.post("metrics", &otlp.metrics, body).await?;
    let partial = answer.partial_success.unwrap_or_default();
    Ok(rejected(partial.rejected_data_points, &partial.error_message))
}

impl Otlp {
    /// A client of the configured receiver. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// The address or a header is none, or the client cannot be made.
    pub fn new(config: Config) -> Result<Self, SendError> {
        let base = config.endpoint.trim().trim_end_matches('/');
        if Url::parse(base).is_err() {
            return Err(SendError::Endpoint);
        }
        let url = |path: &str| Url::parse(&format!("{base}/v1/{path}")).map_err(|_| SendError::Endpoint);
        let (traces, metrics) = (url("traces")?, url("metrics")?);
        if !matches!(traces.scheme(), "http" | "https") {
            return Err(SendError::Endpoint);
        }
        let client = client(&config)?;
        Ok(Self { config, traces, metrics, client })
    }

    /// The receiver's host, for those who are to know where things went.
    pub fn host(&self) -> &str {
        self.traces.host_str().unwrap_or_default()
    }

    /// What is configured.
    pub fn config(&self) -> &Config {
        &self.config
    }

    fn resource(&self) -> Resource {
        let mut attributes = Attributes::default();
        attributes.text("service.name", self.config.service_name.as_str());
        for (key, value) in &self.config.resource {
            attributes.text(key, value.as_str());
        }
        Resource { attributes: attributes.into_list(), ..Resource::default() }
    }

    async fn post<A: Message + Default>(
        &self,
        what: &'static str,
        url: &Url,
        body: Vec<u8>,
    ) -> Result<A, SendError> {
        let mut pause = Duration::from_millis(self.config.pause_ms);
        for tries in 1.. {
            let sent = self.client.post(url.clone()).body(body.clone()).send().await;
            let (last, asked) = match sent {
                Ok(answer) if answer.status().is_success() => return read(what, answer).await,
                Ok(answer) if for_now(answer.status()) => {
                    (format!("status {}", answer.status().as_u16()), retry_after(&answer))
                }
                Ok(answer) => return Err(refused(what, answer.status())),
                Err(error) => (reason(&error).to_owned(), None),
            };
            if tries > self.config.retries {
                return Err(SendError::Away { what, tries, last });
            }
            tokio::time::sleep(asked.unwrap_or(pause).min(LONGEST_PAUSE)).await;
            pause = pause.saturating_mul(2);
        }
        Err(SendError::Answer { what })
    }
}

fn client(config: &Config) -> Result<reqwest::Client, SendError> {
    let failed = |error: &dyn std::error::Error| SendError::Client(error.to_string());
    let mut headers = HeaderMap::new();
    for (name, value) in &config.headers {
        let wrong = || SendError::Header(name.clone());
        let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?, value);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
    let timeout = Duration::from_millis(config.timeout_ms);
    scripta_archive::client_builder(Some(config.endpoint.trim()), timeout)
        .map_err(|error| failed(&error))?
        .default_headers(headers)
        // A header may be a secret, and is not for whoever the receiver sends us to.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(timeout)
        .build()
        .map_err(|error| failed(&error))
}

fn scope() -> InstrumentationScope {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    InstrumentationScope { name: "scripta".to_owned(), version, ..InstrumentationScope::default() }
}

fn rejected(count: i64, message: &str) -> Rejected {
    let message = message.chars().filter(|c| !c.is_control()).take(LONGEST_MESSAGE).collect();
    Rejected { count: u64::try_from(count).unwrap_or(0), message }
}

async fn read<A: Message + Default>(what: &'static str, answer: Response) -> Result<A, SendError> {
    let bytes = answer.bytes().await.map_err(|_| SendError::Answer { what })?;
    A::decode(bytes).map_err(|_| SendError::Answer { what })
}

fn for_now(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// How long the receiver asks to wait: seconds, or until a date.
fn retry_after(answer: &Response) -> Option<Duration> {
    let asked = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(asked).ok()?;
    Some(Duration::try_from(until.duration_since(jiff::Timestamp::now())).unwrap_or_default())
}

fn refused(what: &'static str, status: StatusCode) -> SendError {
    let advice = match status.as_u16() {
        401 | 403 => "see that otlp.headers holds the receiver's key",
        404 | 405 => "see that otlp.endpoint is the receiver's address, without /v1/…",
        413 => "raise the receiver's limit for requests, or leave out the content",
        415 => "the receiver must take protobuf over HTTP; gRPC has another port",
        300..=399 => "it redirects; give the address that it redirects to as otlp.endpoint",
        _ => "see its log for the reason",
    };
    SendError::Refused { what, status: status.as_u16(), advice }
}

/// Why there is no answer. Not the error's own text, which may hold the address with a secret in it.
fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    }
}
