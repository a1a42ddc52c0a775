//! Moto, which plays Amazon's services: an implementation that is not ours.

use std::io::{Error, Result};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A moto server of its own on a free port; dropping it ends it.
#[derive(Debug)]
pub struct Moto {
    process: Child,
    endpoint: String,
    python: String,
}

impl Moto {
    /// Starts the `moto_server` that `SCRIPTA_MOTO` names, with the Python of `SCRIPTA_MOTO_PYTHON`, which has `boto3`.
    /// `None` where they are not named.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start() -> Result<Option<Self>> {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let Some((server, python)) = set("SCRIPTA_MOTO").zip(set("SCRIPTA_MOTO_PYTHON")) else {
            return Ok(None);
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(server)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let moto = Self { process, endpoint: format!("http://127.0.0.1:{port}"), python };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(Error::other("moto did not start"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Some(moto))
    }

    /// Its address.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What the environment of a program holds that is to take it for Amazon.
    pub fn env(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "id".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
        ]
    }

    /// Runs a script of Python with `boto3`, whose clients speak to this server, and gives what it printed.
    ///
    /// # Errors
    /// Where it fails, with what it said.
    pub fn python(&self, script: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.python);
        command.arg("-c").arg(script).args(arguments).envs(self.env());
        let output = command.env("AWS_DEFAULT_REGION", "us-east-1").output()?;
        if !output.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
