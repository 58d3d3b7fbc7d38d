//! Opens the store that an address names. Credentials, regions and endpoints come from variables that the caller read
//! from the environment, under the names that the tools of each store use. No other variable has an effect.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as S3Key, S3ConditionalPut};
use object_store::azure::{AzureConfigKey as AzureKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey as GoogleKey};
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};

use super::connector::OwnConnector;
use super::{BucketStore, redacted};

/// The variables that S3 and what speaks it need.
const S3: &[(&str, S3Key)] = &[
    ("AWS_ACCESS_KEY_ID", S3Key::AccessKeyId),
    ("AWS_SECRET_ACCESS_KEY", S3Key::SecretAccessKey),
    ("AWS_SESSION_TOKEN", S3Key::Token),
    ("AWS_DEFAULT_REGION", S3Key::Region),
    ("AWS_REGION", S3Key::Region),
    ("AWS_ENDPOINT_URL", S3Key::Endpoint),
    ("AWS_ENDPOINT_URL_S3", S3Key::Endpoint),
    ("AWS_ENDPOINT_URL_STS", S3Key::StsEndpoint),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", S3Key::WebIdentityTokenFile),
    ("AWS_ROLE_ARN", S3Key::RoleArn),
    ("AWS_ROLE_SESSION_NAME", S3Key::RoleSessionName),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", S3Key::ContainerCredentialsRelativeUri),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", S3Key::ContainerCredentialsFullUri),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", S3Key::ContainerAuthorizationTokenFile),
];

/// The variables that Google Cloud Storage needs.
const GOOGLE: &[(&str, GoogleKey)] = &[
    ("GOOGLE_APPLICATION_CREDENTIALS", GoogleKey::ApplicationCredentials),
    ("GOOGLE_SERVICE_ACCOUNT_KEY", GoogleKey::ServiceAccountKey),
    ("GOOGLE_BEARER_TOKEN", GoogleKey::BearerToken),
    ("GOOGLE_BASE_URL", GoogleKey::BaseUrl),
];

/// The variables that Azure Blob Storage needs.
const AZURE: &[(&str, AzureKey)] = &[
    ("AZURE_STORAGE_ACCOUNT", AzureKey::AccountName),
    ("AZURE_STORAGE_KEY", AzureKey::AccessKey),
    ("AZURE_STORAGE_SAS_TOKEN", AzureKey::SasKey),
    ("AZURE_STORAGE_TOKEN", AzureKey::Token),
    ("AZURE_STORAGE_ENDPOINT", AzureKey::Endpoint),
    ("AZURE_CLIENT_ID", AzureKey::ClientId),
    ("AZURE_CLIENT_SECRET", AzureKey::ClientSecret),
    ("AZURE_TENANT_ID", AzureKey::AuthorityId),
    ("AZURE_AUTHORITY_HOST", AzureKey::AuthorityHost),
    ("AZURE_FEDERATED_TOKEN_FILE", AzureKey::FederatedTokenFile),
];

/// The variables whose values must not be printed.
const SECRETS: &[&str] = &[
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_STORAGE_TOKEN",
    "GOOGLE_BEARER_TOKEN",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
];

