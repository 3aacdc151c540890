//! What the sample application remembers of the browsers that visit it: in memory only, and of the newest ones only.

use super::relying_party::{Login, Pending};
use openidconnect::CsrfToken;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MOST_VISITS: usize = 500;
/// Each open tab may have begun a sign-in.
const MOST_PENDING: usize = 10;

/// The oldest visit first.
#[derive(Default)]
pub struct Visits(Mutex<VecDeque<Visit>>);

struct Visit {
    /// The value of the browser's cookie.
    id: String,
    /// The newest first.
    pending: Vec<Pending>,
    login: Option<Login>,
}

impl Visit {
    fn fresh() -> Self {
        Visit { id: CsrfToken::new_random_len(32).into_secret(), pending: Vec::new(), login: None }
    }
}

impl Visits {
    /// Remembers that a browser has begun a sign-in. Returns the id of its visit, which is new if `id` is unknown.
    pub fn begin(&self, id: &str, pending: Pending) -> String {
        let mut visits = self.lock();
        let mut visit = take(&mut visits, id).unwrap_or_else(Visit::fresh);
        visit.login = None;
        visit.pending.insert(0, pending);
        visit.pending.truncate(MOST_PENDING);
        keep(&mut visits, visit)
    }

    /// The sign-in that this browser has begun with this `state`. It is returned once.
    pub fn pending(&self, id: &str, state: &str) -> Option<Pending> {
        let mut visits = self.lock();
        let pending = &mut visits.iter_mut().find(|visit| visit.id == id)?.pending;
        let at = pending.iter().position(|pending| pending.state.secret() == state)?;
        Some(pending.remove(at))
    }

    /// Remembers who has signed in. Returns the new id of the visit: somebody else may have known the old one.
    pub fn sign_in(&self, id: &str, login: Login) -> String {
        let mut visits = self.lock();
        let pending = take(&mut visits, id).map(|visit| visit.pending).unwrap_or_default();
        keep(&mut visits, Visit { pending, login: Some(login), ..Visit::fresh() })
    }

    pub fn login(&self, id: &str) -> Option<Login> {
        self.lock().iter().find(|visit| visit.id == id)?.login.clone()
    }

    /// Replaces the tokens of a user, unless the user has signed out meanwhile.
    pub fn renew(&self, id: &str, renewed: Login) {
        let mut visits = self.lock();
        let visit = visits.iter_mut().find(|visit| visit.id == id);
        if let Some(login) = visit.and_then(|visit| visit.login.as_mut()) {
            *login = renewed;
        }
    }

    /// Forgets a visit. Returns who was signed in.
    pub fn forget(&self, id: &str) -> Option<Login> {
        take(&mut self.lock(), id)?.login
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Visit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take(visits: &mut VecDeque<Visit>, id: &str) -> Option<Visit> {
    let at = visits.iter().position(|visit| visit.id == id)?;
    visits.remove(at)
}

/// Adds a visit as the newest one. Returns its id.
fn keep(visits: &mut VecDeque<Visit>, visit: Visit) -> String {
    while visits.len() >= MOST_VISITS {
        visits.pop_front();
    }
    let id = visit.id.clone();
    visits.push_back(visit);
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use openidconnect::{Nonce, PkceCodeVerifier};

    fn begun(state: &str) -> Pending {
        let (nonce, verifier) = (Nonce::new("n".to_owned()), PkceCodeVerifier::new("v".to_owned()));
        Pending { state: CsrfToken::new(state.to_owned()), nonce, verifier }
    }

    #[test]
    fn an_answer_counts_once_and_in_the_browser_that_has_asked() {
        let visits = Visits::default();
        let one = visits.begin("", begun("first"));
        assert_eq!(visits.begin(&one, begun("second")), one);
        let other = visits.begin("invented", begun("third"));
        assert!(other != one && other != "invented");
        assert!(visits.pending(&other, "first").is_none());
        assert!(visits.pending("", "first").is_none());
        assert!(visits.pending(&one, "first").is_some());
        assert!(visits.pending(&one, "first").is_none());
        assert!(visits.pending(&one, "second").is_some());
    }

    #[test]
    fn only_the_newest_visits_and_tabs_are_remembered() {
        let visits = Visits::default();
        let first = visits.begin("", begun("a"));
        let ids: Vec<_> = (0..MOST_VISITS).map(|_| visits.begin("", begun("a"))).collect();
        assert!(visits.pending(&first, "a").is_none());
        for tab in 0..=MOST_PENDING {
            visits.begin(&ids[0], begun(&tab.to_string()));
        }
        assert!(visits.pending(&ids[0], "0").is_none());
        assert!(visits.pending(&ids[0], "1").is_some());
    }
}
