//! Limits the number of events per address with token buckets (<https://en.wikipedia.org/wiki/Token_bucket>).
//!
//! A bucket holds the tokens for one minute and fills steadily, so that a reader who comes back online can send
//! everything at once. Buckets are found by a keyed hash of the address; its random key exists only in this process. An
//! IPv6 address counts as its /64 prefix, which is what a household gets.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Maximum number of buckets. Each takes about 32 bytes.
const MAX_BUCKETS: usize = 100_000;

/// The time in which an empty bucket fills.
const FILL: Duration = Duration::from_secs(60);

/// A token bucket for each address. A full bucket says no more than none, so it is removed within two minutes.
#[derive(Debug)]
pub struct RateBuckets {
    /// Events per minute.
    rate: f64,
    key: RandomState,
    known: HashMap<u64, RateBucket>,
    /// When full buckets were removed last.
    swept: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct RateBucket {
    tokens: f64,
    filled: Instant,
}

impl RateBuckets {
    /// Creates buckets for `rate` events per minute.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self { rate: rate.into(), key: RandomState::new(), known: HashMap::new(), swept: None }
    }

    /// Whether `address` may send `count` events now. If so, takes that many tokens.
    pub fn take(&mut self, address: IpAddr, count: usize, now: Instant) -> bool {
        let name = self.name(address);
        let is_due = now.duration_since(*self.swept.get_or_insert(now)) >= FILL;
        let is_full = self.known.len() >= MAX_BUCKETS && !self.known.contains_key(&name);
        if is_due || is_full {
            self.sweep(now);
        }
        // In an attack from many addresses, new ones must wait until a bucket is free.
        if is_full && self.known.len() >= MAX_BUCKETS {
            return false;
        }
        let rate = self.rate;
        let bucket = self.known.entry(name).or_insert(RateBucket { tokens: rate, filled: now });
        let fresh = now.duration_since(bucket.filled).as_secs_f64() / FILL.as_secs_f64() * rate;
        bucket.tokens = (bucket.tokens + fresh).min(rate);
        bucket.filled = now;
        let wanted = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let is_enough = bucket.tokens >= wanted;
        if is_enough {
            bucket.tokens -= wanted;
        }
        is_enough
    }

    /// Removes full buckets, and gives back most of the memory that an attack took.
    fn sweep(&mut self, now: Instant) {
        self.swept = Some(now);
        self.known.retain(|_, bucket| now.duration_since(bucket.filled) < FILL);
        self.known.shrink_to(self.known.len() * 2);
    }

    fn name(&self, address: IpAddr) -> u64 {
        match address.to_canonical() {
            IpAddr::V4(address) => self.key.hash_one(address.octets()),
            IpAddr::V6(address) => self.key.hash_one(&address.octets()[..8]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let (mut buckets, start) = (RateBuckets::new(60), Instant::now());
        let address = IpAddr::from([192, 0, 2, 1]);
        assert!(buckets.take(address, 60, start));
        assert!(!buckets.take(address, 1, start));
        assert!(buckets.take(IpAddr::from([192, 0, 2, 2]), 1, start));
        assert!(!buckets.take(address, 11, start + Duration::from_secs(10)));
        assert!(buckets.take(address, 20, start + Duration::from_secs(20)));
    }

    #[test]
    fn one_network_shares_a_bucket() {
        let (mut buckets, start) = (RateBuckets::new(1), Instant::now());
        let address = |last| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        assert!(buckets.take(address(1), 1, start));
        assert!(!buckets.take(address(2), 1, start));
    }

    #[test]
    fn addresses_are_forgotten() {
        let (mut buckets, start) = (RateBuckets::new(1), Instant::now());
        for number in 0..1000_u32 {
            assert!(buckets.take(IpAddr::from(number.to_be_bytes()), 1, start));
        }
        assert!(!buckets.take(IpAddr::from([0, 0, 0, 1]), 1, start + FILL / 2));
        assert!(buckets.take(IpAddr::from([255, 0, 0, 1]), 1, start + FILL));
        assert!(buckets.known.len() <= 2 && buckets.known.capacity() < 100, "{}", buckets.known.capacity());
    }

    #[test]
    fn memory_is_bounded() {
        let (mut buckets, start) = (RateBuckets::new(1), Instant::now());
        for number in 0..u32::try_from(MAX_BUCKETS + 10).expect("a small number") {
            buckets.take(IpAddr::from(number.to_be_bytes()), 1, start);
        }
        assert!(buckets.known.len() <= MAX_BUCKETS);
        assert!(buckets.take(IpAddr::from([255, 0, 0, 1]), 1, start + FILL));
    }
}
