//! Passwords made by the system for somebody who was invited.

use crate::{
    delivery::Content,
    flows::messages::{self, Outgoing},
    house::House,
    security::temporary_passwords::digest,
    store::{
        Transaction,
        invitations::Invitation,
        temporary_passwords::{self, StoredTemporary},
    },
};
use domain::{Destination, LanguageTag, Seconds, Timestamp, invitation::INVITATION_RULES};

/// The one that lets in, in the place of any before it.
pub async fn give_first(
    house: &House,
    transaction: &Transaction,
    invitation: &Invitation,
    due_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    temporary_passwords::end_first(transaction, invitation.id.account(), now).await?;
    give(house, transaction, invitation, true, INVITATION_RULES.first_password, due_at, now).await
}

/// The one that leads to a choice. Those before it stay good for their time.
pub async fn give_temporary(
    house: &House,
    transaction: &Transaction,
    invitation: &Invitation,
    now: Timestamp,
) -> anyhow::Result<()> {
    give(house, transaction, invitation, false, INVITATION_RULES.temporary_password, now, now).await
}

async fn give(
    house: &House,
    transaction: &Transaction,
    invitation: &Invitation,
    signs_in: bool,
    good_for: Seconds,
    due_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    let account = invitation.id.account();
    let password = house.random.temporary_password()?;
    let expires_at = now + good_for;
    let stored = StoredTemporary { digest: digest(&house.keys, account, &password)?.to_vec(), expires_at, signs_in };
    temporary_passwords::insert(transaction, account, stored, now).await?;
    let message = Outgoing {
        organisation: invitation.organisation,
        about: Some(account),
        challenge: None,
        language: LanguageTag::default(),
        to: &Destination::Email(invitation.email.clone()),
        content: &Content::FirstPassword { password: password.grouped(), signs_in },
        is_decoy: false,
        give_up_at: expires_at,
    };
    messages::post_later(house, transaction, message, due_at, now).await
}
