//! Recognizes, without reading them, files of the output folder that nobody touched since a build wrote them.
//!
//! A file that is written twice within one tick of the file system's clock would keep its stamp. So only files that are
//! older than the tick in which the stamp is taken are recognized later; git does the same in its index.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::disk;
use super::lock::Lock;
use super::site_stamp::SiteStamp;
use crate::path::OutPath;

/// A digest of the stamps of these files, in hexadecimal digits; `None` if one of them is missing, is not an ordinary
/// file, or is below a link.
#[must_use]
pub fn digest(folder: &Path, files: &[String]) -> Option<String> {
    let paths = paths(files);
    let folders: BTreeSet<&str> = paths.iter().flat_map(OutPath::folders).collect();
    let is_folder = |above: &&str| disk::kind(&folder.join(above)).is_ok_and(|kind| kind.is_some_and(|it| it.is_dir()));
    let are_folders = folders.par_iter().all(is_folder);
    Some(digest_of(files, &stamps(folder, &paths).filter(|_| are_folders)?))
}

/// The same, for files that are to be recognized later. `None` also if one of them no longer has the stamp in `known`, or
/// is so new that another change could leave its stamp as it is.
#[must_use]
pub fn lasting_digest(
    folder: &Path,
    files: &[String],
    known: &BTreeMap<String, SiteStamp>,
    lock: &mut Lock,
) -> Option<String> {
    let now = lock.next_moment().ok()?;
    let device = SiteStamp::of(&fs::metadata(folder).ok()?)?.device;
    let stamps = stamps(folder, &paths(files))?;
    let is_lasting = |(file, stamp): (&String, &SiteStamp)| {
        // Another file system could have another clock.
        let is_older = stamp.newest < now && stamp.device == device;
        is_older && known.get(file).is_none_or(|known| known == stamp)
    };
    files.iter().zip(&stamps).all(is_lasting).then(|| digest_of(files, &stamps))
}

fn paths(files: &[String]) -> Vec<OutPath> {
    files.iter().map(|file| OutPath::new(file)).collect()
}

fn stamps(folder: &Path, paths: &[OutPath]) -> Option<Vec<SiteStamp>> {
    let of_file = |path: &OutPath| {
        let metadata = fs::symlink_metadata(folder.join(path.as_str())).ok()?;
        metadata.is_file().then(|| SiteStamp::of(&metadata))?
    };
    paths.par_iter().map(of_file).collect()
}

fn digest_of(files: &[String], stamps: &[SiteStamp]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (file, stamp) in files.iter().zip(stamps) {
        hasher.update(&(file.len() as u64).to_le_bytes()).update(file.as_bytes());
        for value in stamp.values {
            hasher.update(&value.to_le_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::output::lock::{Attempt, try_take};

    /// A folder with one file, its lock, and the stamp of the file.
    fn written() -> (tempfile::TempDir, Lock, Vec<String>, BTreeMap<String, SiteStamp>) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("a")).expect("a folder");
        fs::write(folder.path().join("a/b"), "one").expect("a file");
        let stamp = SiteStamp::of(&fs::metadata(folder.path().join("a/b")).expect("a file")).expect("a stamp");
        let Ok(Attempt::Taken(lock)) = try_take(folder.path(), "a test") else { panic!("the folder is locked") };
        let name = "a/b".to_owned();
        (folder, lock, vec![name.clone()], BTreeMap::from([(name, stamp)]))
    }

    #[test]
    fn a_change_shows_even_if_its_time_is_restored() {
        let (folder, mut lock, files, known) = written();
        let file = folder.path().join("a/b");
        let lasting = lasting_digest(folder.path(), &files, &known, &mut lock);
        assert!(lasting.is_some() && digest(folder.path(), &files) == lasting);
        let time = fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("a time");
        fs::write(&file, "two").expect("a file");
        fs::File::options().write(true).open(&file).expect("a file").set_modified(time).expect("a time");
        assert_ne!(digest(folder.path(), &files), lasting);
        assert_eq!(lasting_digest(folder.path(), &files, &known, &mut lock), None, "changed after it was written");
    }

    #[test]
    fn a_file_from_the_future_is_not_recognized_later() {
        let (folder, mut lock, files, _) = written();
        let file = fs::File::options().write(true).open(folder.path().join("a/b")).expect("a file");
        file.set_modified(SystemTime::now() + Duration::from_secs(60)).expect("a time");
        assert_eq!(lasting_digest(folder.path(), &files, &BTreeMap::new(), &mut lock), None);
        assert!(digest(folder.path(), &files).is_some());
    }

    #[test]
    fn links_are_not_files() {
        let (folder, _lock, files, _) = written();
        let (a, moved) = (folder.path().join("a"), folder.path().join("moved"));
        fs::rename(&a, &moved).expect("a folder");
        assert_eq!(digest(folder.path(), &files), None);
        symlink("moved", &a).expect("a link");
        assert_eq!(digest(folder.path(), &files), None, "the folder is a link");
        fs::remove_file(&a).expect("a link");
        fs::create_dir(&a).expect("a folder");
        symlink("../moved/b", a.join("b")).expect("a link");
        assert_eq!(digest(folder.path(), &files), None, "the file is a link");
    }
}
