#![doc = include_str!("../README.md")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where Debian and others keep the server's programs, a folder a version.
const PLACES: [&str; 4] = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];
/// The user of the database.
const USER: &str = "scripta";
/// How long the server may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. It ends with this value, or with this process, however that ends, and its folder goes with it.
#[derive(Debug)]
pub struct PostgresServer {
    folder: PathBuf,
    /// Ends the server when its standard input closes.
    keeper: Child,
}

/// Ends the server and removes its folder once nobody holds its standard input any more, however its holder ended.
const KEEPER: &str = r#"
trap '' INT TERM
folder="$1"; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"#;

impl PostgresServer {
    /// Starts one in a temporary folder, spoken to over a socket in it, so that any number can run at once.
    ///
    /// # Errors
    /// Why there is none: the programs are not installed, or would not start.
    pub fn start() -> Result<Self, String> {
        let programs =
            programs().ok_or("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
        let folder = tempfile::Builder::new().prefix("scripta-pg-").tempdir().map_err(told)?.keep();
        let account = account(&folder).map_err(told)?;
        let data = folder.join("data");
        let made = account
            .run(&programs.join("initdb"))
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--username",
                USER,
                "--pgdata",
            ])
            .arg(&data)
            .stdin(Stdio::null())
            .output()
            .map_err(told)?;
        if !made.status.success() {
            let _ = fs::remove_dir_all(&folder);
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim()));
        }
        let server = account.run(&programs.join("postgres"));
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(&folder)
            .arg(server.get_program())
            .args(server.get_args())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "max_connections=200"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(told)?;
        let server = Self { folder, keeper };
        server.wait_until_ready(&programs)?;
        Ok(server)
    }

    fn wait_until_ready(&self, programs: &Path) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let ready = Command::new(programs.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(&self.folder)
                .stdin(Stdio::null())
                .status()
                .map_err(told)?;
            if ready.success() {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("the server does not begin: {}", log.trim()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user={USER}", self.folder.display())
    }

    /// The folder of its tables and indexes.
    pub fn base(&self) -> PathBuf {
        self.folder.join("data").join("base")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The newest version's programs.
fn programs() -> Option<PathBuf> {
    let folders = PLACES.iter().filter_map(|place| fs::read_dir(place).ok()).flatten().flatten();
    let found =
        folders.map(|folder| folder.path().join("bin")).filter(|folder| folder.join("initdb").is_file());
    let version = |folder: &PathBuf| -> u32 {
        let name =
            folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
        name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0)
    };
    found.max_by_key(version)
}

/// Whom the server runs as. It refuses to be root.
struct Account(Option<(u32, u32)>);

impl Account {
    fn run(&self, program: &Path) -> Command {
        match &self.0 {
            None => Command::new(program),
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([
                    &format!("--reuid={user}"),
                    &format!("--regid={group}"),
                    "--clear-groups",
                    "--",
                ]);
                command.arg(program);
                command
            }
        }
    }
}

#[cfg(unix)]
fn account(folder: &Path) -> io::Result<Account> {
    if !rustix::process::geteuid().is_root() {
        return Ok(Account(None));
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    let find = |wanted: &str| {
        accounts.lines().find_map(|line| {
            let members: Vec<&str> = line.split(':').collect();
            let [name, _, user, group, ..] = members.as_slice() else { return None };
            (*name == wanted).then(|| (user.parse::<u32>(), group.parse::<u32>()))
        })
    };
    let Some((Ok(user), Ok(group))) = find("postgres").or_else(|| find("nobody")) else {
        return Err(io::Error::other(
            "the server refuses to run as root, and there is no user postgres or nobody",
        ));
    };
    std::os::unix::fs::chown(folder, Some(user), Some(group))?;
    Ok(Account(Some((user, group))))
}

#[cfg(not(unix))]
fn account(_: &Path) -> io::Result<Account> {
    Ok(Account(None))
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed over by map_err")]
fn told(error: io::Error) -> String {
    error.to_string()
}
