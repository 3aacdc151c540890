//! A mail server that remembers, and can be told to refuse.

use async_trait::async_trait;
use server::delivery::{Email, MailTransport, NotTaken};
use std::sync::Mutex;
use tokio::sync::{Notify, RwLock, RwLockWriteGuard};

/// What it does with the next message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    /// It is down.
    NotNow,
    /// It takes others, and this one later.
    NotThisOne,
    /// It will never take this one.
    Never,
}

#[derive(Default)]
pub struct TestMail {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Email>>,
    /// The message ids of all attempts, also of those that were refused.
    attempts: Mutex<Vec<String>>,
    probes: Mutex<usize>,
    arrival: Notify,
    /// Held while the server thinks about a message that it has.
    thinking: RwLock<()>,
}

impl TestMail {
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Everything that was taken, the oldest first.
    pub fn taken(&self) -> Vec<Email> {
        self.taken.lock().unwrap().clone()
    }

    pub fn attempts(&self) -> Vec<String> {
        self.attempts.lock().unwrap().clone()
    }

    /// How often it was only asked whether it answers.
    pub fn probes(&self) -> usize {
        *self.probes.lock().unwrap()
    }

    /// While this is held, it answers to no message.
    pub async fn hold(&self) -> RwLockWriteGuard<'_, ()> {
        self.thinking.write().await
    }

    /// Resolves when a message arrives, or when one did since the last time.
    pub async fn arrival(&self) {
        self.arrival.notified().await;
    }

    /// Speaks as mail servers do: with the address in the answer.
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
        // Another task may come in between, as with a real server.
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
