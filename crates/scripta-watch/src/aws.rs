//! Amazon: figures to CloudWatch by `PutMetricData`, notices to SNS. Who we are, and where, comes from the standard AWS chain.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cloudwatch::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use scripta_alerts::Notice;
use scripta_metrics::{Place, Values, cloudwatch};

/// As many figures may be in one request.
const MOST: usize = 1_000;
const TIMEOUT: Duration = Duration::from_secs(10);

/// CloudWatch, with where figures go in it.
#[derive(Debug)]
pub struct CloudWatch {
    client: aws_sdk_cloudwatch::Client,
    place: Place,
}

/// Figures did not get to CloudWatch.
#[derive(Debug, thiserror::Error)]
#[error("CloudWatch has not taken the metrics: {0}")]
pub struct CloudWatchError(String);

impl CloudWatch {
    /// Nothing is sent yet.
    pub async fn new(place: Place) -> Self {
        Self { client: aws_sdk_cloudwatch::Client::new(&config(None).await), place }
    }

    /// Sends what was counted in an interval ([`Values::since`]); tells how many figures.
    ///
    /// # Errors
    /// Where CloudWatch does not take them, or nobody says who we are.
    pub async fn put(&self, values: &Values, at_ms: i64) -> Result<usize, CloudWatchError> {
        let dimension =
            |(name, value): &(String, String)| Dimension::builder().name(name).value(value).build();
        let dimensions: Vec<Dimension> = self.place.dimensions.iter().map(dimension).collect();
        let datum = |datum: scripta_metrics::Datum| {
            MetricDatum::builder()
                .metric_name(datum.name)
                .unit(StandardUnit::from(datum.unit))
                .value(datum.value)
                .timestamp(DateTime::from_millis(at_ms))
                .set_dimensions(Some(dimensions.clone()))
                .build()
        };
        let data: Vec<MetricDatum> = cloudwatch(values).into_iter().map(datum).collect();
        for some in data.chunks(MOST) {
            let request = self.client.put_metric_data().namespace(&self.place.namespace);
            let sent = request.set_metric_data(Some(some.to_vec())).send().await;
            sent.map_err(|error| CloudWatchError(why(&error)))?;
        }
        Ok(data.len())
    }
}

/// Brings a notice to a topic: as JSON to programs, as a text by mail, in a sentence by SMS.
pub(crate) async fn publish(topic: &str, notice: &Notice) -> Result<(), String> {
    let region = topic.split(':').nth(3).map(|region| Region::new(region.to_owned()));
    let client = aws_sdk_sns::Client::new(&config(region).await);
    let (subject, text) = scripta_alerts::sns(notice);
    let json = scripta_alerts::json(notice).to_string();
    let sms = format!("{subject}: {}", notice.summary);
    let forms = BTreeMap::from([("default", json), ("email", text), ("sms", sms)]);
    let message = serde_json::json!(forms).to_string();
    let request =
        client.publish().topic_arn(topic).subject(subject).message(message).message_structure("json");
    request.send().await.map(drop).map_err(|error| why(&error))
}

/// What went wrong, in words: what the service says, or else what stands behind the SDK's own words.
fn why<E: ProvideErrorMetadata + std::error::Error + 'static>(error: &SdkError<E>) -> String {
    if let SdkError::ServiceError(answer) = error {
        let status = answer.raw().status().as_u16();
        let (code, message) = (answer.err().code().unwrap_or("no code"), answer.err().message());
        return format!("it answers {status}, {code}: {}", message.unwrap_or("no reason"));
    }
    let mut causes = vec![error.to_string()];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    causes.dedup();
    causes.join(": ")
}

async fn config(region: Option<Region>) -> SdkConfig {
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let timeouts = TimeoutConfig::builder().operation_timeout(TIMEOUT * 3).operation_attempt_timeout(TIMEOUT);
    let loader =
        aws_config::defaults(BehaviorVersion::latest()).http_client(client).timeout_config(timeouts.build());
    match region {
        Some(region) => loader.region(region).load().await,
        None => loader.load().await,
    }
}
