//! A thousand changes of single entries, in the catalog's file and in the archive's objects: each is found, and the right
//! entry is named.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use scripta_steward::{EntryFilter, Pace, Steward};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::place::{PATIENCE, Place, sound, work};

const ENTRIES: u64 = 12;
/// What verifying itself writes down need not be in the archive.
const LATER: Pace = Pace::Batched { within: PATIENCE, entries: u64::MAX };

/// Steps through what is possible, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A sound trail, to which everything is brought back.
struct Sound {
    rows: Vec<(i64, String)>,
    note: String,
    objects: Vec<(PathBuf, Vec<u8>)>,
}

impl Sound {
    async fn new(place: &Place, steward: &Steward) -> Self {
        // In objects of one entry, and of several.
        work(steward, 3).await;
        fs::rename(place.path().join("audit"), place.path().join("away")).unwrap();
        fs::write(place.path().join("audit"), "").unwrap();
        work(steward, ENTRIES - 5).await;
        fs::remove_file(place.path().join("audit")).unwrap();
        fs::rename(place.path().join("away"), place.path().join("audit")).unwrap();
        work(steward, 1).await;
        sound(steward).await;
        let raw = place.raw();
        let mut select = raw.prepare("SELECT number, line FROM audit ORDER BY number").unwrap();
        let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let note = "SELECT text FROM note WHERE name = 'audit.archived'";
        Self {
            rows: rows.map(Result::unwrap).collect(),
            note: raw.query_row(note, (), |row| row.get(0)).unwrap(),
            objects: place
                .segments()
                .into_iter()
                .map(|path| (path.clone(), fs::read(path).unwrap()))
                .collect(),
        }
    }

