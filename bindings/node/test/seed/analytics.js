const analytics = realtimeSessionLogger.getConversationAnalytics(sessionId);
console.log(analytics);
