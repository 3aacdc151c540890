//! The data of `/new-password/TOKEN`, `/reset/TOKEN` and `/choose-password`, and their server functions.

use crate::{prelude::*, words::recovery as texts};
#[cfg(feature = "ssr")]
use domain::Slug;
use domain::{AddedWay, Password, PasswordRules};
#[cfg(feature = "ssr")]
use service::{
    recovery::{self, Recovered, RecoveryAccount, RecoveryLinkShown, RecoveryLinkStatus},
    security::Token,
    temporary_password,
};
#[cfg(feature = "ssr")]
use store::recovery_links::LinkPurpose;

/// The page behind a recovery link, or the one after sign-in with a temporary password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasswordScreen {
    pub organisation: OrganisationView,
    /// The token in the link. Empty after a temporary password.
    pub token: String,
    pub link: PasswordLink,
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
pub enum PasswordLink {
    Open {
        /// The account's email address, unmasked: the link was sent to its mailbox.
        email: String,
        /// The user's name; empty if there is none. A password must not be made of it.
        name: String,
        rules: PasswordRules,
        added: AddedFactors,
    },
    Used,
    Expired,
    Unknown,
    /// Asks the user to confirm the request for a temporary password.
    Confirm {
        email: String,
    },
    /// The request for a temporary password was confirmed.
    Confirmed,
    /// No link: the account's temporary password was accepted in this browser.
    Granted {
        email: String,
        /// The user's name; empty if there is none. A password must not be made of it.
        name: String,
        rules: PasswordRules,
        added: AddedFactors,
    },
    /// No link: no temporary password was accepted in this browser, or too long ago.
    NotGranted,
}

impl PasswordLink {
    /// The title of the page behind a link, whether the link works or not.
    pub fn title(&self) -> &'static str {
        match self {
            PasswordLink::Confirm { .. } => texts::reset::TITLE,
            _ => texts::choose::TITLE,
        }
        .text()
    }
}

/// Second factors that were added to the account lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddedFactors {
    /// Each can be removed along with the old password. Empty: nothing was added.
    Removable(Vec<AddedFactor>),
    /// There are some, and they stay because a second step is required.
    Kept,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedFactor {
    pub way: AddedWay,
    /// Name of the passkey. `None` for an authenticator app.
    pub name: Option<String>,
    /// When it was added, formatted.
    pub at: String,
    /// Ticked before a form without JavaScript was refused.
    pub is_ticked: bool,
}

/// Consumes a reset link and sends a temporary password.
#[server(endpoint = "confirm_reset", input = PostUrl, output = Postcard)]
pub async fn confirm_reset(token: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let (organisation, is_default) = temporary_password::confirm(&web.cx, &token).await?;
        Ok(Redirect::path(paths::recovery_confirmed(&OrganisationView::of(organisation, is_default))))
    })
    .await
}

/// Replaces a temporary password by the one that the user chooses, typed twice, and signs the user in. Of the second
/// factors added lately, those named in `remove` are removed.
#[server(endpoint = "choose_password", input = PostUrl, output = Postcard)]
pub async fn choose_password(
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<Redirect, ApiError> {
    let ticked = AddedWay::all_of(&remove);
    let draft = FormDraft { ticked: ticked.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let Some(signed_in) = temporary_password::choose(&web.cx, [password, confirmation], &ticked).await? else {
            return web.chosen_already().await?.ok_or(Failure::SignedOut);
        };
        web.set_cookie(cookies::forget(cookies::PASSWORD_RESET_GRANT));
        Ok(web.continue_sign_in(signed_in))
    })
    .await
}

