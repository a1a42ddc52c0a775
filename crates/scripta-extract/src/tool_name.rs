//! Patterns of tool names.

/// A tool name or pattern reduced to what matters: lower-case letters and digits, and `*`. `getQuote` is `get_quote`.
pub(crate) fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '*').flat_map(char::to_lowercase).collect()
}

/// Whether a name fits a pattern, both normal; `*` stands for anything. Linear: each part takes the first place it can.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(head) else { return false };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match name.find(part) {
            Some(at) => name = name.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    name.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::{fits, normal};

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("get_quote", "getQuote", true),
            ("*quote*", "generate_auto_quote_v2", true),
            ("transfer_to_*", "transfer_to_human", true),
            ("transfer_to_*", "no_transfer", false),
            ("a*a", "a", false),
            ("a*b*c", "axbxbxc", true),
            ("a*b*c", "axc", false),
        ] {
            assert_eq!(fits(&normal(pattern), &normal(name)), expected, "{pattern} {name}");
        }
    }
}