/// Variables that are credentials together, for each kind of store; the first ones are what most people have.
const CREDENTIALS: &[(&str, &[&[&str]])] = &[
    (
        "s3",
        &[
            &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
            &["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"],
            &["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
            &["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        ],
    ),
    ("gs", &[&["GOOGLE_APPLICATION_CREDENTIALS"], &["GOOGLE_SERVICE_ACCOUNT_KEY"], &["GOOGLE_BEARER_TOKEN"]]),
    (
        "az",
        &[
            &["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY"],
            &["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_SAS_TOKEN"],
            &["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_TOKEN"],
            &["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_STORAGE_ACCOUNT", "AZURE_TENANT_ID"],
            &["AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_STORAGE_ACCOUNT", "AZURE_TENANT_ID"],
        ],
    ),
];

/// Why a store cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    /// What is wrong with the address or with the environment, without credentials.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
}

/// Opens `s3://bucket/prefix`, `gs://bucket/prefix` or `az://container/prefix`. Returns `None` if the address is of
/// another kind.
#[must_use]
pub fn open(target: &str, variables: &[(String, String)]) -> Option<Result<BucketStore, OpenError>> {
    let (scheme, rest) = target.split_once("://")?;
    let (_, credentials) = CREDENTIALS.iter().find(|(known, _)| *known == scheme)?;
    let rest = rest.trim_end_matches('/');
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty()
        || bucket.contains(['?', '#', '@', ':'])
        || prefix.starts_with('/')
        || Path::parse(prefix).is_err()
    {
        return Some(Err(OpenError {
            problem: format!("`{target}` is not the address of a bucket"),
            hint: format!("write it as in `{scheme}://acme-help/docs`"),
        }));
    }
    // Services that have no value for a variable set it to an empty text.
    let set = |name: &str| variables.iter().find(|(other, value)| other == name && !value.is_empty());
    if !credentials.iter().any(|names| names.iter().all(|name| set(name).is_some())) {
        return Some(Err(OpenError {
            problem: format!("there are no credentials for `{target}` in the environment"),
            hint: missing(credentials[0]),
        }));
    }
    let value = |name: &str| set(name).map(|(_, value)| value.as_str());
    let store = match scheme {
        "s3" => s3(bucket, value),
        "gs" => google(bucket, value),
        _ => azure(bucket, value),
    };
    let secrets: Vec<String> = SECRETS.iter().filter_map(|name| value(name)).map(str::to_owned).collect();
    Some(match store {
        Ok(store) => Ok(BucketStore::new(store, format!("{scheme}://{rest}"), prefix, secrets)),
        Err(error) => Err(OpenError {
            problem: redacted(format!("cannot open `{target}`: {error}"), &secrets),
            hint: "check the variables of the environment; the page `publish` of the manual lists them".into(),
        }),
    })
}

/// Names the variables that most people set.
fn missing(names: &[&str]) -> String {
    let mut text = String::from("set ");
    for (at, name) in names.iter().enumerate() {
        let _ = write!(text, "{}`{name}`", if at == 0 { "" } else { " and " });
    }
    text + "; the page `publish` of the manual lists other ways"
}

/// A command-line tool should not wait for minutes: somebody is watching, and the next publish continues this one.
fn retry() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: Duration::from_secs(3), base: 2.0 };
    RetryConfig { backoff, max_retries: 4, retry_timeout: Duration::from_secs(30) }
}

fn s3<'a>(bucket: &str, value: impl Fn(&str) -> Option<&'a str>) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = AmazonS3Builder::new();
    for (name, key) in S3 {
        if let Some(value) = value(name) {
            builder = builder.with_config(*key, value);
        }
    }
    // Not every store that speaks S3 removes several objects at once.
    let builder = builder.with_config(S3Key::DisableBulkDelete, "true").with_bucket_name(bucket);
    let builder = builder.with_conditional_put(S3ConditionalPut::ETagMatch).with_http_connector(OwnConnector);
    Ok(Arc::new(builder.with_retry(retry()).build()?))
}

fn google<'a>(bucket: &str, value: impl Fn(&str) -> Option<&'a str>) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = GoogleCloudStorageBuilder::new().with_bucket_name(bucket);
    for (name, key) in GOOGLE {
        if let Some(value) = value(name) {
            builder = builder.with_config(*key, value);
        }
    }
    Ok(Arc::new(builder.with_http_connector(OwnConnector).with_retry(retry()).build()?))
}

fn azure<'a>(container: &str, value: impl Fn(&str) -> Option<&'a str>) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = MicrosoftAzureBuilder::new().with_container_name(container);
    for (name, key) in AZURE {
        if let Some(value) = value(name) {
            builder = builder.with_config(*key, value);
        }
    }
    Ok(Arc::new(builder.with_http_connector(OwnConnector).with_retry(retry()).build()?))
}
