//! Rows of a table, each column as wide as its widest cell.

use unicode_width::UnicodeWidthStr;

use crate::page::{BOLD, PLAIN, Page, Span, plain, span};

/// A table: the first column is text, the others are numbers, set to the right.
pub(super) struct Columns {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|name| (*name).to_owned()).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    /// Adds the table, with as many columns as there is room for.
    pub(super) fn put(&self, page: &mut Page) {
        let mut widths = self.widths();
        let numbers: usize = widths.iter().skip(1).map(|width| width + 2).sum();
        if let Some(first) = widths.first_mut() {
            *first = (*first).min(page.width().saturating_sub(2 + numbers).max(16));
        }
        let mut room = page.width().saturating_sub(2);
        let fitting = widths.iter().take_while(|width| {
            let fits = **width <= room;
            room = room.saturating_sub(**width + 2);
            fits
        });
        let shown = fitting.count().max(1);
        let widths = &widths[..shown.min(widths.len())];
        page.verbatim(2, &line(&self.head, widths, BOLD));
        self.rows.iter().for_each(|row| page.verbatim(2, &line(row, widths, PLAIN)));
    }

    fn widths(&self) -> Vec<usize> {
        let of = |column: usize| {
            let cells = self.rows.iter().chain([&self.head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        (0..self.head.len()).map(of).collect()
    }
}

fn line(cells: &[String], widths: &[usize], style: anstyle::Style) -> Vec<Span> {
    let mut text = String::new();
    for (number, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cell = fitted(cell, *width);
        let blank = " ".repeat(width.saturating_sub(cell.width()));
        match number {
            0 => text.extend([cell, blank]),
            _ => text.extend(["  ".to_owned(), blank, cell]),
        }
    }
    vec![span(style, text.trim_end())]
}

/// A text in one line, at most `width` columns of it.
pub(super) fn fitted(text: &str, width: usize) -> String {
    let mut text = one_line(text);
    if text.width() > width {
        while text.width() >= width && text.pop().is_some() {}
        text.push('…');
    }
    text
}

fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
