//! Takes messages from the outbox to their provider, at least once, until they arrive or are of no use any more.

use super::{Stopping, stopped};
use crate::{
    delivery::{Email, MailTransport, NotTaken, SignInCode, Templates},
    failure,
    house::House,
    store::{
        organisations,
        outbox::{self, Leased},
    },
};
use anyhow::{Context as _, bail};
use domain::{EmailAddress, Seconds};
use std::{sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::timeout};

/// Messages under way at once.
const AT_ONCE: usize = 8;
/// How often the outbox is looked at when nobody rings: retries, and messages of other servers.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// For one message and all that its provider wants to say about it. Shorter than a lease: nobody else sends meanwhile.
const PATIENCE: Duration = Duration::from_secs(45);

/// The job and what it needs.
#[derive(Clone)]
pub struct Delivery {
    pub house: Arc<House>,
    pub templates: Arc<Templates>,
    /// All of them get every message, in this order; one that does not take it has it tried again from the start.
    pub transports: Vec<Arc<dyn MailTransport>>,
}

impl Delivery {
    /// Delivers until told to stop; what is under way then is finished. A slow provider holds up nobody but its own message.
    pub async fn run(self, stopping: Stopping) {
        let mut under_way = JoinSet::new();
        while !*stopping.borrow() {
            let free = AT_ONCE.saturating_sub(under_way.len());
            let started = self.start_due(&mut under_way, free).await.unwrap_or_else(|error| {
                failure::record(&error.context("looking into the outbox"), self.house.random.as_ref());
                0
            });
            // As many as there was room for: there may be more, for the next that ends. Fewer: that was all.
            let is_full = started == free;
            let something = async {
                tokio::select! {
                    () = self.house.outbox_bell.notified(), if !is_full => {}
                    () = stopped(stopping.clone()) => {}
                    Some(_) = under_way.join_next(), if is_full => {}
                }
            };
            let _ = timeout(LOOK_EVERY, something).await;
            while under_way.try_join_next().is_some() {}
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Delivers what is due and says how many that were.
    pub async fn deliver_due(&self) -> anyhow::Result<usize> {
        let mut under_way = JoinSet::new();
        let many = self.start_due(&mut under_way, AT_ONCE).await?;
        while under_way.join_next().await.is_some() {}
        Ok(many)
    }

    async fn start_due(&self, under_way: &mut JoinSet<()>, free: usize) -> anyhow::Result<usize> {
        let due = outbox::lease(&self.house.store, free, self.house.clock.now()).await?;
        let many = due.len();
        for message in due {
            let job = self.clone();
            under_way.spawn(async move {
                if let Err(error) = job.deliver(message).await {
                    failure::record(&error.context("delivering a message"), job.house.random.as_ref());
                }
            });
        }
        Ok(many)
    }

    async fn deliver(&self, message: Leased) -> anyhow::Result<()> {
        let now = self.house.clock.now();
        if now >= message.give_up_at {
            tracing::warn!(message = %message.id.simple(), attempts = message.attempts, "a message came too late");
            count("too_late");
            return outbox::settle_failed(&self.house.store, message.id, now).await;
        }
        let outcome = timeout(PATIENCE, self.hand_over(&message)).await;
        match outcome.unwrap_or_else(|_| Ok(Err(NotTaken::NotNow("it took too long".to_owned()))))? {
            Ok(()) => {
                let waited = self.house.clock.now().0.saturating_sub(message.created_at.0);
                tracing::info!(message = %message.id.simple(), attempts = message.attempts, waited_ms = waited, "a message left");
                count("sent");
                outbox::settle_sent(&self.house.store, message.id, self.house.clock.now()).await
            }
            Err(NotTaken::ForGood(reason)) => {
                tracing::warn!(message = %message.id.simple(), reason, "a message was refused for good");
                count("refused");
                outbox::settle_failed(&self.house.store, message.id, self.house.clock.now()).await
            }
            Err(not_taken @ (NotTaken::NotNow(_) | NotTaken::NotThisOneNow(_))) => {
                let reason = not_taken.to_string();
                tracing::warn!(message = %message.id.simple(), attempts = message.attempts, reason, "a message has to wait");
                count("retried");
                let again = self.house.clock.now() + back_off(message.attempts);
                // Only what would happen to everybody's message may be said on the screen.
                let is_everybodys = matches!(not_taken, NotTaken::NotNow(_));
                outbox::put_back(&self.house.store, message.id, again, is_everybodys).await
            }
        }
    }

    async fn hand_over(&self, message: &Leased) -> anyhow::Result<Result<(), NotTaken>> {
        let mut outcome = Ok(());
        let to: EmailAddress = message.recipient.parse().context("the recipient of a message")?;
        let email = if message.is_decoy { None } else { Some(self.render(message, to.clone()).await?) };
        for transport in &self.transports {
            outcome = match &email {
                Some(email) => transport.send(email).await,
                None => transport.probe().await,
            };
            if outcome.is_err() {
                break;
            }
        }
        Ok(outcome.map_err(|not_taken| not_taken.without_address(&to)))
    }

    async fn render(&self, message: &Leased, to: EmailAddress) -> anyhow::Result<Email> {
        if message.template != SignInCode::TEMPLATE {
            bail!("no template is called {}", message.template);
        }
        let organisation = organisations::find_by_id(&self.house.store, message.organisation).await?;
        let organisation = organisation.context("the organisation of a message is gone")?;
        let opened = self.house.keys.open(&message.sealed, message.id.as_bytes())?;
        let payload: SignInCode = serde_json::from_slice(opened.expose()).context("the payload of a message")?;
        let good_for = message.give_up_at.left_at(message.created_at);
        self.templates.sign_in_code(message.id.simple().to_string(), to, &organisation.name, &payload, good_for)
    }
}

/// 1, 2, 4, 8 … at most 30 seconds: several tries inside the life of a code.
fn back_off(attempts: u32) -> Seconds {
    Seconds(1 << attempts.saturating_sub(1).min(5)).min(Seconds(30))
}

fn count(outcome: &'static str) {
    metrics::counter!("portico_messages_total", "channel" => "email", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_many_times_within_the_life_of_a_code() {
        let mut waited = 0;
        let mut tries = 0;
        while waited < 600 {
            tries += 1;
            waited += back_off(tries).0;
        }
        assert!((15..=30).contains(&tries), "{tries}");
        assert_eq!(
            (back_off(1), back_off(2), back_off(3), back_off(60)),
            (Seconds(1), Seconds(2), Seconds(4), Seconds(30))
        );
    }
}
