//! Onboarding of invited users: profile, phone, second step, a password of their own. The user can stop at any step and
//! continue on another device.

#[cfg(feature = "ssr")]
mod load;
mod onboarding_pages;
mod steps;

pub use onboarding_pages::OnboardingPages;

use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::ReturnTo;
use domain::onboarding::{Outcome, Step};
#[cfg(feature = "ssr")]
use service::{onboarding, settings, sign_in};

/// A step of onboarding, and the list of all steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnboardingScreen {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    pub page: OnboardingPage,
    pub steps: Vec<StepView>,
    /// Path of the step before this one.
    pub back: Option<String>,
    /// Where the user continues afterwards. Checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    pub draft: FormDraft,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for OnboardingScreen {
    const KIND: PageKind = PageKind::Onboarding;

    fn title(&self) -> String {
        words::titled(words::onboarding::PAGE_TITLE, &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OnboardingPage {
    Profile {
        /// What the field suggests, such as `Europe/Berlin (UTC+01:00)`.
        time_zones: Vec<String>,
        /// One of them, or what was typed. `None`: that of the browser.
        time_zone: Option<String>,
    },
    Phone {
        /// The verified number, masked.
        verified: Option<String>,
        /// The unverified number of the account, to be filled in. Empty: none.
        number: String,
        countries: Vec<CountryChoice>,
    },
    SecondStep(SecondStepProgress),
    Password {
        /// `None`: the user has already chosen a password.
        rules: Option<PasswordRules>,
    },
    Done,
}

/// What the account has for the second step, and what the user may add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepProgress {
    /// Where sign-in codes go, masked. `None`: codes are no second factor here.
    pub codes_to: Option<String>,
    /// Whether an authenticator app is set up. `None`: the organisation does not allow them.
    pub authenticator: Option<bool>,
    /// Whether the account has a passkey. `None`: passkeys cannot be used as a second factor here.
    pub passkey: Option<bool>,
    /// How many are left. `None`: the account has no second factor that they could replace.
    pub recovery_codes: Option<u32>,
    /// Whether the account can answer a second step.
    pub is_done: bool,
    /// False if a second step is required and the account has none yet.
    pub may_skip: bool,
    /// Path of this page, for the settings pages to return to.
    pub here: String,
}

impl OnboardingPage {
    pub const fn step(&self) -> Step {
        match self {
            OnboardingPage::Profile { .. } => Step::Profile,
            OnboardingPage::Phone { .. } => Step::Phone,
            OnboardingPage::SecondStep(_) => Step::SecondStep,
            OnboardingPage::Password { .. } => Step::Password,
            OnboardingPage::Done => Step::Done,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub step: Step,
    /// `None`: neither done nor skipped.
    pub outcome: Option<Outcome>,
    /// What was saved, if it can be shown.
    pub note: Option<String>,
}

/// Saves name and time zone. In all server functions of the onboarding, `return_to` is where the user continues
/// afterwards, as it was posted: the body checks it.
#[server(endpoint = "welcome_profile", input = PostUrl, output = Postcard)]
pub async fn onboarding_profile(
    name: String,
    #[server(default)] time_zone: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { name: name.clone(), time_zone: Some(time_zone.clone()), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let language = signed_in.account.language.as_ref();
        settings::save_profile(&web.cx, &signed_in, &name, named_time_zone(&time_zone), language).await?;
        web.forget_draft();
        let wanted = sign_in::return_to(&signed_in.organisation, &return_to);
        let page = paths::reauthentication_for_onboarding(Step::Profile, wanted.as_ref().map(ReturnTo::as_str));
        web.forget_kept_for(&signed_in, &page);
        Ok(web.after_step(&signed_in, Step::Profile, &return_to))
    })
    .await
}

/// Sends a code to a phone number. The account gets the number once the code is entered.
#[server(endpoint = "welcome_phone", input = PostUrl, output = Postcard)]
pub async fn onboarding_phone(
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { phone: phone.clone(), country: country.clone(), ..FormDraft::default() };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        let return_to = sign_in::return_to(&signed_in.organisation, &return_to);
        let wanted = return_to.as_ref().map(ReturnTo::as_str);
        let reauthenticated = match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => reauthenticated,
            Err(failure) => {
                let page = paths::reauthentication_for_onboarding(Step::Phone, wanted);
                return web.reauthenticate_at(failure, page, Some((&signed_in, draft)));
            }
        };
        let progress = onboarding::progress(&web.cx.app, &signed_in);
        let next = progress.and_then(|progress| progress.next_and_previous(Step::Phone).0);
        let next = ReturnTo::from_store(paths::onboarding(next, wanted));
        Ok(web.change_code_sent(&settings::set_phone(&web.cx, reauthenticated, &phone, &country, Some(next)).await?))
    })
    .await
}

/// Goes to the step before the phone number, and keeps the number that was typed.
#[server(endpoint = "leave_phone_step", input = PostUrl, output = Postcard)]
pub async fn leave_phone_step(
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let return_to = sign_in::return_to(&signed_in.organisation, &return_to);
        let wanted = return_to.as_ref().map(ReturnTo::as_str);
        let page = paths::reauthentication_for_onboarding(Step::Phone, wanted);
        web.keep_draft_until_reauthenticated(&signed_in, &page, &FormDraft { phone, country, ..FormDraft::default() });
        let progress = onboarding::progress(&web.cx.app, &signed_in);
        let before = progress.and_then(|progress| progress.next_and_previous(Step::Phone).1);
        Ok(Redirect::path(paths::onboarding(before, wanted)))
    })
    .await
}

/// Sets the first password that the user chooses, typed twice.
#[server(endpoint = "welcome_password", input = PostUrl, output = Postcard)]
pub async fn onboarding_password(
    password: Password,
    confirmation: Password,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let changed =
            settings::change_password(&web.cx, &signed_in, Password::default(), [password, confirmation]).await;
        match changed {
            Ok(changed) => {
                web.renew_session(&changed);
                Ok(web.after_step(&signed_in, Step::Password, &return_to))
            }
            Err(failure) => {
                let return_to = sign_in::return_to(&signed_in.organisation, &return_to);
                let wanted = return_to.as_ref().map(ReturnTo::as_str);
                web.reauthenticate_at(failure, paths::reauthentication_for_onboarding(Step::Password, wanted), None)
            }
        }
    })
    .await
}

/// Leaves a step. It counts as done if its requirement is met, otherwise as skipped.
#[server(endpoint = "skip_step", input = PostUrl, output = Postcard)]
pub async fn skip_step(step: Step, #[server(default)] return_to: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        onboarding::skip_step(&web.cx, &signed_in, step).await?;
        Ok(web.after_step(&signed_in, step, &return_to))
    })
    .await
}

/// Ends the onboarding. If a step is still open, redirects to it.
#[server(endpoint = "finish_welcome", input = PostUrl, output = Postcard)]
pub async fn finish_onboarding(#[server(default)] return_to: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let return_to = sign_in::return_to(&signed_in.organisation, &return_to);
        Ok(match onboarding::finish(&web.cx, &signed_in).await? {
            true => Redirect::after_sign_in(return_to),
            false => Redirect::path(paths::onboarding(None, return_to.as_ref().map(ReturnTo::as_str))),
        })
    })
    .await
}
