//! Why a text is no query.

/// Why a text is no query. The message repeats nothing of the text, so that it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {message}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub at: usize,
    /// What, and what to do.
    pub message: String,
}

/// Characters of a long query that are shown before and after the place.
const AROUND: usize = 40;

impl QueryError {
    /// The query with a mark below the place, and the message. It holds what was searched for: show it to who asked,
    /// and log it nowhere.
    pub fn show(&self, text: &str) -> String {
        let at = self.at.saturating_sub(1);
        let from = at.saturating_sub(AROUND);
        let letters: Vec<char> = text.chars().skip(from).take(2 * AROUND).collect();
        let more = text.chars().nth(from + 2 * AROUND).is_some();
        let lead = if from > 0 { "…" } else { "" };
        let line: String = letters.iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
        let trail = if more { "…" } else { "" };
        let mark = " ".repeat(at - from + usize::from(from > 0));
        format!("{lead}{line}{trail}\n{mark}^ {}", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(at: usize) -> QueryError {
        QueryError { at, message: "this".to_owned() }
    }

    #[test]
    fn the_place_is_marked_below_the_query() {
        assert_eq!(error(9).show("outcome:"), "outcome:\n        ^ this");
        assert_eq!(error(2).show("é\nb"), "é b\n ^ this");
        assert_eq!(error(1).show(""), "\n^ this");
    }

    #[test]
    fn of_a_long_query_the_part_around_the_place_is_shown() {
        let shown = error(101).show(&"x".repeat(500));
        let (line, mark) = shown.split_once('\n').unwrap();
        assert_eq!(line, format!("…{}…", "x".repeat(80)));
        assert_eq!(mark, format!("{}^ this", " ".repeat(41)));
    }
}
