//! Opens, creates and removes entries below a folder without following symbolic links there: each folder on the way is
//! opened through the one before it. So an entry that becomes a link after it was checked leads nowhere, and not out of
//! the folder. Systems other than Unix have no such handles, and follow what is there.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens a regular file for reading.
pub fn open(root: &Path, below: &str) -> io::Result<File> {
    let file = system::open(root, below)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a file")) }
}

/// Reads a regular file.
pub fn read(root: &Path, below: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut open(root, below)?, &mut bytes)?;
    Ok(bytes)
}

pub use system::{create_file, create_folder, remove_file, remove_folder, rename};

#[cfg(unix)]
mod system {
    use std::os::fd::OwnedFd;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, renameat, unlinkat};

    use super::{File, Path, io};

    /// Waiting for the writer of a pipe could take forever.
    const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);
    const CREATE: OFlags =
        OFlags::WRONLY.union(OFlags::CREATE).union(OFlags::EXCL).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    /// The folder of an entry, and the entry's name. The root itself may be a link.
    fn parent<'b>(root: &Path, below: &'b str) -> io::Result<(OwnedFd, &'b str)> {
        let mut folder =
            openat(CWD, if root.as_os_str().is_empty() { Path::new(".") } else { root }, FOLDER, Mode::empty())?;
        let (above, name) = below.rsplit_once('/').unwrap_or(("", below));
        for part in above.split('/').filter(|part| !part.is_empty()) {
            folder = openat(&folder, part, FOLDER | OFlags::NOFOLLOW, Mode::empty())?;
        }
        Ok((folder, name))
    }

    pub(super) fn open(root: &Path, below: &str) -> io::Result<File> {
        let (folder, name) = parent(root, below)?;
        Ok(openat(folder, name, READ, Mode::empty())?.into())
    }

    /// Creates a file, which must not exist.
    pub fn create_file(root: &Path, below: &str) -> io::Result<File> {
        let (folder, name) = parent(root, below)?;
        Ok(openat(folder, name, CREATE, Mode::from_raw_mode(0o666))?.into())
    }

    /// Creates a folder, which must not exist.
    pub fn create_folder(root: &Path, below: &str) -> io::Result<()> {
        let (folder, name) = parent(root, below)?;
        Ok(mkdirat(folder, name, Mode::from_raw_mode(0o777))?)
    }

    /// Removes a file or a link.
    pub fn remove_file(root: &Path, below: &str) -> io::Result<()> {
        let (folder, name) = parent(root, below)?;
        Ok(unlinkat(folder, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub fn remove_folder(root: &Path, below: &str) -> io::Result<()> {
        let (folder, name) = parent(root, below)?;
        Ok(unlinkat(folder, name, AtFlags::REMOVEDIR)?)
    }

    /// Renames a file, replacing one that has the new name.
    pub fn rename(root: &Path, from: &str, to: &str) -> io::Result<()> {
        let ((old_folder, old), (new_folder, new)) = (parent(root, from)?, parent(root, to)?);
        Ok(renameat(old_folder, old, new_folder, new)?)
    }
}

#[cfg(not(unix))]
mod system {
    use super::{File, Path, io};

    pub(super) fn open(root: &Path, below: &str) -> io::Result<File> {
        File::open(root.join(below))
    }

    /// Creates a file, which must not exist.
    pub fn create_file(root: &Path, below: &str) -> io::Result<File> {
        File::create_new(root.join(below))
    }

    /// Creates a folder, which must not exist.
    pub fn create_folder(root: &Path, below: &str) -> io::Result<()> {
        std::fs::create_dir(root.join(below))
    }

    /// Removes a file or a link.
    pub fn remove_file(root: &Path, below: &str) -> io::Result<()> {
        std::fs::remove_file(root.join(below))
    }

    /// Removes an empty folder.
    pub fn remove_folder(root: &Path, below: &str) -> io::Result<()> {
        std::fs::remove_dir(root.join(below))
    }

    /// Renames a file, replacing one that has the new name.
    pub fn rename(root: &Path, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(root.join(from), root.join(to))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Turns the folder `a` into a link to `elsewhere` and back until `run` has ended.
    fn while_swapped(root: &Path, elsewhere: &Path, run: impl FnOnce()) {
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (real, link) = (root.join("real"), root.join("link"));
                symlink(elsewhere, &link).expect("a link");
                while !is_done.load(Ordering::Relaxed) {
                    for (there, away, back) in [(&link, &real, &real), (&real, &link, &link)] {
                        fs::rename(root.join("a"), away).expect("an entry");
                        fs::rename(there, root.join("a")).expect("an entry");
                        debug_assert!(back.symlink_metadata().is_ok());
                    }
                }
            });
            run();
            is_done.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn a_folder_that_turns_into_a_link_leads_nowhere() {
        let (root, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let (root, elsewhere) = (root.path(), elsewhere.path());
        fs::create_dir(root.join("a")).expect("a folder");
        fs::write(root.join("a/x"), "ours").expect("a file");
        fs::write(elsewhere.join("x"), "theirs").expect("a file");
        let mut reads = 0;
        while_swapped(root, elsewhere, || {
            for number in 0..3000 {
                if let Ok(bytes) = read(root, "a/x") {
                    assert_eq!(bytes, b"ours");
                    reads += 1;
                }
                let _ = create_file(root, &format!("a/{number}")).map(|_| remove_file(root, &format!("a/{number}")));
                let _ = create_folder(root, "a/y");
                let _ = remove_folder(root, "a/y");
            }
        });
        assert!(reads > 0, "nothing was read");
        assert_eq!(fs::read_dir(elsewhere).expect("a folder").count(), 1);
        assert_eq!(fs::read_to_string(elsewhere.join("x")).expect("a file"), "theirs");
    }

    #[test]
    fn links_and_pipes_are_not_opened() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        fs::write(root.join("x"), "ours").expect("a file");
        symlink("x", root.join("y")).expect("a link");
        symlink(".", root.join("z")).expect("a link");
        assert_eq!(read(root, "x").expect("a file"), b"ours");
        for path in ["y", "z/x", "missing", "", "z"] {
            assert!(read(root, path).is_err(), "{path}");
        }
        assert!(create_file(root, "y").is_err() && create_file(root, "z/new").is_err());
        assert!(rename(root, "x", "z/x").is_err() && rename(root, "z/x", "x").is_err());
        rename(root, "x", "y").expect("a link is replaced");
        assert_eq!(read(root, "y").expect("a file"), b"ours");
    }
}
