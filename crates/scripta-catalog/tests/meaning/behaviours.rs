//! What every store of the catalog must do. `Query::matches`, which says what a query means in Rust, is the oracle.

use std::collections::{BTreeMap, BTreeSet};

use scripta_catalog::audit::{Action, Draft, Outcome};
use scripta_catalog::query::{Expr, Label, Number, Phrase};
use scripta_catalog::{Catalog, Entry, Position, Query, Said, Search, Select, Sort, SortBy, Step, Tombstone};
use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use scripta_population::Population;
use scripta_redact::{Redacted, Redactor};
use uuid::Uuid;

pub(crate) use crate::order::those_that_are_equal_stand_in_the_order_of_their_ids;

const HOUR: i64 = 3_600_000;

/// Runs `$run!(behaviour, …)` with the names of all behaviours.
macro_rules! with_every_behaviour {
    ($run:ident) => {
        $run!(
            queries_find_what_they_mean,
            random_expressions_find_what_they_mean,
            pages_have_no_gap_and_nothing_twice,
            counts_are_bounded_and_say_so,
            facets_and_histograms_count_what_is_there,
            what_is_put_again_takes_the_place_of_what_was,
            erased_conversations_stay_out,
            removed_conversations_may_come_back,
            a_cleared_catalog_keeps_tombstones_and_trail,
            ids_come_in_their_order,
            hostile_texts_are_kept_and_found,
            phrases_do_not_go_over_the_end_of_a_turn,
            notes_are_kept_and_swapped,
            many_write_one_trail,
            a_trail_is_taken_over_as_it_is,
            writers_and_erasures_race,
            those_that_are_equal_stand_in_the_order_of_their_ids
        );
    };
}

/// So many entries of the population.
pub(crate) fn entries(seed: u64, number: u64) -> Vec<Entry> {
    let population = Population::new(seed, number);
    (0..number)
        .map(|number| {
            let documents = population.documents(number);
            Entry::of(&documents.conversation, &documents.summary, Some(&documents.extracted))
        })
        .collect()
}

pub(crate) fn redacted(entries: &[Entry]) -> Vec<Redacted<Entry>> {
    let redactor = Redactor::default();
    entries.iter().map(|entry| redactor.redact(entry.clone())).collect()
}

/// Puts entries in, and gives them as they are kept.
async fn put(catalog: &Catalog, entries: &[Entry]) -> Vec<Entry> {
    let redacted = redacted(entries);
    let kept = redacted.iter().map(|entry| entry.get().clone()).collect();
    let put = catalog.put(redacted).await.unwrap();
    assert_eq!(put.added + put.replaced, entries.len() as u64);
    kept
}

async fn all(catalog: &Catalog, query: &Query, sort: Sort) -> Vec<Entry> {
    let select = Select { query, sort, after: None, limit: 100_000, said: true };
    catalog.select(select).await.unwrap()
}

fn ids(entries: &[Entry]) -> BTreeSet<Uuid> {
    entries.iter().map(|entry| entry.conversation_id).collect()
}

/// The query finds what it means, and the count is right.
async fn check(catalog: &Catalog, kept: &[Entry], query: &Query) -> usize {
    let meant: BTreeSet<Uuid> =
        kept.iter().filter(|entry| query.matches(entry)).map(|entry| entry.conversation_id).collect();
    let found = all(catalog, query, Sort::default()).await;
    assert_eq!(found.len(), meant.len(), "{query}: found {} of {}", found.len(), meant.len());
    assert_eq!(ids(&found), meant, "{query}");
    let total = catalog.count(query, 100_000).await.unwrap();
    assert_eq!((total.count, total.exact), (meant.len() as u64, true), "{query}");
    meant.len()
}

