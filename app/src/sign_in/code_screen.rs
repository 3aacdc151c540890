//! The data of the code screen.

use super::Delivery;
use crate::{
    organisation::OrganisationView, page::Screen, page_kind::PageKind, second_step::Choices, ui::Received, words,
};
use domain::{ChallengeId, Channel, Seconds, Timestamp, refusal::CodeRefusal};
use serde::{Deserialize, Serialize};

/// The data of the code screen. Loading it sends no message and resets no limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeScreen {
    pub challenge: ChallengeId,
    pub organisation: OrganisationView,
    /// The masked destination: `j•••@mail.example`, `•••• 42`.
    pub sent_to: String,
    pub channel: Channel,
    /// The path where the user can start again.
    pub start: String,
    /// Where the user wants to go after signing in.
    pub return_to: Option<String>,
    /// The server's time when the data was made.
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub resend_at: Timestamp,
    /// The full lifetime of a code, for the countdown ring.
    pub good_for: Seconds,
    /// Why no code is accepted any more. `None` while codes are accepted.
    pub closed: Option<CodeRefusal>,
    pub delivery: Delivery,
    /// The delivery by the other channel, if the code was sent by email and by text.
    pub beside: Option<Delivery>,
    /// The other second factors, if the code is the second step.
    pub second_step: Option<Choices>,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for CodeScreen {
    const KIND: PageKind = PageKind::Code;

    fn title(&self) -> String {
        words::titled(words::code::PAGE_TITLE, &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// How long the screen checks the delivery of a new message.
const JUST_SENT: Seconds = Seconds(15);

impl CodeScreen {
    /// Whether the newest code was sent moments ago, so that its delivery may still change.
    pub fn is_just_sent(&self) -> bool {
        self.expires_at.left_at(self.now) + JUST_SENT >= self.good_for
    }
}