/// Saves a new password, typed twice, and consumes the link. If it is the first one, signs the user in. Of the second
/// factors added lately, those named in `remove` are removed.
#[server(endpoint = "save_password", input = PostUrl, output = Postcard)]
pub async fn save_password(
    token: String,
    password: Password,
    confirmation: Password,
    #[server(default)] remove: Vec<String>,
) -> Result<Redirect, ApiError> {
    let ticked = AddedWay::all_of(&remove);
    let draft = FormDraft { ticked: ticked.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let outcome = recovery::finish(&web.cx, &token, [password.clone(), confirmation], &ticked).await;
        let (organisation, is_default) = match (outcome, web.is_plain) {
            // Without script a form is easily posted twice: the second time succeeds too if the first has just changed
            // the password.
            (Err(Failure::Refused(Refusal::LinkOver)), true) => {
                recovery::changed_just_now(&web.cx, &token, password).await?.ok_or(Refusal::LinkOver)?
            }
            (outcome, _) => match outcome? {
                Recovered { signed_in: Some(signed_in), .. } => return Ok(web.continue_sign_in(signed_in)),
                Recovered { organisation, is_default, .. } => (organisation, is_default),
            },
        };
        web.forget_draft();
        Ok(Redirect::path(paths::recovery_changed(&OrganisationView::of(organisation, is_default))))
    })
    .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn new_password_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        let shown = recovery::show(&self.cx, token, LinkPurpose::NewPassword).await?;
        let rules = shown.organisation.policy.password;
        let open = |account: RecoveryAccount| PasswordLink::Open {
            email: account.email.to_string(),
            name: account.name.clone().unwrap_or_default(),
            rules,
            added: self.added(account),
        };
        Ok(self.behind_link(shown, token, open, PasswordLink::Used))
    }

    pub(crate) async fn reset_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        let shown = recovery::show(&self.cx, token, LinkPurpose::Reset).await?;
        Ok(self.behind_link(
            shown,
            token,
            |account| PasswordLink::Confirm { email: account.email.to_string() },
            PasswordLink::Confirmed,
        ))
    }

    fn behind_link(
        &self,
        shown: RecoveryLinkShown,
        token: &str,
        open: impl FnOnce(RecoveryAccount) -> PasswordLink,
        used: PasswordLink,
    ) -> NewPasswordScreen {
        NewPasswordScreen {
            link: match shown.status {
                RecoveryLinkStatus::Open(account) => open(account),
                RecoveryLinkStatus::Used => used,
                RecoveryLinkStatus::Expired => PasswordLink::Expired,
                RecoveryLinkStatus::Unknown => PasswordLink::Unknown,
            },
            organisation: OrganisationView::of(shown.organisation, shown.is_default),
            token: token.to_owned(),
            return_to: None,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }
    }

    /// What was recently added to the account (passkeys, authenticator app), as the page lists it.
    fn added(&self, account: RecoveryAccount) -> AddedFactors {
        if account.must_keep_factors && !account.added.is_empty() {
            return AddedFactors::Kept;
        }
        let ticked = self.draft.as_ref().map(|typed| typed.ticked.as_slice()).unwrap_or_default();
        let zone = account.time_zone.as_deref();
        let view = |added: recovery::RecentlyAdded| AddedFactor {
            is_ticked: ticked.contains(&added.way),
            at: in_words(added.at, zone),
            way: added.way,
            name: added.name,
        };
        AddedFactors::Removable(account.added.into_iter().map(view).collect())
    }

    /// After a right temporary password of the organisation: sets the cookie that lets this browser choose a new
    /// password, and redirects to the page.
    pub(crate) fn may_choose(&self, grant: &Token, organisation: Option<&Slug>) -> Redirect {
        self.set_cookie(cookies::password_reset_grant(grant));
        self.forget_draft();
        self.via_cookie_check(Redirect::path(paths::CHOOSE_PASSWORD.to_owned()), organisation)
    }

    pub(crate) async fn grant_screen(&self) -> Answer<Result<NewPasswordScreen, Redirect>> {
        let shown = temporary_password::show_grant(&self.cx).await?;
        if shown.account.is_none()
            && let Some(further) = self.chosen_already().await?
        {
            return Ok(Err(further));
        }
        let rules = shown.organisation.policy.password;
        Ok(Ok(NewPasswordScreen {
            link: match shown.account {
                Some(account) => PasswordLink::Granted {
                    email: account.email.to_string(),
                    name: account.name.clone().unwrap_or_default(),
                    rules,
                    added: self.added(account),
                },
                None => PasswordLink::NotGranted,
            },
            organisation: OrganisationView::of(shown.organisation, shown.is_default),
            token: String::new(),
            return_to: shown.return_to.map(|wanted| wanted.to_string()),
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    /// Redirects a browser that has no password to choose because it has already chosen one. `None` if it still has the
    /// cookie for choosing, or did not get further.
    async fn chosen_already(&self) -> Answer<Option<Redirect>> {
        if self.cx.password_reset_grant.is_some() { Ok(None) } else { self.redirect_further().await }
    }
}
