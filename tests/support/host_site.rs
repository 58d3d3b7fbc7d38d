//! A site with old addresses of all kinds, for the tests of hosts.

use super::built::BuiltSite;

const HOSTS: &str = "hosts = [\"nginx\", \"apache\", \"s3\", \"vercel\"]\n";

/// Pages and sections that moved, and pages that are gone.
pub const OLD: &str = "[moved]\n\"/old/\" = \"/new/\"\n\"/part/\" = \"/new/#two\"\n\"/a%20b$1%2520(ö)/\" = \"/new/\"\n\
                   \"/split/\" = \"/new/\"\n\"/split/#start\" = \"/other/#start\"\n\
                   [gone]\n\"/beta/\" = { reason = \"The beta is over.\" }\n\"/beta.html\" = { reason = \"This is over, too.\" }\n";

/// Builds the site for all hosts, with more configuration.
#[track_caller]
pub fn site(configuration: &str) -> BuiltSite {
    BuiltSite::of(&[
        ("answerbook.toml", &format!("{HOSTS}{configuration}")),
        ("addresses.toml", OLD),
        ("content/new.md", "# New\n\n## Second part {#two}\n\n![A](a.SVG) [More](<extra $1.html>)\n"),
        ("content/extra $1.html", "<script>1</script>"),
        ("content/a.SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/other.md", "# Other\n\n## Start\n\nText.\n"),
        ("content/de/new.md", "# Neu\n"),
    ])
}

/// A second language.
pub const LOCALE: &str = "[[locale]]\ncode = \"de\"\n";
