//! Texts of audit events, for admins. The console shows subject and actor beside them.

use crate::words::Word;
pub use crate::words::sentences::admin::activity::*;
use crate::words::word::{by_name, filled};
use domain::{AuditEventKind, Method};

static EVENTS: [Word; AuditEventKind::ALL.len()] = by_name(BY_KEY, "", AuditEventKind::NAMES);
static REFUSED_WITH: [Word; Method::ALL.len()] = by_name(BY_KEY, "sign_in_refused_", Method::NAMES);
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
        (AuditEventKind::SignInRefused, Some(method)) => REFUSED_WITH[method as usize].into(),
        (_, Some(method)) => filled(WITH_METHOD[method as usize], &[&kind]),
        (_, None) => with_detail(kind, detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_named_by_its_method_and_a_refused_one_by_what_was_wrong() {
        let with_password = |what| sentence(what, Some(Method::Password.name()));
        assert_eq!(with_password(AuditEventKind::SignedIn), "Signed in with a password");
        assert_eq!(with_password(AuditEventKind::SignInRefused), "Wrong password");
        assert_eq!(sentence(AuditEventKind::SignInRefused, None), "Sign-in refused");
    }
}
