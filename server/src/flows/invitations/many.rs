//! Inviting many: one after the other with pauses between them, so that nobody who signs in waits for them, and with messages
//! that leave one after the other, so that codes do not wait behind them.

use super::{BadLine, Host, Line, send::offer};
use crate::{
    failure::Failure,
    flows::{Visitor, admin::ProvenAdmin},
    house::House,
};
use anyhow::Context as _;
use domain::{Timestamp, sign_in::SignInError};
use std::time::Duration;

/// Milliseconds between the messages.
const APART: usize = 40;
/// Turns that others get for each of ours.
const TURNS_OF_OTHERS: u32 = 2;
/// However long a turn took, and whatever the clock did meanwhile.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub invited: u64,
    /// Whoever could not be invited any more.
    pub left_out: Vec<BadLine>,
}

/// Invites everybody of these lines who still can be. What is done is done, also when it breaks off.
pub async fn invite_many(
    house: &House,
    visitor: &Visitor,
    admin: ProvenAdmin<'_>,
    lines: &[Line],
) -> Result<Sent, Failure<SignInError>> {
    let host = Host::admin(visitor, admin);
    let mut sent = Sent::default();
    let begun_at = house.clock.now();
    for (line, due_at) in lines.iter().zip((begun_at.0..).step_by(APART).map(Timestamp)) {
        let now = house.clock.now();
        let transaction = house.store.begin().await?;
        host.hold(&transaction).await?;
        let offered = offer(house, &transaction, host, &line.new, due_at.max(now), now).await?;
        match offered {
            Ok(_) => {
                house.store.commit(transaction).await?;
                sent.invited += 1;
                metrics::counter!("portico_invitations_total", "step" => "sent").increment(1);
            }
            Err(reason) => {
                transaction.rollback().await.context("the transaction did not end")?;
                sent.left_out.push(BadLine { number: line.number, reason });
            }
        }
        make_way(house, now).await;
    }
    house.outbox_bell.notify_one();
    Ok(sent)
}

/// Lets others write for a multiple of the time since `began`.
#[expect(clippy::disallowed_methods, reason = "outlives its request, which waits a while and no longer")]
async fn make_way(house: &House, began: Timestamp) {
    let took = house.clock.now().0.saturating_sub(began.0).try_into().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(took).saturating_mul(TURNS_OF_OTHERS).min(LONGEST_PAUSE)).await;
}
