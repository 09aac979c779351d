//! Who asks: the address that a request comes from, and the points that it has left.
//!
//! Anyone can write a header, so what `X-Forwarded-For` says counts only as far as the proxies that are listed wrote it:
//! it is read from its end, and the first address that is no such proxy is the client.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
};
use ipnet::IpNet;
use moka::{policy::EvictionPolicy, sync::Cache};
use serde::{Deserialize, Serialize};

use crate::graphql::Quota;

/// Names of the headers that tell a client of its points, for those sites that may read them.
pub(super) const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
pub(super) const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
pub(super) const USED: HeaderName = HeaderName::from_static("x-ratelimit-used");
pub(super) const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Clients whose points are remembered. Beyond, those who were away for longest begin anew.
const REMEMBERED: u64 = 65_536;

/// What one client may ask for in a while, in points: a request counts what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateOptions {
    /// The points of one client. 0 counts none. Who has used them up is refused with `RATE_LIMITED`.
    pub points: u32,
    /// Time after which all points are there again.
    pub seconds: u64,
    /// Whether those who ask from this machine are counted too.
    pub loopback: bool,
}

impl Default for RateOptions {
    fn default() -> Self {
        // Some 4,000 ordinary requests, or 40 of the dearest.
        Self { points: 1_000_000, seconds: 60, loopback: false }
    }
}

/// The header in which proxies tell whom they speak for. Only one is read: a proxy that writes one of them passes on what
/// a client has written into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedBy {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// Tells clients apart and keeps their points.
pub(super) struct Clients {
    proxies: Vec<IpNet>,
    by: ForwardedBy,
    loopback: bool,
    quotas: Option<Quotas>,
    /// Whether it was said already that a proxy of this machine is not listed.
    warned: AtomicBool,
}

struct Quotas {
    kept: Cache<IpAddr, Arc<Quota>>,
    points: u64,
    window: Duration,
}

impl Clients {
    pub fn new(rate: &RateOptions, proxies: &[IpNet], by: ForwardedBy) -> Self {
        let window = Duration::from_secs(rate.seconds.max(1));
        let quotas = (rate.points > 0).then(|| Quotas {
            kept: Cache::builder()
                .max_capacity(REMEMBERED)
                // Who came last is remembered, however many come once.
                .eviction_policy(EvictionPolicy::lru())
                .time_to_idle(window)
                .build(),
            points: rate.points.into(),
            window,
        });
        Self { proxies: proxies.to_vec(), by, loopback: rate.loopback, quotas, warned: AtomicBool::new(false) }
    }

    /// Whose connections are counted together: the client at the other end, unless it is this machine or a proxy.
    pub fn of_connection(&self, peer: IpAddr) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        (!peer.is_loopback() && !self.trusted(peer)).then(|| key(peer))
    }

    /// The points of who asks, if they are counted.
    pub fn quota(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Arc<Quota>> {
        let quotas = self.quotas.as_ref()?;
        let peer = peer.to_canonical();
        let client = if self.trusted(peer) { self.forwarded(peer, headers) } else { peer };
        if client.is_loopback() && !self.loopback {
            if headers.contains_key(X_FORWARDED_FOR) && !self.warned.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "a proxy on this machine speaks for others and is not listed in `http.proxies`, so that nobody's points \
                     are counted"
                );
            }
            return None;
        }
        Some(quotas.kept.get_with(key(client), || Arc::new(Quota::new(quotas.points, quotas.window))))
    }

    fn trusted(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(&address))
    }

    /// The client that a trusted proxy speaks for; the proxy itself where it does not say.
    fn forwarded(&self, proxy: IpAddr, headers: &HeaderMap) -> IpAddr {
        let name = match self.by {
            ForwardedBy::XForwardedFor => X_FORWARDED_FOR,
            ForwardedBy::Forwarded => header::FORWARDED,
        };
        let mut client = proxy;
        let values = headers.get_all(name).iter().rev().filter_map(|value| value.to_str().ok());
        for hop in values.flat_map(|value| value.rsplit(',')) {
            let hop = match self.by {
                ForwardedBy::XForwardedFor => Some(hop),
                ForwardedBy::Forwarded => hop.split(';').find_map(|pair| {
                    let (name, value) = pair.split_once('=')?;
                    name.trim().eq_ignore_ascii_case("for").then_some(value)
                }),
            };
            // What cannot be read was not written by a proxy that could be believed.
            let Some(address) = hop.and_then(address) else { return client };
            client = address;
            if !self.trusted(client) {
                break;
            }
        }
        client
    }
}

/// An address with or without a port, quotes and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let ported = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(bare).or_else(ported).map(|address| address.to_canonical())
}

/// What stands for a client: of IPv6 the first half, since each site has at least that many addresses.
fn key(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
    }
}

/// The points of who asks, as handlers are given them.
pub(super) struct Caller(pub Option<Arc<Quota>>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Arc<Quota>>().cloned()))
    }
}

