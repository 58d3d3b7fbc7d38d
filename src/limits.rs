//! What a client may take of the preview and of the receiver: time, bytes and connections. Both servers use these numbers,
//! and `docs/content/cli.md` lists them, which `tests/limits.rs` compares. What only the receiver has (events in a request,
//! events in a minute) is declared where it is used.
//!
//! Beyond a limit, a request is refused with a status and its connection is closed; a connection that gets no answer in time
//! is closed. Nothing is remembered afterwards, so both servers recover as soon as clients go.

use core::time::Duration;

/// Time to send the head of a request; also how long a connection may be idle. Beyond it: `408` or closed.
pub const HEAD_TIME: Duration = Duration::from_secs(10);

/// Time to send the body of a request. Beyond it: `408`.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// Time in which a client has to read some of a response: a piece of [`PIECE`] bytes. Beyond it, the connection is closed.
pub const WRITE_TIME: Duration = Duration::from_secs(10);

/// Time to read the response of a refusal before the connection is closed.
pub const REFUSAL_TIME: Duration = Duration::from_secs(1);

/// Largest request line of the preview, in bytes. Beyond it: `414`. The receiver counts it as part of the head.
pub const MAX_REQUEST_LINE: usize = 8 * 1024;

/// Largest head of a request, in bytes. Beyond it: `431`.
pub const MAX_HEAD: usize = 16 * 1024;

/// Largest body of a request, in bytes: no form is longer, and a page that was long offline sends some thousands. Beyond it:
/// `413`, as soon as the head announces it.
pub const MAX_BODY: usize = 64 * 1024;

/// Connections that are open at once, where the system allows as many files. Beyond it: `503`.
pub const MAX_CONNECTIONS: usize = 1000;

/// Event streams that a preview has open at once, where the system allows as many files. Beyond it: `503`. A browser opens six
/// to one host at most, and hidden tabs close theirs.
pub const MAX_STREAMS: usize = 256;

/// Connections that are refused at once; further ones are closed without a word.
pub const MAX_REFUSALS: usize = 8;

/// Bytes of a response that are written at once.
pub const PIECE: usize = 16 * 1024;

/// Files that the process needs for itself: its store or the project's folder, the watcher, refusals.
const RESERVED_FILES: u64 = 40;

/// Connections that may be open at once if each takes some of the files that a process may open, `None` for any number.
#[must_use]
pub fn connections(open_files: Option<u64>, files_each: u64) -> usize {
    let affordable = open_files.map_or(u64::MAX, |files| files.saturating_sub(RESERVED_FILES) / files_each.max(1));
    usize::try_from(affordable).unwrap_or(usize::MAX).clamp(2, MAX_CONNECTIONS)
}

/// Event streams among that many connections: at least half are left for pages.
#[must_use]
pub fn streams(connections: usize) -> usize {
    (connections / 2).min(MAX_STREAMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_process() {
        let check = |files, each, expected| assert_eq!(connections(files, each), expected, "{files:?} / {each}");
        check(None, 4, MAX_CONNECTIONS);
        check(Some(1_000_000), 4, MAX_CONNECTIONS);
        check(Some(1024), 4, 246);
        check(Some(64), 4, 6);
        check(Some(10), 4, 2);
        assert_eq!((streams(6), streams(246), streams(1000)), (3, 123, MAX_STREAMS));
    }
}
