//! Asks nginx and Apache for the pages of a site with the files that builds write for them. Without a server, its test
//! says so and checks nothing; `tests/run.sh` installs both.
#![cfg(unix)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::host_site::{LOCALE, site};

/// A server that runs until the value is dropped.
struct Server {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let found = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(|folder| Path::new(folder).join(name));
    let found = found.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("NOT CHECKED: `{name}` is not installed, so its rules were not tried in the real server");
    }
    found
}

/// Writes a site to a folder and starts a server with it.
fn start(program: &Path, configuration: impl Fn(&Path, u16) -> String, arguments: &[&str]) -> Server {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, built) = (folder.path().join("public"), site(LOCALE));
    for path in built.output.paths() {
        let file = root.join(path.as_str());
        std::fs::create_dir_all(file.parent().expect("below")).expect("a writable folder");
        let bytes = built.output.render(path).expect("a path of the site").expect("a readable file");
        std::fs::write(file, &*bytes).expect("a writable file");
    }
    // Servers give up root's rights, and others cannot read temporary folders.
    let public = Command::new("chmod").arg("-R").arg("a+rX").arg(folder.path()).status();
    assert!(public.expect("a command").success());
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let file = folder.path().join("server.conf");
    std::fs::write(&file, configuration(folder.path(), port)).expect("a writable file");
    let mut command = Command::new(program);
    command.args(arguments).arg(&file).stdout(Stdio::null());
    let server = Server { child: command.spawn().expect("a program"), port, _folder: folder };
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", server.port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "the server does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    server
}

impl Server {
    /// The status and the headers, and the body.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a server");
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).expect("an open connection");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("a reply");
        let reply = String::from_utf8_lossy(&reply).into_owned();
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head");
        (head.to_owned(), body.to_owned())
    }

    #[track_caller]
    fn redirects(&self, from: &str, to: &str) {
        let (head, _) = self.get(from);
        let host = format!("http://127.0.0.1:{}", self.port);
        let location = head.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap_or_default();
        assert!(head.contains(" 301 "), "`{from}`: {head}");
        assert_eq!(location.strip_prefix(&host).unwrap_or(location), to, "{from}");
    }

    #[track_caller]
    fn shows(&self, from: &str, status: &str, part: &str) {
        let (head, body) = self.get(from);
        assert!(head.contains(&format!(" {status} ")) && body.contains(part), "`{from}`: {head}\n\n{body}");
    }

    #[track_caller]
    fn has_header(&self, from: &str, header: &str, is_there: bool) {
        let (head, _) = self.get(from);
        assert_eq!(head.contains(header), is_there, "`{from}`: {head}");
    }

    fn check(&self) {
        self.redirects("/old/", "/new/");
        self.redirects("/old/?x=1&y=%20", "/new/?x=1&y=%20");
        self.redirects("/part/", "/new/#two");
        self.redirects("/part/?x=1", "/new/?x=1#two");
        self.redirects("/a%20b$1%2520(%C3%B6)/", "/new/");
        self.shows("/new/", "200", "<h1>New</h1>");
        self.shows("/split/", "200", "data-anchors");
        self.shows("/beta/", "410", "The beta is over.");
        self.shows("/beta.html", "410", "This is over, too.");
        self.shows("/nothing/", "404", "<html lang=\"en\"");
        self.shows("/de/nothing/", "404", "<html lang=\"de\"");
        self.has_header("/new/", "X-Content-Type-Options: nosniff", true);
        self.has_header("/nothing/", "Referrer-Policy: strict-origin-when-cross-origin", true);
        self.has_header("/new/", "Content-Security-Policy: script-src 'none'; sandbox", false);
        self.has_header("/new/", "Cache-Control: no-cache", true);
        let (_, page) = self.get("/new/");
        let sheet = page.split("href=\"/_assets/").nth(1).and_then(|rest| rest.split('"').next()).expect("a style");
        self.has_header(&format!("/_assets/{sheet}"), "Cache-Control: public, max-age=31536000, immutable", true);
        let image = page.split("src=\"").find_map(|rest| rest.split('"').next().filter(|src| src.ends_with("svg")));
        self.has_header(image.expect("a picture"), "Content-Security-Policy: script-src 'none'; sandbox", true);
        self.has_header("/extra%20$1.html", "Content-Security-Policy: script-src 'none'; sandbox", true);
    }
}

#[test]
fn nginx_answers_as_the_rules_say() {
    let Some(program) = program("nginx") else { return };
    let configuration = |folder: &Path, port: u16| {
        let folder = folder.display();
        format!(
            "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n\
             http {{\naccess_log off;\ntypes {{ text/html html; text/css css; image/svg+xml svg; }}\n\
             client_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\n\
             uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n\
             server {{\nlisten 127.0.0.1:{port};\nroot {folder}/public;\ninclude {folder}/public/_nginx.conf;\n}}\n}}\n"
        )
    };
    start(&program, configuration, &["-c"]).check();
}

#[test]
fn apache_answers_as_the_rules_say() {
    let Some(program) = program("apache2") else { return };
    let modules = ["mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "setenvif", "env"];
    let load = |name: &&str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let modules = modules.iter().map(load).collect::<Vec<_>>().concat();
    let configuration = |folder: &Path, port: u16| {
        let folder = folder.display();
        format!(
            "{modules}ServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n\
             DefaultRuntimeDir {folder}\nErrorLog {folder}/error.log\nTypesConfig /etc/mime.types\nUser nobody\nGroup nogroup\n\
             DocumentRoot {folder}/public\n<Directory {folder}/public>\nAllowOverride All\nRequire all granted\n</Directory>\n"
        )
    };
    start(&program, configuration, &["-DFOREGROUND", "-f"]).check();
}
