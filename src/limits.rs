//! Limits for each client of the preview and the receiver: time, bytes and connections. Both servers use these numbers.
//! `docs/content/cli.md` lists them, and `tests/limits.rs` compares the two. Limits of the receiver alone, such as
//! events per minute, are declared in [`crate::collect`].
//!
//! A request above a limit is refused with a status, and its connection is closed. Connections that take too long are
//! closed. No state is kept afterwards, so both servers recover as soon as the clients are gone.

use core::time::Duration;

/// Time to send the head of a request, and maximum idle time of a connection. Then: `408`, or closed.
pub const HEAD_TIME: Duration = Duration::from_secs(10);

/// Time to send the body of a request. Then: `408`.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// Time in which a client must read a piece of a response, of [`PIECE`] bytes. Then the connection is closed.
pub const WRITE_TIME: Duration = Duration::from_secs(10);

/// Time to read a refusal before the connection is closed.
pub const REFUSAL_TIME: Duration = Duration::from_secs(1);

/// Maximum length of the preview's request line, in bytes. Above: `414`. For the receiver it is part of the head.
pub const MAX_REQUEST_LINE: usize = 8 * 1024;

/// Maximum length of a request's head, in bytes. Above: `431`.
pub const MAX_HEAD: usize = 16 * 1024;

/// Maximum length of a request's body, in bytes. Forms are shorter, and a page that was offline for long sends a few
/// thousand. Above: `413`, as soon as the head announces the length.
pub const MAX_BODY: usize = 64 * 1024;

/// Bytes that the system buffers for a connection, in each direction; Linux doubles it for its own overhead. By
/// default, buffers grow to megabytes, and a client that never reads gets thousands of responses before a write has to
/// wait.
pub const SOCKET_BUFFER: usize = 32 * 1024;

/// Maximum number of open connections, if the system allows that many files. Above: `503`.
pub const MAX_CONNECTIONS: usize = 1000;

/// Maximum number of event streams in a preview, if the system allows that many files. Above: `503`. A browser opens at
/// most six to one host, and hidden tabs close theirs.
pub const MAX_STREAMS: usize = 256;

/// Maximum number of connections that are being refused. Others are closed without a response.
pub const MAX_REFUSALS: usize = 8;

/// Bytes of a response that are written at once.
pub const PIECE: usize = 16 * 1024;

/// File descriptors that the process itself needs, for the store or the project, the watcher, and refusals.
const RESERVED_FILES: u64 = 40;

/// Maximum number of open connections. `open_files` is the process's limit (`None` for no limit), and each connection
/// needs `files_each` of them.
#[must_use]
pub fn connections(open_files: Option<u64>, files_each: u64) -> usize {
    let affordable = open_files.map_or(u64::MAX, |files| files.saturating_sub(RESERVED_FILES) / files_each.max(1));
    usize::try_from(affordable).unwrap_or(usize::MAX).clamp(2, MAX_CONNECTIONS)
}

/// Maximum number of event streams among these connections. At least half are left for pages.
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
