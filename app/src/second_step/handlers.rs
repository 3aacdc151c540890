//! The second factor of a sign-in: its pages, its answers and codes, and setting one up for the first time.

use crate::{
    ApiError,
    paths::{self, SecondStepAddress},
    redirect::Redirect,
    second_step::{Choices, SecondStepPage, SecondStepScreen},
    server::{Answer, WebRequest, cookies, view},
    settings::WaitingApp,
};
use domain::{
    Destination, OneTimeCode, RecoveryCode, Slug,
    policy::{SecondFactor, StillNeeded},
    refusal::{CodeRefusal, Refusal},
};
use service::{
    failure::Failure,
    second_step::number_of,
    sign_in::{
        StartedSession,
        second_step::{self, HalfShown, Typed, Underway},
    },
};
use store::{accounts::Account, organisations::Organisation};

impl WebRequest {
    pub(crate) async fn second_step_screen(
        &self,
        slug: Option<Slug>,
        address: SecondStepAddress,
    ) -> Answer<Result<SecondStepScreen, Redirect>> {
        let shown = self.answer(second_step::show(&self.cx, slug.as_ref()).await)?;
        let HalfShown { organisation, is_default, underway } = shown;
        let choices = underway.as_ref().map(|underway| choices(&organisation, &underway.needed, address));
        let choices = choices.unwrap_or_default();
        let seen = view(organisation.clone(), is_default);
        let (page, return_to) = match underway {
            None => match self.in_already().await? {
                Some(further) => return Ok(Err(further)),
                None => (SecondStepPage::Over, None),
            },
            Some(underway) => {
                let page = match page_at(&underway, address) {
                    Standing::Page(page) => page,
                    Standing::CodeScreen(challenge) => return Ok(Err(Redirect::path(paths::code(challenge)))),
                    Standing::At(address) => return Ok(Err(Redirect::path(paths::second_step(&seen, address)))),
                    Standing::SendCode => SecondStepPage::SendCode { to: self.goes_to(&underway.account) },
                    Standing::SetUpPasskey => SecondStepPage::SetUpPasskey { name: self.cx.browser_name() },
                    Standing::SetUpAuthenticator => self.app_to_set_up(&organisation, &underway.account).await?,
                };
                (page, underway.return_to)
            }
        };
        Ok(Ok(SecondStepScreen {
            page,
            choices,
            return_to: return_to.map(|wanted| wanted.to_string()),
            organisation: seen,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    /// The masked email address and phone number to which the code of the second factor is sent.
    pub(crate) fn goes_to(&self, account: &Account) -> Vec<String> {
        let email = Destination::Email(account.email.clone());
        let phone = number_of(&self.cx.app, account).cloned().map(Destination::Phone);
        [Some(email), phone].into_iter().flatten().map(|one| one.masked()).collect()
    }

    pub(crate) async fn answer_second_step(
        &self,
        way: SecondStepAddress,
        typed: &str,
        remember: bool,
    ) -> Answer<Redirect> {
        let typed = match way {
            SecondStepAddress::Authenticator => typed.parse().ok().map(Typed::Authenticator),
            SecondStepAddress::RecoveryCode => RecoveryCode::typed(typed).map(Typed::RecoveryCode),
            _ => return Err(Refusal::NotOffered.into()),
        };
        let typed = typed.ok_or(Refusal::Code(CodeRefusal::Invalid))?;
        let outcome = second_step::answer(&self.cx, typed, remember).await;
        self.second_step_taken(outcome).await
    }

    /// Completes a sign-in after the second factor. If another tab or the first of two clicks has completed it already,
    /// redirects to where that led.
    pub(crate) async fn second_step_taken(&self, outcome: Result<StartedSession, Failure>) -> Answer<Redirect> {
        match self.answer(outcome) {
            Ok(signed_in) => Ok(self.signed_in_now(signed_in)),
            Err(error @ ApiError::Refused(Refusal::SignInOver)) => self.in_already().await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Redirects a browser that has no pending sign-in because it is already signed in. `None` if it still has the
    /// cookie of a pending sign-in, or is not signed in.
    async fn in_already(&self) -> Answer<Option<Redirect>> {
        if self.cx.step.is_some() { Ok(None) } else { self.further().await }
    }

    pub(crate) async fn send_second_code(&self) -> Answer<Redirect> {
        let sent = self.answer(second_step::send_second_code(&self.cx).await)?;
        Ok(self.sent(&sent))
    }

    async fn app_to_set_up(&self, organisation: &Organisation, account: &Account) -> Answer<SecondStepPage> {
        let waiting = second_step::waiting(&self.cx.app, account, organisation).await;
        let drawn = waiting.and_then(|enrolment| enrolment.as_ref().map(WaitingApp::of).transpose());
        Ok(SecondStepPage::SetUpAuthenticator { app: self.answer(drawn.map_err(Failure::Broken))? })
    }

    pub(crate) async fn begin_set_up(&self) -> Answer<Redirect> {
        self.answer(second_step::begin_set_up(&self.cx).await)?;
        let shown = self.answer(second_step::show(&self.cx, None).await)?;
        let organisation = view(shown.organisation, shown.is_default);
        Ok(Redirect::path(paths::second_step(&organisation, SecondStepAddress::SetUpAuthenticator)))
    }

    pub(crate) async fn finish_set_up(&self, code: &OneTimeCode) -> Answer<Redirect> {
        self.second_step_taken(second_step::finish_set_up(&self.cx, code).await).await
    }

    pub(crate) async fn leave_second_step(&self) -> Answer<Redirect> {
        let (organisation, is_default) = self.answer(second_step::leave(&self.cx).await)?;
        self.set_cookie(cookies::forget(cookies::STEP));
        Ok(Redirect::path(paths::sign_in(&view(organisation, is_default))))
    }
}

/// What to show at an address of the second factor.
enum Standing {
    Page(SecondStepPage),
    CodeScreen(domain::ChallengeId),
    SendCode,
    SetUpPasskey,
    SetUpAuthenticator,
    /// Nothing here: redirect to this address.
    At(SecondStepAddress),
}

fn page_at(underway: &Underway, address: SecondStepAddress) -> Standing {
    let ways = match &underway.needed {
        StillNeeded::Answer(ways) => ways,
        StillNeeded::SetUp(ways) => return set_up_at(ways, address),
        StillNeeded::Nothing => return Standing::Page(SecondStepPage::Over),
    };
    let has = |way| ways.contains(&way);
    match address {
        SecondStepAddress::Authenticator if has(SecondFactor::Authenticator) => {
            Standing::Page(SecondStepPage::Authenticator)
        }
        SecondStepAddress::Passkey if has(SecondFactor::Passkey) => Standing::Page(SecondStepPage::Passkey),
        SecondStepAddress::RecoveryCode if takes_recovery_codes(ways) => Standing::Page(SecondStepPage::RecoveryCode),
        SecondStepAddress::Codes if has(SecondFactor::Codes) => {
            underway.code.map_or(Standing::SendCode, Standing::CodeScreen)
        }
        SecondStepAddress::Any => match ways.first() {
            Some(first) => page_at(underway, SecondStepAddress::of_way(*first)),
            None => Standing::Page(SecondStepPage::Over),
        },
        _ => Standing::At(SecondStepAddress::Any),
    }
}

fn set_up_at(ways: &[SecondFactor], address: SecondStepAddress) -> Standing {
    match address {
        SecondStepAddress::SetUp => Standing::Page(SecondStepPage::SetUp { ways: ways.to_vec() }),
        SecondStepAddress::SetUpPasskey if ways.contains(&SecondFactor::Passkey) => Standing::SetUpPasskey,
        SecondStepAddress::SetUpAuthenticator if ways.contains(&SecondFactor::Authenticator) => {
            Standing::SetUpAuthenticator
        }
        _ => Standing::At(SecondStepAddress::SetUp),
    }
}

/// Whether a recovery code is accepted. It replaces a factor that the user set up, so codes by email or text alone are
/// not enough.
fn takes_recovery_codes(ways: &[SecondFactor]) -> bool {
    ways.iter().any(|way| *way != SecondFactor::Codes)
}

/// The other factors that the user may choose at an address, and the organisation's support contact.
pub(crate) fn choices(organisation: &Organisation, needed: &StillNeeded, at: SecondStepAddress) -> Choices {
    let support = organisation.branding.support.as_ref().map(ToString::to_string);
    let StillNeeded::Answer(ways) = needed else { return Choices { support, ..Choices::default() } };
    let mut others: Vec<_> = ways.iter().map(|way| SecondStepAddress::of_way(*way)).collect();
    if takes_recovery_codes(ways) {
        others.push(SecondStepAddress::RecoveryCode);
    }
    let here = match (at, others.first()) {
        (SecondStepAddress::Any, Some(first)) => *first,
        _ => at,
    };
    others.retain(|other| *other != here);
    Choices { may_remember: organisation.policy.second_step.may_remember, others, support }
}
