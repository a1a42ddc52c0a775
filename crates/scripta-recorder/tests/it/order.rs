//! Many observe at once: numbers and acknowledgements only ever grow, and all is there in the end.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use scripta_recorder::{End, Recorder, Ticket};

use crate::support::{PATIENCE, begin, item_event, options, record};

#[test]
fn many_threads_observe_one_conversation() {
    const THREADS: usize = 8;
    const EACH: usize = 250;
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    let done = AtomicBool::new(false);
    let tickets: Vec<Vec<Ticket>> = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut last = Ticket(0);
            while !done.load(Ordering::Acquire) {
                let acknowledged = conversation.acknowledged();
                assert!(acknowledged >= last, "an acknowledgement was taken back");
                last = acknowledged;
                std::thread::yield_now();
            }
        });
        let observing: Vec<_> = (0..THREADS)
            .map(|thread| {
                let conversation = conversation.clone();
                scope.spawn(move || {
                    let observe = |number| {
                        let event = item_event(thread * EACH + number, &format!("{thread}/{number}"));
                        conversation.observe(event, None).unwrap()
                    };
                    (0..EACH).map(observe).collect::<Vec<_>>()
                })
            })
            .collect();
        let tickets = observing.into_iter().map(|thread| thread.join().unwrap()).collect();
        conversation.end(End::default(), None).wait(PATIENCE).unwrap();
        done.store(true, Ordering::Release);
        watching.join().unwrap();
        tickets
    });
    for of_thread in &tickets {
        assert!(of_thread.is_sorted_by(|a, b| a < b));
    }
    let all: BTreeSet<u64> = tickets.iter().flatten().map(|ticket| ticket.0).collect();
    assert_eq!(all, (1..=(THREADS * EACH) as u64).collect());
    assert_eq!(conversation.acknowledged(), Ticket((THREADS * EACH) as u64));

    // The events of one thread are in the record in the order in which it observed them.
    let record = record(folder.path(), conversation.id());
    let order: Vec<&str> = record["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|event| event["itemId"].as_str()?.strip_prefix("item_"))
        .collect();
    let mut seen = [None; THREADS];
    for item in order {
        let item: usize = item.parse().unwrap();
        let before = seen[item / EACH].replace(item);
        assert!(before.is_none_or(|before| before <= item));
    }
    assert_eq!(record["history"].as_array().unwrap().len(), THREADS * EACH);
}

#[test]
fn many_conversations_at_once_keep_to_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (recorder, folder) = (recorder.clone(), folder.path());
            scope.spawn(move || {
                // In letters: figures said turn after turn may be those of one number.
                let letter = |number: u8| char::from(b'a' + number);
                let name = |number: u8| format!("{}/{}", letter(thread), letter(number));
                let all: Vec<_> = (0..10).map(|number| begin(&recorder, &name(number))).collect();
                let mut last = Ticket(0);
                for number in 0..50 {
                    for conversation in &all {
                        let text = format!("{} says word{number}", conversation.session_id());
                        last = conversation.observe(item_event(number, &text), None).unwrap();
                    }
                }
                for conversation in &all {
                    assert!(conversation.wait_acknowledged(last, PATIENCE));
                    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
                    let record = record(folder, conversation.id());
                    let texts = crate::support::texts(&record);
                    assert_eq!(texts.len(), 50);
                    assert!(texts.iter().all(|text| text.starts_with(conversation.session_id())));
                }
            });
        }
    });
    recorder.shutdown(PATIENCE).unwrap();
}
