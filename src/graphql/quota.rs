//! What one client may ask for in a while, counted in points of cost.
//!
//! A window begins with the first request that is counted, and the next with the first one after its end.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::{Code, Error};
use crate::telemetry::metrics::{Shed, metrics};

/// What any request counts that is not refused for the quota itself: reading it takes work too.
pub(super) const LEAST: u64 = 1;

/// The points of one client.
#[derive(Debug)]
pub struct Quota {
    limit: u64,
    window: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    began: Instant,
    used: u64,
}

/// How far a client has used up its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub limit: u64,
    pub used: u64,
    /// Until all points are there again.
    pub left: Duration,
}

impl Quota {
    /// `limit` points in each window of this length.
    pub fn new(limit: u64, window: Duration) -> Self {
        Self { limit, window, state: Mutex::new(State { began: Instant::now(), used: 0 }) }
    }

    pub fn standing(&self) -> Standing {
        self.counted(|_| ())
    }

    /// Counts what has been used in any case.
    pub fn spend(&self, points: u64) {
        self.counted(|used| *used = used.saturating_add(points).min(self.limit));
    }

    /// Refuses who has no points at all, before anything is read.
    pub(super) fn admit(&self) -> Result<(), Error> {
        let standing = self.standing();
        if standing.remaining() > 0 { Ok(()) } else { Err(refused(standing, LEAST)) }
    }

    /// Counts what is about to be asked, unless there are too few points for it. Tells what is left then.
    pub(super) fn take(&self, points: u64) -> Result<Standing, Error> {
        let mut fits = false;
        let standing = self.counted(|used| {
            fits = used.checked_add(points).is_some_and(|sum| sum <= self.limit);
            if fits {
                *used += points;
            }
        });
        if fits { Ok(standing) } else { Err(refused(standing, points)) }
    }

    fn counted(&self, count: impl FnOnce(&mut u64)) -> Standing {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut since = state.began.elapsed();
        if since >= self.window {
            *state = State { began: Instant::now(), used: 0 };
            since = Duration::ZERO;
        }
        count(&mut state.used);
        Standing { limit: self.limit, used: state.used, left: self.window.saturating_sub(since) }
    }
}

impl Standing {
    pub fn remaining(self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// Whole seconds until all points are there again, never 0.
    pub fn seconds(self) -> u64 {
        self.left.as_secs() + 1
    }

    /// The time at which all points are there again, in seconds of Unix.
    pub fn reset(self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (now + self.left).as_secs() + 1
    }
}

fn refused(standing: Standing, points: u64) -> Error {
    metrics().shed(Shed::Points);
    let Standing { limit, .. } = standing;
    let (remaining, seconds) = (standing.remaining(), standing.seconds());
    let message = if points > limit {
        format!("this costs {points} points, and a client has no more than {limit} at a time; ask for less")
    } else {
        format!(
            "this costs {points} points, and of {limit} you have {remaining} left; all are there again in {seconds} \
             seconds"
        )
    };
    let mut error = Error::new(Code::RateLimited, message);
    error.extensions = Box::new([
        ("cost", points.into()),
        ("limit", limit.into()),
        ("remaining", remaining.into()),
        ("retryAfter", seconds.into()),
    ]);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn points_are_taken_as_long_as_there_are_enough() {
        let quota = Quota::new(10, LONG);
        assert_eq!(quota.take(7).unwrap().used, 7);
        let error = quota.take(4).unwrap_err();
        assert_eq!(error.code, Code::RateLimited);
        assert!(error.message.contains("4 points") && error.message.contains("3 left"), "{error}");
        // What is refused takes nothing.
        assert_eq!(quota.take(3).unwrap().remaining(), 0);
        assert!(quota.admit().is_err());
        assert!(quota.take(u64::MAX).is_err());
    }

    #[test]
    fn what_was_used_in_any_case_does_not_wrap() {
        let quota = Quota::new(10, LONG);
        quota.spend(u64::MAX);
        quota.spend(u64::MAX);
        assert_eq!((quota.standing().used, quota.standing().remaining()), (10, 0));
    }

    #[test]
    fn a_window_ends() {
        let quota = Quota::new(10, Duration::ZERO);
        for _ in 0..3 {
            assert!(quota.take(10).is_ok());
        }
    }
}
