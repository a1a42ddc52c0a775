//! What goes wrong, and what nobody expected.

use serde_json::{Value, json};

use crate::agent::Saying;
use crate::response::Status;
use crate::script::Script;

/// Why a response ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// It reached the limit of its tokens.
    MaxOutputTokens,
    /// The content filter stopped it.
    ContentFilter,
}

impl Script {
    /// The server reports an error that belongs to no response.
    pub fn error(&mut self, code: &str, message: &str) -> &mut Script {
        self.now += 50;
        self.server(
            self.now,
            "error",
            json!({ "error": {
                "type": "invalid_request_error",
                "code": code,
                "message": message,
                "param": null,
                "event_id": null,
            } }),
        );
        self
    }

    /// A response fails before it has any output.
    pub fn response_fails(&mut self, code: &str, message: &str) -> &mut Script {
        let open = self.open_response();
        self.now += self.chance.between(300, 900);
        let status = Status::Failed { code: code.to_owned(), message: message.to_owned() };
        self.close_response(&open, self.now, &status, &[], &Value::Null);
        self
    }

    /// A response ends before its end: status `incomplete`, with what was said so far.
    pub fn agent_falls_short(&mut self, text: &str, why: Shortfall) -> &mut Script {
        let reason = match why {
            Shortfall::MaxOutputTokens => "max_output_tokens",
            Shortfall::ContentFilter => "content_filter",
        };
        let spoken = self.say(&Saying { text, until_ms: None, status: Status::Incomplete(reason) });
        self.play_out(&spoken);
        self
    }

    /// The client deletes the newest item, and the server confirms. Without an item nothing happens.
    pub fn item_deleted(&mut self) -> &mut Script {
        self.settle_alone();
        if let Some(id) = self.items.pop() {
            self.now += 100;
            self.client(self.now, "conversation.item.delete", json!({ "item_id": id }));
            self.now += 30;
            self.server(self.now, "conversation.item.deleted", json!({ "item_id": id }));
            self.newest = Value::Null;
        }
        self
    }

    /// The client asks for the newest item, and the server shows it. Nothing happens after a deletion.
    pub fn item_retrieved(&mut self) -> &mut Script {
        if let Some(id) = self.newest["id"].as_str() {
            self.now += 100;
            self.client(self.now, "conversation.item.retrieve", json!({ "item_id": id }));
            self.now += 30;
            self.server(self.now, "conversation.item.retrieved", json!({ "item": self.newest }));
        }
        self
    }

    /// An event of a type that no published version of the API has.
    pub fn unknown_event(&mut self) -> &mut Script {
        self.unknown_event_with(json!({ "mood": { "calm": 0.75, "labels": ["calm", "curious"] } }))
    }

    /// As [`Script::unknown_event`], with these fields.
    pub fn unknown_event_with(&mut self, fields: Value) -> &mut Script {
        self.now += 10;
        self.server(self.now, "conversation.item.mood_estimated", fields);
        self
    }
}
