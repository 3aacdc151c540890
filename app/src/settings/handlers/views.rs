//! Converts the results of use cases into what the pages of the settings show.

use crate::{
    server::{browser, in_words},
    settings::{ActivityEntry, PhoneEntry, ProofView, SessionView},
};
use service::{account::SignedIn, settings};
use store::{audit::Event, sessions::Session};

pub fn proof_view(signed_in: &SignedIn, next: String, is_for_email: bool, by_passkey: bool) -> ProofView {
    ProofView {
        next,
        is_for_email,
        has_password: signed_in.password_changed_at.is_some(),
        by_passkey,
        by_code: settings::may_prove_by_code(signed_in) && !(is_for_email && signed_in.password_changed_at.is_some()),
        masked_email: signed_in.account.email.masked(),
    }
}

pub fn phone_entry(signed_in: &SignedIn) -> Option<PhoneEntry> {
    let phone = signed_in.account.phone.as_ref()?;
    Some(PhoneEntry { number: phone.number.to_string(), is_verified: phone.is_verified })
}

pub fn session_view(session: &Session, signed_in: &SignedIn, zone: Option<&str>) -> SessionView {
    SessionView {
        id: session.id.to_string(),
        browser: browser(&session.user_agent),
        place: session.client_address.clone(),
        last_seen: in_words(session.last_seen_at, zone),
        is_this: session.id == signed_in.session.id,
    }
}

pub fn entry(event: Event, zone: Option<&str>) -> ActivityEntry {
    ActivityEntry {
        what: event.activity,
        detail: event.detail,
        // Without a client address it was the operator, who used no browser.
        browser: if event.client_address.is_empty() { String::new() } else { browser(&event.user_agent) },
        place: event.client_address,
        at: in_words(event.at, zone),
    }
}
