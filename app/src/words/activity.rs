//! Texts of the activity page: what happened to an account.

pub use super::sentences::activity::*;
use super::word::{Word, by_name};
use domain::{AuditEventKind, Method};

static EVENTS: [Word; AuditEventKind::ALL.len()] = by_name(BY_KEY, "", AuditEventKind::NAMES);
static SIGNED_IN_WITH: [Word; Method::ALL.len()] = by_name(BY_KEY, "signed_in_", Method::NAMES);
static REFUSED_WITH: [Word; Method::ALL.len()] = by_name(BY_KEY, "sign_in_refused_", Method::NAMES);
static REAUTHENTICATED_WITH: [Word; Method::ALL.len()] = by_name(BY_KEY, "proven_", Method::NAMES);

/// `detail` is the name of a sign-in method, if one was used.
pub fn sentence(what: AuditEventKind, detail: Option<&str>) -> &'static str {
    let word = match (what, detail.and_then(Method::of)) {
        (AuditEventKind::SignedIn, Some(method)) => SIGNED_IN_WITH[method as usize],
        (AuditEventKind::SignInRefused, Some(method)) => REFUSED_WITH[method as usize],
        (AuditEventKind::Reauthenticated, Some(method)) => REAUTHENTICATED_WITH[method as usize],
        _ => EVENTS[what as usize],
    };
    word.text()
}
