//! What happened to an account, for the person to read.

use super::account::SignedIn;
use crate::{
    house::House,
    store::audit::{self, Before, Events},
};
use domain::Timestamp;
use uuid::Uuid;

/// Newest first, from `before` on.
pub async fn of_account(
    house: &House,
    signed_in: &SignedIn,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<Events> {
    audit::of_account(&house.store, signed_in.account.id, before, most).await
}

/// Names the place of an event in an address.
pub fn place_of(before: Before) -> String {
    format!("{}-{}", before.at.0, before.id.simple())
}

/// `None`: no place of ours.
pub fn read_place(text: &str) -> Option<Before> {
    let (at, id) = text.split_once('-')?;
    Some(Before { at: Timestamp(at.parse().ok()?), id: Uuid::try_parse(id).ok()? })
}
