//! `scripta.toml` and the environment.

use std::path::{Path, PathBuf};
use std::time::Duration;

use scripta_archive::{ArchiveConfig, Encryption, S3Config};
use scripta_journal::Durability;
use scripta_recorder::{Config, Options};

fn no_env(_: &str) -> Option<String> {
    None
}

fn options(toml: &str) -> Options {
    Config::parse(toml).unwrap().options(no_env, None).unwrap()
}

fn s3(options: Options) -> S3Config {
    let ArchiveConfig::S3(s3) = options.archive else { panic!("not a bucket: {:?}", options.archive) };
    s3
}

fn error(toml: &str) -> String {
    match Config::parse(toml) {
        Err(error) => error.to_string(),
        Ok(config) => match config.options(no_env, None) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("accepted: {toml}"),
        },
    }
}

/// The example of the README.
fn example() -> &'static str {
    let readme = include_str!("../../README.md");
    let from = readme.split("```toml\n").nth(1).unwrap();
    from.split("```").next().unwrap()
}

#[test]
fn nothing_needs_to_be_configured() {
    let options = options("");
    assert_eq!(options.data_dir, Path::new("./scripta-data"));
    assert_eq!(options.archive, ArchiveConfig::Local { folder: "./scripta-data".into() });
    assert_eq!(options.journal.durability, Durability::PowerLoss);
    assert_eq!(options.journal.window, Duration::from_millis(10));
    assert_eq!(options.queue_bytes, 64 * 1024 * 1024);
}

#[test]
fn the_example_of_the_readme_says_every_key() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("claims.toml");
    std::fs::write(&profile, "name = \"claims\"").unwrap();
    let toml = example().replace("./profiles/claims.toml", profile.to_str().unwrap());
    let options = options(&toml);
    assert_eq!(options.data_dir, Path::new("/var/lib/scripta"));
    assert_eq!(options.journal.durability, Durability::ProcessCrash);
    assert_eq!(options.journal.window, Duration::from_millis(5));
    assert_eq!((options.workers, options.queue_bytes), (2, 32 * 1024 * 1024));
    assert_eq!(options.settings.snapshot_limit, 1024 * 1024);
    assert_eq!(options.settings.extractor.name(), "claims");
    assert_eq!(options.archive_options.timeout, Duration::from_secs(10));
    assert_eq!(options.archive_options.io_timeout, Duration::from_secs(10));
    assert_eq!(options.archive_options.attempts, 3);
    let redacted = options.settings.redactor.redact("member MEM-123456".to_owned());
    assert_eq!(redacted.get(), "member [MEMBER]");
    let s3 = s3(options);
    assert_eq!((s3.bucket.as_str(), s3.region.as_deref()), ("conversations", Some("eu-central-1")));
    assert_eq!(s3.endpoint.as_deref(), Some("https://minio.example.com"));
    assert_eq!(s3.prefix.as_deref(), Some("voice"));
    assert_eq!(s3.encryption, Encryption::Kms { key_id: Some("alias/scripta".to_owned()) });
}

#[test]
fn every_encryption_has_its_word() {
    let of = |line: &str| s3(options(&format!("[archive]\nbucket = \"b\"\n{line}"))).encryption;
    assert_eq!(of(""), Encryption::Aes256);
    assert_eq!(of("encryption = \"AES256\""), Encryption::Aes256);
    assert_eq!(of("encryption = \"aws:kms\""), Encryption::Kms { key_id: None });
    assert_eq!(of("encryption = \"bucket-default\""), Encryption::BucketDefault);
}

#[test]
fn the_environment_overrides_the_file() {
    let config = "[archive]\nbucket = \"of-file\"\nregion = \"eu-west-1\"\nendpoint = \"http://file:1\"";
    let config = Config::parse(config).unwrap();
    let with = |pairs: &[(&str, &str)]| {
        let env =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        s3(config.options(env, None).unwrap())
    };
    let from_env = with(&[
        ("CONVERSATIONS_BUCKET", "of-env"),
        ("AWS_REGION", "us-east-2"),
        ("AWS_ENDPOINT_URL", "http://env:1"),
    ]);
    assert_eq!((from_env.bucket.as_str(), from_env.region.as_deref()), ("of-env", Some("us-east-2")));
    assert_eq!(from_env.endpoint.as_deref(), Some("http://env:1"));
    assert_eq!(with(&[("AWS_DEFAULT_REGION", "us-east-2")]).region.as_deref(), Some("us-east-2"));
    assert_eq!(with(&[("AWS_ENDPOINT_URL_S3", "http://s3:1")]).endpoint.as_deref(), Some("http://s3:1"));
    // An empty variable counts as unset, so that it cannot send records elsewhere.
    let empty = with(&[("CONVERSATIONS_BUCKET", ""), ("AWS_REGION", " "), ("AWS_ENDPOINT_URL", "")]);
    assert_eq!((empty.bucket.as_str(), empty.region.as_deref()), ("of-file", Some("eu-west-1")));
    assert_eq!(empty.endpoint.as_deref(), Some("http://file:1"));
}

#[test]
fn the_data_folder_that_the_program_was_told_comes_first() {
    let config = Config::parse("data_dir = \"of-file\"").unwrap();
    assert_eq!(config.options(no_env, None).unwrap().data_dir, Path::new("of-file"));
    let told = config.options(no_env, Some(PathBuf::from("told"))).unwrap();
    assert_eq!(told.data_dir, Path::new("told"));
    assert_eq!(told.archive, ArchiveConfig::Local { folder: "told".into() });
}

