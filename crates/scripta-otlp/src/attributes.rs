//! Attributes of spans, points and resources.

use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};

/// A list of attributes that grows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Vec<KeyValue>);

impl Attributes {
    pub(crate) fn text(&mut self, key: &str, value: impl Into<String>) {
        self.put(key, Value::StringValue(value.into()));
    }

    pub(crate) fn number(&mut self, key: &str, value: u64) {
        self.put(key, Value::IntValue(i64::try_from(value).unwrap_or(i64::MAX)));
    }

    fn put(&mut self, key: &str, value: Value) {
        let value = Some(AnyValue { value: Some(value) });
        self.0.push(KeyValue { key: key.to_owned(), value, ..KeyValue::default() });
    }

    pub(crate) fn into_list(self) -> Vec<KeyValue> {
        self.0
    }
}
