//! The program, in a temporary folder and an environment of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A temporary folder with a data folder in it. Nothing of the surroundings' environment comes in.
pub(crate) struct Program {
    home: tempfile::TempDir,
    env: Vec<(String, String)>,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The most memory that was in use, in bytes. Read while it runs: what comes in the last millisecond is missed.
    pub(crate) peak: u64,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    pub(crate) fn with_env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    /// Writes a file beside the data folder.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scripta"));
        command
            .args(args)
            .current_dir(self.home())
            .env_clear()
            .envs(self.env.iter().cloned())
            .env("SCRIPTA_DATA_DIR", self.data())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(self.command(args).spawn().unwrap())
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(input));
            finish(child)
        })
    }

    /// Runs it and expects that it is done.
    pub(crate) fn done(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, Some(0), "{args:?}: {run:?}");
        run
    }

    /// The objects in the data folder, by their keys.
    pub(crate) fn objects(&self) -> Vec<String> {
        let root = self.data();
        let mut files = Vec::new();
        collect(&root.join("conversations"), &mut files);
        let key = |path: PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let mut keys: Vec<_> = files.into_iter().map(key).collect();
        keys.sort();
        keys
    }

    /// The only object whose key ends so.
    pub(crate) fn object(&self, end: &str) -> Value {
        let keys: Vec<_> = self.objects().into_iter().filter(|key| key.ends_with(end)).collect();
        assert_eq!(keys.len(), 1, "{keys:?}");
        serde_json::from_slice(&fs::read(self.data().join(&keys[0])).unwrap()).unwrap()
    }

    /// The bytes of every file below the home.
    pub(crate) fn all_bytes(&self) -> Vec<u8> {
        let mut files = Vec::new();
        collect(self.home(), &mut files);
        files.iter().flat_map(|file| fs::read(file).unwrap()).collect()
    }

    /// The bytes of every file of the data folder.
    pub(crate) fn all_bytes_of_data(&self) -> Vec<u8> {
        let mut files = Vec::new();
        collect(&self.data(), &mut files);
        files.iter().flat_map(|file| fs::read(file).unwrap()).collect()
    }

    /// What is directly in the home.
    pub(crate) fn beside(&self) -> Vec<String> {
        let names = fs::read_dir(self.home()).unwrap();
        let mut names: Vec<_> =
            names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Run {
    /// Standard output as lines of JSON.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Standard output as one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Waits for a child, reading what it says and how much memory it takes.
pub(crate) fn finish(mut child: Child) -> Run {
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let out = std::thread::spawn(move || read(&mut out));
    let err = std::thread::spawn(move || read(&mut err));
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    Run { code: status.code(), stdout: out.join().unwrap(), stderr: err.join().unwrap(), peak }
}

fn read(from: &mut impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// `VmHWM` of a process, which only grows; 0 where there is no `/proc`.
fn high_water(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kb.unwrap_or(0) * 1024
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
