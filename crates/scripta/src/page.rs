//! Text set for a terminal: headings, rows and wrapped paragraphs, in few colours.
//!
//! Pages hold escape codes; the stream takes them out where there is no terminal. What was said in a conversation
//! is somebody else's text: it goes through [`plain`], so that it cannot move the cursor or set colours of its own.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr;

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const CALLER: Style = AnsiColor::Cyan.on_default();
pub(crate) const AGENT: Style = AnsiColor::Green.on_default();
pub(crate) const TOOL: Style = AnsiColor::Blue.on_default();
pub(crate) const MASK: Style = AnsiColor::Magenta.on_default();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// Said, and not heard.
pub(crate) const UNHEARD: Style = Style::new().effects(Effects::DIMMED.insert(Effects::STRIKETHROUGH));

/// How the word in front of a message on standard error looks.
pub(crate) fn style_of_aside(kind: &str) -> Style {
    match kind {
        "error" => BAD.bold(),
        "warning" => DOUBTFUL.bold(),
        _ => BOLD,
    }
}

/// A text in which nothing steers the terminal: control characters and marks that reverse the direction of
/// writing become U+FFFD; line breaks and tabs stay.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(steers) {
        Cow::Owned(text.chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A piece of text in one style.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    style: Style,
    text: String,
}

/// A piece of text in one style.
pub(crate) fn span(style: Style, text: impl AsRef<str>) -> Span {
    Span { style, text: plain(text.as_ref()).into_owned() }
}

impl Span {
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// See the module.
pub(crate) struct Page {
    text: String,
    width: usize,
}

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Columns.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// An empty line, then a heading.
    pub(crate) fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.wrapped(0, &[span(BOLD, text)]);
    }

    pub(crate) fn empty_line(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph, indented.
    pub(crate) fn wrapped(&mut self, indent: usize, spans: &[Span]) {
        self.hanging(&[], indent, spans);
    }

    /// A line as it is, too long or not: a path or a command that is to be copied.
    pub(crate) fn verbatim(&mut self, indent: usize, spans: &[Span]) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        for Span { style, text } in spans {
            let _ = write!(self.text, "{style}{text}{style:#}");
        }
        self.text.push('\n');
    }

    /// A label and what belongs to it, the second column beginning at `column`.
    pub(crate) fn row(&mut self, column: usize, label: &str, spans: &[Span]) {
        self.hanging(&[span(DIM, format!("  {label}"))], column, spans);
    }

    /// A lead, and a paragraph beside it that begins at `column` in each line.
    pub(crate) fn hanging(&mut self, lead: &[Span], column: usize, spans: &[Span]) {
        let mut used = 0;
        for Span { style, text } in lead {
            let _ = write!(self.text, "{style}{text}{style:#}");
            used += text.width();
        }
        let blank = lead.last().map_or(0, |last| last.text.len() - last.text.trim_end().len());
        if used > column || (used == column && blank == 0 && used > 0) {
            self.text.push('\n');
            used = 0;
        }
        for (number, line) in lines(spans, self.width.saturating_sub(column).max(20)).into_iter().enumerate()
        {
            let indent = if number == 0 { column.saturating_sub(used) } else { column };
            self.verbatim(indent, &line);
        }
    }
}

/// Breaks spans into lines of `width` columns, between words where it can.
fn lines(spans: &[Span], width: usize) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    let mut gap = false;
    for Span { style, text } in spans {
        let mut words = text.split(char::is_whitespace).peekable();
        while let Some(word) = words.next() {
            for piece in pieces(word, width) {
                let length = piece.width();
                if used > 0 && used + usize::from(gap) + length > width {
                    lines.push(Vec::new());
                    (used, gap) = (0, false);
                }
                if let Some(line) = lines.last_mut() {
                    put(line, *style, piece, std::mem::take(&mut gap) && used > 0);
                }
                used = lines.last().map_or(0, |line: &Vec<Span>| line.iter().map(|s| s.text.width()).sum());
            }
            gap |= words.peek().is_some() && used > 0;
        }
    }
    lines
}

/// A word in pieces that fit.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while rest.width() > width {
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            end = at + c.len_utf8();
            if rest.get(..end).unwrap_or_default().width() >= width {
                break;
            }
        }
        let (piece, left) = rest.split_at(end);
        pieces.push(piece);
        rest = left;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Adds a word to a line; words of one style become one span, so that a strike goes through their spaces too.
fn put(line: &mut Vec<Span>, style: Style, word: &str, gap: bool) {
    let gap = if gap { " " } else { "" };
    match line.last_mut() {
        Some(last) if last.style == style => {
            last.text.push_str(gap);
            last.text.push_str(word);
        }
        Some(_) => {
            if !gap.is_empty() {
                line.push(Span { style: PLAIN, text: gap.to_owned() });
            }
            line.push(Span { style, text: word.to_owned() });
        }
        None => line.push(Span { style, text: word.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(width: usize, spans: &[Span]) -> Vec<String> {
        lines(spans, width).iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    #[test]
    fn words_wrap_and_what_is_too_long_is_broken() {
        assert_eq!(set(9, &[span(PLAIN, "one two three")]), ["one two", "three"]);
        assert_eq!(set(4, &[span(PLAIN, "abcdefghij k")]), ["abcd", "efgh", "ij k"]);
        assert_eq!(
            set(9, &[span(PLAIN, "heard and "), span(UNHEARD, "not heard")]),
            ["heard and", "not heard"]
        );
    }

    #[test]
    fn spans_join_without_a_space_where_there_is_none() {
        assert_eq!(
            set(40, &[span(PLAIN, "call "), span(MASK, "XXX"), span(PLAIN, ", please")]),
            ["call XXX, please"]
        );
    }

    #[test]
    fn what_was_said_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\r"), "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}");
        assert!(matches!(plain("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_paragraph_hangs_beside_its_lead() {
        let mut page = Page::new(30);
        page.hanging(&[span(PLAIN, "  00:05")], 10, &[span(PLAIN, "one two three four five six")]);
        assert_eq!(page.text(), "  00:05   one two three four\n          five six\n");
    }
}
