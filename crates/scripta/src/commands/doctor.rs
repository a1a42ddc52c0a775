//! `scripta doctor`: what is configured, what can be reached, and what is unsafe.

use std::path::Path;

use scripta_archive::{ArchiveConfig, Encryption, S3Config, Step};
use scripta_journal::{Durability, Reader, holder};
use serde_json::json;

use crate::catalog_state;
use crate::data_folder;
use crate::exit::Exit;
use crate::figures::counted;
use crate::finding::{Finding, Verdict};
use crate::output::Output;
use crate::page::{BOLD, PLAIN, span};
use crate::records::Records;
use crate::setup::Setup;

pub(crate) fn run(setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let mut findings = vec![configuration(setup)];
    findings.extend(data_folder::findings(setup.data_dir()));
    findings.extend(setup.journals().iter().map(|folder| journal(folder)));
    findings.push(durability(setup));
    findings.extend(archive(setup));
    findings.extend(reach(setup));
    findings.extend(catalog_state::findings(&setup.options));
    findings.extend([redaction(setup), extraction(setup)]);
    findings.extend(openai());
    let failed = findings.iter().filter(|finding| finding.verdict == Verdict::Failed).count();
    let is_unsafe = findings.iter().filter(|finding| finding.verdict == Verdict::Unsafe).count();
    if output.is_json() {
        output.json(
            &json!({ "ok": failed == 0, "failed": failed, "unsafe": is_unsafe, "findings": findings }),
        )?;
    } else {
        let mut page = output.page();
        findings.iter().for_each(|finding| finding.put(&mut page));
        page.empty_line();
        let verdict = match (failed, is_unsafe) {
            (0, 0) => "All well.".to_owned(),
            (0, _) => format!("It works; {} to look at.", counted(is_unsafe as u64, "unsafe setting")),
            _ => format!("{} to repair.", counted(failed as u64, "failure")),
        };
        page.wrapped(0, &[span(BOLD, verdict), span(PLAIN, "")]);
        output.show(&page)?;
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::Failed })
}

fn configuration(setup: &Setup) -> Finding {
    match &setup.config_file {
        Some(file) => Finding::good("configuration", format!("{} and the environment", file.display())),
        None => Finding::good("configuration", "the environment; there is no scripta.toml here"),
    }
}

fn journal(folder: &Path) -> Finding {
    let read = Reader::open(folder).map_err(|error| error.to_string()).and_then(|reader| {
        reader.map(|reader| reader.conversations()).transpose().map_err(|error| error.to_string())
    });
    let left = match read {
        Err(error) => return Finding::failed("journal", error),
        Ok(None) => return Finding::good("journal", "none yet; it is made with the first recording"),
        Ok(Some(stored)) => counted(stored.len() as u64, "conversation"),
    };
    match holder(folder) {
        Some(holder) => Finding::good("journal", format!("{left}; in use by {holder}")),
        None if left.starts_with("0 ") => Finding::good("journal", "empty: nothing waits"),
        None => Finding::note(
            "journal",
            format!("{left} left by an earlier run: `scripta recover` finishes them"),
        ),
    }
}

fn durability(setup: &Setup) -> Finding {
    match setup.options.journal.durability {
        Durability::PowerLoss => Finding::good("durability", "what is acknowledged survives a loss of power"),
        Durability::ProcessCrash => Finding::not_safe(
            "durability",
            "journal.durability = \"process-crash\": a loss of power loses the last seconds, acknowledged or not",
        ),
        _ => Finding::note("durability", "of a kind that this page does not know"),
    }
}

fn archive(setup: &Setup) -> Vec<Finding> {
    match &setup.options.archive {
        ArchiveConfig::Local { folder } => vec![
            Finding::good(
                "archive",
                format!("the folder {}; CONVERSATIONS_BUCKET is not set", folder.display()),
            ),
            Finding::note("encryption", "none of our own in a folder: keep it on an encrypted disk"),
        ],
        ArchiveConfig::S3(s3) => vec![bucket(s3), endpoint(s3), encryption(s3), credentials(s3)],
        _ => vec![Finding::note("archive", "of a kind that this page does not know")],
    }
}

fn bucket(s3: &S3Config) -> Finding {
    let region = s3.region.as_deref().unwrap_or("us-east-1, as AWS_REGION is not set");
    let prefix = s3.prefix.as_deref().map_or_else(String::new, |prefix| format!(", below {prefix}"));
    Finding::good("archive", format!("the bucket {}{prefix} in {region}", s3.bucket))
}

fn endpoint(s3: &S3Config) -> Finding {
    let Some(endpoint) = &s3.endpoint else {
        return Finding::good("endpoint", "Amazon S3, over TLS");
    };
    let host = endpoint.strip_prefix("http://").map(host_of);
    match host {
        Some(host) if !is_loopback(host) => Finding::not_safe(
            "endpoint",
            format!("{endpoint} has no TLS: records and access keys go over the network in the clear"),
        ),
        _ => Finding::good("endpoint", endpoint.as_str()),
    }
}

