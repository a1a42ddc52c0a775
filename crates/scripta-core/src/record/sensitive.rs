//! What of a document may hold what somebody said.
//!
//! Documents are made of entries that the redactor has seen. They go through it once more, whole, on their
//! way to the archive: that way nothing can be archived that was put together from harmless pieces.

use scripta_redact::{Scrub, Sensitive};

use super::{
    ContentPart, Conversation, Extracted, HistoryChange, HistoryItem, RecordedEvent, Snapshot, Summary, Turn,
};

impl Sensitive for Conversation {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.session_id);
        self.metadata.scrub(scrub);
        self.turns.iter_mut().for_each(|turn| turn.scrub(scrub));
        self.history.iter_mut().for_each(|item| item.scrub(scrub));
        self.events.iter_mut().for_each(|event| event.scrub(scrub));
        self.history_snapshots.iter_mut().for_each(|snapshot| snapshot.scrub(scrub));
        self.redactions.merge(&scrub.take_counts());
    }
}

impl Sensitive for Summary {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.session_id);
        scrub.text(&mut self.outcome);
    }
}

impl Sensitive for Extracted {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.session_id);
        let others = self.subjects.values_mut().flatten().flatten();
        for (field, value) in self.facts.iter_mut().chain(others) {
            scrub.named(field, value);
        }
    }
}

impl Sensitive for Turn {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        for text in [&mut self.transcript, &mut self.heard].into_iter().flatten() {
            scrub.text(text);
        }
        for call in &mut self.tool_calls {
            scrub.json(&mut call.arguments);
            if let Some(result) = &mut call.result {
                scrub.json(result);
            }
        }
    }
}

impl Sensitive for HistoryItem {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        for ContentPart { text, transcript, .. } in &mut self.content {
            for text in [text, transcript].into_iter().flatten() {
                scrub.text(text);
            }
        }
        if let Some(arguments) = &mut self.arguments {
            scrub.json_text(arguments);
        }
        if let Some(output) = &mut self.output {
            scrub.output(output);
        }
        self.extra.scrub(scrub);
    }
}

impl Sensitive for RecordedEvent {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        self.data.scrub(scrub);
    }
}

impl Sensitive for Snapshot {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        self.history.iter_mut().flatten().for_each(|item| item.scrub(scrub));
        for change in self.changes.iter_mut().flatten() {
            if let HistoryChange::Put { item, .. } = change {
                item.scrub(scrub);
            }
        }
        for (field, value) in self.conversation_state.data.values_mut().flatten() {
            scrub.named(field, value);
        }
    }
}
