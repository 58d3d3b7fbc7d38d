//! How git repositories are opened: with a limit on the memory that one object may take, since an object can claim to be
//! of any size.

use std::path::Path;

use gix::ThreadSafeRepository;
use gix::sec::Trust;
use gix::sec::trust::{DefaultForLevel as _, Mapping};

/// Largest object that is read, in bytes (512 MiB): larger ones are no part of a help center, and each thread reads one.
pub(super) const MAX_OBJECT_BYTES: u64 = 512 * 1024 * 1024;

/// The repository that holds `folder`.
pub(super) fn open(folder: &Path) -> Result<ThreadSafeRepository, String> {
    let limited = |trust| {
        let limit = format!("gitoxide.objects.allocLimit={MAX_OBJECT_BYTES}");
        gix::open::Options::default_for_level(trust).config_overrides([limit])
    };
    let options = Mapping { full: limited(Trust::Full), reduced: limited(Trust::Reduced) };
    ThreadSafeRepository::discover_opts(folder, gix::discover::upwards::Options::default(), options)
        .map_err(|error| error.to_string())
}
