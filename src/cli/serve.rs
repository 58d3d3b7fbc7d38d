//! `answerbook serve`: builds the site in memory and shows it on this machine.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use clap::Args;

use super::project::{OUT, ProjectArguments};
use super::terminal::{self, End, Failure};
use crate::{pipeline, serve};

/// Build the site in memory and show it in a browser
///
/// Each page is rendered when it is asked for. To see a change, stop the preview with Ctrl-C and start it again.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// Port to listen on
    #[arg(short, long, default_value_t = 4000)]
    port: u16,
    /// Address to listen on; anything but loopback lets others in your network read the site
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
}

const EXAMPLES: &str = "\
Examples:
  answerbook serve                     the project here, at http://127.0.0.1:4000/
  answerbook serve help --drafts       another project, with drafts
  answerbook serve --host 0.0.0.0      for a phone in the same network";

/// Serves until interrupted.
pub(super) fn run(arguments: &Arguments) -> Result<End, Failure> {
    let loaded = arguments.project.load(&arguments.project.dir.join(OUT))?;
    let mut diagnostics = loaded.diagnostics;
    let site = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    arguments.project.report(&site.kitchen.project, diagnostics)?;
    let address = SocketAddr::new(arguments.host, arguments.port);
    let path = site.kitchen.project.config.base_url.path.clone();
    let preview = serve::serve(&Arc::new(site), address).map_err(|error| busy(address, &error))?;
    terminal::tell(format_args!("serving at http://{}{path}/ (Ctrl-C to stop)\n", preview.address()));
    preview.wait();
    Ok(End::Fine)
}

/// A port that is not to be had.
pub(super) fn busy(address: SocketAddr, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => "choose another port with `--port`; 0 takes any free one",
        std::io::ErrorKind::PermissionDenied => "choose a port above 1023 with `--port`",
        _ => "check `--host` and `--port`",
    };
    Failure::new(format!("cannot listen on `{address}`: {error}"), hint)
}
