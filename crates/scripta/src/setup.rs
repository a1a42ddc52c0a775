//! What a command works with: the configuration, from the file, the environment and the command line.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use scripta_archive::{Key, Object};
use scripta_core::record::Summary;
use scripta_journal::{Reader, Stored};
use scripta_recorder::{Archived, Config, Options, Recorder, journals};
use scripta_steward::{Access, Settings};
use uuid::Uuid;

use crate::cli::Global;
use crate::records::Records;
use crate::usage;

/// The configuration that is read where none is named.
const CONFIG: &str = "scripta.toml";

/// The variables of the environment that configure something.
const VARIABLES: [&str; 7] = [
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "CONVERSATIONS_BUCKET",
    "SCRIPTA_CATALOG_URL",
    "SCRIPTA_RECEIPT_KEY",
    "SCRIPTA_TOKEN_KEY",
];

/// See the module.
pub(crate) struct Setup {
    /// The file that was read.
    pub(crate) config_file: Option<PathBuf>,
    pub(crate) config: Config,
    pub(crate) options: Options,
    /// Who asks.
    pub(crate) access: Access,
    /// All that is configured, in the file and the environment.
    pub(crate) settings: Settings,
}

impl Setup {
    pub(crate) fn load(global: &Global) -> anyhow::Result<Self> {
        let Read { file: config_file, config, mut settings } = read(global.config.as_deref())?;
        let named = |file: &Option<PathBuf>| {
            file.as_deref().map_or_else(|| "the configuration".to_owned(), |file| file.display().to_string())
        };
        let env = |name: &str| std::env::var(name).ok();
        let options = config
            .options(env, global.data_dir.clone().filter(|dir| !dir.as_os_str().is_empty()))
            .with_context(|| named(&config_file))?;
        for name in VARIABLES {
            if let Some(value) = env(name).filter(|value| !value.trim().is_empty()) {
                settings = settings.with(name, &value);
            }
        }
        if let Some(profile) = &config.extract.profile {
            let text = std::fs::read_to_string(profile).unwrap_or_default();
            settings = settings.with("extract.profile", &format!("{}\n{text}", profile.display()));
        }
        let access = Access {
            actor: global.actor.clone().filter(|actor| !actor.trim().is_empty()).unwrap_or_else(user),
            origin: format!("cli {}", machine()).trim_end().to_owned(),
            purpose: global.purpose.clone().filter(|purpose| !purpose.trim().is_empty()),
        };
        Ok(Self { config_file, config, options, access, settings })
    }

    /// Where the configuration comes from: what another program or file says is no change of this one.
    pub(crate) fn source(&self) -> String {
        // The usual file is one source whether it is there or not, so that taking it away is a change.
        let file = self.config_file.as_deref().unwrap_or(Path::new(CONFIG));
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        format!("{} {}", self.access.origin, file.display())
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    /// The journals of the data folder: several where several processes record into it.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        journals(self.data_dir())
    }

    /// What all of them hold.
    pub(crate) fn in_journals(&self) -> anyhow::Result<Vec<Stored>> {
        let mut stored = Vec::new();
        for folder in self.journals() {
            if let Some(reader) = Reader::open(&folder)? {
                stored.extend(reader.conversations()?);
            }
        }
        Ok(stored)
    }

    /// The journal that holds a conversation.
    pub(crate) fn journal_of(&self, id: Uuid) -> anyhow::Result<Option<Reader>> {
        for folder in self.journals() {
            if let Some(reader) = Reader::open(&folder)?
                && reader.conversation(id)?.is_some()
            {
                return Ok(Some(reader));
            }
        }
        Ok(None)
    }

    /// Opens a recorder. The data folder is made, for this user only, where it is missing.
    pub(crate) fn recorder(&self, options: Options) -> anyhow::Result<Recorder> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.create(&options.data_dir);
        made.with_context(|| {
            format!(
                "the data folder {} cannot be made; choose another with --data-dir",
                options.data_dir.display()
            )
        })?;
        Ok(Recorder::open(options)?)
    }

    /// The summary of a conversation that was just archived; `None` where the archive lets us write and not read.
    pub(crate) fn summary_of(&self, archived: &Archived) -> Option<Summary> {
        let keys = archived.objects.iter().filter_map(|object| Key::parse(&object.key).ok());
        let key = keys.into_iter().find(|key| key.object == Object::Summary)?;
        Records::open(&self.options).ok().flatten()?.read(&key).ok()
    }
}

/// The account that this process runs under, as the system calls it; its number where it has no name. Under `sudo`,
/// whoever called that as well.
#[cfg(unix)]
fn user() -> String {
    let id = rustix::process::getuid().as_raw();
    match std::env::var("SUDO_USER") {
        Ok(by) if id == 0 && !by.is_empty() => format!("{} (sudo by {by})", account(id)),
        _ => account(id),
    }
}

#[cfg(unix)]
fn account(id: u32) -> String {
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut members = line.split(':');
        let name = members.next()?;
        (members.nth(1)? == id.to_string()).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("uid {id}"))
}

/// The name of this machine.
#[cfg(unix)]
fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

#[cfg(not(unix))]
fn user() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "unknown".to_owned())
}

/// A configuration that was read.
struct Read {
    file: Option<PathBuf>,
    config: Config,
    settings: Settings,
}

fn read(named: Option<&Path>) -> anyhow::Result<Read> {
    let path = named.unwrap_or(Path::new(CONFIG));
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let config = Config::parse(&text).with_context(|| path.display().to_string())?;
            let json: serde_json::Value =
                toml::from_str(&text).with_context(|| path.display().to_string())?;
            Ok(Read { file: Some(path.to_owned()), config, settings: Settings::of(&json) })
        }
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => {
            Ok(Read { file: None, config: Config::default(), settings: Settings::default() })
        }
        Err(error) => Err(usage(format!("the configuration {} cannot be read: {error}", path.display()))),
    }
}