pub(crate) async fn queries_find_what_they_mean(catalog: &Catalog) {
    let kept = put(catalog, &entries(1, 300)).await;
    let mut fields = catalog.fields().await.unwrap();
    fields.now = kept.iter().map(|entry| entry.end).max();
    let facts: BTreeSet<String> = kept.iter().flat_map(|entry| entry.facts.keys().cloned()).collect();
    assert_eq!(fields.facts, facts);
    let session = &kept[7].session_id;
    let mut found = 0;
    for text in [
        "",
        "coverage",
        "\"full coverage\"",
        "user:\"full coverage\"",
        "assistant:coverage -user:coverage",
        "cover* OR quot*",
        "\"full cov*\"",
        "outcome:quote_completed tool:get_quote after:2024-01-15 \"full coverage\" -topic:claims",
        "vehicleMake:Toyota zipCode:9*",
        "vehicleMake:toyota OR vehicleMake:honda",
        "zipCode:90*",
        "zipCode:9021*",
        "has:zipCode -has:vehicleYear",
        "is:partial",
        "is:complete (tool_failed:get_quote OR interruptions:>1)",
        "NOT (outcome:quote_completed OR turns:<6)",
        "-coverage",
        "duration:>2m duration:<6m",
        "turns:>=12 history:>=14",
        "latency:>900ms",
        "tokens:0",
        "after:-30d",
        "redacted:phone",
        "event:tool_call -event:error",
        &format!("session:{session}"),
        "session:s* turns:>3",
        &format!("id:{}", kept[3].conversation_id),
        &format!("id:{}*", &kept[3].conversation_id.to_string()[..6]),
        "zzzznothing",
        "zzzznothing OR coverage",
    ] {
        let query = Query::parse(text, &fields).unwrap_or_else(|error| panic!("{text}: {error}"));
        found += usize::from(check(catalog, &kept, &query).await > 0);
    }
    assert!(found > 20, "only {found} of the queries find something");
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[usize::try_from(self.roll(values.len() as u64)).unwrap()]
    }

    fn expr(&mut self, kept: &[Entry], depth: u64) -> Expr {
        let entry = self.of(kept).clone();
        match self.roll(if depth == 0 { 6 } else { 10 }) {
            0 | 1 => self.phrase(&entry),
            2 => {
                let labels = [
                    ("outcome", entry.outcome.clone()),
                    ("topic", entry.topics.first().cloned().unwrap_or_default()),
                    ("fact.vehicleMake", entry.facts.get("vehicleMake").cloned().unwrap_or_default()),
                    ("fact.zipCode", entry.facts.get("zipCode").cloned().unwrap_or_default()),
                    ("session", entry.session_id.clone()),
                    ("is", "complete".to_owned()),
                ];
                let (field, value) = self.of(&labels).clone();
                let prefix = self.roll(2) == 0;
                let kept = if prefix { usize::try_from(1 + self.roll(5)).unwrap() } else { usize::MAX };
                let value: String = value.to_lowercase().chars().take(kept).collect();
                Expr::Is(Label { field: field.to_owned(), value, prefix })
            }
            3 => {
                let number = *self.of(&[
                    Number::Duration,
                    Number::Interruptions,
                    Number::Turns,
                    Number::Latency,
                    Number::Silence,
                    Number::Tokens,
                    Number::Messages,
                ]);
                let from = i64::try_from(self.roll(20) * if number == Number::Duration { 30_000 } else { 1 })
                    .unwrap();
                Expr::Within(number, from..=from.saturating_mul(2) + i64::try_from(self.roll(3)).unwrap())
            }
            4 => {
                let start = entry.start.as_millis();
                Expr::Began(start - i64::try_from(self.roll(100)).unwrap() * HOUR..=start)
            }
            5 => Expr::Id(entry.conversation_id..=entry.conversation_id),
            6 => Expr::Not(Box::new(self.expr(kept, depth - 1))),
            7 | 8 => Expr::And((0..self.roll(4)).map(|_| self.expr(kept, depth - 1)).collect()),
            _ => Expr::Or((0..self.roll(4)).map(|_| self.expr(kept, depth - 1)).collect()),
        }
    }

    fn phrase(&mut self, entry: &Entry) -> Expr {
        let Some(said) = (!entry.said.is_empty()).then(|| self.of(&entry.said).clone()) else {
            return Expr::And(Vec::new());
        };
        let words: Vec<String> =
            scripta_catalog::words(&said.text).into_iter().map(|word| word.text).collect();
        if words.is_empty() {
            return Expr::Or(Vec::new());
        }
        let start = usize::try_from(self.roll(words.len() as u64)).unwrap();
        let mut words: Vec<String> =
            words.into_iter().skip(start).take(usize::try_from(1 + self.roll(3)).unwrap()).collect();
        let prefix = self.roll(3) == 0;
        if prefix && let Some(last) = words.last_mut() {
            *last = last.chars().take(3).collect();
        }
        let speakers = [None, Some(said.speaker), Some(Speaker::User), Some(Speaker::Assistant)];
        Expr::Said(Phrase { speaker: *self.of(&speakers), words, prefix })
    }
}

