//! Forgetting what is over.

use super::{
    Store, audit,
    entity::{
        audit_event, authenticator, challenge, email_undo, half_sign_in, import, invitation, known_browser,
        outbox_message, passkey_request, password_choice, password_failure, recovery_link, recovery_sheet, session,
        session_alarm, temporary_password,
    },
    known_browsers::REMEMBERED,
};
use domain::{Seconds, Timestamp};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};

/// How long something that is over stays, for the people who look into it.
const KEPT: Seconds = Seconds::days(30);
const CHALLENGES_KEPT: Seconds = Seconds::days(1);

/// Deletes challenges, sessions, messages, browsers, invitations and counts whose time is long past.
pub async fn expired(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let transaction = store.begin().await?;
    challenge::Entity::delete_many()
        .filter(challenge::Column::ExpiresAt.lt((now - CHALLENGES_KEPT).0))
        .exec(&transaction)
        .await?;
    let long_ended = Condition::any()
        .add(session::Column::EndedAt.lt((now - KEPT).0))
        .add(session::Column::LastSeenAt.lt((now - KEPT - KEPT).0));
    session::Entity::delete_many().filter(long_ended).exec(&transaction).await?;
    outbox_message::Entity::delete_many()
        .filter(outbox_message::Column::SettledAt.lt((now - KEPT).0))
        .exec(&transaction)
        .await?;
    known_browser::Entity::delete_many()
        .filter(known_browser::Column::LastSeenAt.lt((now - REMEMBERED).0))
        .exec(&transaction)
        .await?;
    password_failure::Entity::delete_many()
        .filter(password_failure::Column::OverAt.lte(now.0))
        .exec(&transaction)
        .await?;
    session_alarm::Entity::delete_many().filter(session_alarm::Column::ExpiresAt.lte(now.0)).exec(&transaction).await?;
    recovery_link::Entity::delete_many()
        .filter(recovery_link::Column::ExpiresAt.lt((now - KEPT).0))
        .exec(&transaction)
        .await?;
    email_undo::Entity::delete_many()
        .filter(email_undo::Column::ExpiresAt.lt((now - KEPT).0))
        .exec(&transaction)
        .await?;
    audit_event::Entity::delete_many()
        .filter(audit_event::Column::At.lt((now - audit::KEPT).0))
        .exec(&transaction)
        .await?;
    invitation::Entity::delete_many()
        .filter(invitation::Column::ExpiresAt.lt((now - audit::KEPT).0))
        .exec(&transaction)
        .await?;
    // Its lines go with it.
    import::Entity::delete_many().filter(import::Column::FinishedAt.lt((now - KEPT).0)).exec(&transaction).await?;
    // A first password is extended with its invitation, however late.
    temporary_password::Entity::delete_many()
        .filter(temporary_password::Column::SignsIn.eq(false))
        .filter(temporary_password::Column::ExpiresAt.lt((now - KEPT).0))
        .exec(&transaction)
        .await?;
    password_choice::Entity::delete_many()
        .filter(password_choice::Column::ExpiresAt.lt((now - CHALLENGES_KEPT).0))
        .exec(&transaction)
        .await?;
    passkey_request::Entity::delete_many()
        .filter(passkey_request::Column::ExpiresAt.lte(now.0))
        .exec(&transaction)
        .await?;
    half_sign_in::Entity::delete_many().filter(half_sign_in::Column::ExpiresAt.lte(now.0)).exec(&transaction).await?;
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::ConfirmedAt.is_null())
        .filter(authenticator::Column::CreatedAt.lt((now - CHALLENGES_KEPT).0))
        .exec(&transaction)
        .await?;
    recovery_sheet::Entity::delete_many()
        .filter(recovery_sheet::Column::ExpiresAt.lte(now.0))
        .exec(&transaction)
        .await?;
    let sql = "DELETE FROM rate_limit WHERE window_ends_at <= $1";
    transaction
        .execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, [now.0.into()]))
        .await?;
    store.commit(transaction).await
}
