//! How the three kinds of stores say the same things.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use answerbook::path::decode;

use super::http::DoubleRequest;
use super::{BUCKET, DoubleObject, SECRET};

/// Objects in a page of a list: few, so that lists have several pages.
const PAGE: usize = 50;

const DATE: &str = "Tue, 01 Dec 2026 00:00:00 GMT";

/// The language that a store speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    S3,
    Google,
    Azure,
}

/// What a request wants.
#[derive(Debug)]
pub enum Task {
    List,
    Get(String),
    Put(String),
    Delete(Vec<String>),
}

/// When a put writes.
#[derive(Debug, Clone, Copy)]
pub enum Condition<'a> {
    Absent,
    Unchanged(&'a str),
}

impl Condition<'_> {
    pub fn holds(self, dialect: Dialect, found: Option<&DoubleObject>) -> bool {
        match (self, found) {
            (Self::Absent, found) => found.is_none(),
            (Self::Unchanged(expected), Some(found)) => dialect.state(found) == expected,
            (Self::Unchanged(_), None) => false,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => " if absent",
            Self::Unchanged(_) => " if unchanged",
        }
    }
}

/// An answer to a request.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>").into_bytes();
        Self { status, headers: vec![("Content-Type", "application/xml".to_owned())], body }
    }
}

impl Dialect {
    pub const ALL: [Self; 3] = [Self::S3, Self::Google, Self::Azure];

