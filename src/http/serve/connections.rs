//! The open connections: how many there may be, and which has to go when there are too many.
//!
//! It is the one for whose client we have waited longest: for a request, for the rest of a body, or for room to send on.
//! Nobody whose request is at work has to go.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How long to wait for a connection to end before others are looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A look at all connections lets this part of them go, so that a flood of new ones does not look each time.
const PART: usize = 32;

pub(super) struct Connections {
    most: usize,
    most_of_one: usize,
    permits: Arc<Semaphore>,
    began: Instant,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Arc<Turn>>,
    clients: HashMap<IpAddr, usize>,
}

/// Whose turn it is on one of them.
pub(super) struct Turn {
    /// Who is counted for it, if anyone is.
    client: Option<IpAddr>,
    /// Since when its client keeps us waiting, in milliseconds after the beginning. 0 while we are at work.
    waits_since: AtomicU64,
    /// Whether a request has come.
    pub asked: AtomicBool,
    leaving: AtomicBool,
    leave: Notify,
    began: Instant,
}

/// An open connection. It counts until this is dropped.
pub(super) struct Held {
    own: Arc<Turn>,
    number: u64,
    connections: Arc<Connections>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub fn new(most: usize, most_of_one: usize) -> Arc<Self> {
        // As many as can be waited for at once.
        let most = most.clamp(1, u32::MAX as usize >> 4);
        Arc::new(Self {
            most,
            most_of_one: most_of_one.max(1),
            permits: Arc::new(Semaphore::new(most)),
            began: Instant::now(),
            open: Mutex::default(),
        })
    }

    /// Room for one more. Makes it, if someone can go.
    pub async fn room(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(permit) = self.permits.clone().try_acquire_owned() {
                return permit;
            }
            self.let_go(None);
            if let Ok(Ok(permit)) = tokio::time::timeout(LOOK_AGAIN, self.permits.clone().acquire_owned()).await {
                return permit;
            }
        }
    }

    /// Counts a new connection. If its client has too many, others of that client go, as far as they can.
    pub fn hold(self: &Arc<Self>, client: Option<IpAddr>, permit: OwnedSemaphorePermit) -> Held {
        let own = Arc::new(Turn {
            client,
            waits_since: AtomicU64::new(0),
            asked: AtomicBool::new(false),
            leaving: AtomicBool::new(false),
            leave: Notify::new(),
            began: self.began,
        });
        own.wait();
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.all.insert(number, own.clone());
        let of_client = client.map_or(0, |client| {
            let count = open.clients.entry(client).or_default();
            *count += 1;
            *count
        });
        drop(open);
        if of_client > self.most_of_one {
            self.let_go(client);
        }
        Held { own, number, connections: self.clone(), _permit: permit }
    }

    /// Sends those away who have kept us waiting for longest, of all connections or of one client's.
    fn let_go(&self, of: Option<IpAddr>) {
        let open = self.open();
        let waiting = open.all.values().filter(|own| of.is_none() || own.client == of);
        let waiting = waiting.filter(|own| !own.leaving.load(Ordering::Relaxed));
        let mut waiting: Vec<(u64, &Arc<Turn>)> =
            waiting.map(|own| (own.waits_since.load(Ordering::Relaxed), own)).filter(|(since, _)| *since > 0).collect();
        let most = if of.is_some() { self.most_of_one } else { self.most };
        let part = (most / PART).max(1);
        if waiting.len() > part {
            waiting.select_nth_unstable_by_key(part - 1, |(since, _)| *since);
        }
        for (_, own) in waiting.iter().take(part) {
            own.leaving.store(true, Ordering::Relaxed);
            own.leave.notify_one();
        }
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.most - self.permits.available_permits()
    }

    /// Ends when none is open any more.
    pub async fn none(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        // The semaphore is never closed.
        let _all = self.permits.acquire_many(all).await;
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// It is the client's turn.
    pub fn wait(&self) {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        self.waits_since.store(now, Ordering::Relaxed);
    }

    /// It is ours.
    pub fn work(&self) {
        self.waits_since.store(0, Ordering::Relaxed);
    }

    pub fn waits(&self) -> bool {
        self.waits_since.load(Ordering::Relaxed) > 0
    }

    /// Ends when the connection has to go.
    pub async fn sent_away(&self) {
        self.leave.notified().await;
    }
}

impl Held {
    pub fn turn(&self) -> &Arc<Turn> {
        &self.own
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.all.remove(&self.number);
        if let Some(client) = self.own.client
            && let Some(count) = open.clients.get_mut(&client)
        {
            *count -= 1;
            if *count == 0 {
                open.clients.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(connections: &Arc<Connections>, client: Option<IpAddr>) -> Held {
        connections.hold(client, connections.permits.clone().try_acquire_owned().unwrap())
    }

    fn leaving(held: &Held) -> bool {
        held.own.leaving.load(Ordering::Relaxed)
    }

    #[test]
    fn who_waits_longest_goes_and_who_is_at_work_stays() {
        let connections = Connections::new(4, 4);
        let all: Vec<Held> = (0..4).map(|_| held(&connections, None)).collect();
        for (held, since) in all.iter().zip([30, 0, 10, 20]) {
            held.own.waits_since.store(since, Ordering::Relaxed);
        }
        for gone in [2, 3, 0] {
            assert!(!leaving(&all[gone]));
            connections.let_go(None);
            assert!(leaving(&all[gone]), "{gone}");
        }
        connections.let_go(None);
        assert!(!leaving(&all[1]));
        assert_eq!(connections.count(), 4);
        drop(all);
        assert_eq!(connections.count(), 0);
    }

    #[test]
    fn who_has_too_many_makes_room_among_its_own() {
        let connections = Connections::new(10, 2);
        let [one, other] = [1_u32, 2].map(|client| Some(IpAddr::V4(client.into())));
        let others: Vec<Held> = [other, None].map(|client| held(&connections, client)).into();
        let own: Vec<Held> = (0..3).map(|_| held(&connections, one)).collect();
        assert_eq!(own.iter().filter(|held| leaving(held)).count(), 1);
        assert!(others.iter().all(|held| !leaving(held)));
        drop(own);
        assert_eq!(connections.open().clients.len(), 1);
    }
}
