//! Web servers and hosts that builds write rules for.

/// A host with its own configuration. `_redirects` and `_headers`, which others read, are always written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaticHost {
    /// nginx: `_nginx.conf`, for the `server` block.
    Nginx,
    /// Apache: `.htaccess`.
    Apache,
    /// S3 and what follows its protocol: `_s3.json`, for its command line.
    S3,
    /// Vercel: `vercel.json`.
    Vercel,
}

impl StaticHost {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nginx, Self::Apache, Self::S3, Self::Vercel];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::S3 => "s3",
            Self::Vercel => "vercel",
        }
    }

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
