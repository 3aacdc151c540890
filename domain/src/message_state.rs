//! The delivery status of a message.

use serde::{Deserialize, Serialize};

crate::named_enum! {
    /// The delivery status of a message. URLs contain the name.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum MessageState {
        /// Not tried yet.
        Queued = "queued",
        /// An attempt failed; there will be another.
        Retried = "retried",
        Sent = "sent",
        /// The provider reports that it arrived.
        Delivered = "delivered",
        /// The provider reports that it did not arrive.
        Undelivered = "undelivered",
        /// Refused for good.
        Failed = "failed",
        /// It expired before a provider accepted it.
        GivenUp = "given-up",
    }
}

impl MessageState {
    /// Whether a provider has accepted the message.
    pub const fn has_left(self) -> bool {
        matches!(self, MessageState::Sent | MessageState::Delivered | MessageState::Undelivered)
    }
}
