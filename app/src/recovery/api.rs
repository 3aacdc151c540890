//! Data and server functions of password recovery.

#[cfg(feature = "ssr")]
use crate::server::{address, slug, web_request};
use crate::{
    api_error::ApiError,
    organisation::OrganisationView,
    page::Screen,
    page_kind::PageKind,
    redirect::Redirect,
    typed::Typed,
    ui::Received,
    words::{self, recovery},
};
#[cfg(feature = "ssr")]
use domain::refusal::{PasswordRefusal, Refusal};
use domain::{AddedWay, Method, Password, PasswordRules, Seconds, Timestamp};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// The page behind "Forgot password?" and those that follow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryScreen {
    pub organisation: OrganisationView,
    pub step: Step,
    /// Sign-in methods that need no password.
    pub methods: Vec<Method>,
    pub typed: Typed,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for RecoveryScreen {
    const KIND: PageKind = PageKind::Recovery;

    fn title(&self) -> String {
        words::titled(self.step.title(), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The organisation offers no password recovery. Lists other ways to sign in.
    Help,
    /// Asks for the email address.
    Ask,
    /// Asks for the email address twice. A temporary password will be sent to it.
    AskTwice,
    /// If the address has an account, a link is on its way.
    Sent { good_for: Seconds },
    /// If the address has an account, a confirmation link is on its way. Another may be requested at `again_at`;
    /// `None`: now.
    SentReset { good_for: Seconds, again_at: Option<Timestamp> },
    /// A temporary password is on its way.
    Confirmed { good_for: Seconds },
    /// The new password is saved.
    Changed,
}

impl Step {
    /// The title of the page of a step.
    pub fn title(self) -> &'static str {
        match self {
            Step::Help | Step::Ask | Step::AskTwice => recovery::PAGE_TITLE,
            Step::Sent { .. } | Step::SentReset { .. } | Step::Confirmed { .. } => recovery::sent::TITLE,
            Step::Changed => recovery::changed::TITLE,
        }
        .text()
    }
}

/// The page behind a recovery link, or the one after sign-in with a temporary password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasswordScreen {
    pub organisation: OrganisationView,
    /// The token in the link. Empty after a temporary password.
    pub token: String,
    pub link: Link,
    /// Where the user continues afterwards. Checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for NewPasswordScreen {
    const KIND: PageKind = PageKind::NewPassword;

    fn title(&self) -> String {
        words::titled(self.link.title(), &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    Open {
        /// The account's email address, unmasked: the link was sent to its mailbox.
        email: String,
        rules: PasswordRules,
        added: Added,
    },
    Used,
    Old,
    Unknown,
    /// Asks the user to confirm the request for a temporary password.
    Confirm {
        email: String,
    },
    /// The request for a temporary password was confirmed.
    Confirmed,
    /// No link: the account's temporary password was accepted in this browser.
    Choice {
        email: String,
        rules: PasswordRules,
        added: Added,
    },
    /// No link: no temporary password was accepted in this browser, or too long ago.
    NoChoice,
}

impl Link {
    /// The title of the page behind a link, whether the link works or not.
    pub fn title(&self) -> &'static str {
        match self {
            Link::Confirm { .. } => recovery::reset::TITLE,
            _ => recovery::choose::TITLE,
        }
        .text()
    }
}

/// Second factors that were added to the account lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Added {
    /// Each can be removed along with the old password. Empty: nothing was added.
    Removable(Vec<AddedView>),
    /// There are some, and they stay because a second step is required.
    Kept,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedView {
    pub way: AddedWay,
    /// Name of the passkey. `None` for an authenticator app.
    pub name: Option<String>,
    /// When it was added, formatted.
    pub at: String,
    /// Ticked before a form without JavaScript was refused.
    pub is_ticked: bool,
}

/// Sends a recovery link by email. The response does not reveal whether the address has an account. `confirmation` is
/// the address typed again, if the page asks for it twice.
#[server(endpoint = "send_instructions", input = PostUrl, output = Postcard)]
pub async fn send_instructions(
    organisation: String,
    email: String,
    confirmation: Option<String>,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        let again = confirmation.as_ref().and_then(|again| again.parse().ok());
        web.send_instructions(organisation, address, again).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, again: confirmation.unwrap_or_default(), ..Typed::default() })
}

/// Consumes a reset link and sends a temporary password.
#[server(endpoint = "confirm_reset", input = PostUrl, output = Postcard)]
pub async fn confirm_reset(token: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.confirm_reset(&token).await)
}

/// Replaces a temporary password by the one that the user chooses, typed twice, and signs the user in. Of the second
/// factors added lately, those named in `remove` are removed.
#[server(endpoint = "choose_password", input = PostUrl, output = Postcard)]
pub async fn choose_password(
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<Redirect, ApiError> {
    let (web, remove) = (web_request()?, AddedWay::all_of(&remove));
    let outcome = match password.is_same(&confirmation) {
        true => web.choose_password(password, &remove).await,
        false => Err(Refusal::Password(PasswordRefusal::ConfirmationDiffers).into()),
    };
    web.respond_keeping(outcome, || Typed { ticked: remove, ..Typed::default() })
}

/// Saves a new password, typed twice, and consumes the link. Of the second factors added lately, those named in
/// `remove` are removed.
#[server(endpoint = "save_password", input = PostUrl, output = Postcard)]
pub async fn save_password(
    token: String,
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<Redirect, ApiError> {
    let (web, remove) = (web_request()?, AddedWay::all_of(&remove));
    let outcome = match password.is_same(&confirmation) {
        true => web.save_password(&token, password, &remove).await,
        false => Err(Refusal::Password(PasswordRefusal::ConfirmationDiffers).into()),
    };
    web.respond_keeping(outcome, || Typed { ticked: remove, ..Typed::default() })
}
