//! Options from JavaScript, over the environment, over `scripta.toml`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use scripta_recorder::{Config, ConfigError, JournalPlace, Options};
use serde_json::{Map, Value};

/// The configuration that is read where none is named.
const CONFIG: &str = "scripta.toml";

/// Sections whose keys are snake_case in the file and camelCase in JavaScript. Those of `redact` are camelCase in
/// both, and the rest of `extract` are names of the user's own.
const SECTIONS: [&str; 5] = ["archive", "catalog", "journal", "recorder", "extract"];

/// Options that stand for a variable of the environment, and win over it.
const VARIABLES: [(&str, &str, &str); 5] = [
    ("CONVERSATIONS_BUCKET", "archive", "bucket"),
    ("AWS_REGION", "archive", "region"),
    ("AWS_ENDPOINT_URL", "archive", "endpoint"),
    ("SCRIPTA_TOKEN_KEY", "redact", "tokenKey"),
    ("SCRIPTA_CATALOG_URL", "catalog", "url"),
];

/// Why options cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OptionsError {
    #[error("the options cannot be read: {0}")]
    Json(String),
    #[error("the configuration {} cannot be read: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    InFile { path: PathBuf, source: ConfigError },
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// Reads what `createRecorder` was told, as JSON: the recorder's options, and who asks.
pub(crate) fn read(told: &str) -> Result<(Options, String), OptionsError> {
    let mut told: Map<String, Value> =
        serde_json::from_str(told).map_err(|error| OptionsError::Json(error.to_string()))?;
    let actor = taken(&mut told, "actor")?.unwrap_or_else(|| "unknown".to_owned());
    let named = taken(&mut told, "configFile")?.map(PathBuf::from);
    let env = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let data_dir = taken(&mut told, "dataDir")?.or_else(|| env("SCRIPTA_DATA_DIR")).map(PathBuf::from);
    let mut merged = file(named.as_deref())?;
    let of_option = |told: &Map<String, Value>, section: &str, key: &str| {
        told.get(section).and_then(|section| section.get(key)).map(|value| value.as_str().map(str::to_owned))
    };
    let variables = VARIABLES.map(|(name, section, key)| (name, of_option(&told, section, key)));
    merge(
        &mut merged,
        told.into_iter().map(|(name, section)| {
            let section = if SECTIONS.contains(&name.as_str()) { snake_case(section) } else { section };
            (name, section)
        }),
    );
    let config: Config =
        serde_json::from_value(merged.into()).map_err(|error| OptionsError::Json(error.to_string()))?;
    let env = |name: &str| match variables.iter().find(|(variable, _)| *variable == name) {
        // An option that is null counts as unset, whatever the environment says.
        Some((_, Some(told))) => told.clone(),
        _ => env(name),
    };
    let mut options = config.options(env, data_dir)?;
    // Node services run as several processes over one folder: a cluster, or the old one and its successor.
    options.journal_place = JournalPlace::FirstFree;
    Ok((options, actor))
}

/// Takes a text out of the options.
fn taken(told: &mut Map<String, Value>, name: &str) -> Result<Option<String>, OptionsError> {
    match told.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(OptionsError::Json(format!("{name} must be a string"))),
    }
}

/// The configuration file as JSON; empty where there is none and none was named.
fn file(named: Option<&Path>) -> Result<Map<String, Value>, OptionsError> {
    let path = named.unwrap_or(Path::new(CONFIG));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => return Ok(Map::new()),
        Err(source) => return Err(OptionsError::File { path: path.to_owned(), source }),
    };
    // Its mistakes are told with their line.
    Config::parse(&text).map_err(|source| OptionsError::InFile { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|error| OptionsError::Json(error.message().to_owned()))
}

/// Lays options over what is there: members of objects one by one, everything else whole.
fn merge(under: &mut Map<String, Value>, over: impl Iterator<Item = (String, Value)>) {
    for (name, value) in over {
        match (under.get_mut(&name), value) {
            (Some(Value::Object(under)), Value::Object(over)) => merge(under, over.into_iter()),
            (_, Value::Null) => drop(under.remove(&name)),
            (_, value) => drop(under.insert(name, value)),
        }
    }
}

/// A section with its own keys in snake_case.
fn snake_case(section: Value) -> Value {
    let Value::Object(members) = section else { return section };
    members.into_iter().map(|(name, value)| (snake(&name), value)).collect::<Map<_, _>>().into()
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
