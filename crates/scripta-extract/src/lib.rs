//! Facts, topics and outcome out of a conversation.
