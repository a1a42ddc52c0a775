//! Tool calls and handoffs.

use serde_json::{Value, json};

use crate::ids::obfuscation;
use crate::pieces::crumbs;
use crate::response::Status;
use crate::script::Script;
use crate::session::SessionOptions;

impl Script {
    /// The agent calls a function, and the client gives its output. The agent speaks again in the next response, which the
    /// client must ask for.
    pub fn agent_calls_tool(&mut self, name: &str, arguments: &Value, output: &str) -> &mut Script {
        self.agent_calls_tool_raw(name, &arguments.to_string(), output)
    }

    /// As [`Script::agent_calls_tool`] with the arguments as the model wrote them: any text, with JSON escapes or spaces of
    /// its own, valid or not.
    pub fn agent_calls_tool_raw(&mut self, name: &str, arguments: &str, output: &str) -> &mut Script {
        let call_id = self.function_call(name, arguments);
        self.now += self.chance.between(150, 900);
        self.tool_output(&call_id, output);
        self
    }

    /// The agent calls several functions in one response; the outputs come in reverse order.
    pub fn agent_calls_tools(&mut self, calls: &[(&str, Value, &str)]) -> &mut Script {
        let texts: Vec<(&str, String)> =
            calls.iter().map(|(name, arguments, _)| (*name, arguments.to_string())).collect();
        let call_ids = self.function_calls(&texts);
        for (call_id, (_, _, output)) in call_ids.iter().zip(calls).rev() {
            self.now += self.chance.between(100, 400);
            self.tool_output(call_id, output);
        }
        self
    }

    /// The agent calls a function, and no output ever comes.
    pub fn agent_calls_tool_in_vain(&mut self, name: &str, arguments: &Value) -> &mut Script {
        self.function_call(name, &arguments.to_string());
        self
    }

    /// The agent hands the conversation to another: the tool call `transfer_to_…`, its output as the SDKs give it, and the
    /// session's new instructions.
    pub fn agent_hands_off(&mut self, to: &str) -> &mut Script {
        let snake: String =
            to.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
        let output = json!({ "assistant": to }).to_string();
        self.agent_calls_tool(&format!("transfer_to_{snake}"), &json!({}), &output);
        let options = SessionOptions {
            instructions: format!("You are the {to}. Help the caller. Keep every answer short."),
            ..self.options.clone()
        };
        self.update_session(options)
    }

    fn function_call(&mut self, name: &str, arguments: &str) -> String {
        let calls = [(name, arguments.to_owned())];
        self.function_calls(&calls).pop().unwrap_or_default()
    }

    fn function_calls(&mut self, calls: &[(&str, String)]) -> Vec<String> {
        let open = self.open_response();
        self.now += self.chance.between(150, 400);
        let mut call_ids = Vec::new();
        let mut output = Vec::new();
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let call_id = self.ids.make("call_");
            let id = self.ids.make("item_");
            let item = self.call_item(&id, name, &call_id, "in_progress", "");
            let previous = self.output_added(self.now, &open, index, &item);
            let place = json!({
                "response_id": open.id,
                "item_id": id,
                "output_index": index,
                "call_id": call_id,
            });
            self.arguments(&place, name, arguments);
            let item = self.call_item(&id, name, &call_id, "completed", arguments);
            self.now += 5;
            self.output_done(self.now, &open, index, &item, previous.as_deref());
            call_ids.push(call_id);
            output.push(item);
        }
        let text: String = calls.iter().map(|(_, arguments)| arguments.as_str()).collect();
        let usage = self.usage(&text, 0);
        self.now += 5;
        self.close_response(&open, self.now, &Status::Completed, &output, &usage);
        call_ids
    }

    fn arguments(&mut self, place: &Value, name: &str, arguments: &str) {
        for piece in crumbs(arguments, 6, &mut self.chance) {
            self.now += self.chance.between(3, 12);
            let mut fields = place.clone();
            if self.dialect.is_ga() {
                fields["obfuscation"] = json!(obfuscation(&mut self.chance, &piece));
            }
            fields["delta"] = json!(piece);
            self.server(self.now, "response.function_call_arguments.delta", fields);
        }
        let mut fields = place.clone();
        if self.dialect != crate::Dialect::Beta {
            fields["name"] = json!(name);
        }
        fields["arguments"] = json!(arguments);
        self.server(self.now, "response.function_call_arguments.done", fields);
    }

    fn call_item(&self, id: &str, name: &str, call_id: &str, status: &str, arguments: &str) -> Value {
        self.item_with(
            id,
            json!({
                "type": "function_call",
                "status": status,
                "name": name,
                "call_id": call_id,
                "arguments": arguments,
            }),
        )
    }

    fn tool_output(&mut self, call_id: &str, output: &str) {
        let made = json!({ "type": "function_call_output", "call_id": call_id, "output": output });
        self.client(self.now, "conversation.item.create", json!({ "item": made }));
        self.now += self.chance.between(15, 50);
        let item = self.item(made);
        self.item_whole(self.now, &item);
        self.context.read(output);
        self.answer_due = false;
    }
}
