//! Input that cannot be a password is no attempt: it is not counted, and it locks out no account.

use super::{assert_sentences, open};
use crate::support::prelude::*;

#[apply(matrix)]
async fn what_cannot_be_a_password_is_never_counted(
    database: Database,
    style: Style,
    #[values(Preset::Codes, Preset::Temporary)] preset: Preset,
) {
    let world = open(database).await;
    world.set_policy("codes", &preset.policy()).await;
    let counted = async || {
        let all =
            ["password_failure", "rate_limit", "audit_event"].map(|table| format!("(SELECT COUNT(*) FROM {table})"));
        world.database.number(&format!("SELECT {}", all.join(" + "))).await
    };
    let (before, mut browser) = (counted().await, world.browser(style));
    let long = "a".repeat(129);
    for address in [OWNER, STRANGER] {
        for typed in ["", long.as_str()].repeat(10) {
            assert_eq!(
                browser.password(address, typed).await,
                Err(Refused(Refusal::InvalidField(FormField::Password)))
            );
            assert_sentences(&mut browser, style, &["Enter your password, at most 128 characters"]).await;
        }
    }
    assert_eq!(counted().await, before);
    assert_eq!(browser.password(OWNER, PASSWORD).await.as_deref(), Ok("/account"));
}

/// Devices differ: a Mac may send decomposed letters, a phone composed ones.
#[apply(matrix)]
async fn a_password_is_right_however_its_letters_are_put_together(database: Database) {
    let world = open(database).await;
    let (composed, decomposed) = ("Hafen7-L\u{e4}rm_Feder", "Hafen7-La\u{308}rm_Feder");
    for stored in [composed, decomposed] {
        world.give_password(OWNER, stored).await;
        for typed in [composed, decomposed] {
            assert_eq!(world.browser(Client).password(OWNER, typed).await.as_deref(), Ok("/account"));
        }
    }
}
