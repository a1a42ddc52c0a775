//! Stretches of time, those that touch taken together.

/// From and to, in milliseconds.
pub(super) type Span = (u64, u64);

/// Stretches in order, none touching another.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Spans(Vec<Span>);

impl Spans {
    /// The union of `spans`, up to `end`.
    pub(super) fn of(spans: impl IntoIterator<Item = Span>, end: u64) -> Self {
        let mut spans: Vec<Span> = spans
            .into_iter()
            .map(|(from, to)| (from.min(end), to.min(end)))
            .filter(|(from, to)| from < to)
            .collect();
        spans.sort_unstable();
        let mut union: Vec<Span> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match union.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => union.push((from, to)),
            }
        }
        Self(union)
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied(), u64::MAX)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How long all of them take.
    pub(super) fn length(&self) -> u64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_or_touches_counts_once() {
        assert_eq!(Spans::of([(5, 8), (0, 3), (3, 4), (6, 7)], 100), Spans(vec![(0, 4), (5, 8)]));
        assert_eq!(Spans::of([(5, 200), (90, 80)], 100).length(), 95);
    }

    #[test]
    fn the_union_has_the_milliseconds_that_are_in_any() {
        for first in 0..12 {
            for length in 0..6 {
                let spans = [(first, first + length), (3, 5), (5, 5), (first * 2 % 9, 8), (11, 7)];
                let in_any = |ms: &u64| spans.iter().any(|(from, to)| from <= ms && ms < to);
                let counted = (0..10).filter(in_any).count();
                assert_eq!(Spans::of(spans, 10).length(), counted as u64, "{spans:?}");
            }
        }
    }
}
