//! What turns mean together.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scripta_redact::{Dialogue, Redactor, Remap, Scrub, Sensitive, Speaker};

/// Says the lines of a conversation (`A:` the agent, `C:` the caller), and gives what is left of them in the end, and what
/// was handed out at first.
fn conversation(lines: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut dialogue = Redactor::default().dialogue();
    let mut last = BTreeMap::new();
    let mut first = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let speaker = if line.starts_with('A') { Speaker::Agent } else { Speaker::Caller };
        let turn = dialogue.said(&format!("item_{at:02}"), speaker, &line[3..], None);
        first.push(turn.text.get().clone());
        last.insert(format!("item_{at:02}"), turn.text.into_inner());
        for revision in turn.revisions {
            assert!(last.insert(revision.item, revision.text.into_inner()).is_some());
        }
    }
    (last.into_values().collect(), first)
}

fn finally(lines: &[&str]) -> Vec<String> {
    conversation(lines).0
}

#[test]
fn a_question_makes_a_bare_answer_a_value() {
    for (question, answer, expected) in [
        ("What's your phone number?", "five five five one two three four five six seven", "XXX-XXX-XXXX"),
        ("And your number?", "555 1234", "XXX-XXX-XXXX"),
        ("What year is the car?", "twenty eighteen", "twenty eighteen"),
        ("And your ZIP code?", "nine oh two one oh", "nine oh two one oh"),
        ("How many miles does it have?", "forty five thousand", "forty five thousand"),
        ("I have your phone number. What is the mileage?", "45210", "45210"),
    ] {
        let told = finally(&[&format!("A: {question}"), &format!("C: {answer}")]);
        assert_eq!(told[1], expected, "{question}");
    }
}

#[test]
fn a_number_in_pieces_is_found_in_all_of_them() {
    let said = [
        "A: What's the best number to reach you?",
        "C: Five five five.",
        "A: Mm-hmm.",
        "C: One two three.",
        "A: Go on.",
        "C: Four five six seven. And my car is a 2018 Camry.",
    ];
    let (last, first) = conversation(&said);
    assert_eq!(last[1], "XXX-XXX-XXXX.");
    assert_eq!(last[3], "XXX-XXX-XXXX.");
    assert_eq!(last[5], "XXX-XXX-XXXX. And my car is a 2018 Camry.");
    assert!(!first.concat().contains("ive"), "{first:?}");
}

#[test]
fn a_piece_is_masked_at_once_and_shown_when_it_was_none() {
    let (last, first) =
        conversation(&["C: it's five five five", "A: Sorry, what is?", "C: the size of the engine in cc"]);
    assert_eq!(first[0], "it's [NUMBER]");
    assert_eq!(last[0], "it's five five five");
    let (last, _) = conversation(&["A: Your number?", "C: 555 123"]);
    assert!(!last[1].contains("123"), "{last:?}");
    let alone = conversation(&["C: it's five five five", "A: Hm.", "A: Hm.", "A: Hm.", "A: Hm.", "A: Hm."]).0;
    assert_eq!(alone[0], "it's five five five");
}

#[test]
fn digits_that_go_on_are_masked_for_good_without_any_question() {
    let last = finally(&[
        "C: 882",
        "A: okay",
        "C: 934",
        "A: yes?",
        "C: 17",
        "A: Thank you. What car do you drive?",
        "C: a Camry",
    ]);
    assert!(!last.concat().contains("882") && !last.concat().contains("934"), "{last:?}");
    let kept = finally(&["A: And the ZIP code?", "C: 90210", "A: Okay.", "C: 2018"]);
    assert_eq!(kept[1..], ["90210", "Okay.", "2018"]);
}

#[test]
fn an_address_in_pieces_is_found() {
    let last = finally(&["A: What's your email?", "C: john dot doe", "A: Mm-hmm.", "C: at gmail dot com"]);
    assert_eq!((last[1].as_str(), last[3].as_str()), ("user@example.com", "user@example.com"));
}

#[test]
fn the_prompt_counts_where_transcripts_come_late() {
    let mut dialogue = Redactor::default().dialogue();
    dialogue.said("a1", Speaker::Agent, "What's your phone number?", None);
    dialogue.said("a2", Speaker::Agent, "Great, and what year is the car?", None);
    let turn = dialogue.said("c1", Speaker::Caller, "555 1234", Some("What's your phone number?"));
    assert_eq!(turn.text.get(), "XXX-XXX-XXXX");
    let turn = dialogue.said("c2", Speaker::Caller, "2018", Some("Great, and what year is the car?"));
    assert_eq!((turn.text.get().as_str(), turn.revisions.len()), ("2018", 0));
}

