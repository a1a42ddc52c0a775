//! Tests of the trail: its form, and that what is done to it is found and named.

use proptest::prelude::*;
use scripta_core::Timestamp;
use scripta_redact::Redactor;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::line::{Unsound, link};
use super::{Action, AuditEntry, Check, Checked, Draft, FaultKind, Outcome, Row};

const TRAIL: Uuid = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);

fn draft(target: &str, details: &Value) -> Draft {
    Draft {
        at: Timestamp::from_millis(1_705_314_600_000),
        actor: "ops".to_owned(),
        origin: "cli".to_owned(),
        action: Action::Search,
        target: target.to_owned(),
        purpose: None,
        outcome: Outcome::Done,
        conversations: Vec::new(),
        details: details.as_object().cloned().unwrap_or_default(),
    }
}

fn trail(id: Uuid, entries: u64) -> Vec<Row> {
    let mut head = None;
    let chained = (0..entries).map(|at| {
        let draft = draft(&format!("outcome:quoted #{at}"), &json!({ "hits": at, "by": ["ü", "\"", 2.5] }));
        let entry = AuditEntry::chained(draft, head.as_ref(), id);
        head = Some(entry.head());
        entry.row()
    });
    chained.collect()
}

fn object(rows: &[Row]) -> Vec<u8> {
    rows.iter().flat_map(|row| format!("{}\n", row.text).into_bytes()).collect()
}

/// Entries a copy, the archive's in objects of six.
const ENTRIES: u64 = 21;

#[derive(Clone)]
struct Copies {
    rows: Vec<Row>,
    objects: Vec<(u64, Vec<u8>)>,
}

impl Copies {
    fn new() -> Self {
        let rows = trail(TRAIL, ENTRIES);
        let objects = rows.chunks(6).map(|some| (some[0].number, object(some))).collect();
        Self { rows, objects }
    }

    fn check(&self, head: Option<&str>) -> Checked {
        let mut check = Check::new(Some((TRAIL, ENTRIES)));
        self.rows.chunks(7).for_each(|rows| check.rows(rows));
        for (first, bytes) in &self.objects {
            check.object(&format!("audit/2024-01-15/{TRAIL}-{first:012}.ndjson"), TRAIL, *first, bytes);
        }
        check.finish(head)
    }

    /// What is wrong is found, an entry of `right` is named, and hardly another.
    fn names(&self, right: &[u64], what: &str) {
        let checked = self.check(None);
        let named = |number: u64| checked.faults.iter().any(|fault| fault.names(number));
        assert!(right.iter().any(|number| named(*number)), "{what}: {right:?} not in {:?}", checked.faults);
        let others = (1..=ENTRIES).filter(|number| named(*number) && !right.contains(number)).count();
        assert!(others <= 2, "{what}: {right:?} and {others} others in {:?}", checked.faults);
    }
}

/// Steps through what is possible, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// The hash is what `jq -cjS 'del(.hash)' | sha256sum` gives.
#[test]
fn an_entry_is_one_line_in_canonical_form_and_hashes_what_it_says() {
    let [row, ..] = &trail(TRAIL, 1)[..] else { panic!("no row") };
    assert_eq!(
        row.text,
        "{\"action\":\"search\",\"actor\":\"ops\",\"at\":\"2024-01-15T10:30:00.000Z\",\
         \"details\":{\"by\":[\"ü\",\"\\\"\",\"2.5\"],\"hits\":0},\
         \"hash\":\"c275b3e033836fba46a6d82b2e18b65cf494a47115f53ba10b782d45da5ffa8d\",\
         \"number\":1,\"origin\":\"cli\",\"outcome\":\"done\",\
         \"previous\":\"0000000000000000000000000000000000000000000000000000000000000000\",\
         \"target\":\"outcome:quoted #0\",\"trail\":\"67e55044-10b1-426f-9247-bb680e5fe0c8\"}"
    );
    assert!(link(&row.text).is_ok());
}

#[test]
fn a_row_follows_the_one_that_it_was_chained_to_and_no_other() {
    let rows = trail(TRAIL, 3);
    assert!(rows[0].follows(None) && rows[1].follows(Some(&rows[0])) && rows[2].follows(Some(&rows[1])));
    assert!(!rows[1].follows(None) && !rows[2].follows(Some(&rows[0])));
    assert!(!rows[1].follows(Some(&trail(Uuid::nil(), 1)[0])));
    let renumbered = Row { number: 3, ..rows[1].clone() };
    assert!(!renumbered.follows(Some(&rows[0])));
}

#[test]
fn what_a_newer_version_writes_is_verified_too() {
    let mut value: Value = serde_json::from_str(&trail(TRAIL, 1)[0].text).unwrap();
    value["action"] = json!("teleport");
    value["approvedBy"] = json!({ "b": 1, "a": [true, null] });
    let text = resealed(&value);
    assert!(link(&text).is_ok(), "{text}");
    let entry = Row { number: 1, text }.entry().unwrap();
    assert_eq!(entry.draft.action, Action::Other);
}

