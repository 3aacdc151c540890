//! What happened to an account, for the person to read.

use super::account::SignedIn;
use crate::{
    house::House,
    store::{
        Before,
        audit::{self, Events},
    },
};

/// Newest first, from `before` on.
pub async fn of_account(
    house: &House,
    signed_in: &SignedIn,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<Events> {
    audit::of_account(&house.store, signed_in.account.id, before, most).await
}
