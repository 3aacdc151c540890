//! Pending requests to browsers to create or use a passkey. Each is answered once, by the browser that it was made for.

use crate::prelude::*;
use domain::PasskeyRequestId;

/// The table `passkey_request`: a pending request to a browser to use or to create a passkey.
pub(crate) mod passkey_request {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub browser_hash: Vec<u8>,
        pub purpose: String,
        pub account_id: Option<Uuid>,
        pub state: String,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

domain::named_enum! {
    /// What a passkey request is for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Purpose {
        SignIn = "sign_in",
        /// The second step, after another method.
        SecondStep = "second_step",
        /// Reauthentication of a signed-in user.
        Reauthentication = "proof",
        /// Creating a new passkey.
        Registration = "making",
    }
}

/// One request to a browser.
#[derive(Clone, Debug)]
pub struct PasskeyRequest {
    pub id: PasskeyRequestId,
    /// The browser that may answer.
    pub browser: TokenHash,
    pub purpose: Purpose,
    /// `None`: any account with a passkey may answer.
    pub account: Option<AccountId>,
    /// JSON that `security::passkeys` needs to verify the answer.
    pub state: String,
    pub expires_at: Timestamp,
}

/// Inserts a request.
pub async fn insert(transaction: &Transaction, request: PasskeyRequest) -> anyhow::Result<()> {
    let row = passkey_request::ActiveModel {
        id: Set(request.id.0),
        browser_hash: Set(request.browser.0),
        purpose: Set(request.purpose.name().to_owned()),
        account_id: Set(request.account.map(|account| account.0)),
        state: Set(request.state),
        expires_at: Set(request.expires_at.0),
    };
    passkey_request::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Whether a request to this browser can still be answered.
pub async fn is_any_open(transaction: &Transaction, browser: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let row = passkey_request::Entity::find()
        .filter(passkey_request::Column::BrowserHash.eq(browser.0.clone()))
        .filter(passkey_request::Column::ExpiresAt.gt(now.0))
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Deletes a request and returns its `state`. `None`: it was used before, has expired, or belongs to another browser,
/// account or purpose.
pub async fn use_up(
    transaction: &Transaction,
    id: PasskeyRequestId,
    browser: &TokenHash,
    purpose: Purpose,
    account: Option<AccountId>,
    now: Timestamp,
) -> anyhow::Result<Option<String>> {
    let found = passkey_request::Entity::find_by_id(id.0).one(transaction).await?;
    let is_it = |row: &passkey_request::Model| {
        row.browser_hash == browser.0
            && row.purpose == purpose.name()
            && row.account_id == account.map(|account| account.0)
            && now.0 < row.expires_at
    };
    let Some(row) = found.filter(is_it) else { return Ok(None) };
    // Of two transactions that read the row only one deletes it.
    let deleted = passkey_request::Entity::delete_by_id(id.0).exec(transaction).await?;
    Ok((deleted.rows_affected == 1).then_some(row.state))
}
