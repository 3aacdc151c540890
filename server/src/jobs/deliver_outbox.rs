//! Delivers the messages of the outbox to their providers, at least once, until they are sent, refused or too late.

use super::compose::{Composed, compose};
use super::deliveries::{AT_ONCE, Deliveries, SlowDelivery};
use super::{Stopping, stopped};
use anyhow::Context as _;
use domain::{Channel, Destination, Seconds, Timestamp};
use service::app_context::AppContext;
use service::delivery::texts::{Taken, TextProvider};
use service::delivery::{MailTransport, NotTaken, Templates, without_secrets};
use service::failure;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use store::TRACES;
use store::outbox::{self, Leased, NotYet, Settled};
use tokio::time::timeout;
use tracing::Instrument as _;

/// How long to wait at most for a delivery to end while there may be no more: some may become slow, which makes room.
const FULL_FOR: Duration = Duration::from_secs(1);
/// How often the lease of a message is renewed during delivery. A few renewals may fail before the lease ends.
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How long a shutdown waits for deliveries in progress. A message whose delivery takes longer may be sent twice.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(60);

/// The delivery job and its dependencies.
#[derive(Clone)]
pub struct Delivery {
    pub app: Arc<AppContext>,
    pub templates: Arc<Templates>,
    /// Every email goes to all of these, in this order. If one does not accept it, the next attempt starts with the
    /// first again.
    pub transports: Vec<Arc<dyn MailTransport>>,
    /// Every text goes to all of these, in this order. If one does not accept it, the next attempt starts with the
    /// first again.
    pub texts: Vec<Arc<dyn TextProvider>>,
}

impl Delivery {
    /// Delivers until told to stop, then finishes the deliveries in progress. A slow provider delays only its own
    /// messages.
    pub async fn run(self, stopping: Stopping) {
        let mut deliveries = Deliveries::default();
        while !*stopping.borrow() {
            let free = deliveries.free();
            let started = self.start_due(&mut deliveries, free).await.unwrap_or_else(|error| {
                failure::record(&error.context("reading the outbox"), self.app.random.as_ref());
                0
            });
            // If all free slots were filled, more messages may be due: wait for a slot. Otherwise nothing more is due
            // now, and `look_out` calls when that changes.
            let is_full = started == free;
            tokio::select! {
                () = self.app.store.jobs().outbox_written(), if !is_full => {}
                () = stopped(stopping.clone()) => {}
                _ = timeout(FULL_FOR, deliveries.tasks.join_next()), if is_full => {}
            }
            while deliveries.tasks.try_join_next().is_some() {}
        }
        if timeout(SHUTDOWN_TIMEOUT, deliveries.wait_for_all()).await.is_err() {
            tracing::warn!(messages = deliveries.tasks.len(), "stopped while a provider was still taking messages");
        }
    }

    /// Delivers the messages that are due, waits for them, and returns how many they were.
    pub async fn deliver_due(&self) -> anyhow::Result<usize> {
        let mut deliveries = Deliveries::default();
        let many = self.start_due(&mut deliveries, AT_ONCE).await?;
        deliveries.wait_for_all().await;
        Ok(many)
    }

    async fn start_due(&self, deliveries: &mut Deliveries, free: usize) -> anyhow::Result<usize> {
        if free == 0 {
            return Ok(0);
        }
        let due = outbox::lease(&self.app.store, free, self.app.clock.now()).await?;
        let many = due.len();
        for message in due {
            let (job, slow) = (self.clone(), deliveries.slow.clone());
            let span = tracing::info_span!(target: TRACES, "deliver a message", template = message.template);
            let deliver = async move {
                if let Err(error) = job.deliver(message, &slow).await {
                    failure::record(&error.context("delivering a message"), job.app.random.as_ref());
                }
            };
            deliveries.tasks.spawn(deliver.instrument(span));
        }
        Ok(many)
    }

    async fn deliver(&self, message: Leased, slow: &Arc<AtomicUsize>) -> anyhow::Result<()> {
        let to: Destination = message.recipient.parse().context("the recipient of a message")?;
        let now = self.app.clock.now();
        if now >= message.give_up_at {
            tracing::warn!(message_id = %message.id.simple(), attempts = message.attempts, "a message came too late");
            count(to.channel(), "too_late");
            return self.settle(&message, Settled::GivenUp, now).await;
        }
        let outcome = tokio::select! {
            outcome = self.hand_over(&message, &to) => outcome?,
            never = self.keep(&message, slow) => match never {},
        };
        self.note(&message, &to, outcome.map_err(|not_taken| not_taken.without_address(&to))).await
    }

    /// Renews the lease of a message for as long as its delivery takes: the provider may already have the message and
    /// must not get it twice.
    async fn keep(&self, message: &Leased, slow: &Arc<AtomicUsize>) -> Infallible {
        let mut slowness = None;
        loop {
            let _ = timeout(RENEW_EVERY, std::future::pending::<()>()).await;
            slowness.get_or_insert_with(|| SlowDelivery::count(slow));
            match outbox::renew(&self.app.store, message, self.app.clock.now()).await {
                Ok(true) => {}
                Ok(false) => tracing::warn!(message_id = %message.id.simple(), "another server took over a message"),
                Err(error) => {
                    failure::record(&error.context("renewing a lease"), self.app.random.as_ref());
                }
            }
        }
    }

