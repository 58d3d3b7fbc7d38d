//! Opens git repositories with a limit on the memory per object, because an object can claim to have any size.

use std::path::Path;

use gix::object::Kind;
use gix::sec::Trust;
use gix::sec::trust::{DefaultForLevel as _, Mapping};
use gix::{Object, ObjectId, Repository, ThreadSafeRepository};

/// The maximum size of an object, in bytes (512 MiB). Files of a help center are smaller, and each thread can hold one
/// object.
pub(super) const MAX_OBJECT_BYTES: u64 = 512 * 1024 * 1024;

/// Opens the repository that contains `folder`.
pub(super) fn open(folder: &Path) -> Result<ThreadSafeRepository, String> {
    let limited = |trust| {
        let limit = format!("gitoxide.objects.allocLimit={MAX_OBJECT_BYTES}");
        gix::open::Options::default_for_level(trust).config_overrides([limit])
    };
    let options = Mapping { full: limited(Trust::Full), reduced: limited(Trust::Reduced) };
    ThreadSafeRepository::discover_opts(folder, gix::discover::upwards::Options::default(), options)
        .map_err(|error| error.to_string())
}

/// Reads an object and compares its contents with its id. What a disk has changed is noticed only so.
pub(super) fn verified_object(repository: &Repository, id: ObjectId, kind: Kind) -> Result<Object<'_>, String> {
    let object = repository.find_object(id).map_err(|error| error.to_string())?;
    let found = gix::objs::Data::new(&object.data, object.kind, id.kind());
    if object.kind != kind || found.verify_checksum(&id).is_err() {
        return Err(format!("the contents of object {id} do not match its id"));
    }
    Ok(object)
}
