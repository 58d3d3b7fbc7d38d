//! Random inputs that can be repeated: a short run in every test, and a long one where time allows.

use std::hash::{BuildHasher as _, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// Seconds for each target if `FUZZ_SECONDS` is not set.
const SECONDS: u64 = 2;

/// Inputs for each target if `FUZZ_SECONDS` is not set. They are the same in every run, so that a fault found by new
/// ones does not stop a change that has nothing to do with it.
const INPUTS: u64 = 100;

/// Maximum time for one input, in an unoptimized build on a busy machine.
const MAX_TIME: Duration = Duration::from_secs(20);

/// Random numbers from a seed (<https://prng.di.unimi.it/splitmix64.c>).
pub struct Random(u64);

impl Random {
    /// Numbers that depend only on `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    /// Whether one of `chances` comes true.
    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    /// One of these.
    pub fn pick<'p, T: ?Sized>(&mut self, of: &[&'p T]) -> &'p T {
        of[self.below(of.len())]
    }

    /// Some of these, one after the other.
    pub fn join(&mut self, of: &[&str], at_most: usize) -> String {
        (0..=self.below(at_most)).map(|_| self.pick(of)).collect()
    }

    /// Damages bytes: flips, removes, repeats, overwrites and inserts some.
    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(6) {
            if bytes.is_empty() {
                return bytes.push(0);
            }
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(64)).min(bytes.len());
            match self.below(6) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = self.next().to_le_bytes()[0],
                2 => drop(bytes.drain(at..end)),
                3 => bytes.truncate(at),
                4 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => bytes[at..end].fill(*self.pick(&[&0, &255, &127, &1])),
            }
        }
    }

    /// Damages a text: what is not UTF-8 afterwards is replaced.
    pub fn damaged(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        self.damage(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Runs `target` on new random inputs for `FUZZ_SECONDS`, or on the same few if it is not set. On failure, prints the
/// variables that repeat the input: with `FUZZ_SEED`, only that one is run.
pub fn fuzz(name: &str, mut target: impl FnMut(&mut Random)) {
    let variable = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let only = variable("FUZZ_SEED");
    let seconds = variable("FUZZ_SECONDS");
    let start = only.unwrap_or_else(|| seconds.map_or(0, |_| RandomState::new().hash_one(name)));
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(SECONDS));
    let last = if seconds.is_some() { u64::MAX } else { INPUTS };
    let mut inputs = 0_u64;
    while inputs == 0 || only.is_none() && inputs < last && Instant::now() < end {
        let seed = start.wrapping_add(inputs);
        let started = Instant::now();
        let repeat = format!("repeat with: FUZZ_SEED={seed} cargo test --test fuzz {name}");
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&mut Random::new(seed)))) {
            eprintln!("{repeat}");
            resume_unwind(panic);
        }
        assert!(started.elapsed() < MAX_TIME, "an input took {:?}; {repeat}", started.elapsed());
        inputs += 1;
    }
    println!("{name}: {inputs} inputs from seed {start}");
}
