//! What came in.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The head of one request as it came in, whatever became of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// `PUT`, `GET` …
    pub method: String,
    /// The path as sent, with the bucket: `/bucket/key`.
    pub path: String,
    /// The query as sent.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// When.
    pub at: Instant,
}

impl Request {
    /// The value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn of(head: &hyper::Request<hyper::body::Incoming>) -> Self {
        let headers = head.headers().iter();
        Self {
            method: head.method().to_string(),
            path: head.uri().path().to_owned(),
            query: head.uri().query().unwrap_or_default().to_owned(),
            headers: headers
                .map(|(name, value)| {
                    (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                })
                .collect(),
            at: Instant::now(),
        }
    }
}

/// A lock that a failed test doesn't poison.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
