//! A mail server for tests that keeps the messages it accepted, and can be told to refuse.

use async_trait::async_trait;
use service::delivery::{Email, MailTransport, NotTaken};
use std::sync::Mutex;
use tokio::sync::{Notify, RwLock, RwLockWriteGuard};

/// How the server answers the next messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    /// The server is down.
    NotNow,
    /// The server is up, but refuses this message for now.
    NotThisOne,
    /// The server refuses this message for good.
    Never,
}

#[derive(Default)]
pub struct TestMail {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Email>>,
    /// The message ids of all attempts, including those that were refused.
    attempts: Mutex<Vec<String>>,
    probes: Mutex<usize>,
    arrival: Notify,
    /// Locked for writing while the server delays its answers.
    thinking: RwLock<()>,
}

impl TestMail {
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// All accepted messages, the oldest first.
    pub fn taken(&self) -> Vec<Email> {
        self.taken.lock().unwrap().clone()
    }

    pub fn attempts(&self) -> Vec<String> {
        self.attempts.lock().unwrap().clone()
    }

    /// How often the connection was probed without a message.
    pub fn probes(&self) -> usize {
        *self.probes.lock().unwrap()
    }

    /// Delays the answers to all messages until the guard is dropped.
    pub async fn hold(&self) -> RwLockWriteGuard<'_, ()> {
        self.thinking.write().await
    }

    /// Resolves when a message arrives, or at once if one has arrived since the last call.
    pub async fn arrival(&self) {
        self.arrival.notified().await;
    }

    /// Answers as real mail servers do: with the recipient's address in the text.
    fn verdict(&self, to: &str) -> Result<(), NotTaken> {
        match *self.mood.lock().unwrap() {
            Mood::Takes => Ok(()),
            Mood::NotNow => Err(NotTaken::NotNow(format!("451 4.3.0 <{to}>: try again later"))),
            // A probe names no recipient.
            Mood::NotThisOne | Mood::Never if to.is_empty() => Ok(()),
            Mood::NotThisOne => Err(NotTaken::NotThisOneNow(format!("451 4.7.1 <{to}>: greylisted"))),
            Mood::Never => Err(NotTaken::ForGood(format!("550 5.1.1 <{to}>: no such mailbox"))),
        }
    }
}

#[async_trait]
impl MailTransport for TestMail {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        self.attempts.lock().unwrap().push(email.message_id.clone());
        // Lets another task run in between, as with a real server.
        tokio::task::yield_now().await;
        let _thought = self.thinking.read().await;
        self.verdict(email.to.as_str())?;
        self.taken.lock().unwrap().push(email.clone());
        self.arrival.notify_one();
        Ok(())
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        *self.probes.lock().unwrap() += 1;
        tokio::task::yield_now().await;
        self.verdict("")
    }
}
