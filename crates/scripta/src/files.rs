//! The objects of a record, set for reading: the folder once, then the names.

use crate::figures::bytes;
use crate::page::{DIM, PLAIN, Page, span};

/// What each object is for, by the end of its name.
const PURPOSES: [(&str, &str); 3] = [
    ("_conversation.json", "turns, history, events"),
    ("_summary.json", "in short, for lists"),
    ("_data.json", "the facts"),
];

/// Adds objects, given by where they are and their size, with their folder.
pub(crate) fn put(page: &mut Page, objects: &[(String, Option<u64>)]) {
    let split = |url: &str| url.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let folder = objects.first().map_or("", |(url, _)| url.get(..split(url)).unwrap_or_default());
    page.verbatim(2, &[span(PLAIN, folder)]);
    for (end, purpose) in PURPOSES {
        for (url, size) in objects.iter().filter(|(url, _)| url.ends_with(end)) {
            let name = url.get(split(url)..).unwrap_or_default();
            let size = size.map_or_else(String::new, |size| format!("{:>9}", bytes(size)));
            page.verbatim(4, &[span(PLAIN, format!("{name:<56}")), span(DIM, format!("{size}  {purpose}"))]);
        }
    }
}
