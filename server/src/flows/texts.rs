//! What becomes of texts after a provider took them.

use crate::{house::House, store::outbox};

/// How a text ended, as its provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOutcome {
    Delivered,
    Undelivered,
}

/// Notes what the provider reports. A text that is not ours, or that it reported on before, changes nothing.
pub async fn status_reported(house: &House, provider_id: &str, outcome: TextOutcome) -> anyhow::Result<()> {
    let is_delivered = outcome == TextOutcome::Delivered;
    if outbox::settle_by_provider(&house.store, provider_id, is_delivered, house.clock.now()).await? {
        let outcome = if is_delivered { "delivered" } else { "undelivered" };
        metrics::counter!("portico_messages_total", "channel" => "text", "outcome" => outcome).increment(1);
    }
    Ok(())
}
