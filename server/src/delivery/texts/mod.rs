//! Text messages.

use super::NotTaken;
use async_trait::async_trait;
use domain::{OneTimeCode, PhoneNumber};

/// A text ready to leave.
pub struct Text {
    /// Stable over all attempts.
    pub message_id: String,
    pub to: PhoneNumber,
    pub body: String,
}

/// What a provider said when it took a text.
pub struct Taken {
    pub provider_id: Option<String>,
}

/// Somebody who takes texts.
#[async_trait]
pub trait TextProvider: Send + Sync {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken>;

    /// Whether it would take something now.
    async fn probe(&self) -> Result<(), NotTaken>;
}

/// The text with a code; `host` has no port.
pub fn text_of_code(organisation: &str, code: &OneTimeCode, minutes: u32, host: &str) -> String {
    let digits = code.expose();
    format!("{digits} is your code for {organisation}. It is good for {minutes} minutes.\n\n@{host} #{digits}")
}
