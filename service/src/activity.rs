//! The audit events of an account, for its owner to read.

use super::account::SignedIn;
use crate::app_context::AppContext;
use store::{
    Cursor,
    audit::{self, Events},
};

/// At most `most` events of the account, newest first and older than `before`. Messages are left out.
pub async fn of_account(
    app: &AppContext,
    signed_in: &SignedIn,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<Events> {
    audit::of_account(&app.store, signed_in.account.id, before, most).await
}
