//! The archive in a bucket, with everything going wrong that can on the way.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::time::{Duration, Instant};

use scripta_archive::{
    Archive, ArchiveConfig, ArchiveError, Credentials, Encryption, Options, S3Config, Secret, Step,
};
use scripta_s3_testing::{Fault, S3Server};

#[macro_use]
mod conformance;

use conformance::Place;
use conformance::record::{MONDAY, Record, body};

struct Bucket {
    server: S3Server,
    archive: Archive,
}

impl Bucket {
    fn new() -> Self {
        let server = S3Server::start();
        let archive = Archive::open(&config(&server), &Options::default()).unwrap();
        Self { server, archive }
    }

    /// Seen by a client that gives up soon.
    fn of_the_hasty() -> Self {
        let server = S3Server::start();
        let archive = Archive::open(&config(&server), &haste()).unwrap();
        Self { server, archive }
    }

    fn puts(&self) -> Vec<scripta_s3_testing::Request> {
        self.server.requests().into_iter().filter(|request| request.method == "PUT").collect()
    }
}

impl Place for Bucket {
    fn archive(&self) -> &Archive {
        &self.archive
    }

    fn plant(&self, path: &str, bytes: &[u8]) {
        let path = self.server.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn sees_versions(&self) -> bool {
        false
    }

    fn takes_long_keys(&self) -> bool {
        false
    }
}

fn config(server: &S3Server) -> ArchiveConfig {
    ArchiveConfig::from_env(|name| server.env(name), "not-used")
}

fn s3(server: &S3Server) -> S3Config {
    match config(server) {
        ArchiveConfig::S3(s3) => s3,
        other => panic!("{other:?}"),
    }
}

fn haste() -> Options {
    Options {
        attempts: 4,
        min_backoff: Duration::from_millis(20),
        max_backoff: Duration::from_millis(60),
        timeout: Duration::from_secs(1),
        io_timeout: Duration::from_secs(1),
        connect_timeout: Duration::from_secs(1),
    }
}

macro_rules! run {
    ($($behaviour:ident),*) => {$(
        #[tokio::test]
        async fn $behaviour() {
            conformance::$behaviour(&Bucket::new()).await;
        }
    )*};
}
with_every_behaviour!(run);

#[tokio::test]
async fn every_write_asks_for_encryption_and_says_what_it_is() {
    let bucket = Bucket::of_the_hasty();
    let record = Record::new(MONDAY, "session_123");
    bucket.archive.put_record(record.objects(), false).await.unwrap();
    bucket.archive.put_record(record.objects(), true).await.unwrap();
    bucket.archive.check().await.unwrap();
    let puts = bucket.puts();
    assert_eq!(puts.len(), 4, "three objects, once each, and the probe");
    for put in &puts {
        assert_eq!(put.header("x-amz-server-side-encryption"), Some("AES256"));
        assert_eq!(put.header("content-type").unwrap_or("application/json"), "application/json");
        assert!(put.header("content-md5").is_some());
    }
    for put in &puts[..3] {
        assert_eq!(put.header("content-type"), Some("application/json"));
        assert_eq!(put.header("x-amz-meta-conversation"), Some(&*record.conversation.to_string()));
        assert_eq!(put.header("x-amz-meta-format"), Some("scripta/1"));
    }
    assert!(puts[2].path.ends_with("_conversation.json"), "the conversation is written last");
    assert_eq!(
        bucket.archive.describe(),
        format!("s3://{} at {} (us-east-1, AES256)", bucket.server.bucket(), bucket.server.endpoint())
    );
}

#[tokio::test]
async fn a_kms_key_is_asked_for_by_choice() {
    let server = S3Server::start();
    let encryption = Encryption::Kms { key_id: Some("alias/conversations".to_owned()) };
    let config = ArchiveConfig::S3(S3Config { encryption, ..s3(&server) });
    let archive = Archive::open(&config, &haste()).unwrap();
    archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap();
    for put in server.requests() {
        assert_eq!(put.header("x-amz-server-side-encryption"), Some("aws:kms"));
        assert_eq!(put.header("x-amz-server-side-encryption-aws-kms-key-id"), Some("alias/conversations"));
    }
}

#[tokio::test]
async fn everything_is_below_the_prefix() {
    let server = S3Server::start();
    let config = ArchiveConfig::S3(S3Config { prefix: Some("/team/voice/".to_owned()), ..s3(&server) });
    let archive = Archive::open(&config, &haste()).unwrap();
    let record = Record::new(MONDAY, "session_123");
    let stored = archive.put_record(record.objects(), false).await.unwrap();
    assert!(stored[0].url.starts_with(&format!("s3://{}/team/voice/conversations/", server.bucket())));
    assert!(server.objects().iter().all(|key| key.starts_with("team/voice/conversations/2024-01-15/")));
    assert_eq!(archive.find(record.conversation).await.unwrap().len(), 3);
    archive.delete(&record.keys()[0]).await.unwrap();
    assert_eq!(server.objects().len(), 2);
}

/// Each way to fail that passes, twice for every object that is written.
#[tokio::test]
async fn a_passing_failure_of_a_write_loses_nothing() {
    for fault in [
        Fault::status(500, "InternalError"),
        Fault::status(503, "SlowDown"),
        Fault::status(503, "ServiceUnavailable"),
        Fault::status(429, "TooManyRequests"),
        Fault::Hang,
        Fault::CutRequest,
        Fault::LoseAnswer,
        Fault::Late(Duration::from_millis(50)),
    ] {
        let bucket = Bucket::of_the_hasty();
        let times = if matches!(fault, Fault::Late(_)) { 1 } else { 2 };
        for name in ["insurance_data", "summary", "conversation.json"] {
            bucket.server.faults().on("PUT", name, times, fault.clone());
        }
        let record = Record::new(MONDAY, "session_123");
        bucket
            .archive
            .put_record(record.objects(), false)
            .await
            .unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(bucket.server.faults().left(), 0, "{fault:?}");
        for key in record.keys() {
            let stored = bucket.server.object(&key.path());
            assert_eq!(stored, Some(body(&record.text(&key.object)).into_inner()), "{fault:?}");
        }
        for put in bucket.puts() {
            assert_eq!(put.header("x-amz-server-side-encryption"), Some("AES256"), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_passing_failure_of_a_read_a_listing_or_a_deletion_is_survived() {
    for fault in [
        Fault::status(503, "SlowDown"),
        Fault::Hang,
        Fault::LoseAnswer,
        Fault::CutAnswer,
        Fault::status(500, "InternalError"),
    ] {
        let bucket = Bucket::of_the_hasty();
        let record = Record::new(MONDAY, "session_123");
        bucket.archive.put_record(record.objects(), false).await.unwrap();
        let [_, _, key] = record.keys();
        bucket.server.faults().next(2, fault.clone());
        assert_eq!(
            bucket.archive.get(&key).await.unwrap(),
            body(&record.text(&key.object)).into_inner(),
            "{fault:?}"
        );
        bucket.server.faults().next(2, fault.clone());
        assert_eq!(bucket.archive.list_day(key.date).await.unwrap().len(), 3, "{fault:?}");
        bucket.server.faults().on("DELETE", "", 2, fault.clone());
        let deleted = bucket.archive.delete(&key).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(deleted.objects, 1, "{fault:?}");
        assert_eq!(bucket.server.object(&key.path()), None);
    }
}

#[tokio::test]
async fn attempts_are_bounded_and_their_pauses_grow() {
    let bucket = Bucket::of_the_hasty();
    bucket.server.faults().next(100, Fault::status(503, "SlowDown"));
    let begun = Instant::now();
    let error =
        bucket.archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap_err();
    assert!(
        matches!(&error, ArchiveError::Unavailable { detail, .. } if detail == "503 SlowDown"),
        "{error:?}"
    );
    assert!(error.is_retryable());
    let at: Vec<_> = bucket.server.requests().iter().map(|request| request.at).collect();
    assert_eq!(at.len(), 4, "the configured attempts");
    let pauses: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (pause, least) in pauses.iter().zip([20, 40, 60]) {
        assert!(*pause >= Duration::from_millis(least), "{pauses:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(bucket.server.objects().is_empty());
}

/// So that clients that failed together don't come back together.
#[tokio::test]
async fn a_pause_has_a_random_part() {
    let server = S3Server::start();
    let least = Duration::from_millis(100);
    let options = Options { attempts: 2, min_backoff: least, ..haste() };
    let archive = Archive::open(&config(&server), &options).unwrap();
    let mut pauses = Vec::new();
    for _ in 0..8 {
        server.clear_requests();
        server.faults().next(2, Fault::status(503, "SlowDown"));
        archive.put_record(Record::new(MONDAY, "s").objects(), false).await.unwrap_err();
        let requests = server.requests();
        pauses.push(requests[1].at - requests[0].at);
    }
    let (shortest, longest) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
    assert!(*shortest >= least, "{pauses:?}");
    // Up to 100 ms are random: eight pauses within 10 ms of each other come once in a million runs.
    assert!(*longest - *shortest > least / 10, "{pauses:?}");
}

#[tokio::test]
async fn what_never_answers_times_out() {
    let bucket = Bucket::of_the_hasty();
    bucket.server.faults().next(100, Fault::Hang);
    let begun = Instant::now();
    let error =
        bucket.archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Timeout { .. }), "{error:?}");
    assert!(error.is_retryable());
    assert!(begun.elapsed() < Duration::from_secs(20));
    bucket.server.faults().clear();
    assert!(bucket.archive.days().await.unwrap().is_empty(), "nothing was written");
}

#[tokio::test]
async fn a_store_that_is_away_for_a_while_is_waited_for_and_then_told() {
    let bucket = Bucket::of_the_hasty();
    let record = Record::new(MONDAY, "session_123");
    bucket.archive.put(&record.keys()[0], body("before"), false).await.unwrap();
    bucket.server.go_away();
    let error = bucket.archive.put_record(record.objects(), true).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Unreachable { .. }), "{error:?}");
    assert!(error.is_retryable());
    assert!(error.to_string().contains("refused"), "{error}");

    let archive = Archive::open(&config(&bucket.server), &Options { attempts: 8, ..haste() }).unwrap();
    let objects = record.objects();
    let writing = tokio::spawn(async move { archive.put_record(objects, true).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    bucket.server.come_back();
    assert_eq!(writing.await.unwrap().unwrap().len(), 3);
    assert_eq!(bucket.server.objects().len(), 3);
}

#[tokio::test]
async fn a_failure_halfway_leaves_no_record_that_looks_whole() {
    let bucket = Bucket::of_the_hasty();
    bucket.server.faults().on("PUT", "_summary.json", 100, Fault::status(500, "InternalError"));
    let record = Record::new(MONDAY, "session_123");
    bucket.archive.put_record(record.objects(), false).await.unwrap_err();
    let keys = bucket.server.objects();
    assert_eq!(keys.len(), 1);
    assert!(keys[0].ends_with("_insurance_data.json"));

    bucket.server.faults().clear();
    let stored = bucket.archive.put_record(record.objects(), true).await.unwrap();
    assert_eq!(stored.iter().map(|object| object.written).collect::<Vec<_>>(), [false, true, true]);
}

#[tokio::test]
async fn what_is_refused_is_told_with_what_to_grant() {
    let bucket = Bucket::of_the_hasty();
    bucket.server.faults().on("PUT", "", 1, Fault::status(403, "AccessDenied"));
    let error =
        bucket.archive.put_record(Record::new(MONDAY, "session_123").objects(), false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Denied { .. }) && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("s3:PutObject"), "{error}");
    assert_eq!(bucket.server.requests().len(), 1, "a refusal isn't tried again");

    bucket.server.faults().on("DELETE", "", 1, Fault::status(403, "AccessDenied"));
    let checked = bucket.archive.check().await.unwrap();
    assert!(checked.write.passed() && checked.read.passed() && checked.list.passed());
    assert!(matches!(&checked.delete, Step::Failed(error) if error.to_string().contains("s3:DeleteObject")));
    assert!(!checked.passed());
}

/// With no more than the permissions to put, get and delete, S3 answers 403 for what isn't there.
#[tokio::test]
async fn without_permission_to_list_records_are_written_and_deleted_all_the_same() {
    let bucket = Bucket::of_the_hasty();
    let record = Record::new(MONDAY, "session_123");
    bucket.server.faults().on("GET", "_json", 3, Fault::status(403, "AccessDenied"));
    bucket.server.faults().on("GET", ".json", 3, Fault::status(403, "AccessDenied"));
    assert!(
        bucket.archive.put_record(record.objects(), true).await.unwrap().iter().all(|object| object.written)
    );
    bucket.server.faults().clear();
    bucket.server.faults().on("GET", "", 1, Fault::status(403, "AccessDenied"));
    let deleted = bucket.archive.delete(&record.keys()[2]).await.unwrap();
    assert_eq!((deleted.objects, deleted.all_versions), (1, false));
}

#[tokio::test]
async fn a_missing_bucket_and_wrong_credentials_are_told_apart() {
    let server = S3Server::start();
    let record = Record::new(MONDAY, "session_123");
    let missing = ArchiveConfig::S3(S3Config { bucket: "no-such-bucket".to_owned(), ..s3(&server) });
    let archive = Archive::open(&missing, &haste()).unwrap();
    server.faults().on("PUT", "", 1, Fault::status(404, "NoSuchBucket"));
    let error = archive.put_record(record.objects(), false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::NoSuchBucket { .. }), "{error:?}");
    assert!(matches!(archive.days().await, Err(ArchiveError::NoSuchBucket { .. })));

    let credentials = Credentials {
        access_key_id: S3Server::ACCESS_KEY_ID.to_owned(),
        secret_access_key: Secret::new("wrong-and-secret"),
        session_token: None,
    };
    let wrong = ArchiveConfig::S3(S3Config { credentials: Some(credentials), ..s3(&server) });
    let archive = Archive::open(&wrong, &haste()).unwrap();
    let error = archive.check().await.unwrap_err();
    assert!(matches!(error, ArchiveError::Credentials { .. }), "{error:?}");
    assert!(!format!("{error:?} {error} {archive:?} {wrong:?}").contains("wrong-and-secret"));

    server.faults().next(1, Fault::status(400, "AuthorizationHeaderMalformed"));
    let archive = Archive::open(&config(&server), &haste()).unwrap();
    assert!(matches!(archive.check().await, Err(ArchiveError::WrongRegion { .. })));
}

#[tokio::test]
async fn missing_credentials_are_told() {
    let server = S3Server::start();
    let none = S3Config { credentials: None, no_instance_metadata: true, ..s3(&server) };
    let archive = Archive::open(&ArchiveConfig::S3(none), &haste()).unwrap();
    let error = archive.check().await.unwrap_err();
    assert!(matches!(error, ArchiveError::Credentials { .. }), "{error:?}");
}

#[tokio::test]
async fn a_listing_of_many_pages_is_whole() {
    let bucket = Bucket::of_the_hasty();
    for n in 0..1_100 {
        let [_, _, key] = Record::new(MONDAY, &format!("session_{n}")).keys();
        bucket.plant(&key.path(), b"{}");
    }
    bucket.server.faults().on("GET", "", 1, Fault::CutAnswer);
    let [key, ..] = Record::new(MONDAY, "s").keys();
    assert_eq!(bucket.archive.list_day(key.date).await.unwrap().len(), 1_100);
}

#[test]
fn a_configuration_that_cannot_be_right_is_refused() {
    let base = S3Config { bucket: "bucket".to_owned(), ..S3Config::default() };
    let endpoint = |endpoint: &str| S3Config { endpoint: Some(endpoint.to_owned()), ..base.clone() };
    let prefix = |prefix: &str| S3Config { prefix: Some(prefix.to_owned()), ..base.clone() };
    for config in [
        S3Config { bucket: String::new(), ..base.clone() },
        S3Config { bucket: "a/b".to_owned(), ..base.clone() },
        endpoint("localhost:9000"),
        endpoint("http://id:hidden@localhost:9000"),
        prefix("../other"),
        prefix("a//b"),
    ] {
        let error = Archive::open(&ArchiveConfig::S3(config), &Options::default()).unwrap_err();
        assert!(matches!(error, ArchiveError::Config { .. }), "{error:?}");
        assert!(!error.to_string().contains("hidden"));
    }
    let archive = Archive::open(&ArchiveConfig::S3(base), &Options::default()).unwrap();
    assert_eq!(archive.describe(), "s3://bucket (us-east-1, AES256)");
}