/// The host of an address without its scheme.
fn host_of(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    let address: Option<std::net::IpAddr> = host.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}

fn encryption(s3: &S3Config) -> Finding {
    match &s3.encryption {
        Encryption::Aes256 => Finding::good("encryption", "AES256, by keys of the service"),
        Encryption::Kms { key_id: Some(key) } => {
            Finding::good("encryption", format!("aws:kms with the key {key}"))
        }
        Encryption::Kms { key_id: None } => {
            Finding::good("encryption", "aws:kms with the account's key for S3")
        }
        Encryption::BucketDefault => Finding::not_safe(
            "encryption",
            "archive.encryption = \"bucket-default\": it is not asked for; make sure that the bucket encrypts",
        ),
        _ => Finding::note("encryption", "of a kind that this page does not know"),
    }
}

fn credentials(s3: &S3Config) -> Finding {
    Finding::good(
        "credentials",
        match &s3.credentials {
            Some(_) => "access keys from the environment",
            None => "from the standard AWS chain: profile, web identity, container or instance",
        },
    )
}

/// Tries the archive with a probe that no listing shows.
fn reach(setup: &Setup) -> Vec<Finding> {
    let checked = match Records::open(&setup.options) {
        Ok(None) => return vec![Finding::note("reach", "not tried: the data folder is not made yet")],
        Ok(Some(records)) => records.check(),
        Err(error) => return vec![Finding::failed("reach", format!("{error:#}"))],
    };
    match checked {
        Err(error) => vec![Finding::failed("reach", error.to_string())],
        Ok(checked) if checked.passed() => {
            vec![Finding::good("reach", "writing, reading, listing and deleting in the archive work")]
        }
        Ok(checked) => {
            let steps = checked.steps().into_iter().map(|(name, step)| {
                let text = format!("{name}: {step}");
                match step {
                    Step::Passed => Finding::good("reach", text),
                    Step::Doubtful(_) => Finding::not_safe("reach", text),
                    Step::Skipped => Finding::note("reach", text),
                    _ => Finding::failed("reach", text),
                }
            });
            steps.collect()
        }
    }
}

fn redaction(setup: &Setup) -> Finding {
    let redact = &setup.config.redact;
    let names: Vec<_> = redact.patterns.iter().map(|pattern| pattern.name.as_str()).collect();
    let patterns = match names.len() {
        0 => "no patterns of your own".to_owned(),
        _ => format!("your patterns {}", names.join(", ")),
    };
    let keys = counted(redact.keys.len() as u64, "key");
    let model = redact.ner.as_ref().map(|ner| {
        let labels: Vec<_> = ner.labels.keys().map(String::as_str).collect();
        format!(", a model for {} ({})", labels.join(" and "), ner.model.display())
    });
    let model = model.unwrap_or_default();
    Finding::good("redaction", format!("the built-in kinds, {patterns}, {keys} masked whole{model}"))
}

fn extraction(setup: &Setup) -> Finding {
    let profile = setup.options.settings.extractor.name();
    let from = setup.config.extract.profile.as_ref();
    let from = from.map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
    let topics = counted(setup.config.extract.topics.len() as u64, "topic");
    Finding::good("extraction", format!("the profile {profile} ({from}), {topics} of your own"))
}

fn openai() -> [Finding; 2] {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let key = if is_set("OPENAI_API_KEY") { "set" } else { "not set: recording needs none, your agent does" };
    let tracing = if is_set("OPENAI_AGENTS_DISABLE_TRACING") {
        Finding::not_safe(
            "tracing",
            "OPENAI_AGENTS_DISABLE_TRACING is set, but the JavaScript SDK 0.20.0 still asks for tracing in realtime \
             sessions (tracing: \"auto\"), and OpenAI then keeps a trace: give RealtimeSession `tracingDisabled: true`",
        )
    } else {
        Finding::note(
            "tracing",
            "on, as is the SDK's default: OpenAI keeps a trace of each session, and Scripta does not redact that",
        )
    };
    [Finding::good("OPENAI_API_KEY", key), tracing]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_tls_is_unsafe_unless_it_stays_on_this_machine() {
        let verdict = |endpoint: &str| {
            endpoint_of(&S3Config { endpoint: Some(endpoint.to_owned()), ..S3Config::default() })
        };
        for safe in
            ["https://s3.example.com", "http://localhost:9000", "http://127.0.0.1:9000/x", "http://[::1]:9"]
        {
            assert_eq!(verdict(safe), Verdict::Good, "{safe}");
        }
        for open in [
            "http://minio:9000",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "http://10.0.0.1",
        ] {
            assert_eq!(verdict(open), Verdict::Unsafe, "{open}");
        }
    }

    fn endpoint_of(s3: &S3Config) -> Verdict {
        endpoint(s3).verdict
    }
}
