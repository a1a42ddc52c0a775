//! The command line.

use std::path::PathBuf;

pub(crate) const HELP: &str = "\
How fast the catalog takes conversations in and finds them, beside plain peers.

Usage: cargo bench -p scripta-catalog -- [options]

  --conversations N,N,…  how many, one run each (10000,100000); 1000000 takes a few minutes and 8 GB of disk
  --seed N               another population (7)
  --repeat N             how often each query is asked, each time with other terms (400)
  --store URL            a PostgreSQL database, postgres://user:password@host/database, in place of SQLite; the schema
                         scripta_bench in it is made anew each time
  --folder FOLDER        where the files go; what is in it is used again and left there (a temporary folder)
  --peer-up-to N         the largest run with a table for LIKE beside it (100000; 0 for none)
  --scan-up-to N         the largest run with a JSON scan by DuckDB beside it (10000; 0 for none)
  --skip-queries         only index
  --erase                at the end, erase one conversation and then a hundred at once; a folder is then not used again
";

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) conversations: Vec<u64>,
    pub(crate) seed: u64,
    pub(crate) repeat: usize,
    pub(crate) store: Option<String>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) peer_up_to: u64,
    pub(crate) scan_up_to: u64,
    pub(crate) skip_queries: bool,
    pub(crate) erase: bool,
}

impl Options {
    /// `None` where the help is wanted.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            conversations: vec![10_000, 100_000],
            seed: 7,
            repeat: 400,
            store: None,
            folder: None,
            peer_up_to: 100_000,
            scan_up_to: 10_000,
            skip_queries: false,
            erase: false,
        };
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                // Cargo adds this one.
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--conversations" => {
                    options.conversations = value()?.split(',').map(number).collect::<Result<_, _>>()?;
                }
                "--seed" => options.seed = number(&value()?)?,
                "--repeat" => {
                    options.repeat = usize::try_from(number(&value()?)?.max(1)).unwrap_or(usize::MAX);
                }
                "--store" => options.store = Some(value()?),
                "--folder" => options.folder = Some(value()?.into()),
                "--peer-up-to" => options.peer_up_to = number(&value()?)?,
                "--scan-up-to" => options.scan_up_to = number(&value()?)?,
                "--skip-queries" => options.skip_queries = true,
                "--erase" => options.erase = true,
                other => return Err(format!("{other} is no option; --help names them")),
            }
        }
        options.conversations.sort_unstable();
        Ok(Some(options))
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{text} is no number"))
}
