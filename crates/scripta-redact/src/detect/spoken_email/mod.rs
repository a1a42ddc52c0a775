//! E-mail addresses read out: `john dot doe at example dot org`.
//!
//! The text is read as parts: words, letters with their spelling, joints, `at`, asides and repairs. From each `at`, the
//! domain is read forwards and the name of the mailbox backwards; whether they are an address depends on how much of one
//! was said. `a quote at example dot com` is none.

mod domain;
mod local;

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};

use super::Search;
use super::parts::{self, Gap, Part, What};
use domain::Domain;
use local::{Local, Reader};

/// This many letters one by one are an address where one was asked for.
const SPELLED: usize = 4;

/// How many words after an address may say that it is one.
const FOLLOWED: usize = 8;

/// `my email`, `the best email`
const OWNING: [&str; 14] = [
    "my",
    "our",
    "his",
    "her",
    "their",
    "best",
    "main",
    "new",
    "work",
    "personal",
    "office",
    "business",
    "company",
    "preferred",
];

/// Between a site and an address that is something else: `at example dot com with my email`.
const ELSEWHERE: [&str; 10] = ["for", "with", "enter", "to", "check", "in", "using", "from", "got", "see"];

pub(super) fn find(search: &mut Search<'_>) {
    let seen = search.seen;
    let dot = seen.dots > 0 || seen.traits.has(Traits::HOST);
    let expected = (seen.traits | search.prior).has(Traits::EMAIL);
    let tied = dot && (seen.at || seen.traits.has(Traits::MAILER));
    if !tied && !(expected && (seen.joint || seen.letters >= SPELLED)) {
        return;
    }
    let parts = parts::parts(search.text, &search.tokens);
    let mut speech = Speech { search, parts: &parts, found: Vec::new() };
    let mut end = 0;
    for at in 0..parts.len() {
        let found = match parts.get(at).map(|part| part.what) {
            Some(What::At) => speech.address(at, at + 1),
            Some(What::Word) if parts.get(at).is_some_and(|part| part.traits.has(Traits::MAILER)) => {
                speech.without_at(at)
            }
            Some(What::Dot | What::Joint) if expected && at >= end => speech.beginning(at),
            Some(What::Letter) if expected && at >= end => speech.spelled(at),
            _ => None,
        };
        if let Some((rule, first, last)) = found {
            end = end.max(last + 1);
            speech.add(rule, first, last);
        }
    }
    let found = speech.found;
    for (rule, start, end) in found {
        search.add(Kind::Email, rule, start, end);
    }
}

