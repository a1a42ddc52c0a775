//! The crash-safe local journal of conversations that are not yet archived.
