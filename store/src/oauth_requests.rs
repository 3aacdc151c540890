//! Requests of clients to the authorization endpoint that wait for their user. Each is answered once.

use crate::prelude::*;
use domain::oidc::SavedRequest;
use domain::{AuthorizationRequestId, ClientId};
use sea_orm::UpdateMany;

/// The table `oauth_request`: a request that waits for its user.
pub(crate) mod oauth_request {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub client_id: Uuid,
        /// JSON of a [`SavedRequest`](domain::oidc::SavedRequest).
        pub request: String,
        pub authenticated_after: Option<i64>,
        pub chosen_by: Option<Uuid>,
        pub allowed_by: Option<Uuid>,
        pub is_declined: bool,
        pub created_at: i64,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A request that waits for its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    pub id: AuthorizationRequestId,
    pub client: ClientId,
    pub request: SavedRequest,
    /// The user must have authenticated after this time. `None`: whenever.
    pub authenticated_after: Option<Timestamp>,
    /// The account that was chosen to continue with.
    pub chosen_by: Option<AccountId>,
    /// The account that allowed what is requested.
    pub allowed_by: Option<AccountId>,
    pub is_declined: bool,
    pub created_at: Timestamp,
}

impl TryFrom<oauth_request::Model> for StoredRequest {
    type Error = anyhow::Error;

    fn try_from(row: oauth_request::Model) -> anyhow::Result<Self> {
        Ok(StoredRequest {
            id: AuthorizationRequestId(row.id),
            client: ClientId(row.client_id),
            request: serde_json::from_str(&row.request).context("oauth_request.request")?,
            authenticated_after: row.authenticated_after.map(Timestamp),
            chosen_by: row.chosen_by.map(AccountId),
            allowed_by: row.allowed_by.map(AccountId),
            is_declined: row.is_declined,
            created_at: Timestamp(row.created_at),
        })
    }
}

/// Inserts a request.
pub async fn insert(transaction: &Transaction, new: StoredRequest, expires_at: Timestamp) -> anyhow::Result<()> {
    let row = oauth_request::ActiveModel {
        id: Set(new.id.0),
        client_id: Set(new.client.0),
        request: Set(serde_json::to_string(&new.request)?),
        authenticated_after: Set(new.authenticated_after.map(|at| at.0)),
        chosen_by: Set(new.chosen_by.map(|account| account.0)),
        allowed_by: Set(new.allowed_by.map(|account| account.0)),
        is_declined: Set(new.is_declined),
        created_at: Set(new.created_at.0),
        expires_at: Set(expires_at.0),
    };
    oauth_request::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds a request. `None` also when it was answered or has expired.
pub async fn find(store: &Store, id: AuthorizationRequestId, now: Timestamp) -> anyhow::Result<Option<StoredRequest>> {
    let row = oauth_request::Entity::find_by_id(id.0)
        .filter(oauth_request::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

fn update(id: AuthorizationRequestId) -> UpdateMany<oauth_request::Entity> {
    oauth_request::Entity::update_many().filter(oauth_request::Column::Id.eq(id.0))
}

/// Records that an account allowed what is requested. `false`: the request is over.
pub async fn allow(transaction: &Transaction, id: AuthorizationRequestId, by: AccountId) -> anyhow::Result<bool> {
    let allowed = update(id).col_expr(oauth_request::Column::AllowedBy, Expr::value(by.0)).exec(transaction).await?;
    Ok(allowed.rows_affected == 1)
}

/// Records which account the user wants to continue with. `false`: the request is over.
pub async fn choose(transaction: &Transaction, id: AuthorizationRequestId, by: AccountId) -> anyhow::Result<bool> {
    let chosen = update(id).col_expr(oauth_request::Column::ChosenBy, Expr::value(by.0)).exec(transaction).await?;
    Ok(chosen.rows_affected == 1)
}

/// Records that the user declined. `false`: the request is over.
pub async fn decline(transaction: &Transaction, id: AuthorizationRequestId) -> anyhow::Result<bool> {
    let declined = update(id).col_expr(oauth_request::Column::IsDeclined, Expr::value(true)).exec(transaction).await?;
    Ok(declined.rows_affected == 1)
}

/// Deletes a request, because it is answered. `false`: it was answered before, or has expired. Of two transactions only
/// one gets `true`.
pub async fn take(transaction: &Transaction, id: AuthorizationRequestId, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = oauth_request::Entity::delete_by_id(id.0)
        .filter(oauth_request::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}
