//! Figures over many conversations.
