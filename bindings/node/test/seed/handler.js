// Before: Manual session tracking
// After: Integrated conversation logging

import realtimeSessionLogger from './services/realtimeSessionLogger.js';

// In your WebSocket handler
export async function handleWebSocketConnection(event, context) {
  const sessionId = extractSessionId(event);
  
  // Setup logging
  const conversation = realtimeSessionLogger.setupSessionLogging(
    session, 
    sessionId, 
    { userAgent: event.headers['User-Agent'] }
  );
  
  // Your existing session logic...
  
  // End logging when session ends
  await realtimeSessionLogger.endSessionLogging(sessionId);
}