#[test]
fn what_is_said_again_takes_the_place_of_what_was_said() {
    let mut dialogue = Redactor::default().dialogue();
    dialogue.said("a", Speaker::Agent, "Your number?", None);
    let piece = |dialogue: &mut Dialogue, item: &str, text: &str| {
        let turn = dialogue.said(item, Speaker::Caller, text, None);
        (
            turn.text.into_inner(),
            turn.revisions.into_iter().map(|r| (r.item, r.text.into_inner())).collect::<Vec<_>>(),
        )
    };
    assert_eq!(piece(&mut dialogue, "c1", "five five five").0, "[NUMBER]");
    let (text, revisions) = piece(&mut dialogue, "c2", "one two three four");
    assert_eq!(text, "XXX-XXX-XXXX");
    assert_eq!(revisions, [("c1".to_owned(), "XXX-XXX-XXXX".to_owned())]);
    assert_eq!(piece(&mut dialogue, "c1", "five five five"), ("XXX-XXX-XXXX".to_owned(), vec![]));
    assert_eq!(piece(&mut dialogue, "c2", "that is all").0, "that is all");
}

#[test]
fn a_revision_maps_offsets_and_tells_what_is_counted_no_more() {
    let mut dialogue = Redactor::default().dialogue();
    let long = "I would like a quote for the car that we bought. ".repeat(8);
    let text = format!("{long}it's five five five");
    let first = dialogue.said("c", Speaker::Caller, &text, Some("What is your phone number?"));
    assert_eq!(first.counts.get("number"), 1);
    let second = dialogue.said("d", Speaker::Caller, "one two three four", None);
    let [revision] = &second.revisions[..] else { panic!("{:?}", second.revisions) };
    assert_eq!(
        (revision.counts.get("phone"), revision.counts.get("number"), revision.retracted.get("number")),
        (1, 0, 1)
    );
    assert_eq!(revision.text.get(), &format!("{long}it's XXX-XXX-XXXX"));
    assert_eq!(revision.remap.to_redacted(text.len()), revision.text.get().len());
    assert_eq!(revision.remap.to_redacted(5), 5);
}

struct Spoken(String, bool);

impl Sensitive for Spoken {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        let remap: Remap = match self.1 {
            true => scrub.said("item", Speaker::Caller, &mut self.0),
            false => scrub.saying("item", Speaker::Caller, &mut self.0),
        };
        assert_eq!(remap.is_identity(), self.0 == "555 1234");
    }
}

#[test]
fn a_value_redacted_in_a_dialogue_sees_what_was_asked() {
    let redactor = Redactor::default();
    for done in [true, false] {
        let mut dialogue = redactor.dialogue();
        dialogue.prompted(Some("What's your phone number?".into()));
        let spoken = redactor.redact_in(&mut dialogue, Spoken("555 1234".into(), done));
        assert_eq!(spoken.get().0, "XXX-XXX-XXXX");
    }
    assert_eq!(redactor.text("the part is 555 12").0.get(), "the part is 555 12");
}

/// So many cases, unless `PROPTEST_CASES` says how many.
fn cases(usual: u32) -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig { cases: usual, ..default },
    }
}

proptest! {
    #![proptest_config(cases(128))]

    /// However a number is cut into turns, what is left at last shows none of its digits.
    #[test]
    fn a_number_cut_anywhere_is_masked(cuts in prop::collection::btree_set(1_usize..10, 0..3), asked in any::<bool>()) {
        let digits = ["five", "five", "five", "eight", "two", "three", "four", "five", "six", "seven"];
        let mut dialogue = Redactor::default().dialogue();
        let question = if asked { "What's your phone number?" } else { "Anything else?" };
        dialogue.said("q", Speaker::Agent, question, None);
        let mut texts = BTreeMap::new();
        let mut from = 0;
        for (nth, to) in cuts.into_iter().chain([digits.len()]).enumerate() {
            let turn = dialogue.said(&nth.to_string(), Speaker::Caller, &digits[from..to].join(" "), None);
            texts.insert(nth.to_string(), turn.text.into_inner());
            for revision in turn.revisions {
                texts.insert(revision.item, revision.text.into_inner());
            }
            let listening = dialogue.said(&format!("a{nth}"), Speaker::Agent, "mm-hmm", None);
            prop_assert_eq!(listening.text.get(), "mm-hmm");
            from = to;
        }
        for text in texts.values() {
            prop_assert!(!digits.iter().any(|digit| text.contains(digit)), "{:?}", texts);
        }
    }
}
