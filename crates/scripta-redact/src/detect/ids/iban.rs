//! International bank account numbers: a country, two check digits and up to 30 letters and digits (ISO 13616).

use crate::kind::Kind;
use crate::spell::Glyph;
use crate::token::Sort;

use super::super::Search;
use super::asked::Asked;
use super::code::Code;

const SHORTEST: usize = 15;
const LONGEST: usize = 34;

/// Countries and the length of their numbers (SWIFT's IBAN registry).
const COUNTRIES: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 \
    DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
    KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 \
    PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 \
    YE30";

/// Written ones, in one piece or in groups: they are known by their checksum, whatever is around them.
pub(super) fn find(search: &mut Search<'_>) {
    if !search.seen.digits {
        return;
    }
    let mut at = 0;
    while at + 1 < search.tokens.len() {
        at += match written(search, at) {
            Some((start, end, last)) => {
                search.add(Kind::Iban, "iban.checksum", start, end);
                last + 1 - at
            }
            None => 1,
        };
    }
}

/// The number that begins at a token: where it is, and its last token.
fn written(search: &Search<'_>, at: usize) -> Option<(usize, usize, usize)> {
    let country = search
        .tokens
        .get(at)
        .filter(|token| matches!(token.sort, Sort::Word(_)) && token.end - token.start == 2)?;
    let alone = at
        .checked_sub(1)
        .and_then(|before| search.tokens.get(before))
        .is_none_or(|before| !before.is_solid());
    search.tokens.get(at + 1).filter(|check| alone && check.sort == Sort::Digits)?;
    let length = length(country.text(search.text).as_bytes())?;
    let mut values = Vec::with_capacity(LONGEST);
    let mut group = 0;
    for (place, token) in search.tokens.iter().enumerate().skip(at) {
        match token.sort {
            Sort::Digits | Sort::Word(_) => {
                values.extend(token.text(search.text).bytes().map(|byte| byte.to_ascii_uppercase()));
            }
            // In groups of four, but for the last.
            Sort::Space | Sort::Mark('-') if values.len() == group + 4 => {
                group = values.len();
                continue;
            }
            Sort::Space | Sort::Mark('-') => return None,
            Sort::Mask | Sort::Mark(_) => return None,
        }
        if values.len() >= length {
            let ends = search.tokens.get(place + 1).is_none_or(|next| !next.is_solid());
            let valid = values.len() == length && ends && checks(values.iter().copied());
            return valid.then_some((country.start, token.end, place));
        }
    }
    None
}

/// Whether a code is one by its checksum.
pub(super) fn is_valid(code: &Code<'_>) -> bool {
    let [a, b, c, d, ..] = code.glyphs else { return false };
    let begins =
        [a, b].iter().all(|glyph| glyph.may_be_letter()) && [c, d].iter().all(|glyph| glyph.may_be_digit());
    begins
        && (SHORTEST..=LONGEST).contains(&code.len())
        && length(&[a.value, b.value]) == Some(code.len())
        && checks(code.glyphs.iter().map(|glyph| said(*glyph)))
}

/// What a code is where one is expected, its checksum notwithstanding.
pub(super) fn kind(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let formed = (SHORTEST..=LONGEST).contains(&code.len()) && code.is_like("A2 N2 X11-30");
    (formed && !asked.partial).then_some(Kind::Account)
}

/// An `oh` is a zero: a bank's letters seldom hold the other.
fn said(glyph: Glyph) -> u8 {
    if glyph.value == Glyph::OH { b'0' } else { glyph.value }
}

/// The length of the numbers of a country.
fn length(country: &[u8]) -> Option<usize> {
    let [a, b] = country else { return None };
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let entry = COUNTRIES.split_ascii_whitespace().find(|entry| entry.as_bytes().starts_with(&country))?;
    entry.get(2..)?.parse().ok()
}

/// The checksum: the first four put last and letters counted from 10, the remainder by 97 is 1.
fn checks(values: impl Iterator<Item = u8> + Clone) -> bool {
    let mut turned = values.clone().skip(4).chain(values.take(4));
    let remainder = turned.try_fold(0_u32, |sum, value| match value {
        b'0'..=b'9' => Some((sum * 10 + u32::from(value - b'0')) % 97),
        b'A'..=b'Z' => Some((sum * 100 + u32::from(value - b'A') + 10) % 97),
        _ => None,
    });
    remainder == Some(1)
}
