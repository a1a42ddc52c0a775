//! Lines of a file or of standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::output::Output;

/// Opens a file, or standard input where there is none or it is `-`.
pub(crate) fn open(file: Option<&Path>) -> anyhow::Result<Box<dyn BufRead>> {
    match file.filter(|file| *file != Path::new("-")) {
        Some(path) => {
            let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
            Ok(Box::new(BufReader::new(file)))
        }
        None => Ok(Box::new(io::stdin().lock())),
    }
}

/// The lines, counted from 1, without their ends. What is no UTF-8 is replaced, and costs no other line.
pub(crate) fn lines(reader: impl BufRead) -> impl Iterator<Item = anyhow::Result<(usize, String)>> {
    reader.split(b'\n').zip(1..).map(|(line, number)| {
        let mut line = line.context("the input cannot be read")?;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        let line = String::from_utf8(line)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok((number, line))
    })
}

/// From so many bytes on a paragraph ends with its line.
const LONGEST_PARAGRAPH: usize = 64 * 1024;

/// What stands between empty lines, with the number of its first line: a value may go on in the next line, and no further.
/// An empty line is a paragraph of its own, and one of very many lines is several.
pub(crate) fn paragraphs(reader: impl BufRead) -> impl Iterator<Item = anyhow::Result<(usize, String)>> {
    let mut lines = lines(reader).peekable();
    std::iter::from_fn(move || {
        let (first, mut paragraph) = match lines.next()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        while !paragraph.is_empty()
            && paragraph.len() < LONGEST_PARAGRAPH
            && let Some(Ok((_, line))) =
                lines.next_if(|next| next.as_ref().is_ok_and(|(_, line)| !line.is_empty()))
        {
            paragraph.push('\n');
            paragraph.push_str(&line);
        }
        Some(Ok((first, paragraph)))
    })
}

/// Answers each line of JSON with one. Where there is no answer, its error stands in its place, so that whoever reads along
/// does not lose count.
pub(crate) fn answer(
    reader: impl BufRead,
    output: &Output,
    answer: impl Fn(&str) -> Result<Value, String>,
) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for line in lines(reader) {
        let (number, line) = line?;
        let answer = answer(&line).unwrap_or_else(|why| {
            let error = format!("line {number}: {why}");
            output.error(&error);
            exit = Exit::Failed;
            json!({ "error": error })
        });
        output.json(&answer)?;
    }
    Ok(exit)
}

/// The string `name` of a line of JSON, or why there is none.
pub(crate) fn member(line: &str, name: &str) -> Result<String, String> {
    match object(line)?.remove(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("`{name}` is no string")),
        None => Err(format!("it has no `{name}`; a line is an object such as {{\"{name}\": \"…\"}}")),
    }
}

/// A line of JSON as an object, or why it is none. Never with the line's own words in it.
pub(crate) fn object(line: &str) -> Result<serde_json::Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("it is no JSON object".to_owned()),
        Err(error) => Err(format!("it is no JSON (column {})", error.column())),
    }
}

/// Byte offsets into a text as offsets in characters, asked for in ascending order.
pub(crate) struct Characters<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Characters<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, character: 0 }
    }

    /// The offset of a byte offset. One that lies before the last that was asked for costs a new count.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.character) = (0, 0);
        }
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.character += between.chars().count();
        self.byte += between.len();
        self.character
    }
}

#[cfg(test)]
mod tests {
    use super::{Characters, lines, member, paragraphs};

    #[test]
    fn offsets_count_characters() {
        let mut characters = Characters::new("é a — b");
        assert_eq!([0, 2, 4, 8, 2].map(|byte| characters.at(byte)), [0, 1, 3, 5, 1]);
    }

    #[test]
    fn a_line_that_is_no_text_costs_no_other() {
        let read: Vec<_> = lines(&b"a\r\n\xffb\n\nc"[..]).map(Result::unwrap).collect();
        let expected = [(1, "a"), (2, "\u{fffd}b"), (3, ""), (4, "c")];
        assert_eq!(read, expected.map(|(number, line)| (number, line.to_owned())));
    }

    #[test]
    fn lines_belong_together_until_an_empty_one() {
        let read: Vec<_> = paragraphs(&b"a\nb\n\nc"[..]).map(Result::unwrap).collect();
        let expected = [(1, "a\nb"), (3, ""), (4, "c")];
        assert_eq!(read, expected.map(|(first, text)| (first, text.to_owned())));
    }

    #[test]
    fn what_is_missing_in_a_line_is_said_without_its_words() {
        assert_eq!(member(r#"{"text": "a"}"#, "text").as_deref(), Ok("a"));
        assert_eq!(member("{\"text\": 5551234567", "text").unwrap_err(), "it is no JSON (column 19)");
        assert_eq!(member(r#"{"text": 5}"#, "text").unwrap_err(), "`text` is no string");
        assert!(member(r#"{"a": "5551234567"}"#, "text").unwrap_err().starts_with("it has no `text`"));
    }
}
