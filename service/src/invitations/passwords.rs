//! Generated passwords for invited users.

use crate::{prelude::*, security::temporary_passwords::digest};
use domain::invitation::INVITATION_RULES;
use store::invitations::Invitation;
use store::outbox::{self, Due};
use store::temporary_passwords::{self, StoredTemporary};

/// Sends the first password, which allows signing in. It replaces any earlier one.
pub async fn give_first(
    unit: &UnitOfWork<'_>,
    invitation: &Invitation,
    language: LanguageTag,
    due: Due,
) -> anyhow::Result<()> {
    temporary_passwords::end_first(unit, invitation.id.account(), unit.now).await?;
    let sending = Sending { signs_in: true, language, due };
    give(unit, invitation, sending).await
}

/// Sends a temporary password, which only allows choosing a real one. Earlier ones stay valid until they expire. If the
/// message that confirms the address is still in the outbox, this one is sent after it.
pub async fn give_temporary(
    unit: &UnitOfWork<'_>,
    invitation: &Invitation,
    language: LanguageTag,
) -> anyhow::Result<()> {
    let to = Destination::Email(invitation.email.clone());
    let template = Content::EmailConfirmed.template();
    let first = outbox::find_queued_for_update(unit, invitation.organisation, &to, template).await?;
    let due = first.map_or(Due::At(unit.now), Due::After);
    give(unit, invitation, Sending { signs_in: false, language, due }).await
}

struct Sending {
    /// The password allows signing in; if not, it only allows choosing a real one.
    signs_in: bool,
    language: LanguageTag,
    due: Due,
}

async fn give(unit: &UnitOfWork<'_>, invitation: &Invitation, sending: Sending) -> anyhow::Result<()> {
    let Sending { signs_in, language, due } = sending;
    let good_for = if signs_in { INVITATION_RULES.first_password } else { INVITATION_RULES.temporary_password };
    let account = invitation.id.account();
    let password = unit.app.random.temporary_password()?;
    let expires_at = unit.now + good_for;
    let stored = StoredTemporary { digest: digest(&unit.app.keys, account, &password)?.to_vec(), expires_at, signs_in };
    temporary_passwords::insert(unit, account, stored, unit.now).await?;
    let message = Outgoing {
        organisation: invitation.organisation,
        about: Some(account),
        challenge: None,
        language,
        to: &Destination::Email(invitation.email.clone()),
        content: &Content::InvitationPassword { password: password.grouped(), signs_in },
        is_decoy: false,
        give_up_at: expires_at,
    };
    unit.post_due(message, due).await.map(drop)
}
