//! Inviting many at once: in small transactions, so that nobody who signs in waits for them, and with messages that leave one
//! after the other, so that codes do not wait behind them.

use super::{BadLine, Host, Line, send::offer};
use crate::{
    failure::Failure,
    flows::{Visitor, admin::ProvenAdmin},
    house::House,
};
use domain::{Seconds, sign_in::SignInError};

/// People of one transaction.
const AT_ONCE: usize = 25;
/// How long after those before it the messages of one transaction leave.
const APART: Seconds = Seconds(1);

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
    for (batch, lines) in (0_u32..).zip(lines.chunks(AT_ONCE)) {
        let now = house.clock.now();
        let due_at = begun_at + Seconds(APART.0.saturating_mul(batch));
        let transaction = house.store.begin().await?;
        host.hold(&transaction).await?;
        let (mut invited, mut left_out) = (0, Vec::new());
        for line in lines {
            match offer(house, &transaction, host, &line.new, due_at.max(now), now).await? {
                Ok(_) => invited += 1,
                Err(reason) => left_out.push(BadLine { number: line.number, reason }),
            }
        }
        house.store.commit(transaction).await?;
        house.outbox_bell.notify_one();
        sent.invited += invited;
        sent.left_out.extend(left_out);
        metrics::counter!("portico_invitations_total", "step" => "sent").increment(invited);
        // Others get their turn.
        tokio::task::yield_now().await;
    }
    Ok(sent)
}
