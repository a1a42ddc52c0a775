//! Text to expression. `docs/query.md` describes the language to its users.
//!
//! ```text
//! any   = all ("OR" all)*
//! all   = one ("AND"? one)*
//! one   = ("-" | "NOT")* ( "(" any ")" | "*" | quoted "*"? | field ":" value | word "*"? )
//! value = "(" any ")" | quoted "*"? | bare          within the parentheses, words are values of the field
//! ```
//!
//! It goes once over the characters, and no deeper than [`DEEPEST`], whatever the text.

use crate::query::names::{Target, target};
use crate::query::value::{Bare, expression};
use crate::query::{Expr, Fields, Query, QueryError};

/// The characters of a query.
const LONGEST: usize = 10_000;
/// The words and values of a query.
const MOST: usize = 200;
/// Parentheses within each other.
const DEEPEST: usize = 40;

pub(super) fn parse(text: &str, fields: &Fields) -> Result<Query, QueryError> {
    let letters: Vec<char> = text.chars().take(LONGEST + 1).collect();
    let mut parser = Parser { letters, at: 0, terms: 0, depth: 0, fields };
    if parser.letters.len() > LONGEST {
        return Err(
            parser.wrong(LONGEST, format!("the query is too long: {LONGEST} characters are the most"))
        );
    }
    parser.blanks();
    if parser.peek().is_none() {
        return Ok(Query::default());
    }
    let expr = parser.any(None)?;
    match parser.peek() {
        Some(_) => Err(parser.wrong(parser.at, "this parenthesis closes nothing: take it out")),
        None => Ok(Query::of(expr)),
    }
}

/// Where one stands in the text.
struct Parser<'a> {
    letters: Vec<char>,
    at: usize,
    terms: usize,
    depth: usize,
    fields: &'a Fields,
}

type Parsed<T = Expr> = Result<T, QueryError>;