#[test]
fn counts_survive_the_redactor_and_texts_do_not() {
    let details = json!({ "bytes": 5_551_234_567_u64, "error": "call 555-123-4567", "of": ["a@b.example"] });
    let mut draft = draft("session of jo@b.example", &details);
    draft.actor = "jo@b.example".to_owned();
    draft.purpose = Some("asked by 555-123-4567".to_owned());
    draft.conversations = vec![Uuid::from_u128(0x1234_5678_1234_4321_8765_1234_5678_9012)];
    let draft = Redactor::default().redact(draft).into_inner();
    let entry = AuditEntry::chained(draft.clone(), None, TRAIL);
    assert_eq!(entry.draft.details["bytes"], json!(5_551_234_567_u64));
    assert_eq!(entry.draft.conversations, draft.conversations);
    let text = entry.row().text;
    for personal in ["555-123", "jo@b", "a@b"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

#[test]
fn texts_without_an_end_and_characters_that_steer_are_not_kept() {
    let long = "x".repeat(5_000);
    let entry = AuditEntry::chained(draft(&long, &json!({ "a\u{7f}": "b\0c\n" })), None, TRAIL);
    assert_eq!(entry.draft.target.chars().count(), 2_001);
    assert_eq!(entry.draft.details["a\u{FFFD}"], json!("b\u{FFFD}c\u{FFFD}"));
    assert!(link(&entry.row().text).is_ok());
}

#[test]
fn a_sound_trail_has_no_fault() {
    let copies = Copies::new();
    let last: Value = serde_json::from_str(&copies.rows[20].text).unwrap();
    let checked = copies.check(last["hash"].as_str());
    assert_eq!(checked.faults, []);
    assert_eq!(checked.noted, Some((TRAIL, ENTRIES)));
    let [told] = &checked.trails[..] else { panic!("not one trail: {:?}", checked.trails) };
    assert_eq!((told.in_catalog, told.in_archive, told.waiting), (ENTRIES, ENTRIES, 0));
    assert_eq!((told.head.number, told.own), (ENTRIES, true));
    assert_eq!(Check::new(None).finish(None).faults, []);
}

#[test]
fn segments_may_overlap_where_they_say_the_same() {
    let mut copies = Copies::new();
    copies.objects.push((5, object(&copies.rows[4..20])));
    assert_eq!(copies.check(None).faults, []);
}

#[test]
fn what_waits_for_the_archive_is_no_fault() {
    let mut copies = Copies::new();
    copies.rows = trail(TRAIL, 26);
    let checked = copies.check(None);
    assert_eq!(checked.faults, []);
    assert_eq!(checked.trails[0].waiting, 5);
}

#[test]
fn trails_of_other_machines_are_verified_in_the_archive() {
    let other = Uuid::from_u128(7);
    let mut copies = Copies::new();
    let mut rows = trail(other, 9);
    let mut check = Check::new(Some((TRAIL, ENTRIES)));
    check.rows(&copies.rows);
    copies.objects.iter().for_each(|(first, bytes)| check.object("own", TRAIL, *first, bytes));
    check.object("other", other, 1, &object(&rows));
    assert_eq!(check.finish(None).faults, []);

    rows.remove(4);
    copies.objects.clear();
    let mut check = Check::new(None);
    check.object("other", other, 1, &object(&rows));
    let faults = check.finish(None).faults;
    assert!(faults.iter().all(|fault| fault.trail == Some(other)) && faults[0].names(5), "{faults:?}");
}

#[test]
fn entries_that_both_copies_lack_are_missed_by_what_was_archived_or_by_a_head() {
    let mut copies = Copies::new();
    let head: Value = serde_json::from_str(&copies.rows[20].text).unwrap();
    copies.rows.truncate(18);
    copies.objects.truncate(3);
    copies.names(&[19, 20, 21], "the end of both");

    let mut check = Check::new(Some((TRAIL, 18)));
    check.rows(&copies.rows);
    copies.objects.iter().for_each(|(first, bytes)| check.object("own", TRAIL, *first, bytes));
    let faults = check.finish(head["hash"].as_str()).faults;
    assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::HeadMissing]);
}

/// Of the rows in the catalog.
#[test]
fn five_hundred_changes_of_the_catalog_are_found_and_named() {
    let (mut dice, sound) = (Dice(1), Copies::new());
    for turn in 0..500 {
        let mut copies = sound.clone();
        let at = dice.below(copies.rows.len());
        let number = at as u64 + 1;
        let right = change_rows(&mut copies.rows, at, turn % 7, &mut dice);
        copies.names(&right, &format!("turn {turn}, entry {number}"));
    }
}

