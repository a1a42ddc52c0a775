//! The agent's turn: what it asks, reads back and repeats.

use std::sync::Arc;

use super::{Context, MOST_GRANTED, keys, subjects, suppose};
use crate::claim::{self, Claim};
use crate::compiled::Compiled;
use crate::dialogue::{Asked, awaiting_answer, is_elliptical, repeats};
use crate::echo::echoes;
use crate::heard::Heard;
use crate::profile::FieldType;
use crate::sign::Sign;
use crate::state::State;
use crate::subjects::MOST_SUBJECTS;
use crate::vehicles::Manner;

/// The agent's words.
pub(crate) fn of_agent(
    compiled: &Compiled,
    state: &mut State,
    context: &Arc<Context>,
    item: &str,
    text: &str,
    today: Option<&str>,
) -> Arc<Context> {
    let heard = Heard::new(text, Some(&context.caller), None, &compiled.lexicon);
    let mut asked = Asked::of(&heard);
    let mut claims = claim::find(compiled, &heard, &Asked::default(), today);
    claims.retain(|claim| is_the_callers(compiled, &heard, claim));
    claims.extend(echoes(compiled, state, &heard, &claims));
    if asked.is_empty() && claims.is_empty() && heard.last_question().is_none() && !asked.another {
        // `Sure, take your time.`
        return Arc::clone(context);
    }
    // `And the Tesla?`, `And your wife's?` ask the same of another.
    if asked.is_empty() && is_elliptical(&heard) {
        asked.ask_again(&context.asked);
    }
    asked.driver = asked_driver(&heard, state);
    let focus = state.vehicles.focus;
    let subjects = subjects(compiled, state, &heard, &claims, &Manner::default(), asked.driver);
    let example = heard.has(Sign::Example);
    let (mut waiting, mut granted) = (Vec::new(), Vec::new());
    if !example {
        let awaited = awaiting_answer(&heard, &claims);
        let paired = claims.iter().zip(&subjects).filter(|(claim, _)| {
            awaited.iter().any(|other| other.span == claim.span && other.field == claim.field)
        });
        waiting.extend(paired.map(|(claim, subjects)| (claim.clone(), subjects.clone())));
        let identity = [compiled.vehicle.make, compiled.vehicle.model];
        let few = claims.len() <= MOST_GRANTED;
        let paired = claims.iter().zip(&subjects).filter(|_| few).filter(|(claim, _)| {
            identity.contains(&Some(claim.field))
                && is_granted(&heard, claim)
                && !claims.iter().any(|other| other.field == claim.field && other.value != claim.value)
        });
        granted.extend(paired.map(|(claim, subjects)| (claim.clone(), subjects.clone())));
    }
    asked.read_back(waiting.iter().map(|(claim, _)| claim.field));
    // A vehicle that only the agent mentions is not the one that is spoken of.
    if state.vehicles.focus >= state.vehicles.count {
        state.vehicles.focus = focus;
    }
    point(state, &heard, &claims, &asked);
    if repeats(&heard) {
        let asks = |claim: &Claim| {
            heard.is_question(heard.plain.sentence(claim.words.start)) && !heard.has(Sign::Tag)
        };
        for (claim, key) in keys(&claims, &subjects).filter(|(claim, _)| !claim.denied && !asks(claim)) {
            suppose(compiled, state, item, claim, key);
        }
    }
    Arc::new(Context {
        agent: Arc::new(heard.reading),
        caller: Arc::clone(&context.caller),
        asked: Arc::new(asked),
        item: item.to_owned(),
        waiting: Arc::new(waiting),
        granted: Arc::new(granted),
    })
}

/// `your Sentra`, `the Sentra` in a question.
fn is_granted(heard: &Heard, claim: &Claim) -> bool {
    let sentence = heard.plain.sentence(claim.words.start);
    let near = claim.words.start.saturating_sub(3)..claim.words.start;
    let definite = |n: usize| matches!(heard.plain.word(n), Some("your" | "the" | "that" | "this"));
    !claim.denied && heard.is_question(sentence) && near.into_iter().any(definite)
}

/// The agent also says the company's own number and address.
fn is_the_callers(compiled: &Compiled, heard: &Heard, claim: &Claim) -> bool {
    if !matches!(compiled.kind(claim.field), FieldType::Phone | FieldType::Email) {
        return true;
    }
    let sentence = heard.plain.sentence(claim.words.start);
    let near = claim.words.start.saturating_sub(12)..claim.words.start;
    let mut words = near.filter(|n| heard.plain.sentence(*n) == sentence).filter_map(|n| heard.plain.word(n));
    let ours = ["us", "our", "ours", "we"];
    words.all(|word| !ours.contains(&word))
}

/// The driver whom the agent's question is about.
fn asked_driver(heard: &Heard, state: &mut State) -> Option<usize> {
    let question = heard.last_question().or(heard.plain.words.last().map(|word| word.sentence))?;
    let mut relative = None;
    let mut last = None;
    for (sign, _) in heard.signs().filter(|(_, at)| heard.plain.sentence(at.start) == question) {
        match sign {
            Sign::Relative(relation) => relative = Some(relation),
            Sign::They | Sign::Caller => last = Some(sign),
            _ => {}
        }
    }
    let person = match (relative, last) {
        (Some(relation), _) => state.drivers.driver(relation),
        (None, Some(Sign::They)) => state.drivers.focus,
        (None, Some(_)) => 0,
        (None, None) => return None,
    };
    state.drivers.focus = person;
    Some(person)
}

/// The vehicle that the agent asks about without saying which it is: `the second one`, `the other car`.
fn point(state: &mut State, heard: &Heard, claims: &[Claim], asked: &Asked) {
    if claims.iter().any(|claim| claim.vehicle.is_some()) {
        return;
    }
    let count = state.vehicles.count;
    let open = heard.last_question().is_some() && asked.is_empty();
    for (sign, _) in heard.signs() {
        match sign {
            Sign::Ordinal(n) if n <= count => state.vehicles.focus = n,
            Sign::Other if count == 2 => state.vehicles.focus = 1 - state.vehicles.focus.min(1),
            // `Any other vehicles?` waits for the answer; `what year is the other vehicle?` speaks of it.
            Sign::Another | Sign::Other if !open && count > 0 => {
                state.vehicles.focus = count.min(MOST_SUBJECTS - 1);
            }
            _ => {}
        }
    }
}
