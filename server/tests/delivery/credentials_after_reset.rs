//! What messages say about passkeys and authenticator apps under each rule for the second step.

use super::messages::{THEN, changed, message_context, rendered};
use crate::support::prelude::*;
use domain::AuditEventKind::{AuthenticatorTurnedOn, PasskeyAdded, PasswordChanged};
use service::delivery::{Content, CredentialsAfterReset, MessageContext};

#[test]
fn what_was_added_says_what_to_do_if_it_was_another_person() {
    for language in ["en", "de"] {
        for (credentials_after_reset, parts) in [
            (CredentialsAfterReset::Removable, ["This wasn't me", "Das war ich nicht"]),
            (
                CredentialsAfterReset::Kept,
                ["reset your two-factor authentication", "Ihre Zwei-Faktor-Authentisierung zurückzusetzen"],
            ),
            (CredentialsAfterReset::None, ["This wasn't me", "Das war ich nicht"]),
        ] {
            let part = if language == "en" { parts[0] } else { parts[1] };
            let says = |content: &Content, part: &str| {
                let language = language.parse().unwrap();
                let message_context =
                    MessageContext { credentials_after_reset, language, ..message_context("Alderway") };
                let email = rendered(content, &message_context, Seconds::minutes(10)).unwrap();
                let said = [&email.text, &email.html].map(|text| text.replace("&#x27;", "'").contains(part));
                assert_eq!(said[0], said[1], "{}", email.html);
                said[0]
            };
            for what in [PasskeyAdded, AuthenticatorTurnedOn] {
                assert!(says(&changed(what), part), "{what:?} {credentials_after_reset:?} {language}");
            }
            let stays = if language == "en" { "stay until you remove them" } else { "bleiben, bis Sie sie entfernen" };
            let (browser, ip_address) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
            let recovered = Content::PasswordChanged { at: THEN, zone: None, browser, ip_address, token: None };
            for content in [recovered, changed(PasswordChanged)] {
                let is_told = credentials_after_reset != CredentialsAfterReset::None;
                assert_eq!(says(&content, stays), is_told, "{credentials_after_reset:?} {language}");
            }
        }
    }
}
