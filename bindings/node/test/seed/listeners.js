// ✅ Conversation history (OpenAI built-in)
session.on('history_updated', (history) => {
  // Automatically logged with conversation state analysis
});

// ✅ Audio events
session.on('audio', (audioEvent) => {
  // Logged with metadata (no raw audio storage needed)
});

// ✅ Transcriptions (OpenAI built-in)
session.on('transcript', (transcriptEvent) => {
  // Full transcript with speaker identification
});

// ✅ Tool calls and results
session.on('tool_call', (toolEvent) => {
  // Function calls with arguments
});

// ✅ Agent responses
session.on('response', (responseEvent) => {
  // Complete agent responses
});
