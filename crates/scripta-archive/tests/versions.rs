//! Deleting from a bucket that keeps versions, against the answers that S3 documents.
//!
//! `tests/moto.rs` does the same against a server that keeps versions.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use scripta_archive::{Archive, ArchiveConfig, ArchiveError, Key, Object, Options};
use scripta_s3_testing::{Fault, S3Server};
use uuid::Uuid;

fn key() -> Key {
    Key::new(1_705_314_600_000, "session_123", Uuid::new_v4(), Object::Conversation)
}

fn open(server: &S3Server) -> Archive {
    Archive::open(&ArchiveConfig::from_env(|name| server.env(name), "not-used"), &Options::default()).unwrap()
}

fn page(versions: &str, next: Option<(&str, &str)>) -> Fault {
    let next = next.map_or_else(
        || "<IsTruncated>false</IsTruncated>".to_owned(),
        |(key, version)| {
            format!(
                "<IsTruncated>true</IsTruncated><NextKeyMarker>{key}</NextKeyMarker>\
                 <NextVersionIdMarker>{version}</NextVersionIdMarker>"
            )
        },
    );
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    let body = format!("<ListVersionsResult xmlns=\"{namespace}\">{next}{versions}</ListVersionsResult>");
    Fault::Answer { status: 200, body }
}

fn version(key: &str, id: &str, size: u64, latest: bool) -> String {
    format!(
        "<Version><Key>{key}</Key><VersionId>{id}</VersionId><IsLatest>{latest}</IsLatest>\
         <LastModified>2024-01-15T10:45:00.000Z</LastModified><ETag>&quot;0&quot;</ETag><Size>{size}</Size></Version>"
    )
}

fn marker(key: &str, id: &str) -> String {
    format!(
        "<DeleteMarker><Key>{key}</Key><VersionId>{id}</VersionId><IsLatest>true</IsLatest>\
         <LastModified>2024-01-15T10:45:00.000Z</LastModified></DeleteMarker>"
    )
}

fn deletions(server: &S3Server) -> Vec<String> {
    let requests = server.requests().into_iter().filter(|request| request.method == "DELETE");
    requests.map(|request| request.query).collect()
}

#[tokio::test]
async fn every_version_and_marker_of_every_page_is_deleted_by_its_id() {
    let server = S3Server::start();
    let archive = open(&server);
    let key = key();
    let path = key.path();
    let other = version(&format!("{path}.bak"), "other", 1, true);
    let first = format!("{}{}", marker(&path, "m1"), version(&path, "v3", 300, false));
    let second = format!("{}{}{other}", version(&path, "v2", 20, false), version(&path, "v1", 1, false));
    for answer in [page(&first, Some((&path, "v3"))), page(&second, None), page(&other, None)] {
        server.faults().on("GET", "", 1, answer);
    }
    let deleted = archive.delete(&key).await.unwrap();
    assert_eq!((deleted.objects, deleted.bytes, deleted.all_versions), (4, 321, true));
    let mut ids = deletions(&server);
    ids.sort();
    assert_eq!(ids, ["versionId=m1", "versionId=v1", "versionId=v2", "versionId=v3"]);
    assert_eq!(server.faults().left(), 0, "it was listed again, to see that nothing is left");
}

#[tokio::test]
async fn a_version_that_may_not_be_deleted_is_an_error() {
    let server = S3Server::start();
    let archive = open(&server);
    let key = key();
    server.faults().on("GET", "", 1, page(&version(&key.path(), "locked", 1, true), None));
    server.faults().on("DELETE", "", 1, Fault::status(403, "AccessDenied"));
    let error = archive.delete(&key).await.unwrap_err();
    assert!(matches!(&error, ArchiveError::Denied { .. }), "{error:?}");
    assert!(error.to_string().contains("s3:DeleteObjectVersion"), "{error}");
}
