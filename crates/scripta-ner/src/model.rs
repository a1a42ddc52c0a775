//! A model, ready to be asked.

use std::fmt;
use std::path::Path;

use composable::Composable;
use gliner::model::input::text::TextInput;
use gliner::model::params::Parameters;
use gliner::model::pipeline::span::SpanMode;
use gliner::text::splitter::{RegexSplitter, Splitter};
use orp::pipeline::Pipeline;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use scripta_redact::{Entity, NerConfig, Recognizer, Unrecognized};

use crate::window::windows;
use crate::{LoadError, runtime};

/// Read once when a model is loaded. The words are in no configuration, so nothing of it is anyone's.
const SAMPLE: &str = "Jane Doe lives at 12 Oak Street.";

/// What the library says went wrong.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A GLiNER model in span mode, with its tokenizer. It is read by many threads at once, each of which does its own work.
pub struct Model {
    session: Session,
    pipeline: SpanMode,
    parameters: Parameters,
    splitter: RegexSplitter,
    /// What the model is asked for, and as what it is masked.
    labels: Vec<(String, String)>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("labels", &self.labels).finish_non_exhaustive()
    }
}

impl Model {
    /// Loads a model, and tries it on a sample text: what can go wrong with its files is told here.
    ///
    /// # Errors
    /// [`LoadError`] says which file is missing or cannot be used, and what to do.
    pub fn load(config: &NerConfig) -> Result<Self, LoadError> {
        let NerConfig { model, tokenizer, runtime, threshold, labels, .. } = config;
        if !model.is_file() {
            return Err(LoadError::NoModel(model.clone()));
        }
        if !tokenizer.is_file() {
            return Err(LoadError::NoTokenizer(tokenizer.clone()));
        }
        let pipeline = SpanMode::new(tokenizer)
            .map_err(|error| LoadError::Tokenizer { path: tokenizer.clone(), reason: error.to_string() })?;
        runtime::load(runtime.as_deref())?;
        let session = session(model)
            .map_err(|error| LoadError::Model { path: model.clone(), reason: error.to_string() })?;
        let loaded = Self {
            session,
            pipeline,
            // A window has fewer words than its length is limited to by default.
            parameters: Parameters::default().with_threshold(*threshold),
            splitter: RegexSplitter::default(),
            labels: labels.iter().map(|(label, kind)| (label.clone(), kind.clone())).collect(),
        };
        loaded.check(model)?;
        Ok(loaded)
    }

    fn check(&self, path: &Path) -> Result<(), LoadError> {
        let expected: Vec<&str> =
            self.pipeline.expected_inputs(&self.parameters).into_iter().flatten().collect();
        let inputs: Vec<&str> = self.session.inputs.iter().map(|input| input.name.as_str()).collect();
        let missing = not_in(&expected, &inputs);
        let unknown = not_in(&inputs, &expected);
        let logits = self.session.outputs.iter().any(|output| output.name == "logits");
        if !missing.is_empty() || !unknown.is_empty() || !logits {
            return Err(LoadError::NoGliner { path: path.to_owned(), missing, unknown, logits });
        }
        let sample = self.read(SAMPLE, 0, &mut Vec::new());
        sample.map_err(|error| LoadError::Sample { path: path.to_owned(), reason: error.to_string() })
    }

    /// Asks about a window of a text, which begins at `start` there.
    fn read<'m>(&'m self, window: &str, start: usize, found: &mut Vec<Entity<'m>>) -> Result<(), Failure> {
        let labels = self.labels.iter().map(|(label, _)| label.clone()).collect();
        let input = TextInput::new(vec![window.to_owned()], labels)?;
        let (input, context) = self.pipeline.pre_processor(&self.parameters).apply(input)?;
        let output = self.session.run(input)?;
        let spans = self.pipeline.post_processor(&self.parameters).apply((output, context))?;
        for span in spans.spans.iter().flatten() {
            let kind = self.labels.iter().find(|(label, _)| label == span.class());
            let (from, to) = span.offsets();
            let entity =
                |(_, kind): &'m (String, String)| Entity { kind, start: start + from, end: start + to };
            found.push(kind.map(entity).ok_or("the model gave a label that it was not asked for")?);
        }
        Ok(())
    }
}

impl Recognizer for Model {
    fn recognize(&self, text: &str) -> Result<Vec<Entity<'_>>, Unrecognized> {
        let words = self.splitter.split(text, None).map_err(|_| Unrecognized)?;
        let words: Vec<_> = words.iter().map(|word| word.start()..word.end()).collect();
        let mut found = Vec::new();
        for window in windows(&words) {
            let start = window.start;
            let window = text.get(window).ok_or(Unrecognized)?;
            self.read(window, start, &mut found).map_err(|_| Unrecognized)?;
        }
        Ok(found)
    }
}

/// One thread does the work for one text: the recorder's own threads are the parallelism.
fn session(model: &Path) -> ort::Result<Session> {
    Session::builder()?
        .with_intra_threads(1)?
        .with_optimization_level(GraphOptimizationLevel::Level3)?
        .commit_from_file(model)
}

/// The names that are in one list and not in the other, in order.
fn not_in(names: &[&str], others: &[&str]) -> Vec<String> {
    let mut names: Vec<_> =
        names.iter().filter(|name| !others.contains(name)).map(|name| (*name).to_owned()).collect();
    names.sort_unstable();
    names
}
