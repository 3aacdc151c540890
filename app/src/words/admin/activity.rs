//! Texts of audit events, for admins. The console shows subject and actor beside them.

use crate::words::Word;
pub use crate::words::sentences::admin::activity::*;
use crate::words::word::{by_name, filled};
use domain::{AuditEventKind, Method};

static EVENTS: [Word; AuditEventKind::ALL.len()] = by_name(BY_KEY, "", AuditEventKind::NAMES);
static WITH_METHOD: [Word; Method::ALL.len()] = by_name(BY_KEY, "with_", Method::NAMES);

/// The name of a kind of event.
pub fn kind(what: AuditEventKind) -> Word {
    EVENTS[what as usize]
}

/// The event with its detail: a sign-in method, a message or a reason.
pub fn sentence(what: AuditEventKind, detail: Option<&str>) -> String {
    let kind = kind(what);
    let Some(detail) = detail.filter(|detail| !detail.is_empty()) else { return kind.into() };
    match (what, Method::of(detail)) {
        (AuditEventKind::MessageWritten, _) => with_detail(kind, super::messages::name(detail)),
        (AuditEventKind::LockoutBegan, Some(Method::Password)) => kind.into(),
        (_, Some(method)) => filled(WITH_METHOD[method as usize], &[&kind]),
        (_, None) => with_detail(kind, detail),
    }
}
