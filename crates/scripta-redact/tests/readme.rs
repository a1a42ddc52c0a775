//! The page of the crate names every rule.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_rule_is_described() {
    let readme = include_str!("../README.md");
    let mut source = String::new();
    sources(Path::new("src/detect"), &mut source);
    sources(Path::new("src/dialogue"), &mut source);
    let rule = |text: &&str| {
        let (kind, name) = text.split_once('.').unwrap_or_default();
        let word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        word(kind) && word(name) && !["com", "org", "net", "md", "txt"].contains(&name)
    };
    let rules: Vec<_> = source.split('"').filter(rule).collect();
    assert!(rules.len() > 30);
    let missing: Vec<_> = rules.into_iter().filter(|rule| !readme.contains(&format!("`{rule}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
