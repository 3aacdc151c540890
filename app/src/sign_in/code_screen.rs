//! The data of the code screen, and what it says about the delivery of the message.

use crate::{prelude::*, second_step::Choices, words::code::*};
use domain::{ChallengeId, Channel, WebMail};

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
    /// The other ways to sign in that the policy offers, whether or not the account has them, and their pages. Empty if
    /// the code is not that of a sign-in.
    pub others: Vec<(Method, String)>,
    /// The web mail of the address that the user typed. `None`: the address was not typed
    /// in this browser, or its provider is not known.
    pub web_mail: Option<WebMail>,
    /// What the code confirms in the settings. `None`: it belongs to no page of the settings.
    pub confirms: Option<ConfirmedChange>,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for CodeScreen {
    const KIND: PageKind = PageKind::Code;

    fn title(&self) -> String {
        words::titled(PAGE_TITLE, &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// How old a code may be for the screen to announce it.
const JUST_REQUESTED: Seconds = Seconds(15);
/// The shortest and the longest wait before the page asks about the delivery again, in milliseconds.
const ASK_AGAIN: (u32, u32) = (1_500, 15_000);
/// The wait in milliseconds for each second of the age of the code.
const SLOWING: u32 = 125;

impl CodeScreen {
    /// The masked destination as a page shows it: a phone number's last two digits stay on the line of its dots.
    pub fn shown_destination(&self) -> String {
        self.sent_to.replace("• ", "•\u{a0}")
    }

    /// The path where the user can change the address or number. The form there is filled with this one.
    pub fn change(&self) -> String {
        paths::filled_from(&self.start, self.challenge)
    }

    /// Whether the newest code was requested moments ago.
    pub fn is_just_requested(&self) -> bool {
        self.age() <= JUST_REQUESTED
    }

    /// The delivery of the message with the code; of the one that is better off, if it goes by email and by text.
    pub fn best_delivery(&self) -> Delivery {
        self.beside.map_or(self.delivery, |beside| self.delivery.min(beside))
    }

    /// How long the page waits before it asks about the delivery again, in milliseconds; longer for an older code.
    /// `None`: the delivery cannot change, or the code is not accepted any more.
    pub fn asks_again_in(&self) -> Option<u32> {
        let may_change = self.closed.is_none() && self.best_delivery() != Delivery::Undelivered;
        let (shortest, longest) = ASK_AGAIN;
        may_change.then(|| self.age().0.saturating_mul(SLOWING).clamp(shortest, longest))
    }

    /// How long ago the newest code was requested.
    fn age(&self) -> Seconds {
        Seconds(self.good_for.0.saturating_sub(self.expires_at.left_at(self.now).0))
    }
}

/// What a code confirms for a user who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfirmedChange {
    NewEmail,
    NewPhone,
    /// Reauthentication before a change. `return_to` says which.
    Identity,
}

/// The delivery of a message, as far as the user may know it. The better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Delivery {
    /// Sent, or about to be sent. The two are not told apart, because the difference would reveal whether an account
    /// has the address.
    Expected,
    /// The mail server or the text message provider does not accept the message at the moment. Delivery is retried
    /// while the code is valid.
    Delayed,
    /// The carrier reported that the text did not arrive, or the message was rejected. A rejected email with a sign-in
    /// code counts as `Expected` instead, because its rejection would reveal whether an account has the address.
    Undelivered,
}

/// Title and text about a message that is delayed or was not delivered; `None` if there is no problem. `beside` is the
/// delivery by the other channel, if the code was sent by both.
pub fn delivery_problem(channel: Channel, delivery: Delivery, beside: Option<Delivery>) -> Option<(Word, Word)> {
    use Delivery::{Delayed, Expected, Undelivered};
    let other = match channel {
        Channel::Email => Channel::Text,
        Channel::Text => Channel::Email,
    };
    Some(match (delivery, beside) {
        (Expected, None | Some(Expected)) => return None,
        (Delayed, None) => (late(channel), if channel == Channel::Email { DELAYED_TEXT } else { TEXT_DELAYED_TEXT }),
        (Undelivered, None) => {
            (lost(channel), if channel == Channel::Email { EMAIL_UNDELIVERED_TEXT } else { UNDELIVERED_TEXT })
        }
        (Delayed, Some(Delayed)) => (NEITHER_LEFT, NEITHER_LEFT_TEXT),
        (Undelivered, Some(Undelivered)) => (NEITHER_ARRIVED, NEITHER_ARRIVED_TEXT),
        (Delayed, Some(Expected)) => (late(channel), good(other)),
        (Expected, Some(Delayed)) => (late(other), good(channel)),
        (Undelivered, Some(Expected)) => (lost(channel), good(other)),
        (Expected, Some(Undelivered)) => (lost(other), good(channel)),
        (Undelivered, Some(Delayed)) => (lost(channel), on_its_way(other)),
        (Delayed, Some(Undelivered)) => (lost(other), on_its_way(channel)),
    })
}

const fn late(channel: Channel) -> Word {
    match channel {
        Channel::Email => DELAYED,
        Channel::Text => TEXT_DELAYED,
    }
}

const fn lost(channel: Channel) -> Word {
    match channel {
        Channel::Email => EMAIL_UNDELIVERED,
        Channel::Text => UNDELIVERED,
    }
}

const fn good(channel: Channel) -> Word {
    match channel {
        Channel::Email => GOOD_BY_EMAIL,
        Channel::Text => GOOD_BY_TEXT,
    }
}

const fn on_its_way(channel: Channel) -> Word {
    match channel {
        Channel::Email => EMAIL_ON_ITS_WAY,
        Channel::Text => TEXT_ON_ITS_WAY,
    }
}
