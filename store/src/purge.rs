//! Deletes expired rows in small batches, so that another writer waits for one batch at most. `retention` says how long
//! the rows of each table stay.

use super::account_alerts::account_alert;
use super::audit::{self, audit_event};
use super::authenticators::authenticator;
use super::challenges::challenge;
use super::email_confirmations::email_confirmation;
use super::email_undos::email_undo;
use super::entry_tickets::entry_ticket;
use super::former_addresses::former_address;
use super::imports::{import, import_line};
use super::invitations::invitation;
use super::known_browsers::{REMEMBERED, known_browser};
use super::oauth_access_tokens::oauth_access_token;
use super::oauth_authorizations::oauth_authorization;
use super::oauth_clients::{self, oauth_client_secret};
use super::oauth_codes::oauth_code;
use super::oauth_device_codes::oauth_device_code;
use super::oauth_refresh_tokens::oauth_refresh_token;
use super::oauth_requests::oauth_request;
use super::outbox::outbox_message;
use super::passes::pass;
use super::passkey_requests::passkey_request;
use super::password_failures::password_failure;
use super::password_reset_grants::password_choice;
use super::pending_sign_ins::half_sign_in;
use super::rate_limits::rate_limit;
use super::recovery_codes::recovery_sheet;
use super::recovery_links::recovery_link;
use super::sessions::session;
use super::signing_keys::signing_key;
use super::temporary_passwords::temporary_password;
use crate::prelude::*;
use domain::signing_key::PUBLISHED_AFTER;
use sea_orm::sea_query::{LockBehavior, LockType, SelectStatement};
use sea_orm::{DbBackend, EntityTrait, QueryTrait as _, TryGetable, Value};
use std::time::Duration;
use tokio::time::Instant;

/// How long expired rows are kept, for investigations.
const KEPT: Seconds = Seconds::days(30);
const CHALLENGES_KEPT: Seconds = Seconds::days(1);
/// How long an authorization code is kept, so that a second use is noticed and ends what came of the first; and that of
/// a device, so that the device learns that it is too late.
const CODES_KEPT: Seconds = Seconds::days(1);

/// Batch sizes: the first, the smallest, the largest.
const FIRST: u64 = 100;
const LEAST: u64 = 10;
const MOST: u64 = 1_000;
/// A batch that took longer is followed by a smaller one.
const LONG: Duration = Duration::from_millis(50);

/// Key of the advisory lock on PostgreSQL under which a batch is deleted.
const PURGE_LOCK: i64 = 0x7075_7267_6501;

type Bytes = Vec<u8>;

/// The type of a primary key.
trait Key: TryGetable + Into<Value> + Clone + Send + Sync {}
impl<K: TryGetable + Into<Value> + Clone + Send + Sync> Key for K {}