impl Parser<'_> {
    /// One of several.
    fn any(&mut self, field: Option<&Target>) -> Parsed {
        let mut any = vec![self.all(field)?];
        while self.keyword("OR") {
            any.push(self.all(field)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Expr::Or(any) })
    }

    /// All of several.
    fn all(&mut self, field: Option<&Target>) -> Parsed {
        let mut all = vec![self.one(field)?];
        loop {
            let and = self.keyword("AND");
            if !and && (matches!(self.peek(), None | Some(')')) || self.is_keyword("OR")) {
                break;
            }
            all.push(self.one(field)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expr::And(all) })
    }

    /// A condition, or that it is not so.
    fn one(&mut self, field: Option<&Target>) -> Parsed {
        let mut not = false;
        loop {
            self.blanks();
            let dash =
                self.peek() == Some('-') && self.letters.get(self.at + 1).is_some_and(|c| !c.is_whitespace());
            if dash && !matches!(field, Some(Target::Time(_))) {
                self.at += 1;
                not = !not;
            } else if self.keyword("NOT") {
                not = !not;
            } else {
                break;
            }
        }
        let expr = self.condition(field)?;
        Ok(if not { Expr::Not(Box::new(expr)) } else { expr })
    }

    fn condition(&mut self, field: Option<&Target>) -> Parsed {
        let from = self.at;
        match self.peek() {
            None => Err(self.wrong(from, "the query ends where a word or a field is expected")),
            Some(')') => Err(self.wrong(from, "a word or a field is expected before this parenthesis")),
            Some('(') => self.group(field),
            Some('"') => self.quoted_value(field.unwrap_or(&Target::Said(None))),
            Some(_) if self.is_keyword("OR") || self.is_keyword("AND") => Err(self
                .wrong(from, "a word or a field is expected on both sides; in quotation marks it is a word")),
            Some('*') if field.is_none() && self.ends_at(from + 1) => {
                self.at += 1;
                Ok(Expr::default())
            }
            Some(_) => match field {
                Some(field) => self.bare_value(field),
                None => self.word_or_field(),
            },
        }
    }

    fn group(&mut self, field: Option<&Target>) -> Parsed {
        let open = self.at;
        if self.depth == DEEPEST {
            return Err(
                self.wrong(open, format!("too many parentheses within each other: {DEEPEST} are the most"))
            );
        }
        self.at += 1;
        self.depth += 1;
        let expr = self.any(field)?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(self.wrong(open, "this parenthesis is not closed"));
        }
        self.at += 1;
        Ok(expr)
    }

    fn word_or_field(&mut self) -> Parsed {
        let from = self.at;
        let Some(name) = self.name()? else { return self.bare_value(&Target::Said(None)) };
        // Somebody says "http://…", or "note: …".
        let is_text = matches!(self.letters.get(self.at..self.at + 2), Some(['/', '/']));
        let target = if is_text { Err(String::new()) } else { target(&name, self.fields) };
        match (target, self.value_follows()) {
            (Ok(target), true) => self.value(&target),
            (Ok(_), false) => Err(self.wrong(self.at, "a value is expected here, without a space before it")),
            (Err(message), true) if !is_text => Err(self.wrong(from, message)),
            (Err(_), _) => {
                self.at = from;
                self.bare_value(&Target::Said(None))
            }
        }
    }

    /// The name of a field, and goes past its colon.
    fn name(&mut self) -> Parsed<Option<String>> {
        let mut end = self.at;
        let mut name = String::new();
        while let Some(c) = self.letters.get(end).copied() {
            let goes_on = match c {
                '"' if matches!(name.as_str(), "meta." | "fact.") => {
                    let (quoted, after) = self.quoted(end)?;
                    name.push_str(&quoted);
                    end = after;
                    continue;
                }
                ':' => {
                    let named = name.chars().next().is_some_and(char::is_alphabetic);
                    if named {
                        self.at = end + 1;
                    }
                    return Ok(named.then_some(name));
                }
                _ => is_of_name(c),
            };
            if !goes_on {
                return Ok(None);
            }
            name.push(c);
            end += 1;
        }
        Ok(None)
    }

    /// What stands after the colon of a field.
    fn value(&mut self, field: &Target) -> Parsed {
        match self.peek_here() {
            Some('(') => self.group(Some(field)),
            Some('"') => self.quoted_value(field),
            Some('-') if !matches!(field, Target::Time(_)) => Err(self.wrong(
                self.at,
                "a `-` stands before the name of a field; one that belongs to the value, in quotation marks",
            )),
            _ => self.bare_value(field),
        }
    }

    fn quoted_value(&mut self, field: &Target) -> Parsed {
        let from = self.at;
        let (text, end) = self.quoted(from)?;
        let star = self.letters.get(end) == Some(&'*');
        self.at = end + usize::from(star);
        self.term(field, &Bare { text: &text, quoted: true, star }, from)
    }

    fn bare_value(&mut self, field: &Target) -> Parsed {
        let from = self.at;
        while self.peek_here().is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"')) {
            self.at += 1;
        }
        let mut text: String = self.letters.get(from..self.at).unwrap_or_default().iter().collect();
        let star = text.ends_with('*') && !matches!(field, Target::Number { .. } | Target::Time(_));
        if star {
            text.pop();
        }
        self.term(field, &Bare { text: &text, quoted: false, star }, from)
    }

    fn term(&mut self, field: &Target, bare: &Bare<'_>, from: usize) -> Parsed {
        let expr = expression(field, bare, self.fields).map_err(|message| self.wrong(from, message))?;
        self.terms += match &expr {
            Expr::Said(phrase) => phrase.words.len(),
            _ => 1,
        };
        if self.terms > MOST {
            return Err(self.wrong(from, format!("too many words and values: {MOST} are the most")));
        }
        Ok(expr)
    }

    /// The text in quotation marks that begins at `open`, and where it ends. A backslash stands before a quotation mark
    /// or a backslash in it.
    fn quoted(&self, open: usize) -> Parsed<(String, usize)> {
        let mut text = String::new();
        let mut letters = self.letters.iter().copied().enumerate().skip(open + 1).peekable();
        while let Some((at, c)) = letters.next() {
            match (c, letters.peek()) {
                ('"', _) => return Ok((text, at + 1)),
                ('\\', Some((_, escaped @ ('"' | '\\')))) => {
                    text.push(*escaped);
                    letters.next();
                }
                _ => text.push(c),
            }
        }
        Err(self.wrong(open, "this quotation mark is not closed"))
    }

    fn blanks(&mut self) {
        while self.peek_here().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The next character that is not a space.
    fn peek(&mut self) -> Option<char> {
        self.blanks();
        self.peek_here()
    }

    fn peek_here(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn value_follows(&self) -> bool {
        self.peek_here().is_some_and(|c| !c.is_whitespace() && c != ')')
    }

    /// True where a word ends before `at`.
    fn ends_at(&self, at: usize) -> bool {
        self.letters.get(at).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'))
    }

    fn is_keyword(&mut self, keyword: &str) -> bool {
        self.blanks();
        let end = self.at + keyword.len();
        let here = self.letters.get(self.at..end);
        here.is_some_and(|here| here.iter().copied().eq(keyword.chars())) && self.ends_at(end)
    }

    /// Goes past a word in capitals that joins others, where it stands here.
    fn keyword(&mut self, keyword: &str) -> bool {
        let is = self.is_keyword(keyword);
        self.at += if is { keyword.len() } else { 0 };
        is
    }

    fn wrong(&self, at: usize, message: impl Into<String>) -> QueryError {
        QueryError { at: at.min(self.letters.len()) + 1, message: message.into() }
    }
}

/// A character of the name of a field that is not in quotation marks.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
}
