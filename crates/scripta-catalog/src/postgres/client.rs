//! Connections to the server.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, IsolationLevel, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::CatalogError;

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long a statement may take, in milliseconds.
const STATEMENT: u32 = 120_000;
/// Connections that are kept open.
const KEPT: usize = 4;
/// The longest name that PostgreSQL takes whole.
const LONGEST_NAME: usize = 63;

/// Connections, made when they are needed.
pub(super) struct Pool {
    config: Config,
    tls: MakeRustlsConnect,
    /// Quoted.
    schema: String,
    place: String,
    idle: Arc<Mutex<Vec<Client>>>,
}

/// A connection in use. It goes back when it is dropped, unless it is broken.
pub(super) struct Held {
    client: Option<Client>,
    idle: Arc<Mutex<Vec<Client>>>,
}

impl Pool {
    pub(super) fn new(url: &str, schema: &str) -> Result<Self, CatalogError> {
        // What the parser says may have the password in it.
        let config = url.parse::<Config>().map_err(|_| CatalogError::Config {
            detail: "its URL cannot be read: give postgres://user:password@host/database?sslmode=require"
                .to_owned(),
        })?;
        let first = schema.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let others = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !first || schema.len() > LONGEST_NAME || !schema.bytes().all(others) || schema.starts_with("pg_") {
            return Err(CatalogError::Config {
                detail: format!(
                    "the schema {schema:?} cannot be used: give small letters, digits and _, beginning with a letter"
                ),
            });
        }
        let place = place(&config, schema);
        let mut config = config;
        config.connect_timeout(CONNECTING);
        config.application_name("scripta");
        config.options(format!("-c statement_timeout={STATEMENT} -c search_path={schema} -c timezone=UTC"));
        let tls = MakeRustlsConnect::new(tls()?);
        Ok(Self { config, tls, schema: format!("\"{schema}\""), place, idle: Arc::default() })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The schema, quoted.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// A connection that works, as far as is known.
    pub(super) async fn client(&self) -> Result<Held, CatalogError> {
        loop {
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let client = match kept {
                Some(client) if client.is_closed() => continue,
                Some(client) => client,
                None => self.connect().await?,
            };
            return Ok(Held { client: Some(client), idle: Arc::clone(&self.idle) });
        }
    }

    /// A connection of one's own.
    pub(super) async fn connect(&self) -> Result<Client, CatalogError> {
        let connecting = tokio::time::timeout(CONNECTING, self.config.connect(self.tls.clone()));
        let unavailable = |detail: String| CatalogError::Unavailable { place: self.place.clone(), detail };
        let (client, connection) = match connecting.await {
            Ok(connected) => connected.map_err(|error| self.told(&error))?,
            Err(_) => return Err(unavailable("the server does not answer".to_owned())),
        };
        // Ends when the client is dropped, or the server goes away.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// What an error means for who asked. What the server says of a statement's values is not repeated.
    pub(super) fn told(&self, error: &tokio_postgres::Error) -> CatalogError {
        let place = self.place.clone();
        let Some(said) = error.as_db_error() else {
            let mut detail = error.to_string();
            if let Some(cause) = std::error::Error::source(error) {
                detail = format!("{detail}: {cause}");
            }
            return CatalogError::Unavailable { place, detail };
        };
        // What the server says may hold a value of the statement, and so a word that was said.
        let code = said.code().code();
        let told = |text: &str| format!("{text} (SQLSTATE {code})");
        match code.get(..2).unwrap_or_default() {
            "28" => {
                CatalogError::Config { detail: told(&format!("{place} refuses the user or the password")) }
            }
            "3D" => CatalogError::Config { detail: told(&format!("{place}: there is no such database")) },
            "42" if code == "42501" => CatalogError::Config {
                detail: told(&format!("{place}: the user may not do this; it must own the schema")),
            },
            "53" => CatalogError::Unwritable {
                place,
                detail: told("the server lacks space, memory or connections"),
            },
            "25" if code == "25006" => {
                CatalogError::Unwritable { place, detail: told("the server only lets us read") }
            }
            "08" | "57" => {
                CatalogError::Unavailable { place, detail: told("the server ends, or ended the statement") }
            }
            "40" | "55" => CatalogError::Unavailable { place, detail: told("others are in the way") },
            "XX" => CatalogError::Damaged { place, detail: told("the server found its own files damaged") },
            _ => CatalogError::Store { place, detail: told("the server refused the statement") },
        }
    }

    pub(super) fn damaged(&self, detail: &str) -> CatalogError {
        CatalogError::Damaged { place: self.place.clone(), detail: detail.to_owned() }
    }
}

impl Held {
    /// A transaction in which every statement sees what was committed before it.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, tokio_postgres::Error> {
        self.build_transaction().isolation_level(IsolationLevel::ReadCommitted).start().await
    }
}

impl Deref for Held {
    type Target = Client;

    #[expect(clippy::expect_used, reason = "it is taken when this is dropped, and not before")]
    fn deref(&self) -> &Client {
        self.client.as_ref().expect("a connection is held until it is dropped")
    }
}

impl DerefMut for Held {
    #[expect(clippy::expect_used, reason = "it is taken when this is dropped, and not before")]
    fn deref_mut(&mut self) -> &mut Client {
        self.client.as_mut().expect("a connection is held until it is dropped")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|client| !client.is_closed()) {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(client);
            }
        }
    }
}

/// The server in words, without user and password.
fn place(config: &Config, schema: &str) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    format!("postgres {host}/{} ({schema})", config.get_dbname().unwrap_or_default())
}

/// The machine's own certificates, checked by ring.
fn tls() -> Result<rustls::ClientConfig, CatalogError> {
    let failed =
        |error: rustls::Error| CatalogError::Config { detail: format!("cannot set up TLS: {error}") };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    Ok(rustls_platform_verifier::BuilderVerifierExt::with_platform_verifier(builder)
        .map_err(failed)?
        .with_no_client_auth())
}
