//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Measures redaction and extraction on data with known answers, and prints one table.
#[derive(Debug, Parser)]
#[command(name = "scripta-eval")]
pub(crate) struct Options {
    /// The folder of public test data; without it, only our own corpora are measured.
    #[arg(long, env = "SCRIPTA_EVAL", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// The folder of our own corpora.
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"))]
    pub(crate) corpus: PathBuf,
    /// The Python that has presidio-analyzer; without it, only our own engine is measured.
    #[arg(long, env = "SCRIPTA_PRESIDIO_PYTHON", value_name = "FILE")]
    pub(crate) python: Option<PathBuf>,
    /// Only the sets whose names begin so, such as `ordinary` or `nemo`; may be given more than once.
    #[arg(long = "set", value_name = "NAME")]
    pub(crate) sets: Vec<String>,
    /// Prints each miss and each false alarm of a kind, or of `all`, instead of the table. For `calls`: each field of
    /// the extraction that is missing, wrong or too much.
    #[arg(long, value_name = "KIND")]
    pub(crate) misses: Option<String>,
    /// Prints the utterances with their personal data in brackets, instead of the table.
    #[arg(long)]
    pub(crate) print: bool,
    /// Leaves out the measuring of time.
    #[arg(long)]
    pub(crate) without_speed: bool,
    /// Prints JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Options {
    pub(crate) fn wants(&self, set: &str) -> bool {
        self.sets.is_empty() || self.sets.iter().any(|wanted| set.starts_with(wanted.as_str()))
    }
}
