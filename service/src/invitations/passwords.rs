//! Generated passwords for invited users.

use crate::{
    app_context::AppContext,
    delivery::Content,
    messages::{self, Outgoing},
    security::temporary_passwords::digest,
};
use domain::{Destination, LanguageTag, Timestamp, invitation::INVITATION_RULES};
use store::{
    Transaction,
    invitations::Invitation,
    outbox::{self, Due},
    temporary_passwords::{self, StoredTemporary},
};

/// Sends the first password, which allows signing in. It replaces any earlier one.
pub async fn give_first(
    app: &AppContext,
    transaction: &Transaction,
    invitation: &Invitation,
    language: LanguageTag,
    due: Due,
    now: Timestamp,
) -> anyhow::Result<()> {
    temporary_passwords::end_first(transaction, invitation.id.account(), now).await?;
    let sending = Sending { signs_in: true, language, due };
    give(app, transaction, invitation, sending, now).await
}

/// Sends a temporary password, which only allows choosing a real one. Earlier ones stay valid until they expire. If the
/// message that confirms the address is still in the outbox, this one is sent after it.
pub async fn give_temporary(
    app: &AppContext,
    transaction: &Transaction,
    invitation: &Invitation,
    language: LanguageTag,
    now: Timestamp,
) -> anyhow::Result<()> {
    let to = Destination::Email(invitation.email.clone());
    let template = Content::EmailConfirmed.template();
    let first = outbox::find_waiting(transaction, invitation.organisation, &to, template).await?;
    let due = first.map_or(Due::At(now), Due::After);
    give(app, transaction, invitation, Sending { signs_in: false, language, due }, now).await
}

struct Sending {
    /// The password allows signing in; if not, it only allows choosing a real one.
    signs_in: bool,
    language: LanguageTag,
    due: Due,
}

async fn give(
    app: &AppContext,
    transaction: &Transaction,
    invitation: &Invitation,
    sending: Sending,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Sending { signs_in, language, due } = sending;
    let good_for = if signs_in { INVITATION_RULES.first_password } else { INVITATION_RULES.temporary_password };
    let account = invitation.id.account();
    let password = app.random.temporary_password()?;
    let expires_at = now + good_for;
    let stored = StoredTemporary { digest: digest(&app.keys, account, &password)?.to_vec(), expires_at, signs_in };
    temporary_passwords::insert(transaction, account, stored, now).await?;
    let message = Outgoing {
        organisation: invitation.organisation,
        about: Some(account),
        challenge: None,
        language,
        to: &Destination::Email(invitation.email.clone()),
        content: &Content::FirstPassword { password: password.grouped(), signs_in },
        is_decoy: false,
        give_up_at: expires_at,
    };
    messages::post_due(app, transaction, message, due, now).await.map(drop)
}
