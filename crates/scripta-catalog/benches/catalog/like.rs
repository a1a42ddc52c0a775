//! The plain peer in SQLite: one table of its own, without an index but for the id, and `LIKE`.

use std::time::Instant;

use rusqlite::{Connection, params};
use scripta_population::{NAMES, Population, name};
use scripta_sample::Chance;

use crate::indexing::entry;
use crate::sample::Sample;

/// How often each query is asked; they take long.
const REPEAT: usize = 10;

/// Times of each of [`NAMED`](crate::ask::NAMED).
pub(crate) fn query(population: &Population, seed: u64) -> Vec<Sample> {
    let folder = tempfile::tempdir().unwrap();
    let mut table = Connection::open(folder.path().join("plain.db")).unwrap();
    fill(&mut table, population);
    let mut chance = Chance::new(seed);
    let size = population.size();
    let page = "SELECT id, said FROM plain";
    let newest = "ORDER BY start DESC LIMIT 20";
    let deep = (size / 2).min(9_980);
    let mut samples = Vec::new();
    for named in crate::ask::NAMED {
        let mut sample = Sample::default();
        for _ in 0..REPEAT {
            let sql = match named {
                "rare word" => {
                    let word = name(chance.between(NAMES / 2, NAMES - 1));
                    format!("{page} WHERE said LIKE '%{word}%' {newest}")
                }
                "common word" => format!("{page} WHERE said LIKE '%insurance%' {newest}"),
                "phrase" => format!("{page} WHERE said LIKE '%roadside assistance%' {newest}"),
                "facets" => {
                    "SELECT outcome, count(*) FROM plain WHERE said LIKE '%roadside assistance%' GROUP BY 1 \
                             ORDER BY 2 DESC"
                        .to_owned()
                }
                "deep page" => format!("{page} WHERE said LIKE '%insurance%' {newest} OFFSET {deep}"),
                "page 2" => format!("{page} WHERE said LIKE '%insurance%' {newest} OFFSET 20"),
                "field filter" => format!("{page} WHERE make = 'Toyota' AND zip LIKE '90%' {newest}"),
                "date histogram" => {
                    "SELECT start / 86400000, count(*) FROM plain WHERE said LIKE '%insurance%' GROUP BY 1"
                        .to_owned()
                }
                _ => {
                    let conversation = population.documents(chance.between(0, size - 1)).conversation;
                    format!("SELECT said FROM plain WHERE id = '{}'", conversation.conversation_id)
                }
            };
            let start = Instant::now();
            let mut statement = table.prepare(&sql).unwrap();
            let mut rows = statement.query(()).unwrap();
            let mut hits = 0;
            while rows.next().unwrap().is_some() {
                hits += 1;
            }
            sample.add(start.elapsed(), hits);
        }
        samples.push(sample);
    }
    samples
}

fn fill(table: &mut Connection, population: &Population) {
    table.pragma_update(None, "journal_mode", "wal").unwrap();
    table
        .execute_batch("CREATE TABLE plain (id TEXT PRIMARY KEY, start INTEGER, outcome TEXT, make TEXT, zip TEXT, said TEXT)")
        .unwrap();
    let transaction = table.transaction().unwrap();
    {
        let mut insert = transaction.prepare("INSERT INTO plain VALUES (?1, ?2, ?3, ?4, ?5, ?6)").unwrap();
        for number in 0..population.size() {
            let entry = entry(population, number);
            let said: Vec<&str> = entry.said.iter().map(|said| said.text.as_str()).collect();
            let fact = |name: &str| entry.facts.get(name);
            let id = entry.conversation_id.to_string();
            let row = params![
                id,
                entry.start.as_millis(),
                entry.outcome,
                fact("vehicleMake"),
                fact("zipCode"),
                said.join("\n")
            ];
            insert.execute(row).unwrap();
        }
    }
    transaction.commit().unwrap();
}
