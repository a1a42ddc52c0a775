//! The archive in a versioned bucket of moto, an implementation of S3 that isn't ours, read by boto3.
//!
//! Runs only where `SCRIPTA_MOTO` names the `moto_server` executable and `SCRIPTA_MOTO_PYTHON` a Python with `boto3`:
//!
//! ```sh
//! python3 -m venv moto && moto/bin/pip install 'moto[server]' boto3
//! SCRIPTA_MOTO=moto/bin/moto_server SCRIPTA_MOTO_PYTHON=moto/bin/python cargo test -p scripta-archive --test moto
//! ```

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "what fails here fails the test")]

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scripta_archive::{Archive, ArchiveConfig, Credentials, Options, S3Config, Secret};

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

/// A moto server; dropping it ends it.
struct Moto {
    process: Child,
    endpoint: String,
    python: String,
}

impl Moto {
    /// `None`, with a notice, where moto isn't given.
    fn start() -> Option<Self> {
        let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
        let Some((server, python)) = set("SCRIPTA_MOTO").zip(set("SCRIPTA_MOTO_PYTHON")) else {
            println!("skipped: SCRIPTA_MOTO and SCRIPTA_MOTO_PYTHON are not set");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(server)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { process, endpoint: format!("http://127.0.0.1:{port}"), python };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "moto didn't start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(moto)
    }

    fn client(&self, bucket: &str, order: &[&str]) -> String {
        let arguments = ["-c", CLIENT, &self.endpoint, bucket];
        let output = Command::new(&self.python).args(arguments).args(order).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn bucket(&self, name: &str) -> Bucket<'_> {
        self.client(name, &["create"]);
        let config = S3Config {
            bucket: name.to_owned(),
            endpoint: Some(self.endpoint.clone()),
            credentials: Some(Credentials {
                access_key_id: "id".to_owned(),
                secret_access_key: Secret::new("secret"),
                session_token: None,
            }),
            ..S3Config::default()
        };
        let archive = Archive::open(&ArchiveConfig::S3(config), &Options::default()).unwrap();
        Bucket { moto: self, name: name.to_owned(), archive }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Bucket<'moto> {
    moto: &'moto Moto,
    name: String,
    archive: Archive,
}

impl Bucket<'_> {
    fn versions(&self, prefix: &str) -> usize {
        self.moto.client(&self.name, &["versions", prefix]).parse().unwrap()
    }
}

impl Place for Bucket<'_> {
    fn archive(&self) -> &Archive {
        &self.archive
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        self.moto.client(&self.name, &["put", path, std::str::from_utf8(bytes).unwrap()]);
    }
}

#[tokio::test]
async fn a_versioned_bucket_does_what_every_store_must() {
    let Some(moto) = Moto::start() else { return };
    macro_rules! run {
        ($($behaviour:ident),*) => {$(
            let name = stringify!($behaviour).replace('_', "-");
            conformance::$behaviour(&moto.bucket(&name[..name.len().min(60)])).await;
        )*};
    }
    with_every_behaviour!(run);
}

#[tokio::test]
async fn another_client_reads_what_was_written_encrypted_and_named() {
    let Some(moto) = Moto::start() else { return };
    let bucket = moto.bucket("read-by-another");
    let record = Record::new(MONDAY, "session 123/é");
    bucket.archive.put_record(record.objects(), false).await.unwrap();
    for key in record.keys() {
        let bytes = body(&record.text(&key.object)).into_inner();
        let expected =
            format!("AES256 application/json {} {}", record.conversation, String::from_utf8(bytes).unwrap());
        assert_eq!(moto.client("read-by-another", &["get", &key.path()]), expected);
    }
}

#[tokio::test]
async fn a_deletion_leaves_no_version_and_no_delete_marker() {
    let Some(moto) = Moto::start() else { return };
    let bucket = moto.bucket("versioned");
    let record = Record::new(MONDAY, "session_123");
    let [_, summary, conversation] = record.keys();
    bucket.archive.put_record(record.objects(), false).await.unwrap();
    bucket.archive.put_record(record.objects(), true).await.unwrap();
    assert_eq!(bucket.versions("conversations/"), 3, "the same bytes again are no new version");

    bucket.archive.put(&summary, body("changed"), true).await.unwrap();
    bucket.archive.put(&summary, body("changed again"), false).await.unwrap();
    moto.client("versioned", &["delete", &summary.path()]);
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
