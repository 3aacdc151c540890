//! Delivery reports for text messages.

use crate::app_context::AppContext;
use store::outbox;

/// The final state of a text message, as its provider reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOutcome {
    Delivered,
    Undelivered,
}

/// Records a provider's report. It changes nothing if no message has this `provider_id`, or if the message
/// already has a final state.
pub async fn status_reported(app: &AppContext, provider_id: &str, outcome: TextOutcome) -> anyhow::Result<()> {
    let is_delivered = outcome == TextOutcome::Delivered;
    if outbox::settle_by_provider(&app.store, provider_id, is_delivered, app.clock.now()).await? {
        let outcome = if is_delivered { "delivered" } else { "undelivered" };
        metrics::counter!("portico_messages_total", "channel" => "text", "outcome" => outcome).increment(1);
    }
    Ok(())
}
