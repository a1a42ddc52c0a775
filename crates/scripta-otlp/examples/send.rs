//! Sends ten made-up conversations: `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:6006 cargo run -p scripta-otlp --example send`.

use scripta_otlp::{Config, Content, Conventions, Otlp, send_conversation};
use scripta_population::Population;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config =
        Config { conventions: Conventions::OpenInference, content: Content::Redacted, ..Config::default() };
    let otlp = Otlp::new(config.with_variables(|name| std::env::var(name).ok())?)?;
    for documents in Population::new(1, 10).iter() {
        send_conversation(&otlp, &documents.conversation).await?;
    }
    Ok(())
}
