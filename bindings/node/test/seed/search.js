const conversations = realtimeSessionLogger.searchConversations({
  startTimeAfter: '2024-01-15T00:00:00Z',
  minHistoryLength: 5
});
