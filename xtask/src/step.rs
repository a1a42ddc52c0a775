//! A step: one command, its headline and its time.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::{cargo, root};

/// Variables that a step's command gets on top of those that are there already.
pub(crate) type Environment = Vec<(String, String)>;

/// One command.
#[derive(Debug)]
pub(crate) struct Step {
    /// What its program is called.
    name: &'static str,
    program: PathBuf,
    /// Where it runs.
    folder: PathBuf,
    arguments: Vec<String>,
    environment: Environment,
    prepare: Option<fn() -> Environment>,
}

impl Step {
    /// Runs `program`, which is called `name`, in the root of the workspace.
    pub(crate) fn new(name: &'static str, program: PathBuf, arguments: &[&str]) -> Step {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Step { name, program, folder: root(), arguments, environment: Vec::new(), prepare: None }
    }

    pub(crate) fn cargo(arguments: &[&str]) -> Step {
        Step::new("cargo", cargo(), arguments)
    }

    /// Runs it in another folder.
    pub(crate) fn within(mut self, folder: &Path) -> Step {
        self.folder = folder.to_owned();
        self
    }

    /// Sets a variable for the command.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Step {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `prepare` right before the command, which gets the variables that it returns.
    pub(crate) fn prepared_by(mut self, prepare: fn() -> Environment) -> Step {
        self.prepare = Some(prepare);
        self
    }

    fn headline(&self) -> String {
        format!("{} {}", self.name, self.arguments.join(" "))
    }

    /// Runs the command to its end. It shares our terminal and our process group, so that Ctrl-C ends both.
    fn run(&self) -> Result<(), Failure> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(prepare) = self.prepare {
            command.envs(prepare());
        }
        let status = command.status().map_err(|error| Failure {
            message: format!("failed: could not start `{}`: {error}", self.headline()),
            code: None,
        })?;
        if status.success() {
            return Ok(());
        }
        Err(Failure {
            message: format!("failed: `{}` ended with {status}", self.headline()),
            code: status.code(),
        })
    }
}

/// Runs the steps in their order and stops at the first that fails.
pub(crate) fn run_all(steps: Vec<Step>) -> Result<(), Failure> {
    let start = Instant::now();
    let count = steps.len();
    let mut times = Vec::with_capacity(count);
    for (i, step) in steps.into_iter().enumerate() {
        eprintln!("\n==> [{}/{count}] {}", i + 1, step.headline());
        let start = Instant::now();
        step.run().map_err(|failure| failure.after(i + 1, count, start.elapsed()))?;
        times.push((step.headline(), start.elapsed()));
    }
    eprintln!();
    for (headline, time) in times {
        eprintln!("{} {headline}", Seconds(time));
    }
    eprintln!("{} in all: everything passed", Seconds(start.elapsed()));
    Ok(())
}

/// Why a task did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    code: Option<i32>,
}

impl Failure {
    /// Something that must be there first is not.
    pub(crate) fn missing(message: &str) -> Failure {
        Failure { message: message.to_owned(), code: None }
    }

    /// The exit code of the command that failed, or 1 where it has none.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let code = self.code.and_then(|code| u8::try_from(code).ok()).filter(|code| *code != 0);
        ExitCode::from(code.unwrap_or(1))
    }

    fn after(mut self, step: usize, of: usize, time: Duration) -> Failure {
        let rest = of - step;
        let left = match rest {
            0 => String::new(),
            1 => "; the step after it was not run".to_owned(),
            _ => format!("; the {rest} steps after it were not run"),
        };
        self.message = format!("{} after {:.1} s{left}", self.message, time.as_secs_f64());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8.1} s", self.0.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failing_step_ends_the_run_and_gives_its_exit_code() {
        let steps = vec![
            Step::cargo(&["--version"]),
            Step::cargo(&["there-is-no-such-command"]),
            Step::cargo(&["--version"]),
        ];
        let failure = run_all(steps).unwrap_err();
        assert_eq!(failure.exit_code(), ExitCode::from(101));
        let message = failure.to_string();
        assert!(message.starts_with("failed: `cargo there-is-no-such-command`"), "{message}");
        assert!(message.ends_with("the step after it was not run"), "{message}");
    }

    #[test]
    fn a_failure_without_a_code_is_still_a_failure() {
        assert_eq!(Failure::missing("no tool").exit_code(), ExitCode::from(1));
        let killed = Failure { message: String::new(), code: Some(0) };
        assert_eq!(killed.exit_code(), ExitCode::from(1));
    }
}