#[test]
fn topics_are_added_and_extended() {
    let base = options("").settings.extractor;
    let more =
        options("[extract.topics]\nclaims = [\"fender bender\"]\npets = [\"terrier\"]").settings.extractor;
    assert_eq!(base.name(), more.name());
}

#[test]
fn a_mistake_is_told_with_its_line_or_name() {
    for (toml, expected) in [
        ("data_dir = 3", "line 1"),
        ("\nbuket = \"b\"", "line 2"),
        ("[archive]\nbucket = \"b\"\nbuckets = 1", "line 3"),
        ("[archive]\nbucket = \"b\"\nbuckets = 1", "buckets"),
        ("[journal]\nwindow_ms = -1", "line 2"),
        ("[recorder]\nworkers = \"two\"", "line 2"),
        ("[extract]\ntopic = 1", "line 2"),
        ("[redact]\nkey = []", "line 2"),
        ("[journal", "line 1"),
        ("[archive]\nencryption = \"rot13\"", "archive.encryption = \"rot13\""),
        ("[archive]\nencryption = \"rot13\"", "AES256, aws:kms, bucket-default"),
        ("[archive]\nkms_key_id = \"alias/a\"", "aws:kms, as archive.kms_key_id is given"),
        ("[archive]\ntimeout_seconds = 0", "archive.timeout_seconds = \"0\""),
        ("[archive]\ntimeout_seconds = 99999999", "a number from 1 to 86400"),
        ("[archive]\nattempts = 0", "archive.attempts"),
        ("[recorder]\nworkers = 0", "recorder.workers"),
        ("[recorder]\nworkers = 1000", "a number from 1 to 256"),
        ("[recorder]\nqueue_bytes = 0", "recorder.queue_bytes"),
        ("[journal]\ndurability = \"none\"", "journal.durability = \"none\""),
        (
            "[[redact.patterns]]\nname = \"member\"\nregex = \"(\"",
            "line 3: redact.patterns[0].regex: it is no regular",
        ),
        ("[[redact.patterns]]\nname = \"\"\nregex = \"a\"", "line 2: redact.patterns[0].name"),
        (
            "[[redact.patterns]]\nname = \"policy\"\nregex = \"a\"",
            "\"policy\" is no name for a kind of one's own",
        ),
        ("[redact]\n\npolicies = { phon = \"drop\" }", "line 3: redact.policies.phon: no kind is named"),
        ("[redact.policies]\nphon = \"drop\"", "did you mean \"phone\"?"),
        ("[redact.policies]\nphone = \"token\"", "tokens need a key"),
        ("[redact.policies]\nphone = \"hide\"", "line 2"),
        ("[redact]\ntokenKey = \"0123\"", "line 2, column 12: the token key must be"),
        ("[redact.masks]\nname = \"555-123-4567\"", "line 2: redact.masks.name: the mask"),
        ("[extract]\nprofile = \"/no/such/profile.toml\"", "/no/such/profile.toml"),
        ("[extract.topics]\nclaims = [\"...\"]", "..."),
    ] {
        let error = error(toml);
        assert!(error.contains(expected), "{toml}\n{error}");
    }
}

#[test]
fn a_mistake_in_a_profile_names_the_file_and_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile.toml");
    std::fs::write(&profile, "name = \"claims\"\nfield = 1\n").unwrap();
    let error = error(&format!("[extract]\nprofile = {profile:?}"));
    assert!(error.contains(profile.to_str().unwrap()) && error.contains("line 2"), "{error}");
}

#[test]
fn the_key_of_pseudonyms_may_come_from_the_environment_and_is_never_shown() {
    let key = "00112233445566778899aabbccddeeff";
    let config = Config::parse("[redact.policies]\nphone = \"token\"").unwrap();
    let env = |name: &str| (name == "SCRIPTA_TOKEN_KEY").then(|| key.to_owned());
    let options = config.options(env, None).unwrap();
    let token = options.settings.redactor.redact("call 555-123-4567".to_owned()).into_inner();
    assert!(token.starts_with("call [PHONE:"), "{token}");
    let short = |name: &str| (name == "SCRIPTA_TOKEN_KEY").then(|| "deadbeef".to_owned());
    let error = config.options(short, None).err().unwrap().to_string();
    assert!(error.contains("SCRIPTA_TOKEN_KEY") && !error.contains("deadbeef"), "{error}");
    let file = Config::parse(&format!("[redact]\ntokenKey = \"{key}\"")).unwrap();
    assert!(!format!("{file:?}").contains("0011"));
    let mistyped = Config::parse(&format!("[redact]\ntokenKey = \"{key}x\"")).unwrap_err().to_string();
    assert!(!mistyped.contains("0011"), "{mistyped}");
}

#[test]
fn a_model_needs_a_build_with_models_and_its_files() {
    let toml = "[redact]\n[redact.ner]\nmodel = \"none.onnx\"\ntokenizer = \"none.json\"\n";
    let error = error(toml);
    let told = if cfg!(feature = "ner") {
        "[redact.ner]: there is no model at none.onnx: "
    } else {
        "line 2: redact.ner: no model of named entities was loaded: build with the feature `ner`"
    };
    assert!(error.starts_with(told), "{error}");
    let mistake = Config::parse(&format!("{toml}threshold = 2.0\n")).unwrap_err().to_string();
    assert!(mistake.starts_with("line 5: redact.ner.threshold: 2 is no threshold"), "{mistake}");
}
