//! Bringing notices to those who are to have them.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use scripta_alerts::{
    Labels, Notice, SIGNATURE_HEADER, TIMESTAMP_HEADER, alertmanager, json, pagerduty, sign, slack,
};
use scripta_recorder::{NotifySection, now};
use serde_json::Value;

use crate::alerting::{Alerting, AlertingError};

/// How long an addressee may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often one is tried at once, with growing pauses.
const ATTEMPTS: u32 = 3;
/// Notices that are kept for addressees that are away.
const MOST: usize = 1_000;
/// For how long Alertmanager takes an alert as firing that it hears no more of, in seconds.
const VALID_S: i64 = 6 * 3_600;

/// Those who are told.
#[derive(Debug)]
pub struct Addressees {
    client: Client,
    all: Vec<Addressee>,
}

/// One of them.
struct Addressee {
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
}

/// The configuration of an addressee cannot be right.
#[derive(Debug, thiserror::Error)]
#[error("notify[{number}].{name}: {why}")]
pub struct NotifyError {
    /// Which, from 0.
    number: usize,
    name: &'static str,
    why: String,
}

/// How it went with an addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Its host.
    pub host: String,
    /// Why it has not got it.
    pub why: String,
    /// It will be tried again.
    pub again: bool,
}

impl Addressees {
    /// Those of the configuration. `env` gives a variable of the environment.
    ///
    /// # Errors
    /// [`NotifyError`] says what is wrong, and where.
    pub fn new(
        sections: &[NotifySection],
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, NotifyError> {
        let mut all = Vec::new();
        let mut all_local = true;
        for (number, section) in sections.iter().enumerate() {
            let addressee =
                Addressee::new(section, &env).map_err(|(name, why)| NotifyError { number, name, why })?;
            all_local &= is_local(&addressee.url);
            all.push(addressee);
        }
        let endpoint = all.first().filter(|_| all_local).map(|first| first.url.as_str());
        let client = scripta_archive::client(endpoint, TIMEOUT).map_err(|error| NotifyError {
            number: 0,
            name: "url",
            why: error.to_string(),
        })?;
        Ok(Self { client, all })
    }

    /// Brings notices to everybody, with those that an addressee did not take before. What it does not take now is kept.
    ///
    /// # Errors
    /// Where that cannot be kept.
    pub async fn tell(
        &self,
        alerting: &mut Alerting,
        notices: &[Notice],
    ) -> Result<Vec<Undelivered>, AlertingError> {
        let mut waiting: VecDeque<(usize, Notice)> = alerting.take_unsent().into();
        for notice in notices {
            waiting.extend((0..self.all.len()).map(|number| (number, notice.clone())));
        }
        let (mut unsent, mut undelivered) = (Vec::new(), Vec::<Undelivered>::new());
        for (number, notice) in waiting {
            // One that is no longer configured has nothing coming.
            let Some(addressee) = self.all.get(number) else { continue };
            // What comes after something that it did not take waits too, so that the order stays.
            let is_away = unsent.iter().any(|(other, _)| *other == number);
            let sent =
                if is_away { Err(None) } else { addressee.send(&self.client, &notice).await.map_err(Some) };
            let Err(failed) = sent else { continue };
            let again = failed.as_ref().is_none_or(|failed| failed.again);
            undelivered.extend(failed);
            if again {
                unsent.push((number, notice));
            }
        }
        let over = unsent.len().saturating_sub(MOST);
        unsent.drain(..over);
        alerting.keep_unsent(unsent)?;
        Ok(undelivered)
    }
}

impl Addressee {
    fn new(
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
        if !url.starts_with("https://") && !is_local(&url) {
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
            "pagerduty" => {
                let name = section.routing_key_env.as_deref();
                let name = name.ok_or(("routing_key_env", "pagerduty needs it".to_owned()))?;
                Form::PagerDuty { routing_key: variable(name).map_err(|why| ("routing_key_env", why))? }
            }
            other => {
                let why = format!("`{other}` is none of json, slack, pagerduty, alertmanager");
                return Err(("format", why));
            }
        };
        Ok(Self { url, form, secret, labels: section.labels.clone() })
    }

    fn body(&self, notice: &Notice) -> Value {
        match &self.form {
            Form::Json => json(notice),
            Form::Slack => slack(notice),
            Form::PagerDuty { routing_key } => pagerduty(notice, routing_key, &self.labels),
            Form::Alertmanager => alertmanager([notice], &self.labels, VALID_S),
        }
    }

    async fn send(&self, client: &Client, notice: &Notice) -> Result<(), Undelivered> {
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
