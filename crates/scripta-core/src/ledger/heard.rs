//! What of an answer the caller heard before cutting it off.
//!
//! The wire says at which millisecond of the audio (`audio_end_ms`). Which words those are follows from
//! when each piece of the transcript arrived in the audio: a piece that came when `a` milliseconds had
//! arrived, followed by one at `b`, was spoken between `a` and `b`. Within a piece time is shared out by
//! length, and a word that was begun and not finished was not heard.

use crate::record::HeardBasis;

/// Milliseconds of audio for one output audio token. Source: the Realtime API's guide to costs.
const MS_PER_TOKEN: u64 = 50;
/// Characters a second of English speech, about 150 words a minute.
const CHARS_PER_SECOND: u64 = 15;

/// What is known of an answer that was cut off.
#[derive(Debug, Clone, Copy)]
pub(super) struct CutOff<'a> {
    /// What was generated.
    pub(super) text: &'a str,
    /// `(byte offset, milliseconds of audio that had arrived)` for each piece of it.
    pub(super) marks: &'a [(u32, u32)],
    /// Milliseconds of audio that went by on this wire.
    pub(super) audio_ms: u64,
    /// The response's output audio tokens, where it made no other speech.
    pub(super) audio_tokens: Option<u64>,
    /// Milliseconds that were played.
    pub(super) audio_end_ms: u64,
}

/// The beginning of the text that was heard, and what that was computed from.
pub(super) fn heard(cut: CutOff<'_>) -> (&str, HeardBasis) {
    let by_tokens =
        cut.audio_tokens.filter(|tokens| *tokens > 0).map(|tokens| tokens.saturating_mul(MS_PER_TOKEN));
    // On a wire that carries no audio, or carries it cut short, what went by says nothing: more was played
    // than there was, or there was less than half of what the tokens say.
    let audio_counts = cut.audio_ms > 0
        && cut.audio_end_ms <= cut.audio_ms
        && by_tokens.is_none_or(|total| cut.audio_ms >= total / 2);
    let chars = cut.text.chars().count() as u64;
    let (offset, basis) = if audio_counts {
        (offset_by_marks(cut), HeardBasis::Audio)
    } else if let Some(total) = by_tokens.filter(|total| cut.audio_end_ms <= *total) {
        (offset_by_chars(cut.text, share(chars, cut.audio_end_ms, total)), HeardBasis::AudioTokens)
    } else {
        let spoken = share(CHARS_PER_SECOND, cut.audio_end_ms, 1000);
        (offset_by_chars(cut.text, spoken), HeardBasis::SpeechRate)
    };
    (whole_words(cut.text, offset), basis)
}

/// `whole * part / of`, without overflow.
fn share(whole: u64, part: u64, of: u64) -> u64 {
    u64::try_from(u128::from(whole) * u128::from(part) / u128::from(of.max(1))).unwrap_or(u64::MAX)
}

fn offset_by_chars(text: &str, chars: u64) -> usize {
    let chars = usize::try_from(chars).unwrap_or(usize::MAX);
    text.char_indices().nth(chars).map_or(text.len(), |(offset, _)| offset)
}

fn offset_by_marks(cut: CutOff<'_>) -> usize {
    let end = (cut.text.len(), cut.audio_ms);
    let at =
        |index: usize| cut.marks.get(index).map_or(end, |(offset, ms)| (*offset as usize, u64::from(*ms)));
    // The last piece that had begun. Several may have come at the same moment; they share the time to the
    // next one, so the first of them begins it.
    let next = cut.marks.partition_point(|(_, ms)| u64::from(*ms) <= cut.audio_end_ms);
    let Some(last) = next.checked_sub(1) else { return 0 };
    let since = at(last).1;
    let first = cut.marks.partition_point(|(_, ms)| u64::from(*ms) < since);
    let ((from, begin), (to, finish)) = (at(first), at(next));
    let (from, to) = (from.min(cut.text.len()), to.min(cut.text.len()));
    let piece = to.saturating_sub(from) as u64;
    let into = share(piece, cut.audio_end_ms.saturating_sub(begin), finish.saturating_sub(begin));
    from + usize::try_from(into.min(piece)).unwrap_or(0)
}

