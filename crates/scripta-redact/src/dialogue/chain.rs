//! Turns of one speaker that go on where the one before ended.

use crate::detect::{Candidate, Mode};
use crate::found;
use crate::kind::Kind;
use crate::rules::Rules;

use super::remembered::Remembered;

/// How many turns can be one number.
const LONGEST: usize = 4;

/// So many digits in a row are a number of some kind, even if no detector knows it.
const NUMBER: usize = 7;

/// What may be between the pieces: a pause, and for addresses, which know none, a space.
const BETWEEN: [&str; 2] = [", ", " "];

/// What ends a sentence or a pause.
const MARKS: [char; 4] = ['.', ',', ' ', '…'];

/// The places of the turns of one speaker around one of them between which the other only listened, in order.
pub(super) fn around(turns: &[Remembered], at: usize) -> Vec<usize> {
    let Some(turn) = turns.get(at) else { return Vec::new() };
    let mut chain = vec![at];
    for (place, before) in turns.iter().enumerate().take(at).rev() {
        match (before.speaker == turn.speaker, before.listening) {
            (true, _) if !before.answers.kept => chain.push(place),
            (false, true) => {}
            _ => break,
        }
    }
    chain.truncate(LONGEST);
    chain.reverse();
    for (place, after) in turns.iter().enumerate().skip(at + 1) {
        match (after.speaker == turn.speaker, after.listening) {
            (true, _) if !after.answers.kept && chain.len() <= LONGEST => chain.push(place),
            (false, true) => {}
            _ => break,
        }
    }
    chain
}

/// Looks at the turns of a chain as one text, and tells each what of it is personal.
pub(super) fn join(rules: &Rules, turns: &mut [Remembered], chain: &[usize]) {
    for between in BETWEEN {
        let mut text = String::new();
        let mut stretches = Vec::new();
        let cues = chain.first().and_then(|first| turns.get(*first)).map(|turn| turn.answers.cues);
        for place in chain {
            let Some(turn) = turns.get(*place) else { return };
            let tail = if between == " " { turn.tail.trim_end_matches(MARKS) } else { turn.tail.trim_end() };
            // Once with what was said before the number, once with what was asked right before it.
            let near =
                turn.pieces.last.filter(|_| between == " " && text.is_empty()).map_or(0, |piece| piece.start);
            text.push_str(if text.is_empty() { "" } else { between });
            let from = text.len();
            text.push_str(tail.get(near..).unwrap_or_default());
            stretches.push(Stretch { place: *place, from, to: text.len(), skipped: near });
        }
        let Ok(found) = found::find(rules, &text, Mode::Text, cues.unwrap_or_default()) else { return };
        for (nth, stretch) in stretches.iter().enumerate() {
            let touching =
                found.spans.iter().filter(|span| span.start < stretch.to && stretch.from < span.end);
            // By itself, the first turn has been looked at.
            let new = touching.filter(|span| nth > 0 || span.end > stretch.to);
            let new =
                new.map(|span| stretch.part(&text, span)).filter(|part| part.start < part.end).collect();
            if let Some(turn) = turns.get_mut(stretch.place) {
                turn.join(new);
            }
        }
    }
}

/// Where a turn is in the text of several.
struct Stretch {
    place: usize,
    from: usize,
    to: usize,
    /// How much of its end is left out before.
    skipped: usize,
}

impl Stretch {
    /// The part of a finding that is in this turn, without the marks at the ends of the turn.
    fn part(&self, text: &str, span: &Candidate) -> Candidate {
        let (start, end) = (span.start.max(self.from), span.end.min(self.to));
        let part = text.get(start..end).unwrap_or_default();
        let marks = |c: char| !c.is_alphanumeric();
        let before =
            if span.start < self.from { part.len() - part.trim_start_matches(marks).len() } else { 0 };
        let after = if span.end > self.to { part.len() - part.trim_end_matches(marks).len() } else { 0 };
        let crosses = span.start < self.from || span.end > self.to;
        let rule = if crosses { "dialogue.joined" } else { span.rule };
        let end = end.saturating_sub(after).max(start) - self.from + self.skipped;
        let start = (start - self.from + self.skipped + before).min(end);
        Candidate { start, end, rule, ..*span }
    }
}

/// Decides for all turns of a speaker whether the number at its end is masked: as long as it may go on, and for good if
/// it has gone on for seven digits. `patience` is how many turns of the other one it may take.
pub(super) fn hold(rules: &Rules, turns: &mut [Remembered], mine: &[usize], patience: usize) {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for place in mine {
        let goes_on =
            rows.last().and_then(|row| row.last()).is_some_and(|last| goes_on(turns, *last, *place));
        match rows.last_mut().filter(|_| goes_on) {
            Some(row) => row.push(*place),
            None => rows.push(vec![*place]),
        }
    }
    for row in rows {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        let digits: usize =
            row.iter().filter_map(|place| turns.get(*place)).filter_map(|t| Some(part(t)?.digits)).sum();
        if row.len() > 1 && digits >= NUMBER && !rules.is_kept(Kind::Number) {
            for place in row {
                let Some(turn) = turns.get_mut(place) else { continue };
                turn.held = false;
                if let Some(piece) = part(turn).filter(|piece| !turn.covers(piece.start, piece.end)) {
                    let (start, end) = (piece.start, piece.end);
                    turn.join(vec![Candidate { start, end, kind: Kind::Number, rule: "dialogue.row" }]);
                }
            }
            continue;
        }
        let newest = mine.last() == Some(last);
        let waited = turns.len() - 1 - last;
        let open =
            newest && waited <= patience && turns.get(*last).is_some_and(|turn| turn.pieces.last.is_some());
        let (first, last) = (*first, *last);
        for place in first..=last {
            if let Some(turn) = turns.get_mut(place).filter(|_| row.contains(&place)) {
                turn.held = open;
            }
        }
    }
}

/// The number with which a turn ends, or if it goes on with something else, begins.
fn part(turn: &Remembered) -> Option<super::piece::Piece> {
    turn.pieces.last.or(turn.pieces.first)
}

/// Whether a number goes on from one turn to the next of the same speaker.
fn goes_on(turns: &[Remembered], from: usize, to: usize) -> bool {
    let (Some(before), Some(after)) = (turns.get(from), turns.get(to)) else { return false };
    let between = turns.get(from + 1..to).unwrap_or_default();
    before.pieces.last.is_some_and(|piece| !before.completes(piece))
        && after.pieces.first.is_some()
        && between.iter().all(|turn| turn.listening)
}
