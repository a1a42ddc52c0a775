//! The session: how the conversation is connected.

use serde_json::Map;

use super::Ledger;
use crate::entry::SessionChange;
use crate::record::kind;

impl Ledger {
    pub(super) fn session(&mut self, session: &SessionChange) {
        let mut data = Map::new();
        for (name, value) in
            [("sessionId", &session.session_id), ("model", &session.model), ("voice", &session.voice)]
        {
            data.extend(value.as_ref().map(|value| (name.to_owned(), value.as_str().into())));
        }
        if session.requested {
            data.insert("settings".into(), session.settings.clone().into());
            self.events.push(kind::SESSION_UPDATE_REQUESTED, None, None, data);
            return;
        }
        let source = &mut self.source;
        // A stream that is joined late (a sideband) has no event that opens the session.
        let connects = source.session_ids.is_empty();
        let reconnects = session.opened && !connects;
        if let Some(id) = &session.session_id
            && source.session_ids.last() != Some(id)
        {
            source.session_ids.push(id.clone());
        } else if connects {
            source.session_ids.push(String::new());
        }
        for (known, said) in [(&mut source.model, &session.model), (&mut source.voice, &session.voice)] {
            if said.is_some() {
                known.clone_from(said);
            }
        }
        source.input_audio = session.input.unwrap_or(source.input_audio);
        source.output_audio = session.output.unwrap_or(source.output_audio);
        if let Some(model) = &session.transcription {
            self.transcription_off = model.is_empty();
            source.transcription_model = Some(model.clone()).filter(|model| !model.is_empty());
        }
        if let Some(tracing) = session.settings.get("tracing") {
            source.tracing = Some(tracing.clone());
        }
        if reconnects {
            self.order.rebase();
        }
        data.insert("settings".into(), session.settings.clone().into());
        let kind = if connects || session.opened { kind::SESSION_CONNECTED } else { kind::SESSION_UPDATED };
        self.events.push(kind, None, None, data);
    }
}
