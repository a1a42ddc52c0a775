//! One turn of the conversation, understood by the one before.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::claim::{self, Claim};
use crate::compiled::Compiled;
use crate::dialogue::Asked;
use crate::fact::Source;
use crate::heard::{Answer, Heard};
use crate::profile::Subject;
use crate::read::{self, Reading};
use crate::sign::Sign;
use crate::state::{Key, State, Statement};
use crate::subjects::{MOST_SUBJECTS, driver_of};
use crate::vehicles::{self, Manner, agree};

mod agent;

pub(crate) use agent::of_agent;

/// How much the agent's word alone counts.
const HEARSAY: f64 = 0.5;

/// Who says more than so much takes nothing of it for granted.
const MOST_GRANTED: usize = 32;

/// What the caller's next words answer.
#[derive(Default)]
pub(crate) struct Context {
    agent: Arc<Reading>,
    caller: Arc<Reading>,
    asked: Arc<Asked>,
    /// The item in which the agent said so.
    item: String,
    /// What waits for a yes or no.
    waiting: Arc<Vec<(Claim, Vec<usize>)>>,
    /// What the question takes for granted: `What year is your Sentra?`
    granted: Arc<Vec<(Claim, Vec<usize>)>>,
}

/// The caller's words.
pub(crate) fn of_caller(
    compiled: &Compiled,
    state: &mut State,
    context: &Arc<Context>,
    item: &str,
    text: &str,
    today: Option<&str>,
) -> Arc<Context> {
    let heard = Heard::new(text, Some(&context.agent), make_alone(compiled, state), &compiled.lexicon);
    let mut claims = claim::find(compiled, &heard, &context.asked, today);
    // `for Uber, on weekends` says what it is used for in so many words; `weekends` alone would only do so for want of them.
    let plain: BTreeSet<usize> =
        claims.iter().filter(|claim| !claim.loose).map(|claim| claim.field).collect();
    claims.retain(|claim| !claim.loose || !plain.contains(&claim.field));
    let answer = heard.answer();
    let correcting = answer == Answer::No || heard.has(Sign::Correct);
    for claim in &mut claims {
        claim.corrects |= correcting && !claim.denied;
    }
    let read_back =
        |field: Option<usize>| context.waiting.iter().any(|(claim, _)| Some(claim.field) == field);
    let identity = [compiled.vehicle.make, compiled.vehicle.model];
    let manner = Manner {
        another: context.asked.another,
        correcting,
        answering: identity.iter().any(|field| read_back(*field)),
        read_back: waiting(context)
            .filter(|(_, key)| Some(key.0) == compiled.vehicle.model)
            .map(|(claim, key)| (claim.value.clone(), key.1))
            .collect(),
    };
    if context.asked.another && answer == Answer::Yes && claims.iter().all(|claim| claim.vehicle.is_none()) {
        state.vehicles.focus = state.vehicles.count.min(MOST_SUBJECTS - 1);
    }
    // `Yes, and also my Tacoma`: what was read back is the vehicle before.
    if answer == Answer::Yes && heard.has(Sign::Another) {
        confirm(compiled, state, context, item, &[]);
    }
    let subjects = subjects(compiled, state, &heard, &claims, &manner, context.asked.driver);
    let stated = last_of_each(&claims, &subjects);
    let said: Vec<Key> = stated.keys().copied().collect();
    let answer =
        if answer == Answer::Other && repeats_what_waits(context, &stated) { Answer::Yes } else { answer };
    let answered = match answer {
        Answer::Yes => confirm(compiled, state, context, item, &said),
        Answer::No => deny(state, context, &heard, &said),
        Answer::Other => false,
    };
    for (claim, key) in keys(&claims, &subjects).filter(|(claim, _)| claim.denied) {
        state.denied(key, &claim.value, true);
        if Some(key.0) == compiled.vehicle.model && heard.is_past(&claim.words) {
            state.gone(compiled, key.1, &said);
        }
    }
    for (key, claim) in &stated {
        tell(compiled, state, context, item, claim, *key, &said);
    }
    if answer != Answer::Yes {
        accept_rest(compiled, state, context, &claims, &said);
    }
    let waiting = if answered { Arc::default() } else { Arc::clone(&context.waiting) };
    Arc::new(Context {
        agent: Arc::clone(&context.agent),
        caller: Arc::new(heard.reading),
        asked: Arc::clone(&context.asked),
        item: context.item.clone(),
        waiting,
        granted: Arc::clone(&context.granted),
    })
}