    pub fn scheme(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Google => "gs",
            Self::Azure => "az",
        }
    }

    pub fn environment(self, endpoint: &str) -> Vec<(&'static str, String)> {
        match self {
            Self::S3 => vec![
                ("AWS_ENDPOINT_URL", endpoint.to_owned()),
                ("AWS_REGION", "eu-central-1".to_owned()),
                ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
                // Variables of other programs have no effect.
                ("AWS_BUCKET", "other".to_owned()),
            ],
            Self::Google => {
                vec![("GOOGLE_BASE_URL", endpoint.to_owned()), ("GOOGLE_BEARER_TOKEN", SECRET.to_owned())]
            }
            Self::Azure => vec![
                ("AZURE_STORAGE_ENDPOINT", format!("{endpoint}/account")),
                ("AZURE_STORAGE_ACCOUNT", "account".to_owned()),
                ("AZURE_STORAGE_KEY", SECRET.to_owned()),
            ],
        }
    }

    /// What a request wants, or `None` for another bucket.
    pub fn task(self, request: &DoubleRequest) -> Option<Task> {
        let path = match self {
            Self::Azure => request.path.strip_prefix("account/")?,
            _ => &request.path,
        };
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let key = key.to_owned();
        if bucket != BUCKET {
            return None;
        }
        match request.method.as_str() {
            "GET" if key.is_empty() => Some(Task::List),
            "GET" => Some(Task::Get(key)),
            "PUT" => Some(Task::Put(key)),
            "DELETE" => Some(Task::Delete(vec![key])),
            "POST" if request.query.get("comp").is_some_and(|comp| comp == "batch") => {
                let body = String::from_utf8_lossy(&request.body);
                let paths = body.lines().filter_map(|line| line.strip_prefix("DELETE ")?.split(' ').next());
                let key = |path: &str| Some(decode(path).strip_prefix(&format!("/account/{BUCKET}/"))?.to_owned());
                Some(Task::Delete(paths.filter_map(key).collect()))
            }
            _ => None,
        }
    }

    pub fn condition(self, request: &DoubleRequest) -> Option<Condition<'_>> {
        let (absent, unchanged) = match self {
            Self::Google => ("x-goog-if-generation-match", "x-goog-if-generation-match"),
            _ => ("if-none-match", "if-match"),
        };
        match (request.header(absent), request.header(unchanged)) {
            ("*" | "0", _) => Some(Condition::Absent),
            (_, "") => None,
            (_, state) => Some(Condition::Unchanged(state)),
        }
    }

    /// How conditions name a state of an object.
    fn state(self, object: &DoubleObject) -> String {
        if self == Self::Google { object.generation.to_string() } else { object.tag() }
    }

    pub fn refusal(self, is_there: bool) -> Answer {
        match self {
            Self::Azure if is_there => Answer::error(409, "BlobAlreadyExists", "The blob exists."),
            Self::S3 if !is_there => Answer::error(404, "NoSuchKey", "The key does not exist."),
            _ => Answer::error(412, "PreconditionFailed", "The condition does not hold."),
        }
    }

    /// The key that is copied, if the request copies one.
    pub fn copied(self, request: &DoubleRequest) -> Option<String> {
        let header = match self {
            Self::S3 => "x-amz-copy-source",
            Self::Google => "x-goog-copy-source",
            Self::Azure => return None,
        };
        let source = decode(request.headers.get(header)?);
        Some(source.trim_start_matches('/').strip_prefix(&format!("{BUCKET}/"))?.to_owned())
    }

    pub fn new_object(self, request: &DoubleRequest) -> DoubleObject {
        let (content_type, cache_control) = match self {
            Self::Azure => ("x-ms-blob-content-type", "x-ms-blob-cache-control"),
            _ => ("content-type", "cache-control"),
        };
        DoubleObject {
            bytes: request.body.clone(),
            content_type: request.header(content_type).to_owned(),
            cache_control: request.header(cache_control).to_owned(),
            generation: 0,
        }
    }

    pub fn object(self, object: &DoubleObject) -> Answer {
        let mut headers = self.tags(object);
        headers.push(("Last-Modified", DATE.to_owned()));
        headers.push(("Content-Type", object.content_type.clone()));
        headers.push(("Cache-Control", object.cache_control.clone()));
        Answer { status: 200, headers, body: object.bytes.clone() }
    }

    pub fn written(self, object: &DoubleObject) -> Answer {
        let body = format!("<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>", object.tag()).into_bytes();
        Answer { status: if self == Self::Azure { 201 } else { 200 }, headers: self.tags(object), body }
    }

    fn tags(self, object: &DoubleObject) -> Vec<(&'static str, String)> {
        let mut headers = vec![("ETag", object.tag())];
        if self == Self::Google {
            headers.push(("x-goog-generation", object.generation.to_string()));
        }
        headers
    }

    pub fn removed(self, request: &DoubleRequest, was_there: Vec<bool>) -> Answer {
        if request.method != "POST" {
            let was_there = was_there.iter().all(|was_there| *was_there);
            let status = if was_there || self == Self::S3 { 204 } else { 404 };
            return Answer { status, ..Answer::default() };
        }
        let mut body = String::new();
        for (id, was_there) in was_there.into_iter().enumerate() {
            let status = if was_there { "202 Accepted" } else { "404 Not Found" };
            let _ = write!(
                body,
                "--b\r\nContent-Type: application/http\r\nContent-ID: {id}\r\n\r\nHTTP/1.1 {status}\r\n\r\n\r\n"
            );
        }
        body.push_str("--b--\r\n");
        let headers = vec![("Content-Type", "multipart/mixed; boundary=b".to_owned())];
        Answer { status: 202, headers, body: body.into_bytes() }
    }

    /// A page of the list of objects.
    pub fn list(self, objects: &BTreeMap<String, DoubleObject>, request: &DoubleRequest) -> Answer {
        let query = |name: &str| request.query.get(name).map_or("", String::as_str);
        let after = query(if self == Self::Azure { "marker" } else { "continuation-token" });
        let mut matching = objects.iter().filter(|(key, _)| key.starts_with(query("prefix")) && key.as_str() > after);
        let (mut xml, mut last) = (String::new(), "");
        for (key, object) in matching.by_ref().take(PAGE) {
            xml.push_str(&self.listed(&key.replace('&', "&amp;").replace('<', "&lt;"), object));
            last = key;
        }
        let next = if matching.next().is_some() { last } else { "" };
        let body = match self {
            Self::Azure => {
                format!("<EnumerationResults><Blobs>{xml}</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>")
            }
            _ if next.is_empty() => format!("<ListBucketResult>{xml}</ListBucketResult>"),
            _ => format!(
                "<ListBucketResult>{xml}<NextContinuationToken>{next}</NextContinuationToken></ListBucketResult>"
            ),
        };
        Answer { status: 200, headers: Vec::new(), body: body.into_bytes() }
    }

    fn listed(self, key: &str, object: &DoubleObject) -> String {
        let (size, tag) = (object.bytes.len(), object.tag());
        if self == Self::Azure {
            return format!(
                "<Blob><Name>{key}</Name><Properties><Last-Modified>{DATE}</Last-Modified><Etag>{tag}</Etag>\
                 <Content-Length>{size}</Content-Length><Content-Type>{}</Content-Type></Properties></Blob>",
                object.content_type
            );
        }
        format!(
            "<Contents><Key>{key}</Key><Size>{size}</Size><LastModified>2026-12-01T00:00:00Z</LastModified>\
             <ETag>{tag}</ETag></Contents>"
        )
    }
}
