//! The archive of records: a local folder or object storage.
