//! Data of the page of sent messages.

use super::Pages;
use crate::words::{Word, admin::messages};
use serde::{Deserialize, Serialize};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageState {
    Queued,
    Retried,
    Sent,
    Delivered,
    Undelivered,
    Failed,
    GivenUp,
}

impl MessageState {
    pub const ALL: [MessageState; 7] = [
        MessageState::Queued,
        MessageState::Retried,
        MessageState::Sent,
        MessageState::Delivered,
        MessageState::Undelivered,
        MessageState::Failed,
        MessageState::GivenUp,
    ];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            MessageState::Queued => "queued",
            MessageState::Retried => "retried",
            MessageState::Sent => "sent",
            MessageState::Delivered => "delivered",
            MessageState::Undelivered => "undelivered",
            MessageState::Failed => "failed",
            MessageState::GivenUp => "given-up",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        MessageState::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What the console calls it.
    pub const fn label(self) -> Word {
        match self {
            MessageState::Queued => messages::QUEUED,
            MessageState::Retried => messages::RETRIED,
            MessageState::Sent => messages::SENT,
            MessageState::Delivered => messages::DELIVERED,
            MessageState::Undelivered => messages::UNDELIVERED,
            MessageState::Failed => messages::FAILED,
            MessageState::GivenUp => messages::GIVEN_UP,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageRow {
    /// What the message is called, by its template.
    pub name: String,
    pub to: String,
    pub state: MessageState,
    pub tries: u32,
    /// When the message was written, formatted.
    pub at: String,
    /// The provider's last answer, when it refused the message.
    pub answer: Option<String>,
}
