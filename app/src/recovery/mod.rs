//! "Forgot password?": `/recovery` sends a message with a link to a page where the user chooses a new password. If
//! the policy says so, the link only confirms the request, and a temporary password follows. Opening a link changes
//! nothing.

mod new_password;
mod new_password_page;
mod recovery_page;

pub use new_password::{
    AddedFactor, AddedFactors, ChoosePassword, ConfirmReset, NewPasswordScreen, PasswordLink, SavePassword,
};
pub use new_password_page::NewPasswordPage;
pub use recovery_page::RecoveryPage;

#[cfg(feature = "ssr")]
use crate::paths::RecoveryRoute;
use crate::{prelude::*, words::recovery};
use domain::Method;
#[cfg(feature = "ssr")]
use domain::{Slug, limits::RESETS_PER_ADDRESS, policy::RESET_RULES};
#[cfg(feature = "ssr")]
use service::sign_in;
#[cfg(feature = "ssr")]
use store::recovery_links::LinkPurpose;

/// The page behind "Forgot password?" and those that follow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryScreen {
    pub organisation: OrganisationView,
    pub step: RecoveryStage,
    /// Sign-in methods that need no password.
    pub methods: Vec<Method>,
    pub draft: FormDraft,
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
pub enum RecoveryStage {
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

impl RecoveryStage {
    /// The title of the page.
    pub fn title(self) -> &'static str {
        match self {
            RecoveryStage::Help | RecoveryStage::Ask | RecoveryStage::AskTwice => recovery::PAGE_TITLE,
            RecoveryStage::Sent { .. } | RecoveryStage::SentReset { .. } | RecoveryStage::Confirmed { .. } => {
                recovery::sent::TITLE
            }
            RecoveryStage::Changed => recovery::changed::TITLE,
        }
        .text()
    }
}

/// Sends a recovery link by email. The response does not reveal whether the address has an account. `confirmation` is
/// the address typed again, if the page asks for it twice.
#[server(endpoint = "send_instructions", input = PostUrl, output = Postcard)]
pub async fn send_instructions(
    organisation: String,
    email: String,
    confirmation: Option<String>,
) -> Result<Redirect, ApiError> {
    let again = confirmation.clone().unwrap_or_default();
    let draft = FormDraft { email: email.clone(), again, ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let valid = email_address(&email);
        // Two valid addresses are compared by the use case, which knows their spellings.
        let is_repeated = match &confirmation {
            Some(again) if valid.is_err() && again.trim() != email.trim() => Err(Refusal::AddressesDiffer.into()),
            _ => Ok(()),
        };
        let (email, ()) = both_valid(valid, is_repeated)?;
        let again = confirmation.and_then(|again| again.parse().ok());
        let asked = service::recovery::ask(&web.cx, organisation.as_ref(), email, again).await?;
        web.forget_draft();
        let organisation = OrganisationView::of(asked.organisation, asked.is_default);
        Ok(Redirect::path(match asked.again_at {
            Some(again_at) => paths::recovery_sent_until(&organisation, again_at),
            None => paths::recovery_sent(&organisation),
        }))
    })
    .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn recovery_screen(
        &self,
        organisation: Option<Slug>,
        route: RecoveryRoute,
        again_at: Option<Timestamp>,
    ) -> Answer<RecoveryScreen> {
        let (organisation, is_default) = sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await?;
        let mut methods = sign_in::typed_methods(&self.cx.app, &organisation);
        methods.retain(|&method| method != Method::Password);
        let now = self.cx.app.clock.now();
        // The time comes from the query, which anyone may change: times in the past or beyond the longest possible wait
        // are ignored.
        let again_at = again_at.filter(|&at| now < at && at <= now + RESETS_PER_ADDRESS.window);
        let step = match (route, service::recovery::instructions(&organisation)) {
            (RecoveryRoute::Ask, None) => RecoveryStage::Help,
            (RecoveryRoute::Ask, Some((LinkPurpose::NewPassword, _))) => RecoveryStage::Ask,
            (RecoveryRoute::Ask, Some((LinkPurpose::Reset, _))) => RecoveryStage::AskTwice,
            (RecoveryRoute::Sent, Some((LinkPurpose::NewPassword, good_for))) => RecoveryStage::Sent { good_for },
            (RecoveryRoute::Sent, Some((LinkPurpose::Reset, good_for))) => {
                RecoveryStage::SentReset { good_for, again_at }
            }
            (RecoveryRoute::Confirmed, Some(_)) => RecoveryStage::Confirmed { good_for: RESET_RULES.password },
            (RecoveryRoute::Changed, Some(_)) => RecoveryStage::Changed,
            _ => return Err(Refusal::NotOffered.into()),
        };
        Ok(RecoveryScreen {
            organisation: OrganisationView::of(organisation, is_default),
            step,
            methods,
            draft: self.draft.clone().unwrap_or_default(),
            now,
            received: Default::default(),
        })
    }
}