pub(crate) async fn random_expressions_find_what_they_mean(catalog: &Catalog) {
    let kept = put(catalog, &entries(2, 150)).await;
    let mut dice = Dice(7);
    let mut found = 0;
    for _ in 0..150 {
        let query = Query { expr: dice.expr(&kept, 3) };
        found += usize::from(check(catalog, &kept, &query).await > 0);
        check(catalog, &kept, &Query::of(query.expr)).await;
    }
    assert!(found > 50, "only {found} of the expressions find something");
}

pub(crate) async fn pages_have_no_gap_and_nothing_twice(catalog: &Catalog) {
    let mut entries = entries(3, 120);
    // Several that are equal in what they are sorted by.
    for entry in entries.iter_mut().take(40) {
        entry.start = Timestamp::from_millis(1_705_314_600_000);
        entry.figures.duration_ms = 60_000;
    }
    let kept = put(catalog, &entries).await;
    let late = self::entries(4, 10);
    for by in [SortBy::Start, SortBy::Duration, SortBy::Turns, SortBy::Interruptions, SortBy::Latency] {
        for (descending, limit) in [(true, 7), (false, 100), (true, 1)] {
            let sort = Sort { by, descending };
            let query = Query {
                expr: Expr::Not(Box::new(Expr::Is(Label {
                    field: "capture".into(),
                    value: "late".into(),
                    prefix: false,
                }))),
            };
            let mut search = Search { sort, limit, snippets: 0, ..Search::new(query) };
            let mut seen: Vec<Entry> = Vec::new();
            for (page_number, other) in (0..).zip(late.iter().cycle()) {
                let page = catalog.search(&search).await.unwrap();
                assert_eq!(page.total.count, kept.len() as u64);
                seen.extend(page.hits.into_iter().map(|hit| hit.entry));
                match page.next {
                    Some(next) => search.after = Some(next.to_string().parse().unwrap()),
                    None => break,
                }
                if page_number < 3 {
                    // Others come in meanwhile.
                    let mut other = other.clone();
                    other.capture = "late".to_owned();
                    put(catalog, &[other]).await;
                }
            }
            assert_eq!((seen.len(), ids(&seen)), (kept.len(), ids(&kept)), "{sort:?} {limit}");
            let mut places: Vec<Position> = seen.iter().map(|entry| Position::of(entry, by)).collect();
            if descending {
                places.reverse();
            }
            assert!(places.is_sorted(), "{sort:?}");
        }
    }
}

pub(crate) async fn counts_are_bounded_and_say_so(catalog: &Catalog) {
    put(catalog, &entries(5, 50)).await;
    let all = Query { expr: Expr::Within(Number::Turns, 0..=i64::MAX) };
    let total = catalog.count(&all, 20).await.unwrap();
    assert_eq!((total.count, total.exact), (20, false));
    let total = catalog.count(&all, 50).await.unwrap();
    assert_eq!((total.count, total.exact), (50, true));
    let none = Query { expr: Expr::Or(Vec::new()) };
    assert_eq!(catalog.count(&none, 20).await.unwrap().count, 0);
}

