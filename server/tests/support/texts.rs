//! A provider of text messages for tests that keeps the texts it accepted, and can be told to refuse.

use super::prelude::*;
use async_trait::async_trait;
use service::delivery::NotTaken;
use service::delivery::texts::{Taken, Text, TextProvider};
use std::sync::Mutex;

/// A text that the provider accepted.
#[derive(Clone, Debug)]
pub struct TakenText {
    pub message_id: String,
    pub to: String,
    pub body: String,
}

#[derive(Default)]
pub struct TestTexts {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<TakenText>>,
    probes: Mutex<usize>,
}

impl TestTexts {
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// All accepted texts, the oldest first.
    pub fn taken(&self) -> Vec<TakenText> {
        self.taken.lock().unwrap().clone()
    }

    /// How often the provider was probed without a text.
    pub fn probes(&self) -> usize {
        *self.probes.lock().unwrap()
    }

    /// Answers as real providers do: with the recipient's number in the text.
    fn verdict(&self, to: &str) -> Result<(), NotTaken> {
        match *self.mood.lock().unwrap() {
            Mood::Takes => Ok(()),
            Mood::NotNow => Err(NotTaken::NotNow(format!("20429: too many requests, To={to}"))),
            Mood::NotThisOne => Err(NotTaken::NotThisOneNow(format!("30001: To={to}"))),
            Mood::Never => Err(NotTaken::ForGood(format!("21211: {to} is not a phone number"))),
        }
    }
}

#[async_trait]
impl TextProvider for TestTexts {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken> {
        self.verdict(text.to.as_str())?;
        let mut taken = self.taken.lock().unwrap();
        taken.push(TakenText { message_id: text.message_id.clone(), to: text.to.to_string(), body: text.body.clone() });
        Ok(Taken { provider_id: Some(format!("SM{}", taken.len())) })
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        *self.probes.lock().unwrap() += 1;
        self.verdict("")
    }
}
