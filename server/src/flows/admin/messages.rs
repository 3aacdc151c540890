//! What the organisation sent and is about to send, and what became of it. Never what it said.

use crate::{
    flows::account::AsAdmin,
    house::House,
    store::{
        outbox_list::{self, Listed, State, Wanted},
        sql::{Page, Turn},
    },
};
use domain::Destination;
use uuid::Uuid;

/// On one page.
const A_PAGE: u64 = 30;

/// Newest first. `to` is a whole address or number.
pub async fn messages(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    state: Option<State>,
    to: Option<&Destination>,
    turn: Turn<Uuid>,
) -> anyhow::Result<Page<Listed>> {
    let wanted = Wanted { organisation: admin.organisation.id, state, to: to.map(ToString::to_string) };
    outbox_list::page(&house.store, &wanted, turn, A_PAGE).await
}