pub(crate) async fn facets_and_histograms_count_what_is_there(catalog: &Catalog) {
    let kept = put(catalog, &entries(6, 200)).await;
    let said = |word: &str| Expr::Said(Phrase { speaker: None, words: vec![word.to_owned()], prefix: false });
    for query in [Query::default(), Query { expr: said("coverage") }] {
        let meant: Vec<&Entry> = kept.iter().filter(|entry| query.matches(entry)).collect();
        assert!(meant.len() > 10);
        let mut outcomes = BTreeMap::<String, u64>::new();
        meant.iter().for_each(|entry| *outcomes.entry(entry.outcome.clone()).or_default() += 1);
        let mut outcomes: Vec<_> = outcomes.into_iter().collect();
        outcomes.sort_by(|(one, its), (other, others)| others.cmp(its).then_with(|| one.cmp(other)));
        let facets = catalog.facets(&query, "outcome", 100, 1_000).await.unwrap();
        assert_eq!((facets.values, facets.exact), (outcomes.clone(), true), "{query}");
        let first = catalog.facets(&query, "outcome", 1, 1_000).await.unwrap();
        assert_eq!(first.values, outcomes[..1]);
        for (step, length) in [(Step::Hour, HOUR), (Step::Day, 24 * HOUR)] {
            let mut hours = BTreeMap::<i64, u64>::new();
            for entry in &meant {
                *hours.entry(entry.start.as_millis().div_euclid(length) * length).or_default() += 1;
            }
            let histogram = catalog.histogram(&query, step, 1_000).await.unwrap();
            let buckets = histogram.buckets.iter().map(|bucket| (bucket.start.as_millis(), bucket.count));
            assert_eq!(
                (buckets.collect::<Vec<_>>(), histogram.exact),
                (hours.into_iter().collect(), true),
                "{query}"
            );
        }
    }
    let few =
        catalog.facets(&Query { expr: Expr::Within(Number::Turns, 0..=i64::MAX) }, "outcome", 10, 30).await;
    let few = few.unwrap();
    assert_eq!((few.values.iter().map(|(_, count)| count).sum::<u64>(), few.exact), (30, false));
}

pub(crate) async fn what_is_put_again_takes_the_place_of_what_was(catalog: &Catalog) {
    let mut entries = entries(7, 20);
    put(catalog, &entries).await;
    let before = catalog.facets(&Query::default(), "outcome", 100, 1_000).await.unwrap();
    let unchanged = catalog.put(redacted(&entries)).await.unwrap();
    assert_eq!((unchanged.added, unchanged.replaced), (0, 20));
    assert_eq!(catalog.facets(&Query::default(), "outcome", 100, 1_000).await.unwrap(), before);
    for entry in &mut entries {
        entry.said =
            vec![Said { speaker: Speaker::User, start_ms: 5, text: "entirely otherwise".to_owned() }];
        entry.outcome = "otherwise".to_owned();
        entry.start = Timestamp::from_millis(entry.start.as_millis() + 12_345);
    }
    let kept = put(catalog, &entries).await;
    check(catalog, &kept, &Query::default()).await;
    let said = |word: &str| Query {
        expr: Expr::Said(Phrase { speaker: None, words: vec![word.into()], prefix: false }),
    };
    assert_eq!(check(catalog, &kept, &said("entirely")).await, 20);
    assert_eq!(check(catalog, &kept, &said("coverage")).await, 0);
    let facets = catalog.facets(&Query::default(), "outcome", 100, 1_000).await.unwrap();
    assert_eq!(facets.values, [("otherwise".to_owned(), 20)]);
    assert_eq!(catalog.get(kept[0].conversation_id).await.unwrap().as_ref(), Some(&kept[0]));
}

