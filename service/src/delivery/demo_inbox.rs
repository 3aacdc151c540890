//! The messages of a demonstration, kept in memory for the page `/dev/inbox`. Exists only with `--demo`.

use super::texts::{Taken, Text, TextProvider};
use super::{Email, MailTransport, NotTaken, date};
use crate::clock::Clock;
use async_trait::async_trait;
use domain::Channel;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many messages are kept. Beyond that the oldest are dropped.
const KEPT: usize = 500;
const BACKLOG: usize = 64;

/// A message as the demo inbox shows it.
#[derive(Clone, Debug, Serialize)]
pub struct KeptMessage {
    /// Identifies the message. Every attempt to deliver it has this id.
    pub id: String,
    /// The name of a [`Channel`].
    pub channel: &'static str,
    pub to: String,
    /// Empty for a text message.
    pub subject: String,
    pub text: String,
    /// Empty for a text message.
    pub html: String,
    /// When the message arrived (RFC 3339, UTC).
    pub at: String,
}

/// Accepts all email and texts of a demonstration, and keeps the newest 500 in memory.
pub struct DemoInbox {
    clock: Arc<dyn Clock>,
    messages: Mutex<VecDeque<Arc<KeptMessage>>>,
    arrivals: broadcast::Sender<Arc<KeptMessage>>,
}

impl DemoInbox {
    /// Makes an empty inbox.
    pub fn open(clock: Arc<dyn Clock>) -> Self {
        DemoInbox { clock, messages: Mutex::default(), arrivals: broadcast::channel(BACKLOG).0 }
    }

    /// All messages that are kept, the newest first.
    pub fn messages(&self) -> Vec<Arc<KeptMessage>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// A channel with the messages that arrive from now on.
    pub fn arrivals(&self) -> broadcast::Receiver<Arc<KeptMessage>> {
        self.arrivals.subscribe()
    }

    /// Sets `at` and keeps the message, unless it is there already.
    fn keep(&self, message: KeptMessage) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        // Read the clock under the lock, so that the times are in the order of the messages.
        let at = date::rfc3339(self.clock.now()).unwrap_or_default();
        let message = Arc::new(KeptMessage { at, ..message });
        // On a retry because another transport refused the message, it is already here.
        if messages.iter().any(|kept| kept.id == message.id) {
            return;
        }
        messages.push_front(message.clone());
        messages.truncate(KEPT);
        drop(messages);
        // Fails when no page is open, which is fine.
        let _ = self.arrivals.send(message);
    }
}

#[async_trait]
impl MailTransport for DemoInbox {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        self.keep(KeptMessage {
            id: email.message_id.clone(),
            channel: Channel::Email.name(),
            to: email.to.to_string(),
            subject: email.subject.clone(),
            text: email.text.clone(),
            html: email.html.clone(),
            at: String::new(),
        });
        Ok(())
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        Ok(())
    }
}

#[async_trait]
impl TextProvider for DemoInbox {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken> {
        self.keep(KeptMessage {
            id: text.message_id.clone(),
            channel: Channel::Text.name(),
            to: text.to.to_string(),
            subject: String::new(),
            text: text.body.clone(),
            html: String::new(),
            at: String::new(),
        });
        Ok(Taken { provider_id: None })
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        Ok(())
    }
}
