//! The metrics, for whoever scrapes them.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use scripta_metrics::{Values, prometheus};
use tokio::net::TcpListener;

/// Makes the values that are served, each time that they are asked for. It may read files: it is called where that may block.
pub type Source = Arc<dyn Fn() -> Values + Send + Sync>;

/// Serves `GET /metrics` and `GET /healthz` until `stopped`.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    source: Source,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let metrics = move || {
        let source = Arc::clone(&source);
        async move {
            let values = tokio::task::spawn_blocking(move || source()).await.unwrap_or_default();
            ([(CONTENT_TYPE, scripta_metrics::CONTENT_TYPE)], prometheus(&values))
        }
    };
    let routes =
        Router::new().route("/metrics", get(metrics)).route("/healthz", get(|| async { "ok\n" })).fallback(
            || async { (axum::http::StatusCode::NOT_FOUND, "there is GET /metrics and GET /healthz\n") },
        );
    axum::serve(listener, routes).with_graceful_shutdown(stopped).await
}
