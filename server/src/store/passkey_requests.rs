//! What browsers were asked for passkeys. Each request is answered once, in the browser that asked.

use super::{TokenHash, Transaction, entity::passkey_request};
use domain::{AccountId, PasskeyRequestId, Timestamp};
use sea_orm::{ActiveValue::Set, EntityTrait as _};

/// What a passkey was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    /// After the first method.
    SecondStep,
    /// Of somebody who is signed in, before something changes.
    Proof,
    /// A new one.
    Making,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Purpose::SignIn => "sign_in",
            Purpose::SecondStep => "second_step",
            Purpose::Proof => "proof",
            Purpose::Making => "making",
        }
    }
}

/// One request to a browser.
#[derive(Clone, Debug)]
pub struct PasskeyRequest {
    pub id: PasskeyRequestId,
    /// The browser that asked.
    pub browser: TokenHash,
    pub purpose: Purpose,
    /// `None`: whoever has a passkey.
    pub account: Option<AccountId>,
    /// What the answer is compared with, as `security::passkeys` reads it.
    pub state: String,
    pub expires_at: Timestamp,
}

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

/// Uses a request up, and says what it was compared with. `None`: it was used, is too old, or was asked for by another
/// browser, for somebody else or for something else.
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
    // Of two who read it one deletes it.
    let deleted = passkey_request::Entity::delete_by_id(id.0).exec(transaction).await?;
    Ok((deleted.rows_affected == 1).then_some(row.state))
}
