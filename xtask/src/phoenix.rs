//! Arize Phoenix, which receives traces: `cargo xtask phoenix` sends it conversations and reads them back.
//!
//! It is large, so `cargo xtask test` leaves it out.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::step::{Failure, Step, run_all};
use crate::venv;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(180);
const TEST: &[&str] =
    &["test", "--package", "scripta-otlp", "--test", "it", "--locked", "phoenix::", "--", "--nocapture"];

/// Starts one in a virtual environment under `target/phoenix`, and runs the test of it.
pub(crate) fn phoenix() -> Result<(), Failure> {
    let venv = venv::folder("phoenix");
    let program = venv.join("bin").join("phoenix");
    venv::install(&venv, &["arize-phoenix"], &program).map_err(|reason| Failure::missing(&reason))?;
    let [port, grpc] = free_ports().map_err(|error| Failure::missing(&error.to_string()))?;
    let data = venv.join(format!("data-{port}"));
    let process = Command::new(program)
        .arg("serve")
        .env("PHOENIX_HOST", "127.0.0.1")
        .env("PHOENIX_PORT", port.to_string())
        .env("PHOENIX_GRPC_PORT", grpc.to_string())
        .env("PHOENIX_WORKING_DIR", &data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::missing(&format!("Phoenix does not start: {error}")))?;
    let _running = Running(process, data);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if begun.elapsed() > PATIENCE {
            return Err(Failure::missing("Phoenix did not answer in time"));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    run_all(vec![Step::cargo(TEST).with("SCRIPTA_PHOENIX", &format!("http://127.0.0.1:{port}"))])
}

/// Two that are free at once.
fn free_ports() -> std::io::Result<[u16; 2]> {
    let listeners = [TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?];
    Ok([listeners[0].local_addr()?.port(), listeners[1].local_addr()?.port()])
}

/// Ends it, and removes its data.
struct Running(Child, std::path::PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = std::fs::remove_dir_all(&self.1);
    }
}
