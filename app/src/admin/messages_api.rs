//! Data of the page of sent messages.

use super::Pages;
use crate::{
    prelude::*,
    words::{admin::messages, by_name},
};

/// `/admin/messages`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessagesView {
    pub state: Option<MessageState>,
    /// As typed by the admin.
    pub to: String,
    /// The recipient text matches too many accounts to search for.
    pub is_too_many: bool,
    pub rows: Vec<MessageRow>,
    pub pages: Pages,
}

domain::named_enum! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum MessageState {
        Queued = "queued",
        Retried = "retried",
        Sent = "sent",
        Delivered = "delivered",
        Undelivered = "undelivered",
        Failed = "failed",
        GivenUp = "given-up",
    }
}

static LABELS: [Word; MessageState::ALL.len()] = by_name(messages::BY_KEY, "", MessageState::NAMES);

impl MessageState {
    /// The label in the console.
    pub fn label(self) -> Word {
        LABELS[self as usize]
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageRow {
    /// The label of the kind of message.
    pub name: String,
    pub to: String,
    pub state: MessageState,
    pub tries: u32,
    /// When the message was written, formatted.
    pub at: String,
    /// The provider's last answer, when it refused the message.
    pub answer: Option<String>,
}
