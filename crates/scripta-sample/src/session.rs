//! The session: its creation, its configuration, and its renewal after a lost connection.

use serde_json::{Value, json};

use crate::dialect::Dialect;
use crate::line::START_EPOCH_MS;
use crate::script::Script;

/// What the client asks of the session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionOptions {
    /// The model's name.
    pub model: String,
    /// The agent's voice.
    pub voice: String,
    /// What the agent is told to do.
    pub instructions: String,
    /// The transcription model; `None` leaves transcription off, and no transcript of the caller comes.
    pub transcription: Option<String>,
    /// Whether transcripts come with the log-probabilities of their tokens.
    pub logprobs: bool,
    /// The tracing configuration as the SDKs send it: `"auto"`, or an object with `workflow_name`.
    pub tracing: Option<Value>,
    /// The tools of the agent, as the wire has them.
    pub tools: Vec<Value>,
    /// Whether `session.created` is seen. A sideband connection joins later and does not see it.
    pub created: bool,
    /// Whether the agent answers in text only.
    pub text_only: bool,
    /// Whether the server speaks up when the caller is silent this long.
    pub idle_timeout_ms: Option<u64>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        SessionOptions {
            model: "gpt-realtime".to_owned(),
            voice: "marin".to_owned(),
            instructions: "Help the caller. Keep every answer short.".to_owned(),
            transcription: Some("gpt-4o-mini-transcribe".to_owned()),
            logprobs: false,
            tracing: Some(json!("auto")),
            tools: Vec::new(),
            created: true,
            text_only: false,
            idle_timeout_ms: None,
        }
    }
}

impl SessionOptions {
    /// A function tool of the given name, whose arguments are strings by these names.
    #[must_use]
    pub fn tool(name: &str, description: &str, arguments: &[&str]) -> Value {
        let properties: serde_json::Map<String, Value> =
            arguments.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
        json!({
            "type": "function",
            "name": name,
            "description": description,
            "parameters": {
                "type": "object",
                "properties": properties,
                "required": arguments,
                "additionalProperties": false,
            },
        })
    }
}

impl Script {
    /// The session begins: `session.created` (unless the options leave it out), the client's `session.update`, and
    /// `session.updated`.
    pub fn session(&mut self, options: SessionOptions) -> &mut Script {
        if options.created {
            let plain = SessionOptions {
                instructions: "You are a helpful assistant on a call.".to_owned(),
                transcription: None,
                logprobs: false,
                tracing: None,
                tools: Vec::new(),
                text_only: false,
                idle_timeout_ms: None,
                ..options.clone()
            };
            let session = self.session_object(&plain);
            self.server(self.now, "session.created", json!({ "session": session }));
            if self.dialect == Dialect::Beta {
                let conversation = json!({ "id": self.conversation_id, "object": "realtime.conversation" });
                self.server(self.now, "conversation.created", json!({ "conversation": conversation }));
            }
        }
        self.now += 20;
        self.update_session(options)
    }

    /// The client changes the session, and the server confirms.
    pub fn update_session(&mut self, options: SessionOptions) -> &mut Script {
        let update = self.session_update(&options);
        self.client(self.now, "session.update", json!({ "session": update }));
        self.now += self.chance.between(40, 120);
        let session = self.session_object(&options);
        self.server(self.now, "session.updated", json!({ "session": session }));
        self.context.read(&options.instructions);
        self.options = options;
        self.now += 30;
        self
    }

    /// The connection is lost and made anew: a new session id, the same conversation going on, the same configuration.
    pub fn reconnect(&mut self) -> &mut Script {
        self.settle_alone();
        self.now += self.chance.between(400, 1_500);
        self.session_id = self.ids.make("sess_");
        self.answer_due = false;
        let options = SessionOptions { created: true, ..self.options.clone() };
        self.session(options)
    }

    fn expires_at(&self) -> i64 {
        START_EPOCH_MS / 1_000 + i64::try_from(self.now / 1_000).unwrap_or_default() + 3_600
    }

    fn session_object(&self, options: &SessionOptions) -> Value {
        match self.dialect {
            Dialect::Ga => self.ga_session(options),
            Dialect::Beta | Dialect::Mixed => self.beta_session(options),
        }
    }

