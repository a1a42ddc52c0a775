//! The engine of this project, and how long it takes.

use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use scripta_redact::Redactor;

use crate::kind::Kind;
use crate::score::Found;
use crate::utterance::Set;

/// What the engine finds in each utterance of a set.
pub(crate) fn find(redactor: &Redactor, set: &Set) -> Vec<Vec<Found>> {
    let find = |text: &str| {
        let found = |span: scripta_redact::Span<'_>| Found {
            kind: Kind::of_engine(span.kind),
            start: span.start,
            end: span.end,
        };
        redactor.find(text).into_iter().map(found).collect()
    };
    set.utterances.iter().map(|utterance| find(&utterance.text)).collect()
}

/// Times of a whole redaction, an utterance each: the best of three, since this measures the engine and not what else
/// the machine does.
pub(crate) fn times(redactor: &Redactor, set: &Set) -> Vec<Duration> {
    let time = |text: &str| {
        let once = || {
            let start = Instant::now();
            black_box(redactor.text(black_box(text)));
            start.elapsed()
        };
        once().min(once()).min(once())
    };
    set.utterances.iter().map(|utterance| time(&utterance.text)).collect()
}

/// Texts of one kind that grow, with the time that a byte of them takes in nanoseconds.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Growth {
    pub(crate) of: &'static str,
    /// At each of [`SIZES`]; none where the engine refuses a text as too long.
    pub(crate) nanoseconds: Vec<Option<f64>>,
}

/// Sizes of text in bytes.
pub(crate) const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// Texts that are hard in one way each, beside what `sets` hold.
pub(crate) fn growth(redactor: &Redactor, talk: &str) -> Vec<Growth> {
    let kinds: [(&'static str, &str); 7] = [
        ("talk", talk),
        ("digits", "5"),
        ("digit words", "five "),
        ("numbers", "12 "),
        ("letters", "a b c "),
        ("dots and ats", "a dot b at "),
        ("signs", "a@b.c:1/"),
    ];
    let grow = |(of, unit): (&'static str, &str)| Growth {
        of,
        nanoseconds: SIZES.iter().map(|size| nanoseconds_per_byte(redactor, unit, *size)).collect(),
    };
    kinds.into_iter().map(grow).collect()
}

fn nanoseconds_per_byte(redactor: &Redactor, unit: &str, size: usize) -> Option<f64> {
    let mut text = unit.repeat(size / unit.len().max(1) + 1);
    let end = (0..=size).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(end);
    let (start, mut runs) = (busy(), 0_u32);
    while busy().saturating_sub(start) < LONG_ENOUGH {
        let (_, counts) = black_box(redactor.text(black_box(&text)));
        if counts.get("tooLong") > 0 {
            return None;
        }
        runs += 1;
    }
    let time = busy().saturating_sub(start) / runs;
    #[expect(clippy::cast_precision_loss, reason = "a length below 2^52")]
    let bytes = text.len() as f64;
    Some(time.as_secs_f64() * 1e9 / bytes)
}

/// So long is a text of one size measured: many ticks of the scheduler, which counts the time.
const LONG_ENOUGH: Duration = Duration::from_millis(60);

/// How long this thread has been on a core, so that a long text is not charged with what else the machine did
/// meanwhile; where the system does not tell, the time of the clock.
fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
