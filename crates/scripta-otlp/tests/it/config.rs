//! What is configured, and by what.

use scripta_otlp::{Config, Otlp};

fn with(variables: &[(&str, &str)]) -> Result<Config, String> {
    let get =
        |name: &str| variables.iter().find(|(named, _)| *named == name).map(|(_, value)| (*value).to_owned());
    Config::default().with_variables(get).map_err(|error| error.to_string())
}

#[test]
fn the_standard_variables_are_read() {
    let config = with(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318/"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20key,x=y"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "2500"),
        ("OTEL_RESOURCE_ATTRIBUTES", "service.name=calls,deployment.environment=production"),
    ])
    .expect("they can be read");
    assert_eq!(config.endpoint, "https://collector:4318/");
    assert_eq!(config.headers["api-key"], "a key");
    assert_eq!((config.timeout_ms, config.service_name.as_str()), (2_500, "calls"));
    assert_eq!(config.resource["deployment.environment"], "production");
    assert_eq!(with(&[("OTEL_SERVICE_NAME", "quotes")]).expect("a name").service_name, "quotes");
    assert_eq!(with(&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]).expect("nothing"), Config::default());
}

#[test]
fn a_variable_that_cannot_be_read_is_named_without_what_is_in_it() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon-s3cret"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "s3cret"),
        ("OTEL_RESOURCE_ATTRIBUTES", "a=%s3cret"),
    ] {
        let told = with(&[(name, value)]).expect_err("it cannot be read");
        assert!(told.starts_with(name) && !told.contains("s3cret"), "{told}");
    }
}

#[test]
fn what_cannot_be_an_address_or_a_header_is_told_without_the_secret() {
    let told = |config: Config| Otlp::new(config).expect_err("it cannot be used").to_string();
    for endpoint in ["collector:4318", "grpc://collector", "", "http://"] {
        let told = told(Config { endpoint: endpoint.to_owned(), ..Config::default() });
        assert!(told.starts_with("otlp.endpoint is not"), "{endpoint}: {told}");
    }
    let headers = [("api-key".to_owned(), "s3cret\n".to_owned())].into();
    let config = Config { headers, ..Config::default() };
    assert!(!format!("{config:?}").contains("s3cret"));
    let told = told(config);
    assert!(told.contains("`api-key`") && !told.contains("s3cret"), "{told}");
}
