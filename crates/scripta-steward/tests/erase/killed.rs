//! Killed at any moment, an erasure is gone on with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use scripta_archive::Aside;
use scripta_recorder::Options;
use uuid::Uuid;

use super::bucket::{Servers, placed};
use super::{hits, marks, options, receipt, recorded, steward, wait};

/// Where the child works.
const CHILD: &str = "SCRIPTA_ERASING";
/// The endpoint of its bucket and the URL of its database, with a space between them, where it has such.
const SERVERS: &str = "SCRIPTA_ERASING_AT";
/// How many conversations there are to erase each time.
const CONVERSATIONS: usize = 12;

/// Not a test of its own: erases everything, and is killed while it does.
#[test]
fn the_child_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let options = match std::env::var(SERVERS).ok().as_deref().and_then(|both| both.split_once(' ')) {
        Some((endpoint, url)) => placed(&folder, endpoint, url),
        None => options(&folder),
    };
    wait(async {
        let steward = steward(&options).await;
        for (id, _) in steward.catalog().ids(None, 1_000).await.unwrap() {
            steward.erase(id, Some("asked for"), false).await.unwrap();
        }
    });
}

/// How often; more than usual where it is asked for.
fn kills(usual: u64) -> u64 {
    std::env::var("SCRIPTA_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(usual)
}

/// Has a child erase, and kills it in one of the first `within` milliseconds.
fn kill_one(folder: &Path, servers: Option<&str>, kill: u64, within: u64) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["killed::the_child_that_is_killed", "--exact", "--quiet"]).env(CHILD, folder);
    if let Some(servers) = servers {
        child.env(SERVERS, servers);
    }
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The moments are spread unevenly, and differently in each run of the test: all of them must do.
    let spread = u64::from(Uuid::new_v4().as_fields().1) % within;
    std::thread::sleep(Duration::from_millis((kill * 53 + spread) % within));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Goes on with what was begun: each conversation is either untouched or gone; gives how many are gone.
fn gone_on_with(options: &Options, ids: &[Uuid], traces: impl Fn() -> Vec<usize>) -> usize {
    let begun = wait(async {
        let steward = steward(options).await;
        for (id, erasure) in steward.resume_erasures().await.unwrap() {
            assert!(receipt(&erasure.unwrap()).is_genuine(), "{id}");
        }
        let mut begun = Vec::new();
        for id in ids {
            let is_begun = steward.archive().get_aside(&Aside::Erasure { conversation: *id }).await.is_ok();
            assert_eq!(is_begun, steward.catalog().get(*id).await.unwrap().is_none());
            assert_eq!(steward.verify_erasure(*id).await.unwrap().gone, is_begun);
            begun.push(is_begun);
        }
        begun
    });
    let there: Vec<usize> = (0..ids.len()).filter(|number| !begun[*number]).collect();
    assert_eq!(traces(), there, "either not begun, or gone");
    begun.iter().filter(|begun| **begun).count()
}

#[test]
fn in_a_folder() {
    let mut gone = 0;
    for kill in 0..kills(8) {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        let ids = recorded(&options, CONVERSATIONS);
        kill_one(folder.path(), None, kill, 900);
        let traces = || {
            let marks: Vec<String> = (0..CONVERSATIONS).flat_map(marks).collect();
            let mut numbers: Vec<usize> =
                hits(&[folder.path()], &marks).into_iter().map(|(mark, _)| mark / super::MARKS).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        gone += gone_on_with(&options, &ids, traces);
    }
    println!("{gone} conversations were erased by children that were killed");
}

#[test]
fn in_a_bucket_with_versions_and_a_database() {
    let Some(servers) = Servers::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let options = servers.options(folder.path());
    let record = || {
        let ids = recorded(&options, CONVERSATIONS);
        servers.overwrite();
        ids
    };
    let mut ids = record();
    let at = format!("{} {}", servers.bucket.endpoint(), servers.postgres.url());
    // Each goes on where the one before was killed, and begins with new ones where nothing was left to do.
    for kill in 0..kills(6) {
        kill_one(folder.path(), Some(&at), kill, 900);
        let gone = gone_on_with(&options, &ids, || servers.traces(folder.path(), CONVERSATIONS));
        println!("after {} kills {gone} of {CONVERSATIONS} are gone", kill + 1);
        if gone == CONVERSATIONS {
            ids = record();
        }
    }
    wait(async {
        let steward = steward(&options).await;
        for id in &ids {
            steward.erase(*id, None, false).await.unwrap();
        }
    });
    assert_eq!(servers.traces(folder.path(), CONVERSATIONS), Vec::<usize>::new());
}
