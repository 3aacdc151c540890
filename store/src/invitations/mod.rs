//! Invitations. An invitation and the account that results from it have the same id.

mod list;
mod record;
mod unfit;
mod words;

pub use list::{InvitationCursor, InvitationDelivery, InvitationQuery, ListedInvitation, page, plan, without_account};
pub(crate) use record::invitation;
pub use record::{Invitation, Stage, StoredSecret};
pub use unfit::{read_unfit, unfit};
pub use words::rarest_first;
pub(crate) use words::write as write_words;

use crate::prelude::*;
use domain::InvitationId;
use sea_orm::{UpdateMany, sea_query::OnConflict};

/// Inserts an invitation. `false`: the address has an open invitation already.
pub async fn insert(transaction: &Transaction, new: &Invitation) -> anyhow::Result<bool> {
    let row = invitation::ActiveModel {
        id: Set(new.id.0),
        organisation_id: Set(new.organisation.0),
        email: Set(new.email.to_string()),
        name: Set(new.name.clone()),
        phone: Set(new.phone.as_ref().map(ToString::to_string)),
        role: Set(new.role.name().to_owned()),
        digest: Set(new.secret.digest.clone()),
        key_id: Set(new.secret.key_id),
        token_hash: Set(new.secret.token.0.clone()),
        stage: Set(Stage::Open.name().to_owned()),
        created_at: Set(new.created_at.0),
        sent_at: Set(new.milestones.sent_at.0),
        expires_at: Set(new.milestones.expires_at.0),
        opened_at: Set(None),
        confirmed_at: Set(None),
        entered_at: Set(None),
        joined_at: Set(None),
        revoked_at: Set(None),
        invited_by: Set(new.invited_by.map(|account| account.0)),
        account_id: Set(new.account.map(|account| account.0)),
    };
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let inserted =
        invitation::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    if inserted == 1 {
        words::write_new(transaction, new).await?;
    }
    Ok(inserted == 1)
}

/// Deletes an open invitation to an address that has expired and has no account, to make room for a new one. Returns
/// its id: the new one takes it over, so that the audit events of both name their address.
pub async fn forget_expired(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
    now: Timestamp,
) -> anyhow::Result<Option<InvitationId>> {
    let expired = invitation::Entity::find()
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .filter(invitation::Column::Email.eq(email.as_str()))
        .filter(invitation::Column::Stage.eq(Stage::Open.name()))
        .filter(invitation::Column::AccountId.is_null())
        .filter(invitation::Column::ExpiresAt.lte(now.0))
        .one(transaction)
        .await?;
    let Some(expired) = expired else { return Ok(None) };
    invitation::Entity::delete_by_id(expired.id).exec(transaction).await?;
    Ok(Some(InvitationId(expired.id)))
}

/// Finds the invitation that a code for this address is compared with, and locks it until the transaction ends: the
/// open one, else the newest with the stage `Confirmed` or `SignedIn`.
pub async fn find_by_email_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Invitation>> {
    let row = invitation::Entity::find()
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .filter(invitation::Column::Email.eq(email.as_str()))
        .filter(invitation::Column::Stage.is_in([Stage::Open, Stage::Confirmed, Stage::SignedIn].map(Stage::name)))
        .order_by_desc(invitation::Column::Stage.eq(Stage::Open.name()))
        .order_by_desc(invitation::Column::CreatedAt)
        .order_by_desc(invitation::Column::Id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an invitation of an organisation.
pub async fn find(store: &Store, organisation: OrganisationId, id: InvitationId) -> anyhow::Result<Option<Invitation>> {
    let row = invitation::Entity::find_by_id(id.0)
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an invitation of an organisation and locks it until the transaction ends.
pub async fn find_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: InvitationId,
) -> anyhow::Result<Option<Invitation>> {
    let row = invitation::Entity::find_by_id(id.0)
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an invitation by its link. Only the newest link works.
pub async fn read_by_token(store: &Store, token: &TokenHash) -> anyhow::Result<Option<Invitation>> {
    let row = invitation::Entity::find()
        .filter(invitation::Column::TokenHash.eq(token.0.clone()))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

fn change(id: InvitationId) -> UpdateMany<invitation::Entity> {
    invitation::Entity::update_many().filter(invitation::Column::Id.eq(id.0))
}

/// Records the first attempt at an invitation's code. Runs its statement also for `None`, so that both cases take
/// equally long.
pub async fn note_code_tried(
    transaction: &Transaction,
    id: Option<InvitationId>,
    now: Timestamp,
) -> anyhow::Result<()> {
    change(id.unwrap_or(InvitationId::NONE))
        .col_expr(invitation::Column::OpenedAt, Expr::value(now.0))
        .filter(invitation::Column::OpenedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Marks the invitation as confirmed: the address is verified and the account exists.
pub async fn note_confirmed(transaction: &Transaction, id: InvitationId, now: Timestamp) -> anyhow::Result<()> {
    change(id)
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Confirmed.name()))
        .col_expr(invitation::Column::ConfirmedAt, Expr::value(now.0))
        .col_expr(invitation::Column::AccountId, Expr::value(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Stores the secret, the time of sending and the expiry of an invitation that is sent again. Only the code and the
/// link of `secret` work from now on.
pub async fn renew(
    transaction: &Transaction,
    id: InvitationId,
    secret: &StoredSecret,
    expires_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    change(id)
        .col_expr(invitation::Column::Digest, Expr::value(secret.digest.clone()))
        .col_expr(invitation::Column::KeyId, Expr::value(secret.key_id))
        .col_expr(invitation::Column::TokenHash, Expr::value(secret.token.0.clone()))
        .col_expr(invitation::Column::SentAt, Expr::value(now.0))
        .col_expr(invitation::Column::ExpiresAt, Expr::value(expires_at.0))
        .exec(transaction)
        .await?;
    // An older release, which runs beside this one during an upgrade, writes no words.
    words::renew(transaction, invitation::Column::Id.eq(id.0)).await
}

/// Deletes the name and the phone number from the invitations of an account. The email address stays.
pub async fn forget_person(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Name, Expr::value(Option::<String>::None))
        .col_expr(invitation::Column::Phone, Expr::value(Option::<String>::None))
        .filter(invitation::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    words::renew(transaction, invitation::Column::AccountId.eq(account.0)).await
}

/// Changes when an invitation expires.
pub async fn extend(transaction: &Transaction, id: InvitationId, expires_at: Timestamp) -> anyhow::Result<()> {
    change(id).col_expr(invitation::Column::ExpiresAt, Expr::value(expires_at.0)).exec(transaction).await?;
    Ok(())
}

/// Revokes the invitation that led to an account, unless the user has signed in since.
pub async fn revoke_of(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Revoked.name()))
        .col_expr(invitation::Column::RevokedAt, Expr::value(now.0))
        .filter(invitation::Column::AccountId.eq(account.0))
        .filter(invitation::Column::Stage.is_in([Stage::Open, Stage::Confirmed].map(Stage::name)))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Marks an invitation as revoked.
pub async fn revoke(transaction: &Transaction, id: InvitationId, now: Timestamp) -> anyhow::Result<()> {
    change(id)
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Revoked.name()))
        .col_expr(invitation::Column::RevokedAt, Expr::value(now.0))
        .exec(transaction)
        .await?;
    Ok(())
}
