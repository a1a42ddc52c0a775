//! What someone may have meant.

/// The known name that is nearest to one that is not known, if any is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distances = known.into_iter().map(|other| (distance(&name, other), other));
    let (distance, other) = distances.min_by_key(|(distance, _)| *distance)?;
    let related = name.len() > 2 && (other.starts_with(&name) || name.starts_with(other));
    (distance <= 1 + other.len() / 4 || related).then_some(other)
}

/// How many letters must be put in, left out, changed or swapped with the next (restricted Damerau-Levenshtein).
/// Of long names only the beginning is compared, which bounds the work.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut least =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let types = ["year", "make", "model", "zip", "phone", "choice", "text"];
        assert_eq!(nearest("yaer", types), Some("year"));
        assert_eq!(nearest("Phone", types), Some("phone"));
        assert_eq!(nearest("zipcode", types), Some("zip"));
        assert_eq!(nearest("choise", types), Some("choice"));
        assert_eq!(nearest("colour", types), None);
    }
}
