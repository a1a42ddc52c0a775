//! A conversation turn by turn.
//!
//! What a turn means depends on others: a bare number is a telephone number after "what's your phone number?", and a
//! number may be given in pieces, with the other one's "mm-hmm" between. So the last turns are remembered, the ends of
//! them as they were said and in memory only; and whatever turns out to be personal later is handed out once more, masked,
//! as a [`Revision`].
//!
//! While a number may still go on, it is masked: nothing waits, and if the conversation ends there, it stays masked. The
//! revision that shows it again comes with the same speaker's next turn, or after four turns of the other one.

mod asked;
mod chain;
mod names;
mod piece;
mod remembered;

use std::fmt;
use std::sync::Arc;

use crate::detect::Mode;
use crate::found::{self, Found};
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::rules::Rules;
use crate::{Counts, Redacted, Remap};

use asked::Asked;
use names::Names;
use remembered::Remembered;

/// How many turns are remembered, of both speakers together: four of one, and what the other one says between.
const TURNS: usize = 8;

/// For how many turns of the other one a number may go on.
const PATIENCE: usize = 4;

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The person whose data is to be kept out.
    Caller,
    /// Who asks the questions.
    Agent,
}

/// What is said so far in one conversation, as far as it matters for what is said next.
#[derive(Clone, Default)]
pub struct Dialogue {
    rules: Arc<Rules>,
    prompt: Option<String>,
    turns: Vec<Remembered>,
    names: Names,
    revisions: Vec<Revision>,
}

impl fmt::Debug for Dialogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialogue").field("turns", &self.turns.len()).finish_non_exhaustive()
    }
}

/// A turn, redacted.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Its text.
    pub text: Redacted<String>,
    /// Where offsets into the raw text end up.
    pub remap: Remap,
    /// What is masked in it.
    pub counts: Counts,
    /// Earlier turns whose text is another one now.
    pub revisions: Vec<Revision>,
}

/// The text of an earlier turn, as it is now.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Which turn, by the name that it was given.
    pub item: String,
    /// Its whole text.
    pub text: Redacted<String>,
    /// Where offsets into its raw text end up.
    pub remap: Remap,
    /// All that is masked in it.
    pub counts: Counts,
    /// All that was masked in the text in whose place this one is.
    pub retracted: Counts,
}

/// What is to be shown of a turn.
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) remap: Remap,
    pub(crate) counts: Counts,
}

impl Dialogue {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Redacts what somebody said. `item` names the turn: said again under the same name, it takes the place of what was
    /// said before. `prompt` is what it answers; without it, what the other speaker said last counts, which is wrong where
    /// transcripts come late.
    pub fn said(&mut self, item: &str, speaker: Speaker, text: &str, prompt: Option<&str>) -> Turn {
        self.prompted(prompt.map(str::to_owned));
        let rules = Arc::clone(&self.rules);
        let heard = self.hear(&rules, item, speaker, text);
        let revisions = self.take_revisions();
        Turn { text: Redacted::new(heard.text), remap: heard.remap, counts: heard.counts, revisions }
    }

    /// What the next turn answers, for [`Scrub::said`](crate::Scrub::said) and [`Scrub::saying`](crate::Scrub::saying);
    /// `None` if what the other speaker said last counts.
    pub fn prompted(&mut self, prompt: Option<String>) {
        self.prompt = prompt;
    }

    /// The earlier turns whose text has changed since the last call.
    pub fn take_revisions(&mut self) -> Vec<Revision> {
        std::mem::take(&mut self.revisions)
    }

    /// The cues of what a speaker answers.
    pub(crate) fn prior(&self, rules: &Rules, speaker: Speaker) -> Traits {
        found::guard(|| self.answers(rules, speaker, self.turns.len())).unwrap_or_default().cues
    }

    /// What is personal in the beginning of a turn that is still being said.
    pub(crate) fn foresee(&self, rules: &Rules, speaker: Speaker, text: &str) -> Result<Found, Kind> {
        let found = found::find(rules, text, Mode::Text, self.prior(rules, speaker))?;
        found::guard(|| self.names.add(rules, text, found)).ok_or(Kind::Error)
    }

    /// What a speaker answers, saying something in this place.
    fn answers(&self, rules: &Rules, speaker: Speaker, place: usize) -> Asked {
        if let Some(prompt) = &self.prompt {
            return asked::asked(rules, prompt);
        }
        let before = self.turns.iter().take(place).rev().filter(|turn| turn.speaker != speaker);
        // `go on` asks for what was asked for before.
        let mut questions = before.skip_while(|turn| turn.listening && turn.asks == Asked::default());
        questions.next().map(|turn| turn.asks).unwrap_or_default()
    }

    pub(crate) fn hear(&mut self, rules: &Rules, item: &str, speaker: Speaker, text: &str) -> Heard {
        match found::guard(|| self.remember(rules, item, speaker, text)) {
            Some(heard) => heard,
            None => {
                // What was remembered cannot be relied on any more.
                self.turns.clear();
                let mut turn = Remembered::new(item, speaker, Asked::default());
                turn.set_whole(rules, text.len(), Kind::Error);
                heard(&turn.show(rules))
            }
        }
    }

    fn remember(&mut self, rules: &Rules, item: &str, speaker: Speaker, text: &str) -> Heard {
        let known = self.turns.iter().position(|turn| turn.item == item);
        let place = known.unwrap_or(self.turns.len());
        let mut turn = Remembered::new(item, speaker, self.answers(rules, speaker, place));
        match found::find(rules, text, Mode::Text, turn.answers.cues) {
            Ok(found) => {
                self.names.learn(text, &found.spans);
                turn.set(rules, text, &self.names.add(rules, text, found));
            }
            Err(placeholder) => turn.set_whole(rules, text.len(), placeholder),
        }
        turn.asks = asked::asked(rules, &turn.tail);
        turn.listening = text.len() <= remembered::TAIL && asked::is_listening(rules, text);
        turn.pieces = piece::pieces(rules, &turn.tail, turn.answers);
        match self.turns.get_mut(place) {
            Some(before) => {
                if before.is_same(&turn) {
                    turn.keep(before);
                }
                *before = turn;
            }
            None => self.turns.push(turn),
        }
        let chain = chain::around(&self.turns, place);
        if chain.len() > 1 {
            chain::join(rules, &mut self.turns, &chain);
        }
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let of = |turn: &Remembered| turn.speaker == speaker;
            let mine: Vec<_> =
                (0..self.turns.len()).filter(|at| self.turns.get(*at).is_some_and(of)).collect();
            chain::hold(rules, &mut self.turns, &mine, PATIENCE);
        }
        let heard = self.show(rules, place);
        let surplus = self.turns.len().saturating_sub(TURNS);
        self.turns.drain(..surplus);
        heard
    }

    /// Hands out the turn in this place, and what has changed in others.
    fn show(&mut self, rules: &Rules, place: usize) -> Heard {
        let mut shown = Heard { text: String::new(), remap: Remap::default(), counts: Counts::default() };
        for (at, turn) in self.turns.iter_mut().enumerate() {
            let now = turn.show(rules);
            if at == place {
                shown = heard(&now);
            } else if now != turn.shown {
                self.revisions.push(Revision {
                    item: turn.item.clone(),
                    text: Redacted::new(now.text.clone()),
                    remap: now.remap(),
                    counts: now.counts.clone(),
                    retracted: turn.shown.counts.clone(),
                });
            }
            turn.shown = now;
        }
        shown
    }
}

fn heard(text: &remembered::Text) -> Heard {
    Heard { text: text.text.clone(), remap: text.remap(), counts: text.counts.clone() }
}