pub(crate) async fn erased_conversations_stay_out(catalog: &Catalog) {
    let entries = entries(8, 30);
    let kept = put(catalog, &entries).await;
    let tombstones: Vec<Tombstone> = kept[..10]
        .iter()
        .map(|entry| Tombstone {
            conversation_id: entry.conversation_id,
            erased_at: Timestamp::from_millis(5),
        })
        .collect();
    let erased = catalog.erase(tombstones.clone()).await.unwrap();
    assert!(erased.found && erased.rows >= 10);
    assert!(!catalog.erase(tombstones.clone()).await.unwrap().found, "it may be done again");
    check(catalog, &kept[10..], &Query::default()).await;
    let again = catalog.put(redacted(&entries)).await.unwrap();
    assert_eq!((again.added, again.replaced, again.erased.len()), (0, 20, 10));
    check(catalog, &kept[10..], &Query::default()).await;
    let found = catalog.tombstones(kept.iter().map(|entry| entry.conversation_id).collect()).await.unwrap();
    assert_eq!(found.len(), 10);
    assert!(found.iter().all(|found| tombstones.contains(found)));
    for entry in &kept[..10] {
        assert_eq!(catalog.get(entry.conversation_id).await.unwrap(), None);
        assert_eq!(catalog.traces(entry.conversation_id, Vec::new()).await.unwrap(), Vec::<String>::new());
    }
    assert_ne!(catalog.traces(kept[15].conversation_id, Vec::new()).await.unwrap(), Vec::<String>::new());
}

pub(crate) async fn removed_conversations_may_come_back(catalog: &Catalog) {
    let entries = entries(9, 5);
    let kept = put(catalog, &entries).await;
    assert!(catalog.remove(vec![kept[0].conversation_id]).await.unwrap().found);
    check(catalog, &kept[1..], &Query::default()).await;
    assert_eq!(catalog.put(redacted(&entries)).await.unwrap().added, 1);
    check(catalog, &kept, &Query::default()).await;
}

pub(crate) fn draft(number: usize) -> Redacted<Draft> {
    Redactor::default().redact(Draft {
        at: Timestamp::from_millis(i64::try_from(number).unwrap()),
        actor: "tester".to_owned(),
        origin: "test".to_owned(),
        action: Action::Search,
        target: format!("é 'quoted' \\ {number}"),
        purpose: None,
        outcome: Outcome::Done,
        conversations: Vec::new(),
        details: serde_json::Map::from_iter([("hits".to_owned(), number.into())]),
    })
}

pub(crate) async fn a_cleared_catalog_keeps_tombstones_and_trail(catalog: &Catalog) {
    let entries = entries(10, 5);
    let kept = put(catalog, &entries).await;
    let gone = Tombstone { conversation_id: kept[0].conversation_id, erased_at: Timestamp::from_millis(5) };
    catalog.erase(vec![gone]).await.unwrap();
    catalog.audit_append(vec![draft(1)]).await.unwrap();
    catalog.clear().await.unwrap();
    check(catalog, &[], &Query::default()).await;
    assert_eq!(catalog.facets(&Query::default(), "outcome", 10, 10).await.unwrap().values, []);
    assert_eq!(catalog.put(redacted(&entries)).await.unwrap().erased, [kept[0].conversation_id]);
    check(catalog, &kept[1..], &Query::default()).await;
    assert_eq!(catalog.audit_head().await.unwrap().unwrap().number, 1);
}

pub(crate) async fn ids_come_in_their_order(catalog: &Catalog) {
    let kept = put(catalog, &entries(11, 25)).await;
    let mut seen = Vec::new();
    loop {
        let some = catalog.ids(seen.last().map(|(id, _)| *id), 10).await.unwrap();
        if some.is_empty() {
            break;
        }
        seen.extend(some);
    }
    let mut expected: Vec<_> = kept.iter().map(|entry| (entry.conversation_id, entry.start)).collect();
    expected.sort();
    assert_eq!(seen, expected);
}