    fn ga_session(&self, options: &SessionOptions) -> Value {
        let transcription = options
            .transcription
            .as_ref()
            .map(|model| json!({ "model": model, "language": null, "prompt": null }));
        json!({
            "type": "realtime",
            "object": "realtime.session",
            "id": self.session_id,
            "model": options.model,
            "output_modalities": [if options.text_only { "text" } else { "audio" }],
            "instructions": options.instructions,
            "tools": options.tools,
            "tool_choice": "auto",
            "max_output_tokens": "inf",
            "tracing": options.tracing,
            "truncation": "auto",
            "prompt": null,
            "expires_at": self.expires_at(),
            "audio": {
                "input": {
                    "format": self.format.ga(),
                    "transcription": transcription,
                    "noise_reduction": null,
                    "turn_detection": turn_detection(options, true),
                },
                "output": { "format": self.format.ga(), "voice": options.voice, "speed": 1.0 },
            },
            "include": include(options),
        })
    }

    fn beta_session(&self, options: &SessionOptions) -> Value {
        let transcription = options
            .transcription
            .as_ref()
            .map(|model| json!({ "model": model, "language": null, "prompt": null }));
        let mut session = json!({
            "id": self.session_id,
            "object": "realtime.session",
            "model": options.model,
            "modalities": modalities(options),
            "instructions": options.instructions,
            "voice": self.voice(&options.voice),
            "input_audio_format": self.format.beta(),
            "output_audio_format": self.format.beta(),
            "input_audio_transcription": transcription,
            "input_audio_noise_reduction": null,
            "turn_detection": turn_detection(options, true),
            "tools": options.tools,
            "tool_choice": "auto",
            "max_response_output_tokens": "inf",
            "expires_at": self.expires_at(),
            "include": include(options),
        });
        if self.is_mixed() {
            session["input_audio_sampling_rate"] = json!(self.format.sample_rate());
            for unset in ["animation", "avatar", "input_audio_echo_cancellation", "truncation_strategy"] {
                session[unset] = Value::Null;
            }
            session["turn_detection"]["auto_truncate"] = json!(false);
            session["turn_detection"]["end_of_utterance_detection"] = Value::Null;
        } else {
            session["temperature"] = json!(0.8);
            session["tracing"] = json!(options.tracing);
        }
        session
    }

    fn session_update(&self, options: &SessionOptions) -> Value {
        let transcription = options.transcription.as_ref().map(|model| json!({ "model": model }));
        let mut session = if self.dialect.is_ga() {
            json!({
                "type": "realtime",
                "instructions": options.instructions,
                "output_modalities": [if options.text_only { "text" } else { "audio" }],
                "audio": {
                    "input": {
                        "format": self.format.ga(),
                        "turn_detection": turn_detection(options, false),
                        "transcription": transcription,
                    },
                    "output": { "format": self.format.ga(), "voice": options.voice },
                },
            })
        } else {
            json!({
                "instructions": options.instructions,
                "modalities": modalities(options),
                "voice": self.voice(&options.voice),
                "input_audio_format": self.format.beta(),
                "output_audio_format": self.format.beta(),
                "turn_detection": turn_detection(options, false),
                "input_audio_transcription": transcription,
            })
        };
        if self.is_mixed() {
            session["input_audio_sampling_rate"] = json!(self.format.sample_rate());
        }
        if !options.tools.is_empty() {
            session["tools"] = json!(options.tools);
        }
        if let (Some(tracing), false) = (&options.tracing, self.is_mixed()) {
            session["tracing"] = tracing.clone();
        }
        if options.logprobs {
            session["include"] = include(options);
        }
        session
    }

    /// The voice: a name, or an object in the mixed dialect.
    pub(crate) fn voice(&self, name: &str) -> Value {
        if self.dialect == Dialect::Mixed { json!({ "name": name, "type": "openai" }) } else { json!(name) }
    }
}

/// `modalities` of a beta session or response.
pub(crate) fn modalities(options: &SessionOptions) -> Value {
    if options.text_only { json!(["text"]) } else { json!(["text", "audio"]) }
}

fn include(options: &SessionOptions) -> Value {
    if options.logprobs { json!(["item.input_audio_transcription.logprobs"]) } else { Value::Null }
}

fn turn_detection(options: &SessionOptions, confirmed: bool) -> Value {
    if !confirmed {
        let mut asked = json!({ "type": "server_vad", "create_response": true, "interrupt_response": true });
        if let Some(ms) = options.idle_timeout_ms {
            asked["idle_timeout_ms"] = json!(ms);
        }
        return asked;
    }
    json!({
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 200,
        "idle_timeout_ms": options.idle_timeout_ms,
        "create_response": true,
        "interrupt_response": true,
    })
}