/// A rule, the first part and the last.
type Found = Option<(&'static str, usize, usize)>;

struct Speech<'s, 't> {
    search: &'s Search<'t>,
    parts: &'s [Part],
    found: Vec<(&'static str, usize, usize)>,
}

impl Speech<'_, '_> {
    fn add(&mut self, rule: &'static str, first: usize, last: usize) {
        let tokens = &self.search.tokens;
        let first = self.parts.get(first).and_then(|part| tokens.get(part.first));
        let last = self.parts.get(last).and_then(|part| tokens.get(part.last));
        if let (Some(first), Some(last)) = (first, last) {
            self.found.push((rule, first.start, last.end));
        }
    }

    fn domain(&self, from: usize) -> Domain {
        domain::domain(self.search.text, &self.search.tokens, self.parts, from)
    }

    fn reader(&self, at: usize, domain: &Domain) -> Reader<'_, '_> {
        let followed = domain.known.is_some_and(|last| self.is_followed(last));
        Reader {
            search: self.search,
            parts: self.parts,
            host: domain.host.is_some(),
            mailer: domain.host.is_some() && domain.traits.has(Traits::MAILER),
            known: domain.known.is_some(),
            written: self.is_written(at),
            expected: followed,
            followed,
            opening: None,
        }
    }

    /// Whether `that's my email` follows a domain.
    fn is_followed(&self, last: usize) -> bool {
        let after = (last + 1..=last + FOLLOWED).map_while(|at| self.parts.get(at).map(|part| (at, part)));
        let mut until = after.take_while(|(_, part)| {
            !matches!(part.what, What::At | What::End) && !self.is_any(part, &ELSEWHERE)
        });
        until.any(|(at, part)| {
            let mail = part.what == What::Word && part.traits.has(Traits::EMAIL);
            let owned = at.checked_sub(1).and_then(|before| self.parts.get(before));
            mail && at > last + 1 && owned.is_some_and(|owned| self.is_any(owned, &OWNING))
        })
    }

    fn is_any(&self, part: &Part, words: &[&str]) -> bool {
        let text = self.search.tokens.get(part.first).map_or("", |token| token.text(self.search.text));
        words.iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether a part is a mark, and no word.
    fn is_mark(&self, at: usize) -> bool {
        let token = self.parts.get(at).and_then(|part| self.search.tokens.get(part.first));
        token.is_some_and(|token| token.meaning().is_none())
    }

    /// Whether a part is `@` with nothing around it.
    fn is_written(&self, at: usize) -> bool {
        let tight = |at: usize| self.parts.get(at).is_some_and(|part| part.before == Gap::Tight);
        self.is_mark(at) && tight(at) && tight(at + 1)
    }

    /// The address around `at`, whose domain begins at `from`.
    fn address(&self, at: usize, from: usize) -> Found {
        let domain = self.domain(from);
        if domain.known.is_none() && domain.host.is_none() && domain.unknown.or(domain.unfinished).is_none() {
            return None;
        }
        let local = self.reader(at, &domain).before(at)?;
        let last = self.accepted(at, &local, &domain)?;
        Some(("email.spoken", local.first, self.corrected(last)))
    }

    /// The last part of the domain, if the two are an address.
    fn accepted(&self, at: usize, local: &Local, domain: &Domain) -> Option<usize> {
        let written = self.is_written(at);
        let mailer = domain.host.is_some() && domain.traits.has(Traits::MAILER);
        let host = domain.host.is_some();
        let personal = local.expected && (!local.is_everyday || local.led || host) && !local.is_lead;
        let tied = local.joined && (local.named || local.expected || domain.host.is_some());
        let sure = tied || local.several || personal;
        if let Some(last) = domain.known {
            let alone = if mailer || self.is_mark(at) { !local.is_lead } else { !local.is_everyday };
            let alone = alone && (domain.host.is_some() || (local.named && !domain.is_everyday));
            return (sure || alone).then_some(last);
        }
        if let Some(host) = domain.host {
            let last = domain.unknown.filter(|unknown| *unknown > host).unwrap_or(host);
            let alone = if mailer { !local.is_everyday } else { personal && local.led };
            return (tied || (mailer && sure) || (local.named && alone)).then_some(last);
        }
        let unknown = domain.unknown.filter(|_| local.expected || (sure && !written));
        let unfinished = domain.unfinished.filter(|_| tied && local.expected && !written);
        unknown.filter(|_| sure).or(unfinished)
    }

    /// The last part of what the domain is corrected to: `at gmail dot com, no sorry, at yahoo dot com`.
    fn corrected(&self, last: usize) -> usize {
        let mut at = last + 1;
        let mut repairs = 0;
        while let Some(part) =
            self.parts.get(at).filter(|part| matches!(part.what, What::Repair | What::Aside))
        {
            repairs += usize::from(part.what == What::Repair);
            at += 1;
            if at > last + 5 {
                return last;
            }
        }
        let address = self.parts.get(at).is_some_and(|part| part.what == What::At);
        if repairs == 0 {
            return last;
        }
        let domain = self.domain(at + usize::from(address));
        let end = domain.known.or(domain.host.filter(|_| address));
        end.filter(|_| domain.host.is_some() || address).map_or(last, |end| end.max(last))
    }

    /// `john dot doe gmail dot com`: `at` was not heard.
    fn without_at(&self, at: usize) -> Found {
        let domain = self.domain(at);
        let last = domain.known?;
        let local = self.reader(at, &domain).before(at)?;
        let personal = local.expected && local.led && !local.is_everyday;
        (local.joined || personal).then_some(("email.without_at", local.first, last))
    }

    /// `john dot doe`, where an address was asked for and the rest of it is not there yet.
    fn beginning(&self, joint: usize) -> Found {
        let part = self.parts.get(joint)?;
        let said = self.search.tokens.get(part.first)?.meaning();
        if !matches!(said, Some(Meaning::Dot | Meaning::Underscore)) {
            return None;
        }
        let last = self.chain_end(joint)?;
        let end = self.parts.get(last)?;
        let sides = [joint.checked_sub(1).and_then(|at| self.parts.get(at)), self.parts.get(joint + 1)];
        let plain = sides.iter().flatten().any(|part| part.is_everyday());
        let site = end.what == What::Word && end.traits.has(Traits::TOP_LEVEL);
        let goes_on = self.parts.get(last + 1).is_some_and(|part| part.what == What::At);
        if plain || site || goes_on {
            return None;
        }
        let local = self.reader(joint, &Domain::default()).ending(last)?;
        (local.expected && local.joined && local.named).then_some(("email.beginning", local.first, last))
    }

    /// The last unit that is tied to a joint, from there on.
    fn chain_end(&self, joint: usize) -> Option<usize> {
        let unit =
            |at: usize| self.parts.get(at).is_some_and(|part| part.is_unit() && part.before != Gap::Break);
        let mut last = Some(joint + 1).filter(|at| unit(*at))?;
        for _ in 0..32 {
            let Some(next) = self.parts.get(last + 1) else { break };
            let spelled = next.is_spelled() && next.before != Gap::Break;
            last = match next {
                next if next.is_joint() && unit(last + 2) => last + 2,
                _ if spelled => last + 1,
                _ => break,
            };
        }
        Some(last)
    }

    /// `j o h n`, where an address was asked for.
    fn spelled(&self, at: usize) -> Found {
        let spelled = |part: &&Part| part.is_spelled() && part.before != Gap::Break;
        let first = self.parts.get(at)?;
        let rest = self.parts.get(at + 1..)?.iter().take(32).take_while(spelled).count();
        let last = at + rest;
        let parts = self.parts.get(at..=last)?;
        let letters = parts.iter().filter(|part| part.what == What::Letter).count();
        let goes_on = self.parts.get(last + 1).is_some_and(Part::is_joint);
        let expected = self.search.context(first.first).has(Traits::EMAIL);
        (letters >= SPELLED && expected && !goes_on).then_some(("email.spelled", at, last))
    }
}
