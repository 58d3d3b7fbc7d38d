//! Removes events that are too old, if the clock can be trusted.
//!
//! A clock that jumps ahead makes every event look old. So events are removed only if the store confirms the clock: by
//! that clock, some events must be at least [`SETTLING_TIME`] old and at most [`MAX_JUMP`] older than that. After a
//! jump, no event is that old until the receiver has run for [`SETTLING_TIME`], which gives an operator time to notice.

use std::time::Duration;

use super::store::{Store, StoreError};
use crate::events::Millis;

const DAY: Millis = 24 * 60 * 60 * 1000;

/// How long events must have arrived by a clock before it is trusted.
const SETTLING_TIME: Millis = 7 * DAY;

/// The longest gap between events that does not cast doubt on the clock.
const MAX_JUMP: Millis = 30 * DAY;

/// Which events to remove.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Maximum age of events.
    pub keep: Duration,
    /// Whether to trust the clock, whatever the events say.
    pub trusts_clock: bool,
}

/// The result of an attempt to remove old events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removal {
    /// All old events are removed.
    Done,
    /// There may be more.
    Unfinished,
    /// The clock is not trusted.
    Refused,
}

impl Retention {
    /// Removes a batch of old events.
    pub(super) fn remove(&self, store: &mut dyn Store, now: Millis) -> Result<Removal, StoreError> {
        let keep = Millis::try_from(self.keep.as_millis()).unwrap_or(Millis::MAX);
        let oldest = now.saturating_sub(keep);
        if !store.has_events(Millis::MIN, oldest.saturating_sub(1))? {
            return Ok(Removal::Done);
        }
        // With a shorter retention time, a quarter of it has to be enough.
        let from = now.saturating_sub(keep.min(SETTLING_TIME + MAX_JUMP));
        let to = now.saturating_sub(SETTLING_TIME.min(keep / 4));
        if !self.trusts_clock && !store.has_events(from, to)? {
            return Ok(Removal::Refused);
        }
        let is_more = store.remove_before(oldest)?;
        Ok(if is_more { Removal::Unfinished } else { Removal::Done })
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::collect::StoreLocation;
    use crate::collect::store::{self, OpenMode};
    use crate::events::{Event, EventId, EventPage, EventPayload};

    const NOW: Millis = 1_795_334_400_000;

    /// A store in a temporary folder.
    struct TestStore {
        store: Box<dyn Store>,
        _folder: TempDir,
    }

    impl TestStore {
        fn as_mut(&mut self) -> &mut dyn Store {
            self.store.as_mut()
        }
    }

    /// A store with one event on each of these days, relative to [`NOW`].
    fn store_of(days: impl Iterator<Item = i64>) -> TestStore {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let location = StoreLocation::Sqlite(folder.path().join("events.sqlite"));
        let mut store = store::open(&location, OpenMode::Make).expect("a store");
        keep(store.as_mut(), days);
        TestStore { store, _folder: folder }
    }

    fn keep(store: &mut dyn Store, days: impl Iterator<Item = i64>) {
        let event = |day: i64| Event {
            id: EventId(u128::try_from(day + 10_000).expect("a day near now").to_be_bytes()),
            at: NOW + day * DAY,
            visit: None,
            place: EventPage::default().into(),
            payload: EventPayload::View,
        };
        store.keep(&days.map(event).collect::<Vec<_>>()).expect("a store that keeps");
    }

    fn count(store: &mut dyn Store) -> usize {
        let mut count = 0;
        store.read(Millis::MIN, &mut |_| count += 1).expect("a store that is read");
        count
    }

    #[track_caller]
    fn check(store: &mut dyn Store, days: u64, day: i64, trusts_clock: bool, expected: (Removal, usize)) {
        let keep = Duration::from_secs(days * 24 * 60 * 60);
        let retention = Retention { keep, trusts_clock };
        let removal = retention.remove(store, NOW + day * DAY).expect("a store that removes");
        assert_eq!((removal, count(store)), expected);
    }

    #[test]
    fn what_is_too_old_goes() {
        check(store_of(-500..=0).as_mut(), 400, 0, false, (Removal::Done, 401));
        check(store_of(-100..=0).as_mut(), 400, 0, false, (Removal::Done, 101));
        check(store_of(-500..=0).as_mut(), 2, 0, false, (Removal::Done, 3));
        // No events for 30 days are not a jump of the clock.
        check(store_of(-500..=-30).as_mut(), 400, 0, false, (Removal::Done, 371));
    }

    #[test]
    fn a_clock_that_jumps_ahead_removes_nothing_until_it_has_settled() {
        let mut store = store_of(-300..=0);
        check(store.as_mut(), 400, 500, false, (Removal::Refused, 301));
        keep(store.as_mut(), 500..=506);
        check(store.as_mut(), 400, 506, false, (Removal::Refused, 308));
        // After the clock is corrected, old events are removed, and those from the wrong time stay.
        check(store.as_mut(), 200, 1, false, (Removal::Done, 207));
        keep(store.as_mut(), 507..=508);
        check(store.as_mut(), 400, 508, false, (Removal::Done, 9));
    }

    #[test]
    fn a_clock_can_be_confirmed() {
        check(store_of(-300..=0).as_mut(), 400, 500, true, (Removal::Done, 0));
    }
}
