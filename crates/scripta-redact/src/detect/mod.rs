//! The detectors, and what becomes of their findings.
//!
//! Each detector proposes candidates without regard to the others. Candidates that overlap become one: the longest
//! decides what it is, then the priority of its kind, and the mask covers them all, so that no rest of the others is left.

mod address;
mod birth;
mod card;
mod custom;
mod date;
mod email;
mod ends;
mod ids;
mod ip;
mod kept;
mod lone;
mod name;
mod part;
mod parts;
mod person;
mod phone;
mod rest;
mod secret;
mod slip;
mod spoken_email;
mod spoken_ip;
mod ssn;
mod stream;
mod url;
mod vanity;
mod walk;
mod world;

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::redactor::Rules;
use crate::run::{Cursor, Run};
use crate::seen::Seen;
use crate::token::{self, Token};

/// What kind of text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Something said or written.
    Text,
    /// An identifier, in which only unmistakable forms count.
    Id,
}

/// A stretch of text, in bytes, that a detector takes for personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// What made it one, such as `phone.groups`: for whoever asks why.
    pub(crate) rule: &'static str,
}

/// What the detectors look at, and where they put their findings.
struct Search<'t> {
    rules: &'t Rules,
    text: &'t str,
    tokens: Vec<Token>,
    seen: Seen,
    mode: Mode,
    /// The cues of what was asked before the text began.
    prior: Traits,
    found: Vec<Candidate>,
}

impl Search<'_> {
    fn add(&mut self, kind: Kind, rule: &'static str, start: usize, end: usize) {
        if start < end {
            self.found.push(Candidate { start, end, kind, rule });
        }
    }

    /// The cues before a token.
    fn context(&self, at: usize) -> Context {
        Context::before(&self.tokens, at, self.prior)
    }

    /// The pieces `from..to` of a run.
    fn add_pieces(&mut self, kind: Kind, rule: &'static str, run: &Run, from: usize, to: usize) {
        if let Some((start, end)) = run.span(from, to) {
            self.add(kind, rule, start, end);
        }
    }
}

/// What is personal in a text: in ascending order, apart. `prior` are the cues of what was asked before it.
pub(crate) fn find(rules: &Rules, text: &str, mode: Mode, prior: Traits) -> Vec<Candidate> {
    let tokens = token::tokens(rules, text);
    let seen = Seen::of(&tokens);
    let mut search = Search { rules, text, tokens, seen, mode, prior, found: Vec::new() };
    email::find(&mut search);
    ip::find(&mut search);
    if seen.numbers {
        find_numbers(&mut search);
    }
    ids::find(&mut search);
    if mode == Mode::Text {
        spoken_email::find(&mut search);
        spoken_ip::find(&mut search);
        url::find(&mut search);
        name::find(&mut search);
        // No street without a number of a house, no box without its own.
        if seen.numbers {
            address::find(&mut search);
        }
        // `d.o.b.` is three letters.
        if (seen.traits | prior).has(Traits::BIRTH) || seen.letters > 2 {
            birth::find(&mut search);
        }
        if seen.numbers {
            lone::find(&mut search);
        }
        custom::find(&mut search);
    } else {
        person::find(&mut search);
    }
    resolve(kept::without(rules, search.found))
}

/// No number that says something of a person is shorter.
const SHORTEST: usize = 3;

/// A number that can be known by its digits has as many.
const KNOWN: usize = 7;

fn find_numbers(search: &mut Search<'_>) {
    let mut numbers = Cursor::default();
    let mut last = None;
    while let Some(run) = numbers.next(search.text, &search.tokens) {
        if run.digits.len() < SHORTEST {
            continue;
        }
        let own = search.context(run.token()).and_after(&search.tokens, run.next());
        let context = match last {
            Some((context, next)) => own.or_like(context, search.tokens.get(next..run.token())),
            None => own,
        };
        last = Some((context, run.next()));
        let text = search.mode == Mode::Text;
        if text {
            vanity::find(search, run);
        }
        if run.digits.len() >= KNOWN {
            let before = search.found.len();
            for at in 0..run.pieces.len() {
                card::find(search, run, at, context);
                ssn::find(search, run, at, context);
                phone::find(search, run, at, context);
            }
            if text {
                stream::find(search, run, context, before);
            }
        } else if text {
            part::find(search, run, context);
        }
    }
}

/// Makes one of those that overlap.
pub(crate) fn resolve(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by_key(|candidate| (candidate.start, candidate.end));
    let mut apart: Vec<Candidate> = Vec::with_capacity(found.len());
    let mut longest = 0;
    for candidate in found {
        let length = candidate.end - candidate.start;
        match apart.last_mut().filter(|last| candidate.start < last.end) {
            Some(last) => {
                if length > longest || (length == longest && candidate.kind < last.kind) {
                    longest = length;
                    (last.kind, last.rule) = (candidate.kind, candidate.rule);
                }
                last.end = last.end.max(candidate.end);
            }
            None => {
                longest = length;
                apart.push(candidate);
            }
        }
    }
    apart
}
