//! What the pages of the way back in may ask for.

use crate::{
    api_error::ApiError, go_to::GoTo, organisation::OrganisationView, page::PageKind, page::Screen, typed::Typed,
    ui::Received, words,
};
use domain::{AddedWay, Method, Password, PasswordRules, Seconds, Timestamp, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What the page behind "Forgot password?" shows, and the two that follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryScreen {
    pub organisation: OrganisationView,
    pub step: Step,
    /// The ways in that need no password.
    pub methods: Vec<Method>,
    pub typed: Typed,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for RecoveryScreen {
    const KIND: PageKind = PageKind::Recovery;

    fn title(&self) -> String {
        words::titled(words::recovery::title(self.step), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Says how to get in meanwhile: there are no links here.
    Help,
    /// Asks for the address.
    Ask,
    /// Asks for the address twice, for a temporary password.
    AskTwice,
    /// A link is on its way, if anybody has the address.
    Sent { good_for: Seconds },
    /// A link that asks to confirm is on its way, if anybody has the address. Another may be asked for at `again_at`.
    SentReset { good_for: Seconds, again_at: Option<Timestamp> },
    /// A temporary password is on its way.
    Confirmed { good_for: Seconds },
    /// The new password is saved.
    Changed,
}

/// What the page behind a link shows, and the one behind a temporary password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasswordScreen {
    pub organisation: OrganisationView,
    /// From the link of the message; empty behind a temporary password.
    pub token: String,
    pub link: Link,
    /// Where the person wants to go afterwards; checked against the organisation's list.
    pub return_to: Option<String>,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for NewPasswordScreen {
    const KIND: PageKind = PageKind::NewPassword;

    fn title(&self) -> String {
        words::titled(words::recovery::link::page_title(&self.link), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    Open {
        /// Whose password it is. Whoever holds the link reads this mailbox.
        email: String,
        rules: PasswordRules,
        added: Added,
    },
    Used,
    Old,
    Unknown,
    /// Asks to confirm that this person wants a temporary password.
    Confirm {
        email: String,
    },
    /// That was confirmed.
    Confirmed,
    /// No link: the temporary password of this person was right, in this browser.
    Choice {
        email: String,
        rules: PasswordRules,
        added: Added,
    },
    /// No link, and no such password either, or long ago.
    NoChoice,
}

/// What was added lately to the account whose password it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Added {
    /// Each may go with the old password. Empty: nothing was added.
    Removable(Vec<AddedView>),
    /// Something was, and stays: a second step is required.
    Kept,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedView {
    pub way: AddedWay,
    /// Of a passkey.
    pub name: Option<String>,
    /// In words.
    pub at: String,
    /// As it was before a plain form was refused.
    pub is_ticked: bool,
}

/// Sends a link to an address of an organisation. Answers the same whether or not anybody has that address.
/// `confirmation` is the address once more, where the page asks for it twice.
#[server(endpoint = "send_instructions", input = PostUrl, output = Postcard)]
pub async fn send_instructions(
    organisation: String,
    email: String,
    confirmation: Option<String>,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        let again = confirmation.as_ref().and_then(|again| again.parse().ok());
        backend.send_instructions(organisation, address, again).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, again: confirmation.unwrap_or_default(), ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Uses the link of a reset up, and sends a temporary password.
#[server(endpoint = "confirm_reset", input = PostUrl, output = Postcard)]
pub async fn confirm_reset(token: String) -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.confirm_reset(&token).await)
}

/// Saves the password that is chosen instead of a temporary one, typed twice, and signs in. What is named in `remove` of
/// what was added lately is removed.
#[server(endpoint = "choose_password", input = PostUrl, output = Postcard)]
pub async fn choose_password(
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<GoTo, ApiError<SignInError>> {
    let (backend, remove) = (crate::backend::backend()?, AddedWay::all_of(&remove));
    let outcome = match password.is_same(&confirmation) {
        true => backend.choose_password(password, &remove).await,
        false => Err(ApiError::Refused(SignInError::PasswordsDiffer)),
    };
    if outcome.is_err() {
        backend.keep_typed(Typed { ticked: remove, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Saves a new password, typed twice, and uses the link up. What is named in `remove` of what was added lately is removed.
#[server(endpoint = "save_password", input = PostUrl, output = Postcard)]
pub async fn save_password(
    token: String,
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<GoTo, ApiError<SignInError>> {
    let (backend, remove) = (crate::backend::backend()?, AddedWay::all_of(&remove));
    let outcome = match password.is_same(&confirmation) {
        true => backend.save_password(&token, password, &remove).await,
        false => Err(ApiError::Refused(SignInError::PasswordsDiffer)),
    };
    if outcome.is_err() {
        backend.keep_typed(Typed { ticked: remove, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}
