//! What messages say about passkeys and authenticator apps under each rule for the second step.

use super::messages::{THEN, changed, letterhead, rendered};
use crate::support::prelude::*;
use domain::AuditEventKind::{AuthenticatorTurnedOn, PasskeyAdded, PasswordChanged};
use service::delivery::{Content, CredentialsAfterReset, MessageContext};

#[test]
fn what_was_added_says_what_to_do_if_it_was_somebody_else() {
    for language in ["en", "de"] {
        for (staying, parts) in [
            (CredentialsAfterReset::Removable, ["remove what they added", "entfernen Sie auf der Seite"]),
            (CredentialsAfterReset::Kept, ["reset your second step", "Ihren zweiten Schritt zurückzusetzen"]),
            (CredentialsAfterReset::None, ["that signs everybody out", "damit werden alle abgemeldet"]),
        ] {
            let part = if language == "en" { parts[0] } else { parts[1] };
            let says = |content: &Content, part: &str| {
                let letterhead =
                    MessageContext { staying, language: language.parse().unwrap(), ..letterhead("Alderway") };
                let email = rendered(content, &letterhead, Seconds::minutes(10)).unwrap();
                let said = [&email.text, &email.html].map(|text| text.contains(part));
                assert_eq!(said[0], said[1], "{}", email.html);
                said[0]
            };
            for what in [PasskeyAdded, AuthenticatorTurnedOn] {
                assert!(says(&changed(what), part), "{what:?} {staying:?} {language}");
            }
            let stays = if language == "en" { "stay until they are removed" } else { "bleiben, bis sie entfernt" };
            let (browser, place) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
            let recovered = Content::PasswordChanged { at: THEN, zone: None, browser, place };
            for content in [recovered, changed(PasswordChanged)] {
                assert_eq!(says(&content, stays), staying != CredentialsAfterReset::None, "{staying:?} {language}");
            }
        }
    }
}
