//! A session's settings: what changed, without what must not be kept.

use serde_json::{Map, Value};

use crate::entry::SessionChange;
use crate::hash::{Map as Table, fingerprint};
use crate::wire::{Fields, SessionPhase, SessionSettings, value};

/// The settings as they last stood, one fingerprint a member.
#[derive(Debug, Default)]
pub(super) struct Settings(Table<String, u64>);

/// Credentials, wherever they are in the settings: the ephemeral key of a session, and how the API logs in
/// to an MCP server.
const SECRETS: [&str; 5] = ["client_secret", "authorization", "headers", "api_key", "token"];

impl Settings {
    /// What a session event changed. Instructions and tools are long and repeated with every update: only
    /// members that differ from the event before are in the result.
    pub(super) fn change(&mut self, phase: SessionPhase, settings: &SessionSettings<'_>) -> SessionChange {
        let requested = phase == SessionPhase::Requested;
        let mut members = Map::new();
        for (name, raw) in Fields::of(settings.all.0).unwrap_or_default().iter() {
            // What is asked for is another list than what is so.
            let key = if requested { format!("requested {name}") } else { name.to_owned() };
            let print = fingerprint(raw.get());
            if self.0.insert(key, print) != Some(print) && !SECRETS.contains(&name) {
                let mut member = value(raw);
                if member.is_string() && !raw.get().starts_with('"') {
                    // Nested too deep to be read: there may be a secret in it.
                    member = "[left out]".into();
                }
                drop_secrets(&mut member);
                members.insert(name.to_owned(), member);
            }
        }
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        SessionChange {
            opened: phase == SessionPhase::Created,
            requested,
            session_id: owned(&settings.id),
            model: owned(&settings.model),
            voice: owned(&settings.voice),
            input: settings.input,
            output: settings.output,
            transcription: settings.transcription.clone().map(Option::unwrap_or_default),
            settings: members,
        }
    }
}

fn drop_secrets(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !SECRETS.contains(&name.as_str()));
            members.values_mut().for_each(drop_secrets);
        }
        Value::Array(values) => values.iter_mut().for_each(drop_secrets),
        _ => {}
    }
}
