// Capture specific moments
realtimeSessionLogger.captureSessionHistory(sessionId, 'quote_completed');
realtimeSessionLogger.captureSessionHistory(sessionId, 'user_provided_vehicle_info');
