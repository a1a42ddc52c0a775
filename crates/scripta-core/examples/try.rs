use scripta_core::{entry::*, wire::*, *};
fn main() {
    let s = Settings::new(
        scripta_redact::Redactor::default(),
        scripta_extract::Extractor::new(&scripta_extract::Profile::insurance()).unwrap(),
    );
    let path = std::env::args().nth(1).unwrap();
    let text = if path == "demo" {
        scripta_sample::to_jsonl(&scripta_sample::insurance_call(), 1705314600000)
    } else {
        std::fs::read_to_string(&path).unwrap()
    };
    let mut at = Timestamp::from_millis(1705314600000);
    let (mut r, e) = Recording::begin(
        s.clone(),
        Begin {
            conversation_id: uuid::Uuid::from_u128(7),
            session_id: "s".into(),
            metadata: Default::default(),
            capture: "replay".into(),
            sdk: None,
        },
        at,
    );
    let mut entries = vec![e];
    for l in text.lines() {
        let l = Line::parse(l).unwrap();
        if let Some(t) = l.at {
            at = t;
        }
        entries.extend(r.observe(l.event, at));
    }
    entries.extend(r.end(End::default(), at));
    let rec = r.record();
    let json: Vec<Vec<u8>> = entries.iter().map(|e| e.to_json().unwrap().into_inner()).collect();
    let again = Recording::replay(s, json.iter().map(|v| v.as_slice())).unwrap().record();
    assert_eq!(
        serde_json::to_string(again.conversation.get()).unwrap(),
        serde_json::to_string(rec.conversation.get()).unwrap()
    );
    eprintln!(
        "{} lines {} entries {} entry bytes",
        text.lines().count(),
        entries.len(),
        json.iter().map(Vec::len).sum::<usize>()
    );
    let mut c = rec.conversation.into_inner();
    if std::env::args().nth(2).is_none() {
        let n = c.history_snapshots.len();
        c.history_snapshots.drain(..n - 1);
    }
    println!("{}", serde_json::to_string_pretty(&c).unwrap());
    println!("{}", serde_json::to_string_pretty(&rec.summary).unwrap());
    println!("{}", serde_json::to_string_pretty(&rec.extracted).unwrap());
}