    fn restore(&self, place: &Place, raw: &Connection) {
        raw.execute("DELETE FROM audit", ()).unwrap();
        for (number, line) in &self.rows {
            raw.execute("INSERT INTO audit VALUES (?1, ?2)", (number, line)).unwrap();
        }
        raw.execute("UPDATE note SET text = ?1 WHERE name = 'audit.archived'", [&self.note]).unwrap();
        fs::remove_dir_all(place.path().join("audit")).unwrap();
        for (path, bytes) in &self.objects {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// What is wrong is found, an entry of `right` is named, and hardly another.
async fn finds(steward: &Steward, right: &[u64], what: &str) {
    let faults = steward.verify_trail(None).await.unwrap().faults;
    let named = |number: u64| faults.iter().any(|fault| fault.names(number));
    assert!(right.iter().any(|number| named(*number)), "{what}: {right:?} not in {faults:?}");
    let others = (1..=ENTRIES).filter(|number| named(*number) && !right.contains(number)).count();
    assert!(others <= 2, "{what}: {right:?} and {others} others in {faults:?}");
}

#[tokio::test]
async fn five_hundred_changes_of_the_catalog_are_found_and_named() {
    let place = Place::new();
    let steward = place.steward().await;
    let (sound, raw, mut dice) = (Sound::new(&place, &steward).await, place.raw(), Dice(1));
    let steward = steward.with_pace(LATER);
    assert_eq!(sound.rows.len(), ENTRIES as usize);
    for turn in 0..500 {
        let at = dice.below(sound.rows.len());
        let right = change_row(&raw, &sound.rows, at, turn % 8, &mut dice);
        finds(&steward, &right, &format!("turn {turn}")).await;
        sound.restore(&place, &raw);
    }
    crate::place::sound(&steward).await;
}

/// Changes a row; the numbers of the entries that were changed.
fn change_row(raw: &Connection, rows: &[(i64, String)], at: usize, way: usize, dice: &mut Dice) -> Vec<u64> {
    let (number, line) = &rows[at];
    let other = &rows[(at + 1 + dice.below(rows.len() - 1)) % rows.len()];
    let set = |number: &i64, line: &[u8]| {
        let sql = "UPDATE audit SET line = CAST(?2 AS TEXT) WHERE number = ?1";
        raw.execute(sql, (number, line)).unwrap();
    };
    let number_of = |number: &i64| u64::try_from(*number).unwrap();
    match way {
        0 | 1 => {
            let mut bytes = line.clone().into_bytes();
            let byte = dice.below(bytes.len());
            bytes[byte] = bytes[byte].wrapping_add(1 + dice.below(255) as u8);
            set(number, &bytes);
        }
        2 => set(number, changed(line, false, dice).as_bytes()),
        3 => set(number, changed(line, true, dice).as_bytes()),
        4 => drop(raw.execute("DELETE FROM audit WHERE number = ?1", [number]).unwrap()),
        5 => {
            set(number, other.1.as_bytes());
            set(&other.0, line.as_bytes());
            return vec![number_of(number), number_of(&other.0)];
        }
        6 => {
            let added = rows.len() as i64 + 1;
            raw.execute("INSERT INTO audit VALUES (?1, ?2)", (added, line)).unwrap();
            return vec![number_of(number), number_of(&added)];
        }
        _ => drop(raw.execute("UPDATE audit SET number = -number WHERE number = ?1", [number]).unwrap()),
    }
    vec![number_of(number)]
}

#[tokio::test]
async fn five_hundred_changes_of_the_archive_are_found_and_named() {
    let place = Place::new();
    let steward = place.steward().await;
    let (sound, raw, mut dice) = (Sound::new(&place, &steward).await, place.raw(), Dice(2));
    let steward = steward.with_pace(LATER);
    for turn in 0..500 {
        let which = dice.below(sound.objects.len());
        let first: u64 = sound.objects[..which].iter().map(|(_, bytes)| lines(bytes).len() as u64).sum();
        let (path, bytes) = &sound.objects[which];
        let right = change_object(path, bytes, first + 1, turn % 8, &mut dice);
        finds(&steward, &right, &format!("turn {turn}")).await;
        sound.restore(&place, &raw);
    }
    crate::place::sound(&steward).await;
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// Changes an object; the numbers of the entries that were changed.
fn change_object(path: &PathBuf, bytes: &[u8], first: u64, way: usize, dice: &mut Dice) -> Vec<u64> {
    let mut lines = lines(bytes);
    let at = dice.below(lines.len());
    let number = |at: usize| first + at as u64;
    let mut right = vec![number(at)];
    match way {
        0 | 1 => {
            let byte = dice.below(lines[at].len());
            lines[at][byte] = lines[at][byte].wrapping_add(1 + dice.below(255) as u8);
            // Without its end a line is one with the next.
            right.push(number(at + 1));
        }
        2 | 3 => {
            let line = String::from_utf8(lines[at].clone()).unwrap();
            lines[at] = (changed(line.trim_end(), way == 3, dice) + "\n").into_bytes();
        }
        4 => drop(lines.remove(at)),
        5 => {
            let other = (at + 1) % lines.len();
            if other == at {
                // It has but one line: then that is doubled.
                lines.push(lines[at].clone());
            }
            lines.swap(at, other);
            right.push(number(other));
        }
        6 => lines.insert(dice.below(lines.len() + 1), lines[at].clone()),
        _ => {
            let cut = dice.below(bytes.len());
            let kept = bytes[..cut].iter().filter(|byte| **byte == b'\n').count();
            right = (kept..lines.len()).map(number).collect();
            lines = vec![bytes[..cut].to_vec()];
        }
    }
    fs::write(path, lines.concat()).unwrap();
    right
}

/// An entry with another value for one of its members, and the hash that fits if whoever does it is clever.
fn changed(line: &str, clever: bool, dice: &mut Dice) -> String {
    let mut members: Map<String, Value> = serde_json::from_str(line).unwrap();
    let names: Vec<String> = members.keys().filter(|name| *name != "hash").cloned().collect();
    let name = &names[dice.below(names.len())];
    let other = match &members[name] {
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::String(text) => json!(text.chars().rev().collect::<String>() + "x"),
        _ => json!({ "hits": dice.below(1_000) }),
    };
    members.insert(name.clone(), other);
    if clever {
        members.remove("hash");
        let hash: String =
            Sha256::digest(sorted(&members)).iter().map(|byte| format!("{byte:02x}")).collect();
        members.insert("hash".to_owned(), json!(hash));
    }
    sorted(&members)
}

fn sorted(members: &Map<String, Value>) -> String {
    let mut sorted: Vec<_> = members.clone().into_iter().collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    Value::Object(sorted.into_iter().collect()).to_string()
}

#[tokio::test]
async fn objects_that_are_removed_whole_are_missed() {
    let place = Place::new();
    let steward = place.steward().await;
    work(&steward, 4).await;
    let segments = place.segments();
    for (at, path) in segments.iter().enumerate() {
        let bytes = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        finds(&steward, &[at as u64 + 1], "an object").await;
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fs::remove_dir_all(place.path().join("audit")).unwrap();
    let faults = steward.verify_trail(None).await.unwrap().faults;
    assert!((1..=4).all(|number| faults.iter().any(|fault| fault.names(number))), "{faults:?}");
}

#[tokio::test]
async fn what_was_noted_elsewhere_shows_that_both_copies_were_written_anew() {
    let place = Place::new();
    let steward = place.steward().await;
    work(&steward, 4).await;
    let noted = steward.catalog().audit_head().await.unwrap().unwrap().hash;
    drop(steward);
    place.drop_catalog();
    fs::remove_dir_all(place.path().join("audit")).unwrap();
    let steward = place.steward().await;
    work(&steward, 4).await;
    sound(&steward).await;
    let checked = steward.verify_trail(Some(&noted)).await.unwrap();
    assert_eq!((checked.faults.len(), checked.noted), (1, None));
}

#[tokio::test]
async fn a_trail_whose_end_cannot_be_read_is_verified_and_nothing_is_given_out_meanwhile() {
    let place = Place::new();
    work(&place.steward().await, 3).await;
    assert_eq!(place.raw().execute("UPDATE audit SET line = 'x' WHERE number = 3", ()).unwrap(), 1);
    let steward = place.steward().await;
    let given = steward.audit_entries(&EntryFilter { limit: 1, ..EntryFilter::default() }).await;
    assert!(given.is_err(), "{given:?}");
    let faults = steward.verify_trail(None).await.unwrap().faults;
    assert!(faults.iter().all(|fault| fault.names(3)) && !faults.is_empty(), "{faults:?}");
}

/// A chain that is broken is not taken to the archive, where it would look as if somebody had vouched for it.
#[tokio::test]
async fn what_is_not_sound_is_not_archived() {
    let place = Place::new();
    let steward = place.steward().await;
    work(&steward, 2).await;
    fs::rename(place.path().join("audit"), place.path().join("away")).unwrap();
    fs::write(place.path().join("audit"), "").unwrap();
    work(&steward, 2).await;
    let line = "UPDATE audit SET line = replace(line, 'ops', 'sop') WHERE number = 3";
    assert_eq!(place.raw().execute(line, ()).unwrap(), 1);
    fs::remove_file(place.path().join("audit")).unwrap();
    fs::rename(place.path().join("away"), place.path().join("audit")).unwrap();
    let error = steward.archive_trail().await.unwrap_err();
    assert!(error.to_string().contains("entry 3"), "{error}");
    let faults = steward.verify_trail(None).await.unwrap().faults;
    assert!(faults.iter().all(|fault| fault.names(3)) && !faults.is_empty(), "{faults:?}");
}