pub(crate) async fn hostile_texts_are_kept_and_found(catalog: &Catalog) {
    let texts = [
        "'; DROP TABLE conversation; --",
        "\" OR NOT (a) AND * NEAR/2 {user}:",
        "nul \0 inside, and \u{FFFD}",
        "Straße ÉCOLE ﬁne 数学 مرحبا 🙂",
        "back\\slash 'quote' \"double\" %_like",
        "",
    ];
    let mut entries = entries(12, texts.len() as u64);
    for (entry, text) in entries.iter_mut().zip(texts) {
        entry.said = vec![Said { speaker: Speaker::Assistant, start_ms: 0, text: text.to_owned() }];
        entry.outcome = text.to_owned();
        entry.session_id = text.to_owned();
        entry.metadata.insert("note\"'\\".to_owned(), text.into());
    }
    // Longer than an index takes of one term.
    entries[5].said[0].text = format!("{} end", "x".repeat(5_000));
    entries[5].outcome = "y".repeat(5_000);
    let kept = put(catalog, &entries).await;
    for entry in &kept {
        assert_eq!(catalog.get(entry.conversation_id).await.unwrap().as_ref(), Some(entry));
        let label = |field: &str, prefix| {
            let value: String =
                entry.outcome.trim().to_lowercase().chars().take(if prefix { 4 } else { 9_999 }).collect();
            Query { expr: Expr::Is(Label { field: field.to_owned(), value, prefix }) }
        };
        for query in
            [label("outcome", false), label("outcome", true), label("session", false), label("session", true)]
        {
            check(catalog, &kept, &query).await;
        }
        for word in scripta_catalog::words(&entry.said[0].text) {
            let phrase = Phrase { speaker: Some(Speaker::Assistant), words: vec![word.text], prefix: false };
            assert!(check(catalog, &kept, &Query { expr: Expr::Said(phrase) }).await > 0);
        }
    }
}

pub(crate) async fn phrases_do_not_go_over_the_end_of_a_turn(catalog: &Catalog) {
    let mut entries = entries(13, 1);
    let said = |speaker, text: &str| Said { speaker, start_ms: 0, text: text.to_owned() };
    entries[0].said = vec![
        said(Speaker::User, "full"),
        said(Speaker::User, "coverage please"),
        said(Speaker::Assistant, "coverage"),
        said(Speaker::System, "note well"),
    ];
    let kept = put(catalog, &entries).await;
    for (speaker, words, found) in [
        (None, ["full", "coverage"], 0),
        (None, ["coverage", "please"], 1),
        (Some(Speaker::Assistant), ["coverage", "please"], 0),
        (Some(Speaker::System), ["note", "well"], 1),
    ] {
        let words = words.map(str::to_owned).to_vec();
        let query = Query { expr: Expr::Said(Phrase { speaker, words, prefix: false }) };
        assert_eq!(check(catalog, &kept, &query).await, found, "{query}");
    }
}

pub(crate) async fn notes_are_kept_and_swapped(catalog: &Catalog) {
    assert_eq!(catalog.note("a").await.unwrap(), None);
    catalog.set_note("a", Some("one")).await.unwrap();
    assert!(!catalog.swap_note("a", None, Some("two")).await.unwrap());
    assert!(catalog.swap_note("a", Some("one"), Some("two")).await.unwrap());
    assert_eq!(catalog.note("a").await.unwrap().as_deref(), Some("two"));
    catalog.set_note("a", None).await.unwrap();
    assert!(catalog.swap_note("a", None, Some("three")).await.unwrap());
    assert_eq!(catalog.note("b").await.unwrap(), None);
}

