//! What of an entry may hold what somebody said.

use scripta_redact::{Scrub, Sensitive, Speaker};
use serde_json::Value;

use super::{Change, Entry, ItemChange, Learned, Place, TextChange, TextOf};

impl Sensitive for Entry {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        if let Some(id) = &mut self.id {
            scrub.id(id);
        }
        self.change.scrub(scrub);
        self.found.merge(&scrub.take_counts());
    }
}

impl Sensitive for Change {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        match self {
            Self::Begin(begin) => {
                scrub.id(&mut begin.session_id);
                begin.metadata.scrub(scrub);
                begin.tracing.iter_mut().for_each(|tracing| scrub.json(tracing));
            }
            Self::Session(session) => session.settings.scrub(scrub),
            Self::Item(item) => item.scrub(scrub),
            Self::Text(text) => text.scrub(scrub),
            Self::TranscriptFailed { item_id, data, .. } => {
                scrub.id(item_id);
                data.scrub(scrub);
            }
            Self::Removed { item_id }
            | Self::Truncated { item_id, .. }
            | Self::Speech { item_id, .. }
            | Self::Committed { item_id }
            | Self::McpCall { item_id, .. } => scrub.id(item_id),
            Self::Audio(audio) => {
                scrub_ids([&mut audio.item_id, &mut audio.response_id], scrub);
            }
            Self::Response(response) => {
                scrub.id(&mut response.response_id);
                response.item_ids.iter_mut().for_each(|id| scrub.id(id));
                for value in [&mut response.error, &mut response.metadata, &mut response.usage] {
                    value.iter_mut().for_each(|value| scrub.json(value));
                }
            }
            Self::Playback { response_id, .. } => scrub.id(response_id),
            Self::Result { call_id, output } => {
                scrub.id(call_id);
                scrub.output(output);
            }
            Self::LiveUsage { usage } => scrub.json(usage),
            Self::Event(event) => {
                scrub_ids([&mut event.item_id, &mut event.response_id], scrub);
                if event.event == crate::record::kind::DTMF_RECEIVED {
                    // One key says little, but a row of them is a card number.
                    if let Some(Value::String(digit)) = event.data.get_mut("digit") {
                        scrub.dtmf(digit);
                    }
                }
                event.data.scrub(scrub);
            }
            Self::Snapshot { event_type } => {
                scrub.text(event_type);
            }
            Self::Facts(facts) => facts.learned.iter_mut().for_each(|fact| fact.scrub(scrub)),
            Self::Problem(problem) => scrub_ids([&mut problem.item_id], scrub),
            Self::End(end) => {
                if let Some(reason) = &mut end.completion_reason {
                    scrub.text(reason);
                }
                end.metadata.scrub(scrub);
            }
        }
    }
}

impl Sensitive for ItemChange {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.item_id);
        scrub_ids([&mut self.response_id, &mut self.call_id], scrub);
        if let Some(Place::After(id)) = &mut self.place {
            scrub.id(id);
        }
        if let Some(name) = &mut self.name {
            scrub.text(name);
        }
        if let Some(arguments) = &mut self.arguments {
            scrub.json_text(arguments);
        }
        if let Some(output) = &mut self.output {
            scrub.output(output);
        }
        let speaker = match self.role.as_deref() {
            Some("user") => Some(Speaker::Caller),
            Some("assistant") => Some(Speaker::Agent),
            _ => None,
        };
        for part in &mut self.parts {
            let Some(text) = &mut part.text else { continue };
            part.remap = match speaker {
                Some(speaker) => scrub.said(&part_name(&self.item_id, part.index), speaker, text),
                None => scrub.text(text),
            };
        }
        self.extra.scrub(scrub);
    }
}

impl Sensitive for TextChange {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.item_id);
        scrub_ids([&mut self.response_id], scrub);
        let speaker = match self.of {
            TextOf::Arguments => return scrub.json_text(&mut self.text),
            TextOf::UserSpeech => Speaker::Caller,
            TextOf::AgentSpeech | TextOf::AgentText => Speaker::Agent,
        };
        let name = part_name(&self.item_id, self.index);
        let remap = if self.complete {
            scrub.said(&name, speaker, &mut self.text)
        } else {
            scrub.saying(&name, speaker, &mut self.text)
        };
        for (offset, _) in &mut self.marks {
            *offset = u32::try_from(remap.to_redacted(*offset as usize)).unwrap_or(u32::MAX);
        }
        self.remap = remap;
    }
}

impl Sensitive for Learned {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        let former = self.evidence.replaced.iter_mut().map(|former| &mut former.value);
        for value in former.chain([&mut self.value]) {
            match &self.personal {
                Some(kind) => scrub.value(kind, value),
                None => scrub.named(&self.field, value),
            }
        }
    }
}

/// What a part of an item is called in the redactor's memory of the last turns.
fn part_name(item_id: &str, index: u32) -> String {
    format!("{index}/{item_id}")
}

/// The item and the part that are called so.
pub(crate) fn part_named(name: &str) -> Option<(&str, u32)> {
    let (index, item_id) = name.split_once('/')?;
    Some((item_id, index.parse().ok()?))
}

fn scrub_ids<const N: usize>(ids: [&mut Option<String>; N], scrub: &mut Scrub<'_>) {
    ids.into_iter().flatten().for_each(|id| scrub.id(id));
}
