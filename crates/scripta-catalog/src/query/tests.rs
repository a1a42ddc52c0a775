//! The language as a whole: what texts mean, what is wrong with them, and that every query can be written down.

use proptest::prelude::*;
use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use uuid::Uuid;

use crate::field::FIELDS;
use crate::query::sample::entry;
use crate::query::{Expr, Fields, Label, Number, Phrase, Query};
use crate::words::words;

fn fields() -> Fields {
    let facts = ["vehicleMake", "zipCode", "dateOfBirth"].map(str::to_owned).into();
    Fields { facts, now: Some(Timestamp::parse("2024-01-16T12:00:00Z").unwrap()) }
}

fn parse(text: &str) -> Query {
    Query::parse(text, &fields()).unwrap_or_else(|error| panic!("{}", error.show(text)))
}

/// The query as it is written down, which shows what was understood.
fn read(text: &str) -> String {
    parse(text).to_string()
}

fn wrong(text: &str) -> String {
    Query::parse(text, &fields()).unwrap_err().to_string()
}

#[test]
fn words_and_conditions_beside_each_other_must_all_be_true() {
    assert_eq!(
        read(r#"outcome:quote_completed tool:get_quote after:2024-01-15 "full coverage" -topic:claims"#),
        r#"after:2024-01-15 outcome:quote_completed tool:get_quote "full coverage" -topic:claims"#
    );
    assert_eq!(read("a AND b c"), "a b c");
    assert_eq!(parse(""), Query::default());
    assert_eq!(parse(" \n"), Query::default());
    assert_eq!(parse("*"), Query::default());
}

#[test]
fn or_binds_weaker_than_and_not_binds_strongest_and_parentheses_change_that() {
    assert_eq!(read("a b OR c d"), "(a b) OR (c d)");
    assert_eq!(read("a (b OR c) d"), "a (b OR c) d");
    assert_eq!(read("NOT a b"), "-a b");
    assert_eq!(read("-(a b)"), "-(a b)");
    assert_eq!(read("NOT NOT -a"), "-a");
    assert_eq!(read("((a) (b (c)))"), "a b c");
}

#[test]
fn words_are_folded_and_what_parts_into_several_is_a_phrase() {
    assert_eq!(read("Café DON'T Ōsaka"), "cafe dont osaka");
    assert_eq!(read("wi-fi 10:30 http://x.com/a note: at"), r#""wi fi" "10 30" "http x com a" note at"#);
    assert_eq!(read(r#"cover* "full cov"* "full cov*" "one""#), r#"cover* "full cov"* "full cov"* one"#);
    assert_eq!(read("or and not OR \"OR\""), "(or and not) OR or");
    assert_eq!(read("保险"), r#""保 险""#);
}

#[test]
fn words_can_be_asked_for_by_who_said_them() {
    assert_eq!(
        read(r#"user:Refund assistant:"a quote" User:(a OR "b c") -system:x*"#),
        r#"user:refund assistant:"a quote" (user:a OR user:"b c") -system:x*"#
    );
}

#[test]
fn text_fields_take_values_beginnings_quotations_and_several() {
    assert_eq!(read(r#"outcome:(a OR b) topic:(x -y)"#), "(outcome:a OR outcome:b) topic:x -topic:y");
    assert_eq!(
        read(r#"session:"My Session (1)" tool:get_* Model:GPT"#),
        r#"session:"my session (1)" tool:get_* model:gpt"#
    );
    assert_eq!(
        read(r#"meta.userType:insurance_customer meta."a b":"\"c\\""#),
        r#"meta.userType:insurance_customer meta."a b":"\"c\\""#
    );
    assert_eq!(read("tool_failed:* is:Partial"), "tool_failed:* is:partial");
    assert_eq!(read(r#"session:"a*" session:a:b"#), r#"session:"a*" session:a:b"#);
}

#[test]
fn extracted_facts_go_by_their_names_and_case_is_forgiven() {
    assert_eq!(
        read("vehicleMake:Toyota zipcode:90* fact.new:1 has:DateOfBirth"),
        "fact.vehicleMake:toyota fact.zipCode:90* fact.new:1 has:dateofbirth"
    );
    assert!(parse("VEHICLEMAKE:toyota zipCode:90* has:vehicleMake").matches(&entry()));
    assert!(!parse("vehicleMake:Honda").matches(&entry()));
}

#[test]
fn numbers_and_lengths_of_time_lie_in_ranges() {
    assert_eq!(
        read("turns:>=5 turns:>5 turns:<5 turns:<=5 turns:5 turns:=5"),
        "turns:>=5 turns:>=6 turns:<=4 turns:<=5 turns:5 turns:5"
    );
    assert_eq!(read("history:5..20 history:5.. history:..20"), "history:5..20 history:>=5 history:<=20");
    assert_eq!(
        read("duration:>5m latency:200ms..2s silence:(<1s OR >1m)"),
        "duration:>=300001ms latency:200ms..2000ms (silence:<=999ms OR silence:>=60001ms)"
    );
    assert_eq!(parse("interruptions:0").expr, Expr::Within(Number::Interruptions, 0..=0));
}

#[test]
fn times_are_days_moments_and_told_from_now() {
    assert_eq!(read("on:2024-01-15"), "(after:2024-01-15 before:2024-01-16)");
    assert_eq!(
        read("after:2024-01-15T10:00Z before:2024-02"),
        "(after:2024-01-15T10:00:00.000Z before:2024-02-01)"
    );
    assert_eq!(read("after:-7d x"), "after:2024-01-09T12:00:00.000Z x");
    assert_eq!(
        read("on:(2024-01-01 OR yesterday)"),
        "(after:2024-01-01 before:2024-01-02) OR (after:2024-01-15 before:2024-01-16)"
    );
    assert!(parse("on:2024-01-15").matches(&entry()));
    assert!(parse("after:2024-01-15T10:00Z").matches(&entry()));
    assert!(!parse("before:2024-01-15T10:00Z").matches(&entry()));
    assert!(!parse("after:2024-01-16 before:2024-01-15").matches(&entry()));
}

#[test]
fn an_id_is_given_whole_or_by_its_beginning() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    assert_eq!(read(&format!("id:{id}")), format!("id:{id}"));
    assert_eq!(read("id:67E55044-10*"), "id:67e5504410*");
    assert!(parse("id:67e5*").matches(&entry()));
    assert!(!parse("id:67e6*").matches(&entry()));
    assert_eq!(read(&format!("id:{}..{id}", Uuid::nil())), format!("id:{}..{id}", Uuid::nil()));
}

#[test]
fn a_bad_query_says_where_and_what_to_do() {
    let errors = [
        r#"a "b"#,
        "(a",
        "a)",
        "()",
        "a OR",
        "OR a",
        "a AND OR b",
        "NOT",
        "!!!",
        "a -",
        "cov*er",
        "outcome:",
        "outcome: x",
        "outcome:a*b",
        "outcme:x",
        "vehiclMake:x",
        "foo_bar:x",
        "meta.:x",
        "turns:many",
        "turns:9..5",
        "turns:<0",
        "turns:..",
        "duration:300",
        "after:tomorrow",
        "on:-7d",
        "is:broken",
        "has:zipCod",
        "has:shoes",
        "id:67e5",
        "id:xyz*",
        "user:-refund",
        "user:\"…\"",
        "session:\"a",
        "-",
        "a OR )",
        "turns:>",
        "topic:(a OR b",
    ];
    let told: Vec<String> = errors
        .iter()
        .map(|text| {
            Query::parse(text, &fields())
                .map_or_else(|error| error.show(text), |query| format!("{text} = {query}"))
        })
        .collect();
    let expected = include_str!("tests/errors.txt");
    assert_eq!(told.join("\n\n") + "\n", expected);
}

#[test]
fn an_error_repeats_nothing_of_the_query() {
    for text in [
        "Jonathan:x",
        "has:Jonathan",
        "after:Jonathan",
        "turns:Jonathan",
        "id:Jonathan",
        "Jon*athan",
        "is:Jonathan",
    ] {
        assert!(!wrong(text).contains("Jonathan"), "{text}");
    }
}

#[test]
fn size_and_depth_are_bounded() {
    assert!(wrong(&"(".repeat(100_000)).contains("too long"));
    assert!(wrong(&"(".repeat(5_000)).contains("40 are the most"));
    assert!(wrong(&"a ".repeat(201)).contains("200 are the most"));
    assert!(wrong(&format!("\"{}\"", "a ".repeat(201))).contains("200 are the most"));
    assert_eq!(read(&("-".repeat(4_000) + "a")), "a");
    assert_eq!(read(&("NOT ".repeat(2_001) + "a")), "-a");
    assert!(Query::parse(&format!("{}a{}", "(".repeat(40), ")".repeat(40)), &fields()).is_ok());
}

#[test]
fn what_is_written_into_the_audit_trail_holds_no_words_and_no_free_values() {
    let text = r#"outcome:quote_completed user:"my name is Jonathan" Jonathan session:Jonathan meta.mail:Jonathan
        zipCode:90210 id:67e5* tool:get_quote after:2024-01-15 turns:>5 -topic:claims has:zipCode (a OR id:67e55044-10b1-426f-9247-bb680e5fe0c8)"#;
    assert_eq!(
        parse(text).for_audit(),
        "after:2024-01-15 outcome:quote_completed user:[4 words] [word] session:[value] meta.mail:[value] \
         fact.zipCode:[value] id:[values] tool:get_quote turns:>=6 -topic:claims has:zipcode ([word] OR id:[value])"
    );
}

#[test]
fn the_documented_fields_are_those_that_there_are() {
    let documented = include_str!("../../../../docs/query.md");
    for field in FIELDS {
        let kind = format!("{:?}", field.kind).to_lowercase();
        let row = format!("| `{}` | {kind} | {} |\n", field.name, field.meaning);
        assert!(documented.contains(&row), "docs/query.md must say:\n{row}");
    }
    assert_eq!(documented.lines().filter(|line| line.starts_with("| `")).count(), FIELDS.len());
}

/// Any expression that a text can say.
fn exprs() -> impl Strategy<Value = Expr> {
    let speaker = prop_oneof![
        Just(None),
        Just(Some(Speaker::User)),
        Just(Some(Speaker::Assistant)),
        Just(Some(Speaker::System))
    ];
    let said =
        (speaker, "\\PC{1,20}", any::<bool>()).prop_filter_map("no words", |(speaker, text, prefix)| {
            let words: Vec<String> = words(&text).into_iter().map(|word| word.text).collect();
            (!words.is_empty()).then_some(Expr::Said(Phrase { speaker, words, prefix }))
        });
    let field = prop_oneof![
        Just("outcome".to_owned()),
        Just("tool_failed".to_owned()),
        Just("session".to_owned()),
        Just("fact.zipCode".to_owned()),
        "\\PC{1,8}".prop_map(|name| format!("meta.{name}")),
        "\\PC{1,8}".prop_map(|name| format!("fact.x{name}")),
    ];
    let is = (field, any::<String>(), any::<bool>()).prop_map(|(field, value, prefix)| {
        Expr::Is(Label { field, value: crate::query::plan::fold(&value), prefix })
    });
    let id = (any::<u128>(), any::<u128>())
        .prop_map(|(one, other)| Expr::Id(Uuid::from_u128(one.min(other))..=Uuid::from_u128(one.max(other))));
    let one_id = any::<u128>().prop_map(|id| Expr::Id(Uuid::from_u128(id)..=Uuid::from_u128(id)));
    let number = (prop::sample::select(Number::ALL.to_vec()), 0..=i64::MAX, 0..=i64::MAX)
        .prop_map(|(number, one, other)| Expr::Within(number, one.min(other)..=one.max(other)));
    let time = 0..=200_000_000_000_000_i64;
    let began = prop_oneof![
        (time.clone(), time.clone()).prop_map(|(one, other)| Expr::Began(one..=other)),
        time.clone().prop_map(|from| Expr::Began(from..=i64::MAX)),
        time.prop_map(|to| Expr::Began(i64::MIN..=to)),
    ];
    let leaf = prop_oneof![said, is, id, one_id, number, began];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Or),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    })
}

proptest! {
    #[test]
    fn a_query_that_is_written_down_is_read_back_the_same(expr in exprs()) {
        let query = Query::of(expr);
        let text = query.to_string();
        let read = Query::parse(&text, &fields());
        prop_assert_eq!(read.as_ref(), Ok(&query), "{}", text);
    }

    #[test]
    fn the_normal_form_means_the_same_and_is_its_own_normal_form(expr in exprs()) {
        let query = Query { expr };
        let normal = Query::of(query.expr.clone());
        prop_assert_eq!(query.matches(&entry()), normal.matches(&entry()));
        prop_assert_eq!(normal.expr.clone().normal(), normal.expr);
    }

    #[test]
    fn any_text_is_a_query_or_told_what_is_wrong_with_it(text in r#"([a-z\PC]|[("):*. \-\\]|OR |NOT |after:|turns:|meta\.|user:|\d){0,40}"#) {
        match Query::parse(&text, &fields()) {
            Ok(query) => {
                query.matches(&entry());
                query.for_audit();
                prop_assert_eq!(Query::parse(&query.to_string(), &fields()), Ok(query));
            }
            Err(error) => {
                prop_assert!(error.at >= 1 && error.at <= text.chars().count() + 1);
                error.show(&text);
            }
        }
    }
}