/// Changes a copy of the catalog; the numbers of the entries that were changed.
fn change_rows(rows: &mut Vec<Row>, at: usize, way: usize, dice: &mut Dice) -> Vec<u64> {
    let number = at as u64 + 1;
    match way {
        0 => {
            let mut bytes = std::mem::take(&mut rows[at].text).into_bytes();
            let byte = dice.below(bytes.len());
            bytes[byte] = (bytes[byte] + 1 + dice.below(125) as u8) % 127;
            rows[at].text = String::from_utf8_lossy(&bytes).into_owned();
        }
        1 | 2 => {
            let mut value: Value = serde_json::from_str(&rows[at].text).unwrap();
            change_member(&mut value, dice);
            rows[at].text = if way == 1 { sorted(&value).to_string() } else { resealed(&value) };
        }
        3 => drop(rows.remove(at)),
        4 => {
            let other = (at + 1 + dice.below(rows.len() - 1)) % rows.len();
            let text = std::mem::take(&mut rows[at].text);
            rows[at].text = std::mem::replace(&mut rows[other].text, text);
            return vec![number, other as u64 + 1];
        }
        5 => {
            let text = rows[dice.below(rows.len())].text.clone();
            rows.push(Row { number: rows.len() as u64 + 1, text: text.clone() });
            return vec![rows.len() as u64, Row { number: 0, text }.entry().unwrap().number];
        }
        _ => return rows.drain(at..).map(|row| row.number).collect(),
    }
    vec![number]
}

/// Of any byte of the archive's objects, of whole lines, and of whole objects.
#[test]
fn five_hundred_changes_of_the_archive_are_found_and_named() {
    let (mut dice, sound) = (Dice(2), Copies::new());
    for turn in 0..500 {
        let mut copies = sound.clone();
        let which = dice.below(copies.objects.len());
        let right = change_object(&mut copies.objects[which], turn % 8, &mut dice);
        copies.names(&right, &format!("turn {turn}"));
    }
}

/// Changes an object; the numbers of the entries that were changed.
fn change_object((first, bytes): &mut (u64, Vec<u8>), way: usize, dice: &mut Dice) -> Vec<u64> {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let at = dice.below(lines.len());
    let number = |at: usize| *first + at as u64;
    let right = match way {
        0 => {
            let byte = dice.below(lines[at].len());
            lines[at][byte] = lines[at][byte].wrapping_add(1 + dice.below(255) as u8);
            vec![number(at), number(at + 1)]
        }
        1 | 2 => {
            let mut value: Value = serde_json::from_slice(&lines[at]).unwrap();
            change_member(&mut value, dice);
            let text = if way == 1 { sorted(&value).to_string() } else { resealed(&value) };
            lines[at] = format!("{text}\n").into_bytes();
            vec![number(at)]
        }
        3 => {
            lines.remove(at);
            vec![number(at)]
        }
        4 => {
            let other = (at + 1 + dice.below(lines.len() - 1)) % lines.len();
            lines.swap(at, other);
            vec![number(at), number(other)]
        }
        5 => {
            let to = dice.below(lines.len() + 1);
            lines.insert(to, lines[at].clone());
            vec![number(at)]
        }
        6 => {
            let mut value: Value = serde_json::from_slice(&lines[at]).unwrap();
            value["number"] = json!(1_000_000);
            lines.insert(dice.below(lines.len() + 1), format!("{}\n", resealed(&value)).into_bytes());
            // It is in no place of the trail; that it is there is told with its own number.
            vec![1_000_000]
        }
        _ => {
            let whole: Vec<u8> = lines.concat();
            let cut = dice.below(whole.len());
            let kept = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            *bytes = whole[..cut].to_vec();
            return (kept..lines.len()).map(number).collect();
        }
    };
    *bytes = lines.concat();
    right
}

/// Gives a member another value.
fn change_member(entry: &mut Value, dice: &mut Dice) {
    let members = entry.as_object_mut().unwrap();
    let names: Vec<String> = members.keys().filter(|name| *name != "hash").cloned().collect();
    let name = &names[dice.below(names.len())];
    let other = match &members[name] {
        Value::Number(number) => json!(number.as_u64().unwrap() + 1 + dice.below(9) as u64),
        Value::String(text) => json!(text.chars().rev().collect::<String>() + "x"),
        _ => json!({ "hits": dice.below(1_000) + 1_000 }),
    };
    members.insert(name.clone(), other);
}

fn sorted(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
    members.sort_by(|one, other| one.0.cmp(&other.0));
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// An entry with the hash that it must have.
fn resealed(value: &Value) -> String {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove("hash");
    let hash = super::line::sealed(&value).unwrap();
    value["hash"] = json!(hash);
    sorted(&value).to_string()
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_an_entry_says_its_line_is_sound_and_tells_it(details in values(), text in any::<String>()) {
        let entry = AuditEntry::chained(draft(&text, &json!({ "a": details, "b": text })), None, TRAIL);
        let row = entry.row();
        prop_assert!(!row.text.contains('\n'));
        prop_assert!(link(&row.text).is_ok(), "{}", row.text);
        prop_assert_eq!(row.entry().map(|read| read.row()), Some(row.clone()));
        let line = Redactor::default().redact(row.clone()).to_json().unwrap();
        prop_assert_eq!(line.get(), row.text.as_bytes());
    }

    #[test]
    fn any_other_text_is_refused_and_nothing_panics(text in any::<String>(), at in 0_usize..700) {
        prop_assert_eq!(link(&text), Err(Unsound::Unreadable));
        let mut line = trail(TRAIL, 1)[0].text.clone();
        let at = (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        line.insert(at, ' ');
        prop_assert!(link(&line).is_err());
    }
}
