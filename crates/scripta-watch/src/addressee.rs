//! Somebody who is told, and in which form.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use scripta_alerts::{
    Labels, Notice, SIGNATURE_HEADER, TIMESTAMP_HEADER, alertmanager, json, pagerduty, sign, slack,
};
use scripta_recorder::{NotifySection, now};
use serde_json::Value;

use crate::notifying::Undelivered;

/// How long an addressee may take.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);
/// How often one is tried at once, with growing pauses.
const ATTEMPTS: u32 = 3;
/// For how long Alertmanager takes an alert as firing that it hears no more of, in seconds.
const VALID_S: i64 = 6 * 3_600;

/// One of them.
pub(crate) struct Addressee {
    url: String,
    form: Form,
    secret: Option<String>,
    labels: Labels,
}

/// Without what may be secret.
impl std::fmt::Debug for Addressee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addressee").field("host", &host(&self.url)).finish_non_exhaustive()
    }
}

enum Form {
    Json,
    Slack,
    PagerDuty { routing_key: String },
    Alertmanager,
    Sns,
}

impl Addressee {
    pub(crate) fn new(
        section: &NotifySection,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, (&'static str, String)> {
        let variable = |name: &str| {
            let value = env(name).filter(|value| !value.trim().is_empty());
            value.ok_or_else(|| format!("the environment has no {name}"))
        };
        let url = match section.url.strip_prefix("env:") {
            Some(name) => variable(name).map_err(|why| ("url", why))?,
            None => section.url.clone(),
        };
        let is_topic = section.format.as_deref() == Some("sns");
        if is_topic {
            topic(&url).map_err(|why| ("url", why))?;
        } else if !url.starts_with("https://") && !is_local(&url) {
            return Err((
                "url",
                "must begin with https://, or with http:// for a server of this machine".to_owned(),
            ));
        }
        let secret =
            section.secret_env.as_deref().map(variable).transpose().map_err(|why| ("secret_env", why))?;
        let form = match section.format.as_deref().unwrap_or("json") {
            "json" => Form::Json,
            "slack" => Form::Slack,
            "alertmanager" => Form::Alertmanager,
            "sns" => Form::Sns,
            "pagerduty" => {
                let name = section.routing_key_env.as_deref();
                let name = name.ok_or(("routing_key_env", "pagerduty needs it".to_owned()))?;
                Form::PagerDuty { routing_key: variable(name).map_err(|why| ("routing_key_env", why))? }
            }
            other => {
                let why = format!("`{other}` is none of json, slack, pagerduty, alertmanager, sns");
                return Err(("format", why));
            }
        };
        Ok(Self { url, form, secret, labels: section.labels.clone() })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is a server of this machine.
    pub(crate) fn is_local(&self) -> bool {
        is_local(&self.url)
    }

    fn body(&self, notice: &Notice) -> Value {
        match &self.form {
            Form::Json | Form::Sns => json(notice),
            Form::Slack => slack(notice),
            Form::PagerDuty { routing_key } => pagerduty(notice, routing_key, &self.labels),
            Form::Alertmanager => alertmanager([notice], &self.labels, VALID_S),
        }
    }

    pub(crate) async fn send(&self, client: &Client, notice: &Notice) -> Result<(), Undelivered> {
        #[cfg(feature = "aws")]
        if matches!(self.form, Form::Sns) {
            let published = crate::aws::publish(&self.url, notice).await;
            return published.map_err(|why| Undelivered { host: self.url.clone(), why, again: true });
        }
        let body = self.body(notice).to_string();
        let undelivered = |why, again| Undelivered { host: host(&self.url).to_owned(), why, again };
        let mut failed = undelivered(String::new(), true);
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(500 << attempt)).await;
            }
            let mut request = client
                .post(&self.url)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .body(body.clone());
            if let Some(secret) = &self.secret {
                let at = now().as_millis().div_euclid(1_000);
                request = request
                    .header(TIMESTAMP_HEADER, at)
                    .header(SIGNATURE_HEADER, sign(secret.as_bytes(), at, &body));
            }
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) if is_passing(answer.status()) => {
                    failed = undelivered(format!("it answers {}", answer.status()), true);
                }
                Ok(answer) => {
                    return Err(undelivered(format!("it refuses the notice: {}", answer.status()), false));
                }
                // The address may be a secret.
                Err(error) => failed = undelivered(error.without_url().to_string(), true),
            }
        }
        Err(failed)
    }
}

/// Checks the name of a topic, and that this build can publish to it.
fn topic(arn: &str) -> Result<(), String> {
    let parts: Vec<&str> = arn.split(':').collect();
    if !matches!(parts[..], ["arn", _, "sns", region, _, topic] if !region.is_empty() && !topic.is_empty()) {
        return Err("must be a topic's ARN, such as arn:aws:sns:us-east-1:123456789012:alerts".to_owned());
    }
    if cfg!(feature = "aws") {
        Ok(())
    } else {
        Err("this build has no Amazon SDK: build it with `--features aws`".to_owned())
    }
}

fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status)
}

fn is_local(url: &str) -> bool {
    let host = url.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
    host.is_some_and(|host| ["127.0.0.1", "localhost"].contains(&host))
}

/// The host of an address, which is no secret.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}
