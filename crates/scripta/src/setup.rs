//! What a command works with: the configuration, from the file, the environment and the command line.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use scripta_archive::{Key, Object};
use scripta_core::record::Summary;
use scripta_journal::{Reader, Stored};
use scripta_recorder::{Archived, Config, Options, Recorder, journals};
use scripta_steward::Access;
use uuid::Uuid;

use crate::cli::Global;
use crate::records::Records;
use crate::usage;

/// The configuration that is read where none is named.
const CONFIG: &str = "scripta.toml";

/// See the module.
pub(crate) struct Setup {
    /// The file that was read.
    pub(crate) config_file: Option<PathBuf>,
    pub(crate) config: Config,
    pub(crate) options: Options,
    /// Who asks.
    pub(crate) access: Access,
}

impl Setup {
    pub(crate) fn load(global: &Global) -> anyhow::Result<Self> {
        let (config_file, config) = read(global.config.as_deref())?;
        let named = |file: &Option<PathBuf>| {
            file.as_deref().map_or_else(|| "the configuration".to_owned(), |file| file.display().to_string())
        };
        let env = |name: &str| std::env::var(name).ok();
        let options = config
            .options(env, global.data_dir.clone().filter(|dir| !dir.as_os_str().is_empty()))
            .with_context(|| named(&config_file))?;
        let access = Access {
            actor: global.actor.clone().unwrap_or_else(user),
            origin: "cli".to_owned(),
            purpose: global.purpose.clone(),
        };
        Ok(Self { config_file, config, options, access })
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

/// The account that this process runs under, as the system calls it; its number where it has no name.
#[cfg(unix)]
fn user() -> String {
    let id = rustix::process::getuid().as_raw();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut members = line.split(':');
        let name = members.next()?;
        (members.nth(1)? == id.to_string()).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("uid {id}"))
}

#[cfg(not(unix))]
fn user() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "unknown".to_owned())
}

fn read(named: Option<&Path>) -> anyhow::Result<(Option<PathBuf>, Config)> {
    let path = named.unwrap_or(Path::new(CONFIG));
    match std::fs::read_to_string(path) {
        Ok(toml) => {
            let config = Config::parse(&toml).with_context(|| path.display().to_string())?;
            Ok((Some(path.to_owned()), config))
        }
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => Ok((None, Config::default())),
        Err(error) => Err(usage(format!("the configuration {} cannot be read: {error}", path.display()))),
    }
}