pub(crate) async fn many_write_one_trail(catalog: &Catalog) {
    let writers = (0..8).map(|writer| {
        let catalog = catalog.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                catalog.audit_append(vec![draft(writer), draft(number)]).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let rows = catalog.audit_read(1, 1_000).await.unwrap();
    assert_eq!(rows.len(), 160);
    let entries: Vec<_> = rows.iter().map(|row| row.entry().unwrap()).collect();
    for (number, pair) in (1..).zip(entries.windows(2)) {
        assert_eq!((pair[0].number, pair[1].number), (number, number + 1));
        assert_eq!((&pair[1].previous, pair[1].trail), (&pair[0].hash, pair[0].trail));
    }
    assert_eq!(catalog.audit_head().await.unwrap(), Some(entries[159].head()));
    assert_eq!(catalog.audit_read(151, 5).await.unwrap(), rows[150..155]);
}

pub(crate) async fn a_trail_is_taken_over_as_it_is(catalog: &Catalog) {
    catalog.audit_append(vec![draft(1)]).await.unwrap();
    let rows = catalog.audit_read(1, 10).await.unwrap();
    assert!(!catalog.audit_restore(rows.clone()).await.unwrap(), "it has one");
    assert_eq!(catalog.audit_read(1, 10).await.unwrap(), rows);
}

pub(crate) async fn writers_and_erasures_race(catalog: &Catalog) {
    let entries = entries(14, 40);
    put(catalog, &entries).await;
    let writers = (0..3).map(|_| {
        let (catalog, entries) = (catalog.clone(), redacted(&entries));
        let entries: Vec<Entry> = entries.into_iter().map(Redacted::into_inner).collect();
        tokio::spawn(async move {
            for some in entries.chunks(5) {
                catalog.put(redacted(some)).await.unwrap();
                catalog.count(&Query::default(), 1_000).await.unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    for entry in &entries[..10] {
        let tombstone =
            Tombstone { conversation_id: entry.conversation_id, erased_at: Timestamp::from_millis(1) };
        catalog.erase(vec![tombstone]).await.unwrap();
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let kept = redacted(&entries[10..]);
    let kept: Vec<Entry> = kept.into_iter().map(Redacted::into_inner).collect();
    check(catalog, &kept, &Query::default()).await;
}

pub(crate) fn word(text: &str) -> Query {
    Query { expr: Expr::Said(Phrase { speaker: None, words: vec![text.to_owned()], prefix: false }) }
}

pub(crate) fn quoted() -> Query {
    let label = Label { field: "outcome".to_owned(), value: "quote".to_owned(), prefix: true };
    Query { expr: Expr::Is(label) }
}

pub(crate) fn tombstone(id: Uuid) -> Tombstone {
    Tombstone { conversation_id: id, erased_at: Timestamp::from_millis(1_705_314_600_000) }
}

/// Asks a catalog that an earlier version made: nine conversations, one that was erased, two entries of the trail.
pub(crate) async fn answers_as_frozen(catalog: &Catalog) {
    let all = Query::default();
    let select = Select { query: &all, sort: Sort::default(), after: None, limit: 100, said: true };
    let stored = catalog.select(select).await.unwrap();
    assert_eq!(stored.len(), 9);
    let session =
        Label { field: "session".to_owned(), value: stored[3].session_id.to_lowercase(), prefix: false };
    let long = Expr::Within(Number::Duration, 60_000..=i64::MAX);
    for query in [word("quote"), quoted(), Query { expr: Expr::Is(session) }, Query { expr: long }] {
        let meant = stored.iter().filter(|entry| query.matches(entry)).count() as u64;
        assert!(meant > 0, "{query:?}");
        assert_eq!(catalog.count(&query, 100).await.unwrap().count, meant, "{query:?}");
    }
    let by_duration = Sort { by: SortBy::Duration, descending: false };
    let select = Select { query: &all, sort: by_duration, after: None, limit: 100, said: true };
    let mut sorted = stored.clone();
    sorted.sort_by_key(|entry| Position::of(entry, SortBy::Duration));
    assert_eq!(catalog.select(select).await.unwrap(), sorted);
    assert_eq!(
        catalog.histogram(&all, Step::Hour, 100).await.unwrap().buckets.iter().map(|b| b.count).sum::<u64>(),
        9
    );
    let erased = Uuid::parse_str(&catalog.note("erased").await.unwrap().unwrap()).unwrap();
    assert_eq!(catalog.tombstones(vec![erased]).await.unwrap(), [tombstone(erased)]);
    assert_eq!(catalog.audit_head().await.unwrap().unwrap().number, 2);
    assert_eq!(catalog.put(redacted(&entries(25, 1))).await.unwrap().added, 1);
}
