//! In a bucket that keeps versions, with the catalog in PostgreSQL.

use std::path::Path;

use scripta_archive::ArchiveConfig;
use scripta_catalog::CatalogConfig;
use scripta_postgres_testing::PostgresServer;
use scripta_recorder::Options;
use scripta_s3_testing::S3Server;

use super::{found, hits, marks, options, receipt, recorded, steward, wait};

/// The two servers.
pub(crate) struct Servers {
    pub(crate) bucket: S3Server,
    pub(crate) postgres: PostgresServer,
}

impl Servers {
    /// `None`, with a notice, where PostgreSQL cannot be had.
    pub(crate) fn start() -> Option<Self> {
        let postgres = PostgresServer::start().map_err(|why| println!("skipped: {why}")).ok()?;
        Some(Self { bucket: S3Server::versioned(), postgres })
    }

    pub(crate) fn options(&self, folder: &Path) -> Options {
        placed(folder, &self.bucket.endpoint(), &self.postgres.url())
    }

    /// Gives each object that there is two former versions, with a delete marker between them.
    pub(crate) fn overwrite(&self) {
        self.bucket.objects().iter().for_each(|key| self.bucket.overwrite(key));
    }

    /// The numbers of conversations, of so many, of which a mark stands in any file of theirs or of `folder`.
    pub(crate) fn traces(&self, folder: &Path, conversations: usize) -> Vec<usize> {
        wait(async {
            let (client, connection) =
                tokio_postgres::connect(&self.postgres.url(), tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute("CHECKPOINT").await.unwrap();
        });
        let marks: Vec<String> = (0..conversations).flat_map(marks).collect();
        let places = [folder, &self.bucket.folder(), &self.bucket.former(), &self.postgres.base()];
        let mut numbers: Vec<usize> =
            hits(&places, &marks).into_iter().map(|(mark, _)| mark / super::MARKS).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// With the archive in the bucket of a test's server, and the catalog in a test's database.
pub(crate) fn placed(folder: &Path, endpoint: &str, url: &str) -> Options {
    let mut options = options(folder);
    let variable = |name: &str| {
        Some(match name {
            "CONVERSATIONS_BUCKET" => "conversations-under-test".to_owned(),
            "AWS_ENDPOINT_URL" => endpoint.to_owned(),
            "AWS_REGION" => "us-east-1".to_owned(),
            "AWS_ACCESS_KEY_ID" => S3Server::ACCESS_KEY_ID.to_owned(),
            "AWS_SECRET_ACCESS_KEY" => S3Server::SECRET_ACCESS_KEY.to_owned(),
            _ => return None,
        })
    };
    options.archive = ArchiveConfig::from_env(variable, folder);
    options.catalog = CatalogConfig::Postgres { url: url.to_owned(), schema: "scripta".to_owned() };
    options
}

#[test]
fn no_version_of_an_object_and_no_row_is_left_but_those_of_others() {
    let Some(servers) = Servers::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let options = servers.options(folder.path());
    let ids = recorded(&options, 120);
    servers.overwrite();
    assert_eq!(servers.traces(folder.path(), 120).len(), 120, "the marks are there before");
    assert!(!found(&[&servers.bucket.former()], 0..100).is_empty());
    let others = |key: &String| ids[100..].iter().any(|id| key.contains(&id.to_string()));
    let kept = || {
        let keys = servers.bucket.objects().into_iter().filter(others);
        keys.map(|key| (servers.bucket.object(&key).unwrap(), key)).collect::<Vec<_>>()
    };
    let before = kept();
    wait(async {
        let steward = steward(&options).await;
        for id in &ids[..100] {
            let erasure = steward.erase(*id, Some("asked for by the caller"), false).await.unwrap();
            let signed = receipt(&erasure);
            assert!(signed.is_genuine() && signed.receipt.all_versions);
            // Three documents, each with two former versions and a marker.
            assert_eq!((signed.receipt.objects, signed.receipt.keys.len()), (12, 3));
        }
        for id in &ids[..100] {
            let verified = steward.verify_erasure(*id).await.unwrap();
            assert!(verified.gone, "{verified:?}");
        }
    });
    assert_eq!(servers.traces(folder.path(), 120), (100..120).collect::<Vec<_>>());
    assert_eq!(kept(), before, "the others are as they were");
    assert_eq!(before.len(), 60);
}