/// Deletes expired rows, each kind after its own retention. Rate limits, password failures, pending sign-ins, entry
/// tickets, tokens, and what was bound to ended sessions go at once; codes of clients after a day; retired signing keys
/// when nothing that they signed is valid any more; audit events, invitations, and former
/// addresses of closed accounts after `audit::KEPT`.
pub async fn purge_expired(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let before = |kept: Seconds| (now - kept).0;
    let mut purge = Purge { store, rows: FIRST };
    let over = challenge::Column::ExpiresAt.lt(before(CHALLENGES_KEPT));
    purge.along_index::<challenge::Entity, Uuid>(challenge::Column::Id, over).await?;
    let over = password_failure::Column::OverAt.lte(now.0);
    purge.along_index::<password_failure::Entity, Bytes>(password_failure::Column::Bucket, over).await?;
    let over = rate_limit::Column::WindowEndsAt.lte(now.0);
    purge.along_index::<rate_limit::Entity, Bytes>(rate_limit::Column::Bucket, over).await?;
    let over = account_alert::Column::ExpiresAt.lte(now.0);
    purge.along_index::<account_alert::Entity, Bytes>(account_alert::Column::TokenHash, over).await?;
    let over = recovery_link::Column::ExpiresAt.lt(before(KEPT));
    purge.along_index::<recovery_link::Entity, Bytes>(recovery_link::Column::TokenHash, over).await?;
    let over = email_undo::Column::ExpiresAt.lt(before(KEPT));
    purge.along_index::<email_undo::Entity, Bytes>(email_undo::Column::TokenHash, over).await?;
    let over = email_confirmation::Column::ExpiresAt.lt(before(KEPT));
    purge.along_index::<email_confirmation::Entity, Bytes>(email_confirmation::Column::TokenHash, over).await?;
    let over = audit_event::Column::At.lt(before(audit::KEPT));
    purge.along_index::<audit_event::Entity, Uuid>(audit_event::Column::Id, over).await?;
    let over = former_address::Column::ClosedAt.lt(before(audit::KEPT));
    purge.along_key::<former_address::Entity, Uuid>(former_address::Column::AccountId, over).await?;
    let over = invitation::Column::ExpiresAt.lt(before(audit::KEPT));
    purge.along_index::<invitation::Entity, Uuid>(invitation::Column::Id, over).await?;
    // The lines of an import go first, in batches, because there may be ten thousand.
    let over = import::Column::FinishedAt.lt(before(KEPT));
    let imports = import::Entity::find().select_only().column(import::Column::Id).filter(over.clone());
    for id in imports.into_tuple::<Uuid>().all(store.reader()).await? {
        let lines = import_line::Column::ImportId.eq(id);
        purge.along_key::<import_line::Entity, i32>(import_line::Column::Number, lines).await?;
    }
    purge.along_key::<import::Entity, Uuid>(import::Column::Id, over).await?;
    // Extending an invitation also extends its first password, however late, so first passwords are kept.
    let over =
        temporary_password::Column::SignsIn.eq(false).and(temporary_password::Column::ExpiresAt.lt(before(KEPT)));
    purge.along_index::<temporary_password::Entity, Bytes>(temporary_password::Column::Digest, over).await?;
    let over = password_choice::Column::ExpiresAt.lt(before(CHALLENGES_KEPT));
    purge.along_index::<password_choice::Entity, Bytes>(password_choice::Column::TokenHash, over).await?;
    let over = passkey_request::Column::ExpiresAt.lte(now.0);
    purge.along_index::<passkey_request::Entity, Uuid>(passkey_request::Column::Id, over).await?;
    let over = half_sign_in::Column::ExpiresAt.lte(now.0);
    purge.along_index::<half_sign_in::Entity, Bytes>(half_sign_in::Column::TokenHash, over).await?;
    let over = entry_ticket::Column::ExpiresAt.lte(now.0);
    purge.along_index::<entry_ticket::Entity, Bytes>(entry_ticket::Column::TokenHash, over).await?;
    let over = pass::Column::SessionId.in_subquery(ended_sessions());
    purge.along_key::<pass::Entity, Bytes>(pass::Column::TokenHash, over).await?;
    purge.openid_connect(now).await?;
    let over = signing_key::Column::RetiredAt.lte(before(PUBLISHED_AFTER));
    purge.along_key::<signing_key::Entity, String>(signing_key::Column::Id, over).await?;
    let over = recovery_sheet::Column::ExpiresAt.lte(now.0);
    purge.along_index::<recovery_sheet::Entity, Uuid>(recovery_sheet::Column::AccountId, over).await?;
    let over = outbox_message::Column::SettledAt.lt(before(KEPT));
    purge.along_key::<outbox_message::Entity, Uuid>(outbox_message::Column::Id, over).await?;
    let over = known_browser::Column::LastSeenAt.lt(before(REMEMBERED));
    purge.along_key::<known_browser::Entity, Bytes>(known_browser::Column::TokenHash, over).await?;
    let over =
        authenticator::Column::ConfirmedAt.is_null().and(authenticator::Column::CreatedAt.lt(before(CHALLENGES_KEPT)));
    purge.along_key::<authenticator::Entity, Uuid>(authenticator::Column::Id, over).await?;
    // An unused session goes after twice that time.
    let over = session::Column::EndedAt.lt(before(KEPT)).or(session::Column::LastSeenAt.lt((now - KEPT - KEPT).0));
    purge.along_key::<session::Entity, Uuid>(session::Column::Id, over).await?;
    store.give_space_back().await
}

fn ended_sessions() -> SelectStatement {
    let sessions = session::Entity::find().select_only().column(session::Column::Id);
    sessions.filter(session::Column::EndedAt.is_not_null()).into_query()
}

/// The condition that an authorization has nothing left: no code, which is kept for a day to notice a second use, and no
/// token. And that it outlasts its session, or that the client was authorized again in the same session; the last one of
/// a session tells that the user was at the application.
const IS_IDLE: &str = "((oauth_authorization.session_id IS NULL OR EXISTS (SELECT 1 FROM oauth_authorization w
        WHERE w.grant_id = oauth_authorization.grant_id AND w.session_id = oauth_authorization.session_id
        AND w.sid = oauth_authorization.sid AND w.created_at > oauth_authorization.created_at))
    AND NOT EXISTS (SELECT 1 FROM oauth_code v WHERE v.authorization_id = oauth_authorization.id)
    AND NOT EXISTS (SELECT 1 FROM oauth_device_code v WHERE v.authorization_id = oauth_authorization.id)
    AND NOT EXISTS (SELECT 1 FROM oauth_refresh_token v WHERE v.authorization_id = oauth_authorization.id)
    AND NOT EXISTS (SELECT 1 FROM oauth_access_token v WHERE v.authorization_id = oauth_authorization.id))";

