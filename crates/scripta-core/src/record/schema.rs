//! The documents' JSON Schemas (draft 2020-12), generated from the types.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};

use super::{Conversation, Extracted, Summary};

/// The schema of each document, under its file's name.
pub fn schemas() -> [(&'static str, Schema); 3] {
    [
        ("conversation.schema.json", schema::<Conversation>()),
        ("summary.schema.json", schema::<Summary>()),
        ("extracted.schema.json", schema::<Extracted>()),
    ]
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
