//! Tools of remote MCP servers, which the API itself calls.

use serde_json::{Value, json};

use crate::ids::obfuscation;
use crate::pieces::crumbs;
use crate::response::Status;
use crate::script::Script;

impl Script {
    /// The API lists the tools of an MCP server: in progress, completed, and an item with the tools.
    pub fn mcp_lists_tools(&mut self, server: &str, tools: &[&str]) -> &mut Script {
        let id = self.ids.make("mcpl_");
        let none = json!({ "type": "mcp_list_tools", "server_label": server, "tools": [] });
        let item = self.item_with(&id, none);
        let previous = self.items.last().cloned();
        self.item_added(self.now, &item);
        self.server(self.now, "mcp_list_tools.in_progress", json!({ "item_id": id }));
        self.now += self.chance.between(200, 600);
        self.server(self.now, "mcp_list_tools.completed", json!({ "item_id": id }));
        let tools: Vec<Value> = tools.iter().map(|name| mcp_tool(name)).collect();
        let whole = json!({ "type": "mcp_list_tools", "server_label": server, "tools": tools });
        let item = self.item_with(&id, whole);
        self.item_done(self.now, &item, previous.as_deref());
        self
    }

    /// The API cannot list the tools of an MCP server.
    pub fn mcp_list_fails(&mut self, server: &str) -> &mut Script {
        let item = self.item(json!({ "type": "mcp_list_tools", "server_label": server, "tools": [] }));
        self.item_added(self.now, &item);
        self.server(self.now, "mcp_list_tools.in_progress", json!({ "item_id": item["id"] }));
        self.now += self.chance.between(200, 600);
        self.server(self.now, "mcp_list_tools.failed", json!({ "item_id": item["id"] }));
        self
    }

    /// The agent calls a tool of an MCP server.
    ///
    /// `approved` is what the client answers where the server needs its approval, `None` where it needs none; refused, no
    /// call follows. `output` is what the tool gives, or the message with which it fails.
    pub fn mcp_call(
        &mut self,
        server: &str,
        name: &str,
        arguments: &Value,
        approved: Option<bool>,
        output: Result<&str, &str>,
    ) -> &mut Script {
        let arguments = arguments.to_string();
        let mut request = Value::Null;
        if let Some(approve) = approved {
            request = self.approval(server, name, &arguments, approve);
            if !approve {
                return self;
            }
        }
        self.approved_call(server, name, &arguments, &request, output);
        self
    }

    /// The request and the response; gives the request's id.
    fn approval(&mut self, server: &str, name: &str, arguments: &str, approve: bool) -> Value {
        let open = self.open_response();
        self.now += self.chance.between(150, 400);
        let id = self.ids.make("mcpr_");
        let item = self.item_with(
            &id,
            json!({
                "type": "mcp_approval_request",
                "server_label": server,
                "name": name,
                "arguments": arguments,
            }),
        );
        let previous = self.output_added(self.now, &open, 0, &item);
        self.output_done(self.now, &open, 0, &item, previous.as_deref());
        let usage = self.usage(arguments, 0);
        self.now += 10;
        self.close_response(&open, self.now, &Status::Completed, &[item], &usage);
        self.now += self.chance.between(500, 2_000);
        let answer =
            json!({ "type": "mcp_approval_response", "approval_request_id": id, "approve": approve });
        self.client(self.now, "conversation.item.create", json!({ "item": answer }));
        self.now += 30;
        let item = self.item(answer);
        self.item_whole(self.now, &item);
        json!(id)
    }

    fn approved_call(
        &mut self,
        server: &str,
        name: &str,
        arguments: &str,
        request: &Value,
        output: Result<&str, &str>,
    ) {
        let open = self.open_response();
        self.now += self.chance.between(150, 400);
        let id = self.ids.make("mcp_");
        let mut fields = json!({
            "type": "mcp_call",
            "server_label": server,
            "name": name,
            "arguments": "",
            "approval_request_id": request,
            "output": null,
            "error": null,
        });
        let item = self.item_with(&id, fields.clone());
        let previous = self.output_added(self.now, &open, 0, &item);
        for piece in crumbs(arguments, 6, &mut self.chance) {
            self.now += self.chance.between(3, 12);
            let mut delta = json!({ "response_id": open.id, "item_id": id, "output_index": 0 });
            if self.dialect.is_ga() {
                delta["obfuscation"] = json!(obfuscation(&mut self.chance, &piece));
            }
            delta["delta"] = json!(piece);
            self.server(self.now, "response.mcp_call_arguments.delta", delta);
        }
        self.server(
            self.now,
            "response.mcp_call_arguments.done",
            json!({ "response_id": open.id, "item_id": id, "output_index": 0, "arguments": arguments }),
        );
        let place = json!({ "item_id": id, "output_index": 0 });
        self.server(self.now, "response.mcp_call.in_progress", place.clone());
        self.now += self.chance.between(200, 900);
        fields["arguments"] = json!(arguments);
        match output {
            Ok(output) => {
                fields["output"] = json!(output);
                self.server(self.now, "response.mcp_call.completed", place);
                self.context.read(output);
            }
            Err(message) => {
                fields["error"] = json!({ "type": "tool_execution_error", "message": message });
                self.server(self.now, "response.mcp_call.failed", place);
            }
        }
        let item = self.item_with(&id, fields);
        self.output_done(self.now, &open, 0, &item, previous.as_deref());
        let usage = self.usage(arguments, 0);
        self.close_response(&open, self.now, &Status::Completed, &[item], &usage);
    }
}

fn mcp_tool(name: &str) -> Value {
    json!({
        "name": name,
        "description": format!("The tool {name}."),
        "input_schema": { "type": "object", "properties": {} },
        "annotations": { "read_only": true },
    })
}
