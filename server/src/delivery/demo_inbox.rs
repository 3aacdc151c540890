//! Messages of a demonstration, kept in memory for the page `/dev/inbox`. Never made without `--demo`.

use super::{
    Email, MailTransport, NotTaken, date,
    texts::{Taken, Text, TextProvider},
};
use crate::clock::Clock;
use async_trait::async_trait;
use domain::Channel;
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast;

/// The oldest are forgotten beyond this many.
const KEPT: usize = 500;
const BACKLOG: usize = 64;

/// A message as the inbox shows it.
#[derive(Clone, Debug, Serialize)]
pub struct KeptMessage {
    pub id: String,
    pub channel: &'static str,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// RFC 3339, UTC.
    pub at: String,
}

pub struct DemoInbox {
    clock: Arc<dyn Clock>,
    messages: Mutex<VecDeque<Arc<KeptMessage>>>,
    arrivals: broadcast::Sender<Arc<KeptMessage>>,
}

impl DemoInbox {
    pub fn open(clock: Arc<dyn Clock>) -> Self {
        DemoInbox { clock, messages: Mutex::default(), arrivals: broadcast::channel(BACKLOG).0 }
    }

    /// Everything kept, the newest first.
    pub fn messages(&self) -> Vec<Arc<KeptMessage>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What arrives from now on.
    pub fn arrivals(&self) -> broadcast::Receiver<Arc<KeptMessage>> {
        self.arrivals.subscribe()
    }

    /// Keeps a message; `at` is not known yet.
    fn keep(&self, message: KeptMessage) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        // Behind the lock: whoever comes later is later.
        let at = date::rfc3339(self.clock.now()).unwrap_or_default();
        let message = Arc::new(KeptMessage { at, ..message });
        // Tried again because another transport did not take it: here it is already.
        if messages.iter().any(|kept| kept.id == message.id) {
            return;
        }
        messages.push_front(message.clone());
        messages.truncate(KEPT);
        drop(messages);
        // Nobody may be looking.
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
