//! Responses as they begin and end.

use super::{Intake, item};
use crate::entry::{Change, ItemChange, Place, ResponseChange, TextOf};
use crate::time::Timestamp;
use crate::wire::Fields;

impl Intake {
    pub(super) fn response(&mut self, response: &Fields<'_>, done: bool, at: Timestamp, id: Option<&str>) {
        let Some(response_id) = response.id() else { return };
        if response.raw("conversation_id").is_some_and(|raw| raw.get() == "null") {
            self.asides.insert(response_id.clone());
        }
        let aside = self.asides.contains(&response_id);
        let details = response.object("status_details").unwrap_or_default();
        let item_ids = if done { self.outputs(response, &response_id, aside, at) } else { Vec::new() };
        let change = ResponseChange {
            response_id,
            done,
            status: response.string("status"),
            reason: details.string("reason"),
            error: details.value("error"),
            usage: response.value("usage"),
            aside,
            item_ids,
            metadata: response.value("metadata"),
        };
        self.push(at, id, Change::Response(change));
    }

    /// Takes in the items that a response lists at its end, and gives their ids.
    fn outputs(
        &mut self,
        response: &Fields<'_>,
        response_id: &str,
        aside: bool,
        at: Timestamp,
    ) -> Vec<String> {
        let mut item_ids = Vec::new();
        for (item_id, item) in item::outputs(response) {
            let known = self.items.entry(item_id.clone()).or_default();
            let mut change =
                if known.done { ItemChange::default() } else { item::change(&item, &item_id, known, false) };
            change.done = !std::mem::replace(&mut known.done, true);
            if !aside && !std::mem::replace(&mut known.placed, true) {
                change.place = Some(Place::Last);
            }
            if !item::is_empty(&change) {
                change.item_id.clone_from(&item_id);
                change.response_id = Some(response_id.to_owned());
                self.push(at, None, Change::Item(change));
            }
            self.settle_item(&item_id, at);
            item_ids.push(item_id);
        }
        self.settle_response(response_id, at);
        item_ids
    }

    /// Settles what a response was still saying when it ended: a failed one may list no output.
    fn settle_response(&mut self, response_id: &str, at: Timestamp) {
        let mut open: Vec<(String, u32, TextOf)> = Vec::new();
        for (item_id, under_way) in &self.open {
            let texts = under_way.texts();
            let own = texts.filter(|(_, _, stream)| stream.response_id.as_deref() == Some(response_id));
            open.extend(own.map(|(index, of, _)| (item_id.clone(), index, of)));
        }
        for (item_id, index, of) in open {
            self.settle(&item_id, index, of, at);
        }
    }
}
