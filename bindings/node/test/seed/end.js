// End conversation and save to S3
const conversationData = await realtimeSessionLogger.endSessionLogging(sessionId, {
  completionReason: 'quote_completed',
  userSatisfaction: 'high',
  dataCollected: true
});

console.log('Conversation saved:', conversationData.s3Results);
