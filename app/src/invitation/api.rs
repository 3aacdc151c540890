//! What the pages of an invitation may ask for.

use crate::{
    api_error::ApiError,
    go_to::GoTo,
    organisation::OrganisationView,
    page::{PageKind, Screen},
    paths,
    typed::Typed,
    ui::Received,
    words,
};
use domain::{Password, Seconds, Timestamp, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `/invitation` and the pages that follow, and the page behind the link of the message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationScreen {
    pub organisation: OrganisationView,
    pub page: InvitationPage,
    /// How to reach whoever looks after accounts.
    pub support: Option<String>,
    pub typed: Typed,
    /// Where the person goes after signing in; checked by the server.
    pub return_to: Option<String>,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl InvitationScreen {
    /// An address of the way in, from where the person goes on to where they wanted to.
    pub(super) fn onward(&self, path: String) -> String {
        paths::with_return_to(path, self.return_to.as_deref())
    }
}

impl Screen for InvitationScreen {
    const KIND: PageKind = PageKind::Invitation;

    fn title(&self) -> String {
        words::titled(words::invitation::title(&self.page), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationPage {
    /// Asks for address and code. Behind a link both are there.
    Enter {
        filled: Option<Filled>,
    },
    Confirmed {
        /// How long the temporary password is good that is on its way; `None`: there are other ways in.
        good_for: Option<Seconds>,
        /// Behind a link.
        filled: Option<Filled>,
    },
    Expired {
        email: String,
        good_for: Seconds,
    },
    /// A new one was asked for.
    Asked,
    /// Whoever it was for has signed in.
    Used,
    /// Taken back, replaced by a newer one, or there never was one.
    Unknown,
}

/// What a link fills in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub email: String,
    pub code: String,
    /// The link's own token.
    pub link: String,
    /// When the code stops being good, in words.
    pub until: String,
}

/// Without the code.
impl fmt::Debug for Filled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Filled(…)")
    }
}

/// Confirms an address with its invitation code, as secret as a password, and so is the link that filled it in. Answers the same
/// whoever has that address.
#[server(endpoint = "confirm_invitation", input = PostUrl, output = Postcard)]
pub async fn confirm_invitation(
    organisation: String,
    email: String,
    code: Password,
    #[server(default)] return_to: String,
    #[server(default)] link: Password,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        // What cannot be a code costs no try.
        let code = domain::InvitationCode::typed(code.expose()).ok_or(ApiError::Refused(SignInError::InvalidCode))?;
        backend.confirm_invitation(organisation, address, code, return_to, link).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Tells the admins that a new invitation is wanted. Answers the same whoever has that address.
#[server(endpoint = "ask_for_invitation", input = PostUrl, output = Postcard)]
pub async fn ask_for_invitation(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        backend.ask_for_invitation(organisation, address, return_to).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}