    /// Records what a provider did with a message.
    async fn note(&self, message: &Leased, to: &Destination, outcome: Result<Taken, NotTaken>) -> anyhow::Result<()> {
        let (id, attempts, now) = (message.id.simple(), message.attempts, self.app.clock.now());
        match outcome {
            Ok(Taken { provider_id }) => {
                let waited = now.0.saturating_sub(message.created_at.0);
                tracing::info!(message_id = %id, template = message.template, attempts, waited_ms = waited, "a message left");
                count(to.channel(), "sent");
                metrics::histogram!("portico_message_delivery_seconds", "channel" => to.channel().name())
                    .record(waited as f64 / 1000.0);
                self.settle(message, Settled::Sent(provider_id.as_deref()), now).await
            }
            Err(NotTaken::ForGood(reason)) => {
                tracing::warn!(message_id = %id, reason, "a message was refused for good");
                count(to.channel(), "refused");
                self.settle(message, Settled::Failed(&without_secrets(&reason)), now).await
            }
            Err(not_taken @ (NotTaken::NotNow(_) | NotTaken::NotThisOneNow(_))) => {
                let reason = not_taken.to_string();
                tracing::warn!(message_id = %id, attempts, reason, "a message has to wait");
                count(to.channel(), "retried");
                let again = now + back_off(attempts, message.give_up_at.left_at(message.created_at));
                // The screen may show only a failure that affects every message. Any other would tell whether the
                // address has an account.
                let is_provider_down = matches!(not_taken, NotTaken::NotNow(_));
                let not_yet = NotYet { answer: &without_secrets(&reason), is_provider_down };
                outbox::put_back(&self.app.store, message, not_yet, again, now).await?;
                self.app.store.jobs().reschedule();
                Ok(())
            }
        }
    }

    /// Ends a message. Wakes the outbox if other messages became due by that.
    async fn settle(&self, message: &Leased, end: Settled<'_>, now: Timestamp) -> anyhow::Result<()> {
        if outbox::settle(&self.app.store, message, end, now).await? {
            self.app.store.jobs().wake_outbox();
        }
        Ok(())
    }

    async fn hand_over(&self, message: &Leased, to: &Destination) -> anyhow::Result<Result<Taken, NotTaken>> {
        let has_no_provider = match to.channel() {
            Channel::Email => self.transports.is_empty(),
            Channel::Text => self.texts.is_empty(),
        };
        if has_no_provider {
            return Ok(Err(NotTaken::NotNow("this server has no provider for such messages".to_owned())));
        }
        if message.is_decoy {
            return Ok(self.probe(to.channel()).await.map(|()| Taken { provider_id: None }));
        }
        let composed = compose(&self.app, &self.templates, message, to).await?;
        Ok(self.send(&composed).await)
    }

    async fn send(&self, message: &Composed) -> Result<Taken, NotTaken> {
        let mut provider_id = None;
        match message {
            Composed::Email(email) => {
                for transport in &self.transports {
                    transport.send(email).await?;
                }
            }
            Composed::Text(text) => {
                for provider in &self.texts {
                    provider_id = provider.send(text).await?.provider_id.or(provider_id);
                }
            }
        }
        Ok(Taken { provider_id })
    }

    async fn probe(&self, channel: Channel) -> Result<(), NotTaken> {
        match channel {
            Channel::Email => {
                for transport in &self.transports {
                    transport.probe().await?;
                }
            }
            Channel::Text => {
                for provider in &self.texts {
                    provider.probe().await?;
                }
            }
        }
        Ok(())
    }
}

/// The wait before the next attempt: 1, 2, 4, 8 … seconds, at most 30 seconds for a message that lives up to an hour,
/// and at most 15 minutes for one that lives longer.
pub fn back_off(attempts: u32, life: Seconds) -> Seconds {
    let longest = if life > Seconds::hours(1) { Seconds::minutes(15) } else { Seconds(30) };
    Seconds(1 << attempts.saturating_sub(1).min(10)).min(longest)
}

fn count(channel: Channel, outcome: &'static str) {
    metrics::counter!("portico_messages_total", "channel" => channel.name(), "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The waits between the attempts within the life of a message, in seconds.
    fn waits(life: Seconds) -> Vec<u32> {
        let mut waited = 0;
        let all = (1..).map(|attempts| back_off(attempts, life).0);
        all.take_while(|wait| {
            waited += wait;
            waited < life.0
        })
        .collect()
    }

    #[test]
    fn a_code_is_tried_many_times_within_its_life() {
        let waits = waits(Seconds::minutes(10));
        assert!((15..=30).contains(&waits.len()), "{waits:?}");
        assert_eq!(waits[..7], [1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn what_lives_for_days_is_tried_every_quarter_of_an_hour_in_the_end() {
        let waits = waits(Seconds::days(1));
        assert_eq!(waits[..12], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert!((95..=110).contains(&waits.len()), "{}", waits.len());
        assert_eq!(back_off(u32::MAX, Seconds::days(7)), Seconds::minutes(15));
        assert_eq!(back_off(20, Seconds::hours(1)), Seconds(30));
    }
}
