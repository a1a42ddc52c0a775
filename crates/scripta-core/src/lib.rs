//! What was said: Realtime API events in, the record of the conversation out.
