//! The audit events of an account, for its owner to read.

use super::account::SignedIn;
use crate::house::House;
use store::{
    Before,
    audit::{self, Events},
};

/// At most `most` events of the account, newest first and older than `before`. Messages are left out.
pub async fn of_account(
    house: &House,
    signed_in: &SignedIn,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<Events> {
    audit::of_account(&house.store, signed_in.account.id, before, most).await
}