/// Expired rows are found with a reader, and deleted with the writer.
struct Purge<'a> {
    store: &'a Store,
    /// Rows of the next batch, as the duration of the previous ones suggests.
    rows: u64,
}

impl Purge<'_> {
    /// What clients asked for and got. Grants stay until they are removed.
    async fn openid_connect(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let over = oauth_request::Column::ExpiresAt.lte(now.0);
        self.along_index::<oauth_request::Entity, Uuid>(oauth_request::Column::Id, over).await?;
        let over = oauth_access_token::Column::ExpiresAt.lte(now.0);
        self.along_index::<oauth_access_token::Entity, Bytes>(oauth_access_token::Column::TokenHash, over).await?;
        let over = oauth_refresh_token::Column::ExpiresAt.lte(now.0);
        self.along_index::<oauth_refresh_token::Entity, Bytes>(oauth_refresh_token::Column::TokenHash, over).await?;
        let over = oauth_code::Column::ExpiresAt.lte((now - CODES_KEPT).0);
        self.along_index::<oauth_code::Entity, Bytes>(oauth_code::Column::CodeHash, over).await?;
        let over = oauth_device_code::Column::ExpiresAt.lte((now - CODES_KEPT).0);
        self.along_index::<oauth_device_code::Entity, Bytes>(oauth_device_code::Column::CodeHash, over).await?;
        let over = oauth_authorization::Column::SessionId.in_subquery(ended_sessions()).or(Expr::cust(IS_IDLE));
        self.along_key::<oauth_authorization::Entity, Uuid>(oauth_authorization::Column::Id, over).await?;
        let over = oauth_client_secret::Column::ExpiresAt.lte(now.0);
        self.along_key::<oauth_client_secret::Entity, Bytes>(oauth_client_secret::Column::SecretHash, over).await?;
        oauth_clients::put_old_secrets_away(self.store, now).await
    }

    /// For a table with an index on its expiry: deleted rows are not in the index any more, so each search starts anew.
    async fn along_index<E: EntityTrait, K: Key>(&mut self, key: E::Column, over: Expr) -> anyhow::Result<()> {
        loop {
            let rows = self.rows;
            let found = E::find().select_only().column(key).filter(over.clone()).limit(rows);
            let keys: Vec<K> = found.into_tuple().all(self.store.reader()).await?;
            let is_all = (keys.len() as u64) < rows;
            let deleted = self.delete::<E, K>(key, keys, &over).await?;
            // What somebody works on is left for the next time.
            if is_all || deleted == 0 {
                return Ok(());
            }
        }
    }

    /// For a table without such an index: walks through it once, by primary key.
    async fn along_key<E: EntityTrait, K: Key>(&mut self, key: E::Column, over: Expr) -> anyhow::Result<()> {
        let mut from: Option<K> = None;
        loop {
            let rows = self.rows;
            let mut found = E::find().select_only().column(key).filter(over.clone()).order_by_asc(key).limit(rows);
            if let Some(from) = from {
                found = found.filter(key.gt(from));
            }
            let keys: Vec<K> = found.into_tuple().all(self.store.reader()).await?;
            let is_all = (keys.len() as u64) < rows;
            from = keys.last().cloned();
            self.delete::<E, K>(key, keys, &over).await?;
            if is_all {
                return Ok(());
            }
        }
    }

    /// Deletes those of the rows that are still expired, and returns how many.
    async fn delete<E: EntityTrait, K: Key>(
        &mut self,
        key: E::Column,
        keys: Vec<K>,
        over: &Expr,
    ) -> anyhow::Result<u64> {
        if keys.is_empty() {
            return Ok(0);
        }
        let transaction = self.store.begin().await?;
        let mut expired = E::find().select_only().column(key).filter(key.is_in(keys)).filter(over.clone());
        if transaction.get_database_backend() == DbBackend::Postgres {
            // Two servers that delete the same rows in different orders would wait for each other.
            transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({PURGE_LOCK})")).await?;
            // Whoever deletes a client deletes its tokens too, and locks them in an order of its own.
            expired = expired.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let started = Instant::now();
        let expired = key.in_subquery(expired.into_query());
        let deleted = E::delete_many().filter(expired).filter(over.clone()).exec(&transaction).await?;
        let deleted = deleted.rows_affected;
        self.store.commit(transaction).await?;
        metrics::counter!("portico_purged_rows_total").increment(deleted);
        let took = started.elapsed();
        self.rows = if took > LONG {
            self.rows / 2
        } else if took < LONG / 4 {
            self.rows * 2
        } else {
            self.rows
        };
        self.rows = self.rows.clamp(LEAST, MOST);
        Ok(deleted)
    }
}
