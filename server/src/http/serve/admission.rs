//! Limits the number of connections, in total and per client, so that one client cannot take all of them.

use super::paced_stream::Pace;
use crate::settings::Proxies;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits on the connections of one listener.
#[derive(Clone, Debug)]
pub struct Limits {
    pub all: usize,
    /// Connections of one client: an IPv4 address, or the /64 network of an IPv6 address.
    pub per_client: usize,
    /// Peers that carry the connections of many clients, so they have no limit per client.
    pub proxies: Proxies,
    pub pace: Pace,
}

impl Limits {
    /// The limits of an address that only the operator's own tools reach.
    pub fn for_operator() -> Self {
        Limits { all: 64, per_client: 64, proxies: Proxies::default(), pace: Pace::default() }
    }
}

pub struct Admission {
    all: Arc<Semaphore>,
    per_client: usize,
    proxies: Proxies,
    clients: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A permit of the total limit.
pub struct TotalPermit(#[expect(dead_code, reason = "dropping it releases the permit")] OwnedSemaphorePermit);

/// A permit of a client's limit. Dropping it releases it.
pub struct ClientPermit {
    client: Option<IpAddr>,
    clients: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Admission {
    pub fn of(limits: Limits) -> Self {
        Admission {
            all: Arc::new(Semaphore::new(limits.all.min(Semaphore::MAX_PERMITS))),
            per_client: limits.per_client,
            proxies: limits.proxies,
            clients: Arc::default(),
        }
    }

    /// `None` if the total limit is reached.
    pub fn total_permit_now(&self) -> Option<TotalPermit> {
        self.all.clone().try_acquire_owned().ok().map(TotalPermit)
    }

    /// Waits until a connection ends.
    pub async fn total_permit(&self) -> Option<TotalPermit> {
        self.all.clone().acquire_owned().await.ok().map(TotalPermit)
    }

    /// `None` if this client has reached its limit. A trusted proxy has no limit.
    pub fn permit_for(&self, peer: IpAddr) -> Option<ClientPermit> {
        let peer = peer.to_canonical();
        let clients = self.clients.clone();
        if self.proxies.trust(peer) {
            return Some(ClientPermit { client: None, clients });
        }
        let client = network_of(peer);
        let mut counted = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counted.entry(client).or_default();
        (*count < self.per_client).then(|| {
            *count += 1;
            ClientPermit { client: Some(client), clients }
        })
    }
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = clients.get_mut(&client) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                clients.remove(&client);
            }
        }
    }
}

/// What counts as one client: a household or server has a whole IPv6 /64 to choose addresses from.
fn network_of(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(all: usize, per_client: usize) -> Admission {
        let proxies = Proxies::read(Some("10.0.0.0/8"), None).unwrap();
        Admission::of(Limits { all, per_client, proxies, pace: Pace::default() })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_has_so_many_connections_and_gets_them_back() {
        let admission = admission(100, 2);
        let mut permits: Vec<_> = (0..2).map(|_| admission.permit_for(address("192.0.2.1")).unwrap()).collect();
        assert!(admission.permit_for(address("::ffff:192.0.2.1")).is_none());
        assert!(admission.permit_for(address("192.0.2.2")).is_some());
        permits.pop();
        permits.push(admission.permit_for(address("192.0.2.1")).unwrap());
        assert!(admission.permit_for(address("192.0.2.1")).is_none());
        drop(permits);
        assert!(admission.clients.lock().unwrap().is_empty(), "nobody is remembered");
    }

    #[test]
    fn one_network_is_one_client_and_a_proxy_is_many() {
        let admission = admission(100, 1);
        let _first = admission.permit_for(address("2001:db8::1")).unwrap();
        assert!(admission.permit_for(address("2001:db8::ffff:1")).is_none());
        assert!(admission.permit_for(address("2001:db8:0:1::1")).is_some());
        let proxied: Vec<_> = (0..50).map(|_| admission.permit_for(address("10.0.0.1"))).collect();
        assert!(proxied.iter().all(Option::is_some));
    }

    #[test]
    fn all_connections_together_have_an_end() {
        let admission = admission(2, 2);
        let permit = admission.total_permit_now().unwrap();
        let _other = admission.total_permit_now().unwrap();
        assert!(admission.total_permit_now().is_none());
        drop(permit);
        assert!(admission.total_permit_now().is_some());
    }
}
