//! One copy of some of a trail's entries, in order: what is stored in the catalog, or an object of the archive. It is
//! held against itself here: is each line an entry, are they in order, is each there once.
//!
//! A line that cannot be trusted says nothing of what it was. So the lines that have the hash that they state are laid
//! out first, in the longest order that ascends, and what lies between them gets its numbers from them: of a line that
//! was exchanged with another one, these two are named and not all that stand between them.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::fault::{Fault, FaultKind, Place};
use super::line::{Link, Row, Unsound, link};

/// What was found on a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Lines that have the hash that they state, wherever they stand.
    pub(super) links: Vec<Link>,
    pub(super) faults: Vec<Fault>,
}

/// Rows of the catalog.
pub(super) fn rows(rows: &[Row], own: Uuid) -> Sheet {
    let mut sheet = Sheet::default();
    for row in rows {
        let kind = match link(&row.text) {
            Ok(link) if link.trail != own => Some(FaultKind::Inserted),
            Ok(link) => {
                sheet.links.push(link);
                (link.number != row.number).then_some(FaultKind::Moved)
            }
            Err(unsound) => Some(unsound.into()),
        };
        let (first, last, place) = (row.number, row.number, Place::Catalog);
        let fault = |kind| Fault { trail: Some(own), first, last, place, line: None, kind };
        sheet.faults.extend(kind.map(fault));
    }
    sheet
}

/// An object of the archive, which by its name begins with entry `first` of a trail. No more than `end` entries are known
/// of elsewhere.
pub(super) fn object(name: &str, trail: Uuid, first: u64, bytes: &[u8], end: u64) -> Sheet {
    let lines: Vec<Result<Link, Unsound>> = lines(bytes)
        .map(|line| match std::str::from_utf8(line).ok().map(link) {
            Some(Ok(link)) if link.trail != trail => Err(Unsound::Foreign),
            Some(read) => read,
            None => Err(Unsound::Unreadable),
        })
        .collect();
    let place = Place::Archive(Some(name.to_owned()));
    let mut layout = Layout { trail, place, faults: Vec::new(), expected: first, unread: Vec::new() };
    let links: Vec<Link> = lines.iter().flatten().copied().collect();
    let known: BTreeSet<(u64, [u8; 32])> = links.iter().map(|link| (link.number, link.hash)).collect();
    // What goes on from nothing that is known would leave a gap without an end.
    let stray = |link: &Link| {
        link.number > end && link.number != first && !known.contains(&(link.number - 1, link.previous))
    };
    let kept = ascending(&lines, |link| link.number >= first && !stray(link));
    let numbers: BTreeSet<u64> = kept.iter().filter_map(|at| Some(lines.get(*at)?.ok()?.number)).collect();
    for (at, line) in lines.iter().enumerate() {
        let at_line = at as u64 + 1;
        match line {
            Ok(link) if kept.contains(&at) => layout.keep(link.number),
            Ok(link) if stray(link) => layout.fault(link.number, Some(at_line), FaultKind::Inserted),
            Ok(link) if numbers.contains(&link.number) => {
                layout.fault(link.number, Some(at_line), FaultKind::Twice);
            }
            Ok(link) => layout.fault(link.number, Some(at_line), FaultKind::Moved),
            Err(unsound) => layout.unread.push((at_line, *unsound)),
        }
    }
    layout.rest();
    let mut faults = layout.faults;
    // What is elsewhere in the object is not missing in it.
    let moved: Vec<u64> =
        faults.iter().filter(|fault| fault.kind == FaultKind::Moved).map(|fault| fault.first).collect();
    faults.retain(|fault| {
        fault.kind != FaultKind::Missing || fault.first != fault.last || !moved.contains(&fault.first)
    });
    Sheet { links: links.into_iter().filter(|link| !stray(link)).collect(), faults }
}

/// The lines of an object; each must have an end.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(line) => line,
        // Without its end the last line is no line, though what is left of it may be a whole entry.
        None => b"",
    })
}

/// The places of the longest run of entries that fit, not one after the other but each greater than the one before.
fn ascending(lines: &[Result<Link, Unsound>], fits: impl Fn(&Link) -> bool) -> BTreeSet<usize> {
    let sound = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.as_ref().ok()?)));
    // Of each length, the place where a run of it can end with the least number; and what stands before each.
    let mut ends: Vec<(u64, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; lines.len()];
    for (at, number) in sound.filter(|(_, link)| fits(link)).map(|(at, link)| (at, link.number)) {
        let length = ends.partition_point(|(end, _)| *end < number);
        if let Some(slot) = before.get_mut(at) {
            *slot = length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|(_, at)| *at);
        }
        match ends.get_mut(length) {
            Some(end) => *end = (number, at),
            None => ends.push((number, at)),
        }
    }
    let mut next = ends.last().map(|(_, at)| *at);
    let mut kept = BTreeSet::new();
    while let Some(at) = next {
        kept.insert(at);
        next = before.get(at).copied().flatten();
    }
    kept
}

/// Lays out an object's lines by their numbers.
struct Layout {
    trail: Uuid,
    place: Place,
    faults: Vec<Fault>,
    /// The number that the next entry is to have.
    expected: u64,
    /// Lines since the last entry that are none.
    unread: Vec<(u64, Unsound)>,
}

impl Layout {
    fn fault(&mut self, number: u64, line: Option<u64>, kind: FaultKind) {
        let (trail, place) = (Some(self.trail), self.place.clone());
        self.faults.push(Fault { trail, first: number, last: number, place, line, kind });
    }

    /// An entry stands in its place. What is between it and the one before was there, or is missing.
    fn keep(&mut self, number: u64) {
        let mut absent = self.expected..number;
        for (line, unsound) in std::mem::take(&mut self.unread) {
            match absent.next() {
                Some(number) => self.fault(number, Some(line), unsound.into()),
                None => self.fault(number, Some(line), FaultKind::Inserted),
            }
        }
        if !absent.is_empty() {
            let (trail, place) = (Some(self.trail), self.place.clone());
            let (first, last, kind) = (absent.start, absent.end - 1, FaultKind::Missing);
            self.faults.push(Fault { trail, first, last, place, line: None, kind });
        }
        self.expected = number.saturating_add(1);
    }

    /// Lines behind the last entry.
    fn rest(&mut self) {
        for (line, unsound) in std::mem::take(&mut self.unread) {
            self.fault(self.expected, Some(line), unsound.into());
            self.expected = self.expected.saturating_add(1);
        }
    }
}

impl From<Unsound> for FaultKind {
    fn from(unsound: Unsound) -> Self {
        match unsound {
            Unsound::Unreadable => Self::Unreadable,
            Unsound::Changed => Self::Changed,
            Unsound::Foreign => Self::Inserted,
        }
    }
}