/// The make of the vehicle that is spoken of, where its model is still to be said.
fn make_alone<'a>(compiled: &Compiled, state: &'a State) -> Option<&'a str> {
    let (make, model) = (compiled.vehicle.make?, compiled.vehicle.model?);
    let focus = state.vehicles.focus;
    state.value(make, focus).filter(|_| state.value(model, focus).is_none())
}

/// Who corrects one thing of what was read back lets the rest stand, and who answers a question for a vehicle, that it is
/// this one.
fn accept_rest(compiled: &Compiled, state: &mut State, context: &Context, claims: &[Claim], said: &[Key]) {
    let fields = &compiled.vehicle;
    let is_said =
        |field: Option<usize>, subject: usize| field.is_some_and(|field| said.contains(&(field, subject)));
    let corrected = waiting(context).any(|(_, key)| said.contains(&key));
    let standing = waiting(context).filter(|_| corrected);
    let granted = keyed(&context.granted).filter(|(_, key)| is_said(fields.year, key.1));
    for (claim, key) in standing.chain(granted) {
        let denied = claims
            .iter()
            .any(|other| other.denied && other.field == key.0 && agree(&other.value, &claim.value));
        let (make, model) = (Some(key.0) == fields.make, Some(key.0) == fields.model);
        // `we sold the Camry` is the end of all of it.
        let gone = !is_said(fields.model, key.1)
            && keyed(&context.waiting).any(|(model, other)| {
                other.1 == key.1
                    && Some(other.0) == fields.model
                    && claims.iter().any(|claim| {
                        claim.denied && claim.field == other.0 && agree(&claim.value, &model.value)
                    })
            });
        let another = make && is_said(fields.model, key.1) || model && is_said(fields.make, key.1);
        if !(denied || gone || another || said.contains(&key)) {
            suppose(compiled, state, &context.item, claim, key);
        }
    }
}

/// Of what is said of one field twice in a turn the last counts.
fn last_of_each<'a>(claims: &'a [Claim], subjects: &'a [Vec<usize>]) -> BTreeMap<Key, &'a Claim> {
    let stated = keys(claims, subjects).filter(|(claim, _)| !claim.denied);
    stated.map(|(claim, key)| (key, claim)).collect()
}

/// One thing that the caller told.
fn tell(
    compiled: &Compiled,
    state: &mut State,
    context: &Context,
    item: &str,
    claim: &Claim,
    key: Key,
    said: &[Key],
) {
    // A make that only follows from the model does not take the place of one that has the model too.
    let made = claim.implied_by.as_ref().zip(state.value(key.0, key.1));
    if made.is_some_and(|(model, make)| make != claim.value && read::model_named(model, Some(make)).is_some())
    {
        return;
    }
    let waiting =
        context.waiting.iter().find(|(other, subjects)| other.field == key.0 && subjects.contains(&key.1));
    let value =
        dated(&claim.value, state.value(key.0, key.1), waiting.map(|(claim, _)| claim.value.as_str()));
    let statement = Statement {
        key,
        value: &value,
        item,
        source: Source::User,
        pointer: None,
        span: Some((claim.span.start, claim.span.end)),
        confidence: claim.confidence,
        certain: claim.certain,
        corrects: claim.corrects,
    };
    let make_before = Some(key.0) == compiled.vehicle.make;
    let before = state.value(key.0, key.1).filter(|_| make_before).map(str::to_owned);
    state.told(compiled, &statement, waiting.map(|(claim, _)| claim.value.as_str()));
    known(compiled, state, key);
    let model_too = compiled.vehicle.model.is_some_and(|model| said.contains(&(model, key.1)));
    let changed = before.is_some_and(|before| state.value(key.0, key.1) != Some(before.as_str()));
    if changed && !model_too {
        state.drop_foreign_model(compiled, key.1);
    }
}

