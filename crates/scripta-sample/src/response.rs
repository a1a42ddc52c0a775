//! A response: opened, filled by its output items, closed with its usage.

use serde_json::{Value, json};

use crate::script::Script;
use crate::session::modalities;

/// A response that has been created and is not done.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) created_at: u64,
}

/// How a response ends.
#[derive(Clone, Debug)]
pub(crate) enum Status {
    Completed,
    /// Cut off by the caller, or cancelled by the client; the reason as the wire has it.
    Cancelled(&'static str),
    Incomplete(&'static str),
    Failed {
        code: String,
        message: String,
    },
}

impl Status {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Status::Completed => "completed",
            Status::Cancelled(_) => "cancelled",
            Status::Incomplete(_) => "incomplete",
            Status::Failed { .. } => "failed",
        }
    }

    /// The status of the output item: an item is never cancelled, it is incomplete.
    pub(crate) fn of_item(&self) -> &'static str {
        if matches!(self, Status::Completed) { "completed" } else { "incomplete" }
    }

    fn details(&self) -> Value {
        match self {
            Status::Completed => Value::Null,
            Status::Cancelled(reason) | Status::Incomplete(reason) => {
                json!({ "type": self.name(), "reason": reason })
            }
            Status::Failed { code, message } => json!({
                "type": "failed",
                "error": { "type": "server_error", "code": code, "message": message },
            }),
        }
    }
}

impl Script {
    /// A response is created: by voice activity detection if the caller has just spoken, else because the client asks.
    pub(crate) fn open_response(&mut self) -> Open {
        self.settle_before_response();
        if self.answer_due {
            self.answer_due = false;
            self.now += self.chance.between(5, 40);
        } else {
            self.client(self.now, "response.create", json!({}));
            self.now += self.chance.between(40, 90);
        }
        let open = Open { id: self.ids.make("resp_"), created_at: self.now };
        let response = self.response_object(&open.id, None, &[], &Value::Null);
        self.server(self.now, "response.created", json!({ "response": response }));
        open
    }

    /// The response is done at `done_at`; the clock does not move back.
    pub(crate) fn close_response(
        &mut self,
        open: &Open,
        done_at: u64,
        status: &Status,
        output: &[Value],
        usage: &Value,
    ) {
        let response = self.response_object(&open.id, Some(status), output, usage);
        self.server(done_at, "response.done", json!({ "response": response }));
        let remaining = 15_000_000 - self.chance.between(200, 4_000);
        self.server(
            done_at,
            "rate_limits.updated",
            json!({ "rate_limits": [
                { "name": "tokens", "limit": 15_000_000, "remaining": remaining, "reset_seconds": 0.002 },
            ] }),
        );
        self.settle_with_response(open.created_at, done_at);
        self.now = self.now.max(done_at);
    }

    /// An output item begins: `response.output_item.added`, and the item is added to the conversation. Gives the item
    /// before it, for [`Script::output_done`].
    pub(crate) fn output_added(
        &mut self,
        at_ms: u64,
        open: &Open,
        index: usize,
        item: &Value,
    ) -> Option<String> {
        let previous = self.items.last().cloned();
        self.server(
            at_ms,
            "response.output_item.added",
            json!({ "response_id": open.id, "output_index": index, "item": item }),
        );
        self.item_added(at_ms, item);
        previous
    }

    /// An output item is done: `conversation.item.done`, whose previous item is often null, and
    /// `response.output_item.done`.
    pub(crate) fn output_done(
        &mut self,
        at_ms: u64,
        open: &Open,
        index: usize,
        item: &Value,
        previous: Option<&str>,
    ) {
        let previous = if self.chance.one_in(2) { previous } else { None };
        self.item_done(at_ms, item, previous);
        self.server(
            at_ms,
            "response.output_item.done",
            json!({ "response_id": open.id, "output_index": index, "item": item }),
        );
    }

    fn response_object(&self, id: &str, status: Option<&Status>, output: &[Value], usage: &Value) -> Value {
        let name = status.map_or("in_progress", Status::name);
        let details = status.map_or(Value::Null, Status::details);
        let options = &self.options;
        let mut response = json!({
            "object": "realtime.response",
            "id": id,
            "status": name,
            "status_details": details,
            "output": output,
            "conversation_id": self.conversation_id,
        });
        if self.dialect.is_ga() {
            response["output_modalities"] = json!([if options.text_only { "text" } else { "audio" }]);
            response["max_output_tokens"] = json!("inf");
            response["audio"] = json!({ "output": { "format": self.format.ga(), "voice": options.voice } });
        } else {
            response["modalities"] = modalities(options);
            response["voice"] = self.voice(&options.voice);
            response["output_audio_format"] = json!(self.format.beta());
            response["temperature"] = if self.is_mixed() { Value::Null } else { json!(0.8) };
            response["max_output_tokens"] = json!("inf");
        }
        response["usage"] = usage.clone();
        response["metadata"] = Value::Null;
        response
    }
}
