//! Data and server functions of the invitation pages.

#[cfg(feature = "ssr")]
use crate::server::{address, slug, web_request};
use crate::{
    api_error::ApiError,
    organisation::OrganisationView,
    page::Screen,
    page_kind::PageKind,
    paths,
    redirect::Redirect,
    typed::Typed,
    ui::Received,
    words::{self, Word, invitation},
};
#[cfg(feature = "ssr")]
use domain::refusal::{CodeRefusal, Refusal};
use domain::{Password, Seconds, Timestamp};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `/invitation` and the pages that follow it, and the page behind an invitation link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationScreen {
    pub organisation: OrganisationView,
    pub page: InvitationPage,
    /// Link to the organisation's support contact.
    pub support: Option<String>,
    pub typed: Typed,
    /// Where the user continues after sign-in. Checked by the server.
    pub return_to: Option<String>,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl InvitationScreen {
    /// A path that keeps `return_to` while the user moves on.
    pub(super) fn onward(&self, path: String) -> String {
        paths::with_return_to(path, self.return_to.as_deref())
    }
}

impl Screen for InvitationScreen {
    const KIND: PageKind = PageKind::Invitation;

    fn title(&self) -> String {
        words::titled(self.page.title(), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationPage {
    /// Asks for email address and code. A link fills both in.
    Enter {
        filled: Option<Filled>,
    },
    Confirmed {
        /// How long the temporary password is valid that was sent. `None`: the organisation offers no passwords.
        good_for: Option<Seconds>,
        /// Only if the page was opened through a link.
        filled: Option<Filled>,
    },
    Expired {
        email: String,
        good_for: Seconds,
    },
    /// A new invitation was requested.
    Asked,
    /// The invited user has already signed in.
    Used,
    /// The invitation was revoked, replaced by a newer one, or never existed.
    Unknown,
}

impl InvitationPage {
    /// The title of the browser tab.
    pub const fn title(&self) -> Word {
        match self {
            InvitationPage::Enter { .. } | InvitationPage::Used | InvitationPage::Unknown => invitation::PAGE_TITLE,
            InvitationPage::Confirmed { .. } => invitation::confirmed::TITLE,
            InvitationPage::Expired { .. } => invitation::PAGE_TITLE,
            InvitationPage::Asked => invitation::asked::TITLE,
        }
    }
}

/// What an invitation link fills in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub email: String,
    pub code: String,
    /// The token in the link.
    pub link: String,
    /// When the code expires, formatted. Empty once the address is confirmed.
    pub until: String,
}

/// Leaves out the code and the token.
impl fmt::Debug for Filled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Filled(…)")
    }
}

/// Confirms an email address with its invitation code. `code` and `link` (the token of the link that filled it in) are
/// as secret as a password. An address without an invitation gets the same response as a wrong code.
#[server(endpoint = "confirm_invitation", input = PostUrl, output = Postcard)]
pub async fn confirm_invitation(
    organisation: String,
    email: String,
    code: Password,
    #[server(default)] return_to: String,
    #[server(default)] link: Password,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        // Malformed input does not count as an attempt.
        let code = domain::InvitationCode::typed(code.expose()).ok_or(Refusal::Code(CodeRefusal::Invalid))?;
        web.confirm_invitation(organisation, (address, code, link), &return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Tells the admins that a user wants a new invitation. The response does not reveal whether the address was invited.
#[server(endpoint = "ask_for_invitation", input = PostUrl, output = Postcard)]
pub async fn ask_for_invitation(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        web.ask_for_invitation(organisation, address, &return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}