/// A day without a year is in the year of the day that it takes the place of: `no, May 16th`.
fn dated<'a>(value: &'a str, known: Option<&str>, read_back: Option<&str>) -> Cow<'a, str> {
    let year = known
        .or(read_back)
        .and_then(|date| date.get(..4))
        .filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
    match (value.strip_prefix("--"), year) {
        (Some(day), Some(year)) => format!("{year}-{day}").into(),
        _ => value.into(),
    }
}

/// Whether the caller said again something that was read back, and nothing against the rest: `still the Mustang`.
fn repeats_what_waits(context: &Context, stated: &BTreeMap<Key, &Claim>) -> bool {
    let mut again = waiting(context).filter_map(|(claim, key)| Some((claim, *stated.get(&key)?))).peekable();
    again.peek().is_some() && again.all(|(claim, said)| agree(&claim.value, &said.value) && !said.corrects)
}

/// Confirms what was read back, but for what the caller now says otherwise. Whether anything waited.
fn confirm(compiled: &Compiled, state: &mut State, context: &Context, item: &str, said: &[Key]) -> bool {
    for (claim, key) in waiting(context).filter(|(_, key)| !said.contains(key)) {
        let statement = Statement {
            key,
            value: &claim.value,
            item: &context.item,
            source: Source::ReadBack,
            pointer: None,
            span: Some((claim.span.start, claim.span.end)),
            confidence: 0.95,
            certain: true,
            corrects: false,
        };
        state.confirmed(compiled, &statement, item);
        known(compiled, state, key);
    }
    !context.waiting.is_empty()
}

/// A no without another value denies what was read back, or the part of it that is named. Whether anything waited.
fn deny(state: &mut State, context: &Context, heard: &Heard, said: &[Key]) -> bool {
    if waiting(context).any(|(_, key)| said.contains(&key)) {
        return true;
    }
    let named = |field: usize| heard.cues().any(|(cue, _)| cue == field);
    let some_named = waiting(context).any(|(claim, _)| named(claim.field));
    for (claim, key) in waiting(context).filter(|(claim, _)| !some_named || named(claim.field)) {
        state.denied(key, &claim.value, false);
    }
    !context.waiting.is_empty()
}

fn waiting(context: &Context) -> impl Iterator<Item = (&Claim, Key)> {
    keyed(&context.waiting)
}

fn keyed(claims: &[(Claim, Vec<usize>)]) -> impl Iterator<Item = (&Claim, Key)> {
    claims
        .iter()
        .flat_map(|(claim, subjects)| subjects.iter().map(move |subject| (claim, (claim.field, *subject))))
}

/// What the agent repeats is a candidate where nothing is known of it.
fn suppose(compiled: &Compiled, state: &mut State, item: &str, claim: &Claim, key: Key) {
    let statement = Statement {
        key,
        value: &claim.value,
        item,
        source: Source::Assistant,
        pointer: None,
        span: Some((claim.span.start, claim.span.end)),
        confidence: claim.confidence * HEARSAY,
        certain: false,
        corrects: false,
    };
    state.supposed(compiled, &statement);
    known(compiled, state, key);
}

/// The subjects of each claim.
fn subjects(
    compiled: &Compiled,
    state: &mut State,
    heard: &Heard,
    claims: &[Claim],
    manner: &Manner,
    asked: Option<usize>,
) -> Vec<Vec<usize>> {
    let mut subjects = vehicles::assign(compiled, state, heard, claims, manner);
    for (claim, subjects) in claims.iter().zip(&mut subjects) {
        if compiled.subject(claim.field) == Some(Subject::Driver) {
            let driver = driver_of(heard, &claim.words, asked, &mut state.drivers).min(MOST_SUBJECTS - 1);
            state.drivers.focus = driver;
            *subjects = vec![driver];
        }
    }
    subjects
}

fn keys<'a>(claims: &'a [Claim], subjects: &'a [Vec<usize>]) -> impl Iterator<Item = (&'a Claim, Key)> {
    let paired = claims.iter().zip(subjects);
    paired.flat_map(|(claim, subjects)| subjects.iter().map(move |subject| (claim, (claim.field, *subject))))
}

fn known(compiled: &Compiled, state: &mut State, key: Key) {
    match compiled.subject(key.0) {
        Some(Subject::Vehicle) => state.vehicles.known(key.1),
        Some(Subject::Driver) => state.drivers.known(key.1),
        None => {}
    }
}
