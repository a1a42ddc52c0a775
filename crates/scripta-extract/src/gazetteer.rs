//! Makes and models of vehicles.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::word::Word;

/// No name has more words.
const LONGEST: usize = 6;

/// Other names of makes.
const ALIASES: [(&str, &str); 12] = [
    ("chevy", "Chevrolet"),
    ("vw", "Volkswagen"),
    ("mercedes", "Mercedes-Benz"),
    ("benz", "Mercedes-Benz"),
    ("bimmer", "BMW"),
    ("beamer", "BMW"),
    ("beemer", "BMW"),
    ("caddy", "Cadillac"),
    ("harley", "Harley-Davidson"),
    ("alfa", "Alfa Romeo"),
    ("rolls", "Rolls-Royce"),
    ("olds", "Oldsmobile"),
];

/// A make, or a model with the makes that have it.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) name: &'static str,
    /// Also an ordinary word: it counts only next to a make, a model or a year.
    pub(crate) ambiguous: bool,
    /// Of a model, its makes.
    pub(crate) makes: Vec<&'static str>,
}

#[derive(Debug, Default)]
pub(crate) struct Gazetteer {
    makes: HashMap<String, Name>,
    models: HashMap<String, Name>,
}

/// The gazetteer, which is part of the program and the same for all profiles.
pub(crate) static VEHICLES: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::read(include_str!("../data/vehicles.txt")));

impl Gazetteer {
    fn read(text: &'static str) -> Self {
        let mut all = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((make, models)) = line.split_once(':') else { continue };
            let (make, ambiguous) = marked(make);
            all.makes.insert(key(make), Name { name: make, ambiguous, makes: Vec::new() });
            for (model, ambiguous) in models.split(',').map(marked).filter(|(model, _)| !model.is_empty()) {
                let entry = || Name { name: model, ambiguous, makes: Vec::new() };
                let name = all.models.entry(key(model)).or_insert_with(entry);
                name.makes.push(make);
                name.ambiguous |= ambiguous;
            }
        }
        for (alias, make) in ALIASES {
            all.makes.insert(alias.to_owned(), Name { name: make, ambiguous: false, makes: Vec::new() });
        }
        all
    }

    /// The make that begins at a word, and how many words it has.
    pub(crate) fn make(&self, words: &[Word], at: usize) -> Option<(&Name, usize)> {
        longest(&self.makes, words, at)
    }

    /// The model that begins at a word, and how many words it has.
    pub(crate) fn model(&self, words: &[Word], at: usize) -> Option<(&Name, usize)> {
        longest(&self.models, words, at)
    }

    /// A make by any of its names.
    pub(crate) fn make_named(&self, name: &str) -> Option<&Name> {
        self.makes.get(&key(name))
    }

    /// A model by its name.
    pub(crate) fn model_named(&self, name: &str) -> Option<&Name> {
        self.models.get(&key(name))
    }
}

fn marked(name: &'static str) -> (&'static str, bool) {
    let name = name.trim();
    name.strip_suffix('?').map_or((name, false), |name| (name, true))
}

fn longest<'n>(names: &'n HashMap<String, Name>, words: &[Word], at: usize) -> Option<(&'n Name, usize)> {
    let mut key = String::new();
    let mut found = None;
    for (n, word) in words.iter().skip(at).take(LONGEST).enumerate() {
        if n > 0 && word.apart {
            break;
        }
        key.push_str(&word.key);
        if let Some(name) = names.get(&key) {
            found = Some((name, n + 1));
        }
    }
    found
}

/// A name without its separators: `CR-V`, `CRV` and `cr v` are the same.
fn key(name: &str) -> String {
    let name = name.replace('&', "and");
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
