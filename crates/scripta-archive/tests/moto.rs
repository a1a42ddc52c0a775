//! The archive in a versioned bucket of moto, an implementation of S3 that isn't ours, read by boto3.
//!
//! Runs only where `SCRIPTA_MOTO` names the `moto_server` executable and `SCRIPTA_MOTO_PYTHON` a Python with `boto3`:
//!
//! ```sh
//! python3 -m venv moto && moto/bin/pip install 'moto[server]' boto3
//! SCRIPTA_MOTO=moto/bin/moto_server SCRIPTA_MOTO_PYTHON=moto/bin/python cargo test -p scripta-archive --test moto
//! ```

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what fails here fails the test")]

use scripta_archive::{Archive, ArchiveConfig, Credentials, Options, S3Config, Secret};
use scripta_s3_testing::Moto;

#[macro_use]
mod conformance;

use conformance::Place;
use conformance::record::{MONDAY, Record, body};

/// What an independent client does; the arguments are the endpoint, the bucket, an order and its arguments.
const CLIENT: &str = r#"
import sys, json, boto3
endpoint, bucket, order, *args = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1",
                  aws_access_key_id="id", aws_secret_access_key="secret")
if order == "create":
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
elif order == "put":
    s3.put_object(Bucket=bucket, Key=args[0], Body=args[1].encode())
elif order == "delete":
    s3.delete_object(Bucket=bucket, Key=args[0])
elif order == "get":
    got = s3.get_object(Bucket=bucket, Key=args[0])
    print(got["ServerSideEncryption"], got["ContentType"], got["Metadata"]["conversation"], got["Body"].read().decode())
elif order == "versions":
    count = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=args[0]):
        count += len(page.get("Versions", [])) + len(page.get("DeleteMarkers", []))
    print(count)
"#;

fn client(moto: &Moto, bucket: &str, order: &[&str]) -> String {
    moto.python(CLIENT, &[&[moto.endpoint(), bucket], order].concat()).unwrap()
}

/// `None`, with a notice, where moto isn't given.
fn moto() -> Option<Moto> {
    let moto = Moto::start().unwrap();
    if moto.is_none() {
        println!("skipped: SCRIPTA_MOTO and SCRIPTA_MOTO_PYTHON are not set");
    }
    moto
}

fn bucket<'moto>(moto: &'moto Moto, name: &str) -> Bucket<'moto> {
    client(moto, name, &["create"]);
    let config = S3Config {
        bucket: name.to_owned(),
        endpoint: Some(moto.endpoint().to_owned()),
        credentials: Some(Credentials {
            access_key_id: "id".to_owned(),
            secret_access_key: Secret::new("secret"),
            session_token: None,
        }),
        ..S3Config::default()
    };
    let archive = Archive::open(&ArchiveConfig::S3(config), &Options::default()).unwrap();
    Bucket { moto, name: name.to_owned(), archive }
}

struct Bucket<'moto> {
    moto: &'moto Moto,
    name: String,
    archive: Archive,
}

impl Bucket<'_> {
    fn versions(&self, prefix: &str) -> usize {
        client(self.moto, &self.name, &["versions", prefix]).parse().unwrap()
    }
}

impl Place for Bucket<'_> {
    fn archive(&self) -> &Archive {
        &self.archive
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        client(self.moto, &self.name, &["put", path, std::str::from_utf8(bytes).unwrap()]);
    }
}

#[tokio::test]
async fn a_versioned_bucket_does_what_every_store_must() {
    let Some(moto) = moto() else { return };
    macro_rules! run {
        ($($behaviour:ident),*) => {$(
            let name = stringify!($behaviour).replace('_', "-");
            conformance::$behaviour(&bucket(&moto, &name[..name.len().min(60)])).await;
        )*};
    }
    with_every_behaviour!(run);
}

#[tokio::test]
async fn another_client_reads_what_was_written_encrypted_and_named() {
    let Some(moto) = moto() else { return };
    let bucket = bucket(&moto, "read-by-another");
    let record = Record::new(MONDAY, "session 123/é");
    bucket.archive.put_record(record.objects(), false).await.unwrap();
    for key in record.keys() {
        let bytes = body(&record.text(&key.object)).into_inner();
        let expected =
            format!("AES256 application/json {} {}", record.conversation, String::from_utf8(bytes).unwrap());
        assert_eq!(client(&moto, "read-by-another", &["get", &key.path()]), expected);
    }
}

#[tokio::test]
async fn a_deletion_leaves_no_version_and_no_delete_marker() {
    let Some(moto) = moto() else { return };
    let bucket = bucket(&moto, "versioned");
    let record = Record::new(MONDAY, "session_123");
    let [_, summary, conversation] = record.keys();
    bucket.archive.put_record(record.objects(), false).await.unwrap();
    bucket.archive.put_record(record.objects(), true).await.unwrap();
    assert_eq!(bucket.versions("conversations/"), 3, "the same bytes again are no new version");

    bucket.archive.put(&summary, body("changed"), true).await.unwrap();
    bucket.archive.put(&summary, body("changed again"), false).await.unwrap();
    client(&moto, "versioned", &["delete", &summary.path()]);
    // Its key goes on where the other ends; it must stay.
    bucket.plant(&format!("{}.bak", summary.path()), b"another");
    assert!(bucket.archive.get(&summary).await.unwrap_err().is_not_found());
    assert_eq!(bucket.versions(&summary.path()), 5);

    let deleted = bucket.archive.delete(&summary).await.unwrap();
    assert_eq!((deleted.objects, deleted.all_versions), (4, true), "three versions and a marker");
    assert!(deleted.bytes > 0);
    assert_eq!(bucket.versions(&summary.path()), 1, "the other key's");
    assert_eq!(bucket.archive.delete(&conversation).await.unwrap().objects, 1);
    assert_eq!(bucket.versions(&conversation.path()), 0);

    assert!(bucket.archive.check().await.unwrap().passed());
    assert_eq!(bucket.versions("conversations/.scripta-probe"), 0);
}