/// Tells a client in the headers of an answer how far it has used up its points.
pub(super) fn tell(quota: &Quota, headers: &mut HeaderMap) {
    let standing = quota.standing();
    let remaining = standing.remaining();
    for (name, value) in
        [(LIMIT, standing.limit), (REMAINING, remaining), (USED, standing.used), (RESET, standing.reset())]
    {
        headers.insert(name, HeaderValue::from(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients(proxies: &[&str], by: ForwardedBy) -> Clients {
        let proxies: Vec<IpNet> = proxies.iter().map(|network| network.parse().unwrap()).collect();
        Clients::new(&RateOptions::default(), &proxies, by)
    }

    fn headers(name: HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_is_the_client() {
        let ours = ["10.0.0.0/8", "fd00::/8"];
        for (by, values, client) in [
            (ForwardedBy::XForwardedFor, &[][..], "10.0.0.1"),
            (ForwardedBy::XForwardedFor, &["1.2.3.4"], "1.2.3.4"),
            // What the client wrote itself stands before.
            (ForwardedBy::XForwardedFor, &["9.9.9.9, 1.2.3.4"], "1.2.3.4"),
            (ForwardedBy::XForwardedFor, &["9.9.9.9", "1.2.3.4"], "1.2.3.4"),
            (ForwardedBy::XForwardedFor, &["10.9.9.9, 1.2.3.4, 10.0.0.2,10.0.0.3"], "1.2.3.4"),
            (ForwardedBy::XForwardedFor, &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            (ForwardedBy::XForwardedFor, &["1.2.3.4:5678"], "1.2.3.4"),
            (ForwardedBy::XForwardedFor, &["2001:db8::1"], "2001:db8::1"),
            (ForwardedBy::XForwardedFor, &["[2001:db8::1]:80, fd00::7"], "2001:db8::1"),
            (ForwardedBy::XForwardedFor, &["::ffff:1.2.3.4"], "1.2.3.4"),
            (ForwardedBy::XForwardedFor, &["1.2.3.4, rubbish"], "10.0.0.1"),
            (ForwardedBy::XForwardedFor, &["1.2.3.4, unknown, 10.0.0.2"], "10.0.0.2"),
            (ForwardedBy::XForwardedFor, &[""], "10.0.0.1"),
            (ForwardedBy::Forwarded, &["for=1.2.3.4"], "1.2.3.4"),
            (
                ForwardedBy::Forwarded,
                &["For=9.9.9.9, proto=https;for=\"[2001:db8::1]:4711\";by=10.0.0.1"],
                "2001:db8::1",
            ),
            (ForwardedBy::Forwarded, &["for=_hidden"], "10.0.0.1"),
            (ForwardedBy::Forwarded, &["proto=https"], "10.0.0.1"),
        ] {
            let name = if by == ForwardedBy::Forwarded { header::FORWARDED } else { X_FORWARDED_FOR };
            let found = clients(&ours, by).forwarded("10.0.0.1".parse().unwrap(), &headers(name, values));
            assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{values:?}");
        }
    }

    #[test]
    fn only_the_chosen_header_is_read_and_only_from_proxies() {
        let behind = clients(&["10.0.0.0/8"], ForwardedBy::XForwardedFor);
        let of = |peer: &str, headers: &HeaderMap| behind.quota(peer.parse().unwrap(), headers).unwrap();
        let says = headers(X_FORWARDED_FOR, &["1.2.3.4"]);
        let direct = of("1.2.3.4", &HeaderMap::new());
        assert!(Arc::ptr_eq(&direct, &of("10.0.0.1", &says)));
        assert!(!Arc::ptr_eq(&direct, &of("5.6.7.8", &says)), "whoever is no proxy speaks for itself");
        let other = headers(header::FORWARDED, &["for=1.2.3.4"]);
        assert!(!Arc::ptr_eq(&direct, &of("10.0.0.1", &other)));
    }

    #[test]
    fn neighbours_of_one_site_are_one_client() {
        let clients = clients(&[], ForwardedBy::default());
        let of = |peer: &str| clients.quota(peer.parse().unwrap(), &HeaderMap::new());
        let same = |one: &str, other: &str| Arc::ptr_eq(&of(one).unwrap(), &of(other).unwrap());
        assert!(same("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"));
        assert!(!same("2001:db8:0:1::1", "2001:db8:0:2::1"));
        assert!(same("1.2.3.4", "::ffff:1.2.3.4"));
        assert!(!same("1.2.3.4", "1.2.3.5"));
        for own in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(of(own).is_none(), "{own}");
        }
    }

    #[test]
    fn a_flood_of_addresses_takes_bounded_room() {
        let clients = clients(&[], ForwardedBy::default());
        let quotas = clients.quotas.as_ref().unwrap();
        for number in 0..200_000_u32 {
            let address = IpAddr::V4((0x0100_0000 + number).into());
            clients.quota(address, &HeaderMap::new()).unwrap();
        }
        quotas.kept.run_pending_tasks();
        assert!(quotas.kept.entry_count() <= REMEMBERED, "{}", quotas.kept.entry_count());
    }
}