/// `text` up to `offset`, without a word that `offset` cuts and the space behind the last one.
fn whole_words(text: &str, offset: usize) -> &str {
    if offset >= text.len() {
        return text;
    }
    let mut end = offset;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (head, tail) = text.split_at(end);
    // A word goes on while there are letters or digits before the next space: `half-past`, `9:30`, a mask.
    let begun = head.ends_with(|c: char| !c.is_whitespace() && !stands_alone(c));
    let goes_on = tail.split(char::is_whitespace).next().unwrap_or_default();
    let goes_on = goes_on.contains(char::is_alphanumeric) && !tail.starts_with(stands_alone);
    let cut = |c: char| !c.is_whitespace() && !stands_alone(c);
    let head = if begun && goes_on { head.trim_end_matches(cut) } else { head };
    head.trim_end()
}

/// True for characters of scripts that put no spaces between words: Thai, Lao, Khmer, kana, Han.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1780}'..='\u{17FF}' | '\u{3000}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Your quote covers collision and theft.";
    /// "Your" at 0, " quote" at 400, " covers" at 800, " collision" at 1200, " and theft." at 1600.
    const MARKS: [(u32, u32); 5] = [(0, 0), (4, 400), (10, 800), (17, 1200), (27, 1600)];

    fn cut(audio_end_ms: u64) -> CutOff<'static> {
        CutOff { text: TEXT, marks: &MARKS, audio_ms: 2000, audio_tokens: None, audio_end_ms }
    }

    #[test]
    fn a_position_in_the_audio_is_a_position_in_the_words() {
        for (ms, words) in [
            (0, ""),
            (399, ""),
            (400, "Your"),
            (800, "Your quote"),
            (1100, "Your quote"),
            (1200, "Your quote covers"),
            (1900, "Your quote covers collision and"),
            (1999, "Your quote covers collision and theft"),
            (2000, TEXT),
        ] {
            assert_eq!(heard(cut(ms)), (words, HeardBasis::Audio), "{ms} ms");
        }
    }

    #[test]
    fn what_is_heard_grows_with_time() {
        let mut before = 0;
        for ms in 0..=2000 {
            let (words, _) = heard(cut(ms));
            assert!(TEXT.starts_with(words) && words.len() >= before);
            before = words.len();
        }
    }

    #[test]
    fn without_audio_on_the_wire_tokens_tell_and_without_tokens_the_usual_rate() {
        let by_tokens = CutOff { marks: &[], audio_ms: 0, audio_tokens: Some(40), ..cut(1000) };
        assert_eq!(heard(by_tokens), ("Your quote covers", HeardBasis::AudioTokens));
        let by_rate = CutOff { audio_tokens: None, ..by_tokens };
        assert_eq!(heard(by_rate), ("Your quote", HeardBasis::SpeechRate));
        let cut_short = CutOff { marks: &[(0, 0), (4, 2)], audio_ms: 18, ..by_tokens };
        assert_eq!(heard(cut_short), ("Your quote covers", HeardBasis::AudioTokens));
    }

    #[test]
    fn pieces_that_came_at_once_share_the_time_to_the_next() {
        let marks = [(0, 0), (4, 0), (10, 0), (17, 1000)];
        let (words, _) = heard(CutOff { marks: &marks, ..cut(500) });
        assert_eq!(words, "Your");
    }

    #[test]
    fn marks_out_of_range_and_other_scripts_do_not_panic() {
        let text = "ça va très bien, 😀 merci";
        for ms in 0..100 {
            let cut = CutOff {
                text,
                marks: &[(0, 0), (3, 10), (900, 50)],
                audio_ms: 100,
                audio_tokens: None,
                audio_end_ms: ms,
            };
            assert!(text.starts_with(heard(cut).0));
        }
    }
}
