//! Bringing notices to those who are to have them.

use std::collections::VecDeque;

use reqwest::Client;
use scripta_alerts::Notice;
use scripta_recorder::NotifySection;

use crate::addressee::{Addressee, TIMEOUT};
use crate::alerting::{Alerting, AlertingError};

/// Notices that are kept for addressees that are away.
const MOST: usize = 1_000;

/// Those who are told.
#[derive(Debug)]
pub struct Addressees {
    client: Client,
    all: Vec<Addressee>,
}

/// The configuration of an addressee cannot be right.
#[derive(Debug, thiserror::Error)]
#[error("notify[{number}].{name}: {why}")]
pub struct NotifyError {
    /// Which, from 0.
    number: usize,
    name: &'static str,
    why: String,
}

/// How it went with an addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Its host.
    pub host: String,
    /// Why it has not got it.
    pub why: String,
    /// It will be tried again.
    pub again: bool,
}

impl Addressees {
    /// Those of the configuration. `env` gives a variable of the environment.
    ///
    /// # Errors
    /// [`NotifyError`] says what is wrong, and where.
    pub fn new(
        sections: &[NotifySection],
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, NotifyError> {
        let mut all = Vec::new();
        let mut all_local = true;
        for (number, section) in sections.iter().enumerate() {
            let addressee =
                Addressee::new(section, &env).map_err(|(name, why)| NotifyError { number, name, why })?;
            all_local &= addressee.is_local();
            all.push(addressee);
        }
        let endpoint = all.first().filter(|_| all_local).map(Addressee::url);
        let client = scripta_archive::client(endpoint, TIMEOUT).map_err(|error| NotifyError {
            number: 0,
            name: "url",
            why: error.to_string(),
        })?;
        Ok(Self { client, all })
    }

    /// Brings notices to everybody, with those that an addressee did not take before. What it does not take now is kept.
    ///
    /// # Errors
    /// Where that cannot be kept.
    pub async fn tell(
        &self,
        alerting: &mut Alerting,
        notices: &[Notice],
    ) -> Result<Vec<Undelivered>, AlertingError> {
        let mut waiting: VecDeque<(usize, Notice)> = alerting.take_unsent().into();
        for notice in notices {
            waiting.extend((0..self.all.len()).map(|number| (number, notice.clone())));
        }
        let (mut unsent, mut undelivered) = (Vec::new(), Vec::<Undelivered>::new());
        for (number, notice) in waiting {
            // One that is no longer configured has nothing coming.
            let Some(addressee) = self.all.get(number) else { continue };
            // What comes after something that it did not take waits too, so that the order stays.
            let is_away = unsent.iter().any(|(other, _)| *other == number);
            let sent =
                if is_away { Err(None) } else { addressee.send(&self.client, &notice).await.map_err(Some) };
            let Err(failed) = sent else { continue };
            let again = failed.as_ref().is_none_or(|failed| failed.again);
            undelivered.extend(failed);
            if again {
                unsent.push((number, notice));
            }
        }
        let over = unsent.len().saturating_sub(MOST);
        unsent.drain(..over);
        alerting.keep_unsent(unsent)?;
        Ok(undelivered)
    }
}
