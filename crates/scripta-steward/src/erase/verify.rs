//! Searches everything again for a conversation that was erased.

use scripta_catalog::audit::{Action, Outcome};
use serde::Serialize;
use uuid::Uuid;

use super::Standing;
use crate::error::StewardError;
use crate::receipt::SignedReceipt;
use crate::steward::Steward;
use crate::trail::Accessed;

/// What is searched.
pub(super) const SEARCHED: [&str; 4] = [
    "the journals of the data folder, byte for byte",
    "the archive, with former versions where the store lists them",
    "the catalog's tables",
    "the catalog's files, byte for byte, where it is a file",
];

/// A place that was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Which.
    pub place: String,
    /// Nothing of the conversation is there.
    pub clean: bool,
    /// What is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
}

impl Place {
    fn new(place: &str, found: Vec<String>) -> Self {
        Self { place: place.to_owned(), clean: found.is_empty(), found }
    }

    pub(super) fn told(&self) -> String {
        format!("{}: {}", self.place, self.found.join(", "))
    }
}

/// Whether a conversation is gone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// The conversation.
    pub conversation_id: Uuid,
    /// All is as it should be: nothing is left, the conversation is barred, and the receipt is genuine.
    pub gone: bool,
    /// What was searched.
    pub places: Vec<Place>,
    /// The archive says that it was erased, so that it does not come back.
    pub barred: bool,
    /// The receipt, where there is one.
    pub receipt: Option<SignedReceipt>,
    /// The receipt is as it was signed.
    pub genuine: bool,
    /// It is signed with the key of this installation.
    pub own_key: bool,
}

impl Steward {
    /// Searches everything again for a conversation that was erased.
    ///
    /// # Errors
    /// Where something cannot be searched.
    pub async fn verify_erasure(&self, id: Uuid) -> Result<Verified, StewardError> {
        self.audited(Action::VerifyErasure, &id.to_string(), async {
            let places = self.search_again(id).await?;
            let paper = self.paper(id).await?;
            let done = paper.as_ref().is_some_and(|paper| paper.state == Standing::Done);
            let barred = paper.is_some();
            let receipt = paper.and_then(|paper| paper.receipt);
            let genuine = receipt
                .as_ref()
                .is_some_and(|signed| signed.is_genuine() && signed.receipt.conversation_id == id);
            let own = self.seal()?.public_key();
            let own_key = receipt.as_ref().is_some_and(|signed| signed.public_key == own);
            let clean = places.iter().all(|place| place.clean);
            let gone = clean && done && genuine && own_key;
            let verified = Verified { conversation_id: id, gone, places, barred, receipt, genuine, own_key };
            let outcome = if gone { Outcome::Done } else { Outcome::Failed };
            Ok(Accessed { outcome, ..Accessed::done(verified).with("gone", gone) })
        })
        .await
    }

    pub(super) async fn search_again(&self, id: Uuid) -> Result<Vec<Place>, StewardError> {
        let data_dir = self.options.data_dir.clone();
        let in_journals =
            tokio::task::spawn_blocking(move || scripta_recorder::traces_in_journals(&data_dir, id));
        let in_journals = in_journals.await.unwrap_or_else(|_| Ok(Vec::new()))?;
        let in_journals = in_journals.iter().map(|path| path.display().to_string()).collect();
        Ok(vec![
            Place::new("journals", in_journals),
            Place::new("archive", self.archive.remains(id).await?),
            Place::new("catalog", self.catalog.traces(id, Vec::new()).await?),
        ])
    }
}
