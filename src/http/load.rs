//! Turns requests away that would queue for longer than they may wait, before they queue.
//!
//! While few requests are under way, all are let in. Of more, each that is answered tells how long one more takes: its time
//! divided by the requests that were under way with it. Who would be behind so many that the wait is too long is told
//! to come back, in microseconds, and those who were let in go on as if nobody else had come.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// So many are let in whatever was measured: the database answers some side by side.
const FREE: usize = 16;

/// How long a measurement holds.
const HOLDS: Duration = Duration::from_secs(1);

/// The requests that are under way.
pub(super) struct Load {
    most: usize,
    wait: Duration,
    began: Instant,
    under_way: AtomicUsize,
    /// Nanoseconds by which the wait grows with each request under way.
    each: AtomicU64,
    /// When that was measured, in nanoseconds since the beginning.
    measured: AtomicU64,
}

/// The right to be one of the requests under way. Ends with its drop.
pub(super) struct Permit<'a> {
    load: &'a Load,
    ahead: usize,
    /// Where the request is to be measured.
    began: Option<Instant>,
}

impl Load {
    /// At most so many requests at once, none of which waits for longer than this.
    pub fn new(most: usize, wait: Duration) -> Self {
        let began = Instant::now();
        Self { most, wait, began, under_way: AtomicUsize::new(0), each: AtomicU64::new(0), measured: AtomicU64::new(0) }
    }

    pub fn permit(&self) -> Option<Permit<'_>> {
        let ahead = self.under_way.fetch_add(1, Ordering::Relaxed);
        let began = (ahead >= FREE).then(Instant::now);
        // Its drop takes it away again.
        let permit = Permit { load: self, ahead, began };
        let too_many = ahead >= self.most || began.is_some_and(|now| self.expected(ahead, now) > self.wait);
        (!too_many).then_some(permit)
    }

    /// How many requests are under way.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
    }

    /// How long a request waits behind so many others, as far as that is known.
    fn expected(&self, ahead: usize, now: Instant) -> Duration {
        let since = self.nanoseconds(now).saturating_sub(self.measured.load(Ordering::Relaxed));
        if since > HOLDS.as_nanos() as u64 {
            return Duration::ZERO;
        }
        Duration::from_nanos(self.each.load(Ordering::Relaxed).saturating_mul(ahead as u64))
    }

    fn measure(&self, ahead: usize, took: Duration, now: Instant) {
        let one = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX) / (ahead as u64 + 1);
        let last = self.measured.swap(self.nanoseconds(now), Ordering::Relaxed);
        let fresh = self.nanoseconds(now).saturating_sub(last) <= HOLDS.as_nanos() as u64;
        let each = self.each.load(Ordering::Relaxed);
        // Two that measure at once lose one measurement, of which there are many.
        let each = if fresh && each > 0 { each - each / 8 + one / 8 } else { one };
        self.each.store(each, Ordering::Relaxed);
    }

    fn nanoseconds(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.began).as_nanos()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

impl Permit<'_> {
    /// The request was answered, as opposed to given up: it tells how long others will wait.
    pub fn answered(self) {
        if let Some(began) = self.began {
            let now = Instant::now();
            self.load.measure(self.ahead, now.saturating_duration_since(began), now);
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.load.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(1);

    /// As many as are let in, one after the other.
    fn let_in(load: &Load, asking: usize) -> Vec<Permit<'_>> {
        (0..asking).map_while(|_| load.permit()).collect()
    }

    #[test]
    fn no_more_than_the_limit_are_under_way() {
        let load = Load::new(20, WAIT);
        let held = let_in(&load, 100);
        assert_eq!(held.len(), 20);
        drop(held);
        assert_eq!(let_in(&load, 100).len(), 20, "those who were turned away are not counted");
    }

    #[test]
    fn who_would_wait_too_long_is_turned_away() {
        let load = Load::new(512, WAIT);
        // 2 seconds beside 19 others: each makes the wait longer by a tenth of a second.
        load.measure(19, Duration::from_secs(2), Instant::now());
        assert_eq!(let_in(&load, 512).len(), FREE.max(11));
        // 200 milliseconds beside 19 others: a hundredth.
        let load = Load::new(512, WAIT);
        load.measure(19, Duration::from_millis(200), Instant::now());
        assert_eq!(let_in(&load, 512).len(), 101);
    }

    #[test]
    fn what_was_measured_long_ago_says_nothing() {
        let load = Load::new(512, WAIT);
        let now = Instant::now();
        load.measure(19, Duration::from_secs(20), now);
        assert!(load.expected(20, now) > WAIT);
        assert_eq!(load.expected(20, now + 2 * HOLDS), Duration::ZERO);
    }

    #[test]
    fn measurements_follow_the_load() {
        let load = Load::new(512, WAIT);
        for _ in 0..100 {
            load.measure(99, Duration::from_secs(10), Instant::now());
        }
        assert!(load.expected(100, Instant::now()) > WAIT);
        for _ in 0..100 {
            load.measure(99, Duration::from_millis(1), Instant::now());
        }
        assert!(load.expected(100, Instant::now()) < WAIT / 10);
    }
}
