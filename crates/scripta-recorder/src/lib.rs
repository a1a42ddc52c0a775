//! Live conversations: begin, observe, snapshot, end, recover.
