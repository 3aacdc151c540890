//! Codes of devices whose users sign in elsewhere. A device presents its own until its user has answered, who types the
//! other one at Portico. Lock the authorization before the code.

use crate::{prelude::*, sql::Sql};
use domain::oidc::POLL_INTERVAL;
use domain::{AuthorizationId, AuthorizationRequestId, ClientId};
use sea_orm::UpdateMany;
use sea_orm::sea_query::OnConflict;

/// How much too early a poll may come: what travels takes sometimes longer and sometimes shorter.
const TOLERANCE: Seconds = Seconds(1);

/// The table `oauth_device_code`: a device that waits for its user.
pub(crate) mod oauth_device_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_device_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: Vec<u8>,
        /// The digest of the code that the user types.
        #[sea_orm(unique)]
        pub user_code: Vec<u8>,
        pub client_id: Uuid,
        /// The request that the user answers. Its row goes with the answer.
        #[sea_orm(unique)]
        pub request_id: Uuid,
        /// What the user has given. Null: nothing yet.
        pub authorization_id: Option<Uuid>,
        pub is_declined: bool,
        /// How long the device has to wait before it asks again.
        pub interval_seconds: i32,
        /// When it asked last.
        pub polled_at: Option<i64>,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A device to be inserted.
#[derive(Clone, Debug)]
pub struct NewDeviceCode {
    pub hash: TokenHash,
    /// The digest of the code that the user types.
    pub user_code: Vec<u8>,
    pub client: ClientId,
    pub request: AuthorizationRequestId,
    pub expires_at: Timestamp,
}

/// A device that waits for its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    pub client: ClientId,
    /// What the user has given. `None`: nothing yet.
    pub authorization: Option<AuthorizationId>,
    pub is_declined: bool,
    pub expires_at: Timestamp,
}

impl From<oauth_device_code::Model> for DeviceCode {
    fn from(row: oauth_device_code::Model) -> Self {
        DeviceCode {
            client: ClientId(row.client_id),
            authorization: row.authorization_id.map(AuthorizationId),
            is_declined: row.is_declined,
            expires_at: Timestamp(row.expires_at),
        }
    }
}

/// Inserts a device. `false`: another device has the code that its user types.
pub async fn insert(transaction: &Transaction, new: NewDeviceCode) -> anyhow::Result<bool> {
    let row = oauth_device_code::ActiveModel {
        code_hash: Set(new.hash.0),
        user_code: Set(new.user_code),
        client_id: Set(new.client.0),
        request_id: Set(new.request.0),
        authorization_id: Set(None),
        is_declined: Set(false),
        interval_seconds: Set(i32::try_from(POLL_INTERVAL.0)?),
        polled_at: Set(None),
        expires_at: Set(new.expires_at.0),
    };
    let unless_there = OnConflict::column(oauth_device_code::Column::UserCode).do_nothing().to_owned();
    let inserted =
        oauth_device_code::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

/// Finds a device by its own code, also if it has expired. Only reads, so that guesses write nothing.
pub async fn find(store: &Store, hash: &TokenHash) -> anyhow::Result<Option<DeviceCode>> {
    let row = oauth_device_code::Entity::find_by_id(hash.0.clone()).one(store.reader()).await?;
    Ok(row.map(DeviceCode::from))
}

/// The request of the device with this code, given by the digests that it may have. `None`: there is none, or it was
/// answered or has expired.
pub async fn find_request(
    transaction: &Transaction,
    user_code: Vec<Vec<u8>>,
    now: Timestamp,
) -> anyhow::Result<Option<AuthorizationRequestId>> {
    let row = oauth_device_code::Entity::find()
        .filter(oauth_device_code::Column::UserCode.is_in(user_code))
        .filter(is_waiting(now))
        .one(transaction)
        .await?;
    Ok(row.map(|row| AuthorizationRequestId(row.request_id)))
}

fn is_waiting(now: Timestamp) -> Condition {
    Condition::all()
        .add(oauth_device_code::Column::AuthorizationId.is_null())
        .add(oauth_device_code::Column::IsDeclined.eq(false))
        .add(oauth_device_code::Column::ExpiresAt.gt(now.0))
}

/// The update of the device that waits for the answer to a request.
fn waiting_for(request: AuthorizationRequestId, now: Timestamp) -> UpdateMany<oauth_device_code::Entity> {
    oauth_device_code::Entity::update_many()
        .filter(oauth_device_code::Column::RequestId.eq(request.0))
        .filter(is_waiting(now))
}

/// Records what the user has given. `false`: the device does not wait any more.
pub async fn allow(
    transaction: &Transaction,
    request: AuthorizationRequestId,
    authorization: AuthorizationId,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let allowed = waiting_for(request, now)
        .col_expr(oauth_device_code::Column::AuthorizationId, Expr::value(authorization.0))
        .exec(transaction)
        .await?;
    Ok(allowed.rows_affected == 1)
}

/// Records that the user has declined. `false`: the device does not wait any more.
pub async fn decline(
    transaction: &Transaction,
    request: AuthorizationRequestId,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let declined = waiting_for(request, now)
        .col_expr(oauth_device_code::Column::IsDeclined, Expr::value(true))
        .exec(transaction)
        .await?;
    Ok(declined.rows_affected == 1)
}

/// Notes that the device asked whether its user has answered. `false`: it has not waited long enough, and has to wait
/// longer from now on.
pub async fn note_poll(transaction: &Transaction, hash: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let mut sql = Sql::new(transaction);
    let (polled_at, hash_in) = (sql.bind(now.0), sql.bind(hash.0.clone()));
    let soonest = sql.bind((now + TOLERANCE).0);
    sql.push(&format!(
        "UPDATE oauth_device_code SET polled_at = {polled_at}
         WHERE code_hash = {hash_in} AND (polled_at IS NULL OR polled_at + interval_seconds * 1000 <= {soonest})"
    ));
    if sql.execute(transaction).await? == 1 {
        return Ok(true);
    }
    oauth_device_code::Entity::update_many()
        .col_expr(oauth_device_code::Column::PolledAt, Expr::value(now.0))
        .col_expr(
            oauth_device_code::Column::IntervalSeconds,
            Expr::col(oauth_device_code::Column::IntervalSeconds).add(i32::try_from(POLL_INTERVAL.0)?),
        )
        .filter(oauth_device_code::Column::CodeHash.eq(hash.0.clone()))
        .exec(transaction)
        .await?;
    Ok(false)
}

/// Deletes a device that gets its tokens now. `false`: it has got them before. Of two transactions only one gets `true`.
/// The caller has locked the authorization.
pub async fn take(transaction: &Transaction, hash: &TokenHash) -> anyhow::Result<bool> {
    let outcome = oauth_device_code::Entity::delete_by_id(hash.0.clone()).exec(transaction).await?;
    Ok(outcome.rows_affected == 1)
}
