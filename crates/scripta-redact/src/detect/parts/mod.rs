//! A text as the parts of which addresses are made when they are read out.

mod phrases;

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Word,
    /// One letter, with what it was spelled by: `b as in boy`.
    Letter,
    Number,
    /// `dot`, `period`, a `.` within a word.
    Dot,
    /// `underscore`, `dash`, `plus` and their marks.
    Joint,
    At,
    /// What is said about the writing, or while thinking: `all one word`, `the letter`, `uh`.
    Aside,
    /// `no wait`, `sorry`: what came before is said anew.
    Repair,
    /// A mask, or what no address has in it.
    End,
}

/// What is between a part and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    Tight,
    Space,
    /// A comma, brackets.
    Pause,
    /// The end of a sentence.
    Break,
}

/// A word, a letter with its spelling, a mark, or a phrase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) what: What,
    pub(super) traits: Traits,
    /// Its tokens.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) before: Gap,
}

impl Part {
    /// Whether it can be in a name of a mailbox or of a domain.
    pub(super) fn is_unit(&self) -> bool {
        matches!(self.what, What::Word | What::Letter | What::Number)
    }

    pub(super) fn is_spelled(&self) -> bool {
        matches!(self.what, What::Letter | What::Number)
    }

    pub(super) fn is_joint(&self) -> bool {
        matches!(self.what, What::Dot | What::Joint)
    }

    /// An everyday word, which names nobody.
    pub(super) fn is_everyday(&self) -> bool {
        self.what == What::Word && self.traits.has(Traits::LEAD | Traits::ORDINARY | Traits::COMMON)
    }
}

/// The parts of a text. One pass.
pub(super) fn parts(text: &str, tokens: &[Token]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(tokens.len() / 2 + 1);
    let mut before = Gap::Break;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let read = match token.sort {
            // A new line is a new thought.
            Sort::Space if token.text(text).contains('\n') => Err(Gap::Pause),
            Sort::Space => Err(Gap::Space),
            Sort::Mark(mark) => read_mark(text, tokens, at, mark),
            Sort::Mask => Ok((What::End, at)),
            Sort::Digits => Ok((What::Number, at)),
            Sort::Word(meaning) => Ok(read_word(text, tokens, at, meaning)),
        };
        match read {
            Ok((what, last)) => {
                let traits = traits(text, tokens, at, last, what);
                parts.push(Part { what, traits, first: at, last, before });
                before = Gap::Tight;
                at = last + 1;
            }
            Err(gap) => {
                before = before.max(gap);
                at += 1;
            }
        }
    }
    parts
}

fn read_word(text: &str, tokens: &[Token], at: usize, meaning: Meaning) -> (What, usize) {
    if let Some(phrase) = phrases::phrase(text, tokens, at) {
        return phrase;
    }
    let lead = tokens.get(at).is_some_and(|token| token.traits.has(Traits::LEAD));
    match meaning {
        Meaning::Dot => (What::Dot, at),
        Meaning::Underscore | Meaning::Dash | Meaning::Plus => (What::Joint, at),
        Meaning::At if tokens.get(at + 1).is_some_and(|token| token.is_mark('&')) => (What::Word, at),
        Meaning::At => (What::At, phrases::at_sign(text, tokens, at)),
        Meaning::Filler if !lead => (What::Aside, at),
        Meaning::Letter | Meaning::Digit(_) => phrases::spelled(text, tokens, at, meaning),
        Meaning::Times(_) => phrases::times(tokens, at),
        Meaning::Teen(_) | Meaning::Tens(_) | Meaning::Hundred | Meaning::Thousand | Meaning::Plural(_) => {
            (What::Number, at)
        }
        Meaning::Filler | Meaning::Million | Meaning::Other => (What::Word, phrases::contraction(tokens, at)),
    }
}

/// The part that a mark is, or else the gap that it makes.
fn read_mark(text: &str, tokens: &[Token], at: usize, mark: char) -> Result<(What, usize), Gap> {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let after = tokens.get(at + 1);
    let solid = |token: Option<&Token>| token.is_some_and(Token::is_solid);
    let space = |token: Option<&Token>| token.is_some_and(|token| token.sort == Sort::Space);
    match mark {
        '@' | '\u{FF20}' => Ok((What::At, at)),
        '.' | '\u{FF0E}' if solid(before) && solid(after) => Ok((What::Dot, at)),
        '.' if space(after) && (space(before) || top_level_follows(text, tokens, at)) => Ok((What::Dot, at)),
        // `gmail .com`
        '.' if space(before) && after.is_some_and(|token| token.traits.has(Traits::TOP_LEVEL)) => {
            Ok((What::Dot, at))
        }
        // `J. O. H. N.`
        '.' if before.is_some_and(|token| is_initial(text, token)) => Err(Gap::Space),
        '.' if before.or(after).is_some_and(|token| token.is_mark('.')) => Err(Gap::Pause),
        '_' | '-' | '+' | '&' if solid(before) && solid(after) => Ok((What::Joint, at)),
        '_' | '+' if solid(after) => Ok((What::Joint, at)),
        ','
        | '-'
        | '…'
        | '('
        | ')'
        | '['
        | ']'
        | '{'
        | '}'
        | '<'
        | '>'
        | '"'
        | '\''
        | '\u{2010}'..='\u{201F}' => Err(Gap::Pause),
        _ => Err(Gap::Break),
    }
}

fn is_initial(text: &str, token: &Token) -> bool {
    token.meaning().is_some() && token.text(text).chars().nth(1).is_none()
}

/// `com`, as a transcript writes it after `gmail. `.
fn top_level_follows(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 2).is_some_and(|token| {
        matches!(token.text(text), "com" | "Com" | "org" | "Org" | "net" | "edu" | "gov")
    })
}

/// The traits of a word; of a contraction, that it leads to something, as `it's` does.
fn traits(text: &str, tokens: &[Token], first: usize, last: usize, what: What) -> Traits {
    let Some(head) = tokens.get(first).filter(|_| what == What::Word) else { return Traits::NONE };
    let Some(tail) = tokens.get(last).filter(|_| last > first) else { return head.traits };
    let leads = match tail.text(text) {
        "s" | "S" => Traits::LEAD | Traits::ORDINARY | Traits::COMMON | Traits::NAME | Traits::EMAIL,
        "m" | "re" | "ll" | "ve" | "d" | "t" | "M" | "RE" | "LL" | "VE" | "D" | "T" => return Traits::LEAD,
        _ => return Traits::NONE,
    };
    if head.traits.has(leads) { Traits::LEAD } else { Traits::NONE }
}
