import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import realtimeSessionLogger from './services/realtimeSessionLogger.js';

// Create your voice agent
const agent = new RealtimeAgent({
  name: 'Insurance Agent',
  instructions: 'Help users with insurance quotes and information collection.',
});

// Create session with tracing enabled (default)
const session = new RealtimeSession(agent, {
  model: 'gpt-4o-realtime-preview-2025-06-03',
  config: {
    inputAudioTranscription: {
      model: 'gpt-4o-mini-transcribe', // Enable transcription
    },
  },
});

// Setup conversation logging
const sessionId = 'session_' + Date.now();
realtimeSessionLogger.setupSessionLogging(session, sessionId, {
  userAgent: req.headers['user-agent'],
  ipAddress: req.ip,
  userType: 'insurance_customer'
});

// Connect and start conversation
await session.connect({ apiKey: process.env.OPENAI_API_KEY });
