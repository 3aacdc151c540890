//! Invitations: the code proves the email address and creates the account. Opening the link changes nothing.

mod enter;
mod invitation_pages;

pub use invitation_pages::InvitationPages;

#[cfg(feature = "ssr")]
use crate::paths::InvitationRoute;
use crate::{prelude::*, words::invitation};
use domain::Password;
#[cfg(feature = "ssr")]
use domain::{EmailAddress, InvitationCode, Method, Slug, SupportContact, invitation::INVITATION_RULES};
#[cfg(feature = "ssr")]
use service::{
    invitations::{self, InvitationAttempt, InvitationLinkShown, InvitationLinkStatus},
    security::Token,
    sign_in,
};
use std::fmt;
#[cfg(feature = "ssr")]
use store::organisations::Organisation;

/// `/invitation` and the pages that follow it, and the page behind an invitation link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationScreen {
    pub organisation: OrganisationView,
    pub page: InvitationPage,
    /// Link to the organisation's support contact.
    pub support: Option<String>,
    pub draft: FormDraft,
    /// Where the user continues after sign-in. Checked by the server.
    pub return_to: Option<String>,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl InvitationScreen {
    /// A path that keeps `return_to` while the user moves on.
    fn onward(&self, path: String) -> String {
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
        filled: Option<FilledInvitation>,
    },
    Confirmed {
        /// How long the temporary password is valid that was sent. `None`: the organisation offers no passwords.
        good_for: Option<Seconds>,
        /// Only if the page was opened through a link.
        filled: Option<FilledInvitation>,
    },
    Expired {
        email: String,
        good_for: Seconds,
    },
    /// A new invitation was requested.
    Requested,
    /// The invited user has already signed in.
    SignedIn,
    /// The invitation was revoked, replaced by a newer one, or never existed.
    Unknown,
}

impl InvitationPage {
    /// The title of the browser tab.
    pub const fn title(&self) -> Word {
        match self {
            InvitationPage::Enter { .. } | InvitationPage::SignedIn | InvitationPage::Unknown => invitation::PAGE_TITLE,
            InvitationPage::Confirmed { .. } => invitation::confirmed::TITLE,
            InvitationPage::Expired { .. } => invitation::PAGE_TITLE,
            InvitationPage::Requested => invitation::asked::TITLE,
        }
    }
}

/// What an invitation link fills in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledInvitation {
    pub email: String,
    pub code: String,
    /// The token in the link.
    pub link: String,
    /// When the code expires, formatted. Empty once the address is confirmed.
    pub until: String,
}

/// Leaves out the code and the token.
impl fmt::Debug for FilledInvitation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FilledInvitation(…)")
    }
}

/// Accepts an invitation: a right code proves the address and creates the account. `code` and `link` (the token of the
/// link that filled it in) are as secret as a password. An address without an invitation gets the same response as a
/// wrong code.
#[server(endpoint = "confirm_invitation", input = PostUrl, output = Postcard)]
pub async fn accept_invitation(
    organisation: String,
    email: String,
    code: Password,
    #[server(default)] return_to: String,
    #[server(default)] link: Password,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        // Malformed input does not count as an attempt.
        let code = InvitationCode::typed(code.expose()).ok_or(Refusal::Code(CodeRefusal::Invalid).into());
        let (email, code) = both_valid(email_address(&email), code)?;
        let attempt = InvitationAttempt { email: &email, code: &code, link: Token::parse(link.expose()) };
        let accepted = invitations::accept_invitation(&web.cx, organisation.as_ref(), attempt).await?;
        web.forget_draft();
        let return_to = sign_in::return_to(&accepted.organisation, &return_to).map(|wanted| wanted.to_string());
        let organisation = OrganisationView::of(accepted.organisation, accepted.is_default);
        let path = match accepted.has_signed_in {
            true => paths::sign_in(&organisation),
            false => paths::invitation_confirmed(&organisation),
        };
        Ok(Redirect::path(paths::with_return_to(path, return_to.as_deref())))
    })
    .await
}

/// Tells the admins that a user wants a new invitation. The response does not reveal whether the address was invited.
#[server(endpoint = "ask_for_invitation", input = PostUrl, output = Postcard)]
pub async fn request_invitation(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let (organisation, email) = (slug(&organisation)?, email_address(&email)?);
        let (organisation, is_default) =
            invitations::request_invitation(&web.cx, organisation.as_ref(), &email).await?;
        web.forget_draft();
        let return_to = sign_in::return_to(&organisation, &return_to).map(|wanted| wanted.to_string());
        let path = paths::invitation_requested(&OrganisationView::of(organisation, is_default));
        Ok(Redirect::path(paths::with_return_to(path, return_to.as_deref())))
    })
    .await
}

/// How long the temporary password is valid that is sent after a right invitation code. `None` if the organisation does
/// not offer passwords.
#[cfg(feature = "ssr")]
fn good_for(organisation: &Organisation) -> Option<Seconds> {
    organisation.policy.offers(Method::Password).then_some(INVITATION_RULES.temporary_password)
}

#[cfg(feature = "ssr")]
fn filled(token: &str, email: &EmailAddress, code: &InvitationCode, until: Option<String>) -> FilledInvitation {
    let until = until.unwrap_or_default();
    FilledInvitation { email: email.to_string(), code: code.grouped(), link: token.to_owned(), until }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn invitation_screen(
        &self,
        organisation: Option<Slug>,
        route: InvitationRoute,
        wanted: Option<String>,
    ) -> Answer<InvitationScreen> {
        if let InvitationRoute::Link(token) = &route {
            return self.invitation_behind(token).await;
        }
        let (organisation, is_default) = sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await?;
        let page = match route {
            InvitationRoute::Confirmed => InvitationPage::Confirmed { good_for: good_for(&organisation), filled: None },
            InvitationRoute::Requested => InvitationPage::Requested,
            InvitationRoute::Enter | InvitationRoute::Link(_) => InvitationPage::Enter { filled: None },
        };
        let return_to = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        let return_to = return_to.map(|return_to| return_to.to_string());
        Ok(InvitationScreen { return_to, ..self.invitation(organisation, is_default, page) })
    }

    async fn invitation_behind(&self, token: &str) -> Answer<InvitationScreen> {
        let InvitationLinkShown { organisation, is_default, status } = invitations::show(&self.cx, token).await?;
        let page = match status {
            InvitationLinkStatus::Open { email, code, until } => {
                let until = in_words(until, self.cx.time_zone.as_deref());
                InvitationPage::Enter { filled: Some(filled(token, &email, &code, Some(until))) }
            }
            InvitationLinkStatus::Confirmed { email, code } => {
                let filled = Some(filled(token, &email, &code, None));
                InvitationPage::Confirmed { good_for: good_for(&organisation), filled }
            }
            InvitationLinkStatus::SignedIn => InvitationPage::SignedIn,
            InvitationLinkStatus::Expired { email } => {
                InvitationPage::Expired { email: email.to_string(), good_for: INVITATION_RULES.good_for }
            }
            InvitationLinkStatus::Unknown => InvitationPage::Unknown,
        };
        Ok(self.invitation(organisation, is_default, page))
    }

    fn invitation(&self, organisation: Organisation, is_default: bool, page: InvitationPage) -> InvitationScreen {
        InvitationScreen {
            page,
            support: organisation.branding.support.as_ref().map(SupportContact::href),
            organisation: OrganisationView::of(organisation, is_default),
            draft: self.draft.clone().unwrap_or_default(),
            return_to: None,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }
    }
}
