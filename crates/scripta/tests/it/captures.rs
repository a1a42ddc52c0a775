//! Captured sessions, where the machine has some.

use crate::program::Program;

#[test]
fn every_captured_session_is_recorded() {
    let Ok(folder) = std::env::var("SCRIPTA_CAPTURES") else {
        println!("skipped: SCRIPTA_CAPTURES names no folder with captured sessions");
        return;
    };
    let mut replayed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let program = Program::new();
        let run = program.done(&["replay", path.to_str().unwrap(), "--json"]);
        let line = run.json();
        assert_eq!(line["file"], path.to_str().unwrap());
        assert_eq!(line["badLines"], 0);
        assert_eq!(line["sessionId"], format!("session_{}", path.file_stem().unwrap().to_str().unwrap()));
        let objects = line["objects"].as_array().unwrap();
        assert_eq!(objects.len(), 3, "{line}");
        for object in objects {
            let path = object.as_str().unwrap();
            assert!(path.contains(line["conversationId"].as_str().unwrap()), "{path}");
            assert!(std::fs::metadata(path).unwrap().len() > 0);
        }
        assert!(line["statistics"]["totalMessages"].as_u64().unwrap() > 0, "{line}");
        replayed += 1;
    }
    assert!(replayed > 0, "there is no .jsonl in SCRIPTA_CAPTURES");
}
