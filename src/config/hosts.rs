//! Web servers and hosts that builds write rules for.

use crate::named::named;

named! {
    /// A host with its own configuration. `_redirects` and `_headers`, which others read, are always written.
    pub enum StaticHost {
        /// nginx: `_nginx.conf`, for the `server` block.
        Nginx = "nginx",
        /// Apache: `.htaccess`.
        Apache = "apache",
        /// S3 and what follows its protocol: `_s3.json`, for its command line.
        S3 = "s3",
        /// Vercel: `vercel.json`.
        Vercel = "vercel",
    }
}

impl StaticHost {
    /// The name of its file at the top of the output.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Nginx => "_nginx.conf",
            Self::Apache => ".htaccess",
            Self::S3 => "_s3.json",
            Self::Vercel => "vercel.json",
        }
    }
}
