//! Numbers that say how many, how much or when, and not which: they are nobody's.

use crate::gap::Gap;
use crate::lexicon::Traits;
use crate::number::{Number, Style};
use crate::run::Run;
use crate::token::{Sort, Token};

/// `$5000`, `1,234,567`, `20%`, `45000 miles`, `two thousand eighteen`: an amount, whatever is around it.
pub(crate) fn is_amount(tokens: &[Token], at: usize, number: &Number) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|before| tokens.get(before)).map(|token| token.sort);
    let is_money = |n: usize| matches!(before(n), Some(Sort::Mark('$' | '€' | '£' | '₹')));
    // The cents of `$186.22`.
    let cents = before(1) == Some(Sort::Mark('.')) && before(2) == Some(Sort::Digits) && is_money(3);
    let percent = tokens.get(number.next).is_some_and(|token| token.is_mark('%'));
    number.style == Style::Count
        || is_money(1)
        || cents
        || percent
        || (number.style != Style::Single && counts(tokens, number.next))
        || thousands(tokens, at)
}

/// Whether what follows a number is counted or measured by it.
fn counts(tokens: &[Token], next: usize) -> bool {
    tokens.get(next).is_some_and(|token| token.sort == Sort::Space)
        && tokens.get(next + 1).is_some_and(|token| token.traits.has(Traits::QUANTITY))
}

/// Part of a number whose groups of three are tied by commas, without spaces.
fn thousands(tokens: &[Token], at: usize) -> bool {
    let length =
        |at: usize| tokens.get(at).filter(|t| t.sort == Sort::Digits).map(|token| token.end - token.start);
    let tied = |at: usize| tokens.get(at).is_some_and(|token| token.is_mark(','));
    if length(at).is_none() {
        return false;
    }
    let mut first = at;
    while let Some(before) =
        first.checked_sub(2).filter(|b| at - b <= 8 && tied(b + 1) && length(*b).is_some())
    {
        first = before;
    }
    let mut groups = 0;
    while tied(first + 2 * groups + 1) && length(first + 2 * groups + 2) == Some(3) && groups <= 4 {
        groups += 1;
    }
    let goes_on = tied(first + 2 * groups + 1) && length(first + 2 * groups + 2).is_some();
    groups > 0 && !goes_on && length(first).is_some_and(|n| n <= 3)
}

/// Marks written dates, `2024-01-15` and `01-15-2024`, as foreign.
pub(crate) fn set_dates_apart(run: &mut Run) {
    let value = |digits: &[u8]| digits.iter().fold(0_u32, |sum, d| sum * 10 + u32::from(*d));
    for at in 0..run.pieces.len().saturating_sub(2) {
        let lengths = [0, 1, 2].map(|n| run.count(at + n, at + n + 1));
        let (year, month, day) = match lengths {
            [4, 1 | 2, 1 | 2] => (0, 1, 2),
            [1 | 2, 1 | 2, 4] => (2, 0, 1),
            _ => continue,
        };
        let tied = [1, 2].iter().all(|n| {
            run.pieces
                .get(at + n)
                .is_some_and(|p| matches!(p.before, Gap::Tight(Some('-' | '.'))) && !p.is_spoken())
        });
        let [year, month, day] = [year, month, day].map(|n| value(run.digits_of(at + n, at + n + 1)));
        if tied && (1900..2100).contains(&year) && month.min(day) <= 12 && month.max(day) <= 31 {
            run.pieces.iter_mut().skip(at).take(3).for_each(|piece| piece.foreign = true);
        }
    }
}
