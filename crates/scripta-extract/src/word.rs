//! A text as words, with byte offsets and the digits that number words stand for.

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Lower case; of a number word, its digits: `twenty one` is `21`, one word.
    pub(crate) key: String,
    pub(crate) number: bool,
    /// What is between the word before and this one ends a phrase: more than a space, a hyphen or nothing.
    pub(crate) apart: bool,
    /// The character before and after, where it is no space.
    pub(crate) before: Option<char>,
    pub(crate) after: Option<char>,
}

/// Splits a text into words. Letters and digits part, so `F-150`, `F150` and `F one fifty` are the same words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut last_end = 0;
    let mut tens = false;
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let digits = first.is_ascii_digit();
        let same = |c: char| if digits { c.is_ascii_digit() } else { c.is_alphabetic() };
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.next_if(|(_, c)| same(*c)) {
            end = at + c.len_utf8();
        }
        let lower = text.get(start..end).unwrap_or_default().to_lowercase();
        let between = text.get(last_end..start).unwrap_or_default();
        let gap = !between.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\''));
        let spoken = spoken(&lower);
        let after = text.get(end..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_whitespace());
        let unit = spoken.is_some_and(|digits| digits.len() == 1 && digits != "0");
        match words.last_mut().filter(|_| tens && unit && !gap) {
            // `twenty` and `one` are one number.
            Some(last) => {
                last.key.pop();
                last.key.push_str(spoken.unwrap_or_default());
                (last.end, last.after) = (end, after);
                tens = false;
            }
            None => {
                let before = text.get(..start).and_then(|rest| rest.chars().next_back());
                words.push(Word {
                    start,
                    end,
                    key: spoken.map_or(lower, str::to_owned),
                    number: digits || spoken.is_some(),
                    apart: gap,
                    before: before.filter(|c| !c.is_whitespace()),
                    after,
                });
                tens =
                    spoken.is_some_and(|digits| digits.len() == 2 && digits.ends_with('0') && digits != "10");
            }
        }
        last_end = end;
    }
    words
}

/// The digits that a number word stands for when a number is read out.
fn spoken(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" | "oh" => "0",
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        "eleven" => "11",
        "twelve" => "12",
        "thirteen" => "13",
        "fourteen" => "14",
        "fifteen" => "15",
        "sixteen" => "16",
        "seventeen" => "17",
        "eighteen" => "18",
        "nineteen" => "19",
        "twenty" => "20",
        "thirty" => "30",
        "forty" => "40",
        "fifty" => "50",
        "sixty" => "60",
        "seventy" => "70",
        "eighty" => "80",
        "ninety" => "90",
        "hundred" => "00",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn spoken_and_written_numbers_are_the_same_words() {
        let keys = |text: &str| words(text).into_iter().map(|word| word.key).collect::<Vec<_>>();
        assert_eq!(keys("F-150"), ["f", "150"]);
        assert_eq!(keys("a twenty twenty-one RAV4"), ["a", "20", "21", "rav", "4"]);
        assert_eq!(keys("nine oh two one oh"), ["9", "0", "2", "1", "0"]);
    }
}
