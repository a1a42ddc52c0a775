//! What the program says: results on standard output, everything else on standard error.
//!
//! A reader that goes away (`scripta list | head -1`) ends nothing: what is recorded is recorded, and the rest of
//! what would have been said is not said. Any other failure to write is an error.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;
use serde_json::json;

use crate::page::Page;

/// The widest that text is set: beyond it lines are hard to read.
const WIDEST: usize = 100;
/// The narrowest: below it wrapping makes things worse.
const NARROWEST: usize = 40;

/// See the module. Each call is one piece: calls from several threads never mix within a line.
pub(crate) struct Output {
    json: bool,
    width: usize,
    stdout: Mutex<Stdout>,
}

struct Stdout {
    stream: AutoStream<io::Stdout>,
    /// Nobody reads any more.
    closed: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        let width = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
        let stream = if json {
            AutoStream::new(io::stdout(), ColorChoice::Never)
        } else {
            AutoStream::auto(io::stdout())
        };
        Self {
            json,
            width: width.clamp(NARROWEST, WIDEST),
            stdout: Mutex::new(Stdout { stream, closed: false }),
        }
    }

    /// True where programs read it.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// An empty page of the right width.
    pub(crate) fn page(&self) -> Page {
        Page::new(self.width)
    }

    /// Shows a page.
    pub(crate) fn show(&self, page: &Page) -> io::Result<()> {
        self.write(page.text().as_bytes())
    }

    /// Prints a text as it stands, with the end of its last line.
    pub(crate) fn line(&self, text: &str) -> io::Result<()> {
        self.write(format!("{text}\n").as_bytes())
    }

    /// Prints a value as one line of JSON.
    pub(crate) fn json(&self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.write(&line)
    }

    /// Says on standard error what did not stop the program, without a line of its own where it is JSON.
    pub(crate) fn warn(&self, text: &str) {
        self.aside("warning", text);
    }

    /// Says on standard error what to know or to do next. Programs have it in their JSON.
    pub(crate) fn hint(&self, text: &str) {
        if !self.json {
            self.aside("hint", text);
        }
    }

    /// Says on standard error what failed.
    pub(crate) fn error(&self, text: &str) {
        self.aside("error", text);
    }

    /// Standard error is the last resort: where it fails too, nobody can be told.
    fn aside(&self, kind: &str, text: &str) {
        let mut stderr = anstream::stderr().lock();
        let _ = if self.json {
            writeln!(stderr, "{}", json!({ kind: text }))
        } else {
            let style = crate::page::style_of_aside(kind);
            writeln!(stderr, "{style}{kind}:{style:#} {}", crate::page::plain(text))
        };
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = self.stdout.lock().unwrap_or_else(PoisonError::into_inner);
        if stdout.closed {
            return Ok(());
        }
        match stdout.stream.write_all(bytes).and_then(|()| stdout.stream.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                stdout.closed = true;
                Ok(())
            }
            Err(error) => {
                Err(io::Error::new(error.kind(), format!("standard output cannot be written: {error}")))
            }
            Ok(()) => Ok(()),
        }
    }
}
