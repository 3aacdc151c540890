//! The second step of signing in, between its pages and its flow.

use super::{RequestBackend, settings::waiting_app, view};
use crate::{
    failure::Failure,
    flows::sign_in::{
        SignedIn,
        second_step::{self, HalfShown, Typed, Underway},
    },
    http::cookies,
    store::{accounts::Account, organisations::Organisation},
};
use app::{
    ApiError,
    backend::Answer,
    go_to::GoTo,
    paths::{self, SecondStepAddress},
    second_step::{Choices, SecondStepPage, SecondStepScreen},
};
use domain::{
    Destination, OneTimeCode, RecoveryCode, Slug,
    policy::{SecondStepWay, StillNeeded},
    sign_in::SignInError,
};

impl RequestBackend {
    pub(super) async fn second_step_page(
        &self,
        slug: Option<Slug>,
        address: SecondStepAddress,
    ) -> Answer<Result<SecondStepScreen, GoTo>> {
        let shown = self.answer(second_step::show(&self.house, &self.visitor, slug.as_ref()).await)?;
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
                    Standing::CodeScreen(challenge) => return Ok(Err(GoTo::path(paths::code(challenge)))),
                    Standing::At(address) => return Ok(Err(GoTo::path(paths::second_step(&seen, address)))),
                    Standing::SendCode => SecondStepPage::SendCode { to: self.goes_to(&underway.account) },
                    Standing::SetUpPasskey => SecondStepPage::SetUpPasskey { name: self.visitor.browser_name() },
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
            now: self.house.clock.now(),
            received: Default::default(),
        }))
    }

    /// Where the code of the second step goes, masked.
    pub(super) fn goes_to(&self, account: &Account) -> Vec<String> {
        let email = Destination::Email(account.email.clone());
        let phone = second_step::number_of(&self.house, account).cloned().map(Destination::Phone);
        [Some(email), phone].into_iter().flatten().map(|one| one.masked()).collect()
    }

    pub(super) async fn answered_second_step(
        &self,
        way: SecondStepAddress,
        typed: &str,
        remember: bool,
    ) -> Answer<GoTo> {
        let typed = match way {
            SecondStepAddress::Authenticator => typed.parse().ok().map(Typed::Authenticator),
            SecondStepAddress::RecoveryCode => RecoveryCode::typed(typed).map(Typed::RecoveryCode),
            _ => return Err(ApiError::Refused(SignInError::NotOffered)),
        };
        let typed = typed.ok_or(ApiError::Refused(SignInError::InvalidCode))?;
        let outcome = second_step::answer(&self.house, &self.visitor, typed, remember).await;
        self.second_step_taken(outcome).await
    }

    /// The person is in; also who was in already, by the first of two presses or in another tab.
    pub(super) async fn second_step_taken(&self, outcome: Result<SignedIn, Failure<SignInError>>) -> Answer<GoTo> {
        match self.answer(outcome) {
            Ok(signed_in) => Ok(self.signed_in_now(signed_in)),
            Err(error @ ApiError::Refused(SignInError::SignInOver)) => self.in_already().await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Where a browser goes on that has nothing half finished because it is in.
    async fn in_already(&self) -> Answer<Option<GoTo>> {
        if self.visitor.step.is_some() { Ok(None) } else { self.further().await }
    }

    pub(super) async fn sent_second_code(&self) -> Answer<GoTo> {
        let sent = self.answer(second_step::send_second_code(&self.house, &self.visitor).await)?;
        Ok(self.sent(&sent))
    }

    async fn app_to_set_up(&self, organisation: &Organisation, account: &Account) -> Answer<SecondStepPage> {
        let waiting = second_step::waiting(&self.house, account, organisation).await;
        let drawn = waiting.and_then(|enrolment| enrolment.as_ref().map(waiting_app).transpose());
        Ok(SecondStepPage::SetUpAuthenticator { app: self.answer(drawn.map_err(Failure::Broken))? })
    }

    pub(super) async fn begun_set_up(&self) -> Answer<GoTo> {
        self.answer(second_step::begin_set_up(&self.house, &self.visitor).await)?;
        let shown = self.answer(second_step::show(&self.house, &self.visitor, None).await)?;
        let organisation = view(shown.organisation, shown.is_default);
        Ok(GoTo::path(paths::second_step(&organisation, SecondStepAddress::SetUpAuthenticator)))
    }

    pub(super) async fn finished_set_up(&self, code: &OneTimeCode) -> Answer<GoTo> {
        self.second_step_taken(second_step::finish_set_up(&self.house, &self.visitor, code).await).await
    }

    pub(super) async fn left_second_step(&self) -> Answer<GoTo> {
        let (organisation, is_default) = self.answer(second_step::leave(&self.house, &self.visitor).await)?;
        self.set_cookie(cookies::forget(cookies::STEP));
        Ok(GoTo::path(paths::sign_in(&view(organisation, is_default))))
    }
}

/// What is at an address between the two steps.
enum Standing {
    Page(SecondStepPage),
    CodeScreen(domain::ChallengeId),
    SendCode,
    SetUpPasskey,
    SetUpAuthenticator,
    /// Nothing; this is where the person belongs.
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
        SecondStepAddress::Authenticator if has(SecondStepWay::Authenticator) => {
            Standing::Page(SecondStepPage::Authenticator)
        }
        SecondStepAddress::Passkey if has(SecondStepWay::Passkey) => Standing::Page(SecondStepPage::Passkey),
        SecondStepAddress::RecoveryCode if takes_recovery_codes(ways) => Standing::Page(SecondStepPage::RecoveryCode),
        SecondStepAddress::Codes if has(SecondStepWay::Codes) => {
            underway.code.map_or(Standing::SendCode, Standing::CodeScreen)
        }
        SecondStepAddress::Any => match ways.first() {
            Some(first) => page_at(underway, SecondStepAddress::of_way(*first)),
            None => Standing::Page(SecondStepPage::Over),
        },
        _ => Standing::At(SecondStepAddress::Any),
    }
}

fn set_up_at(ways: &[SecondStepWay], address: SecondStepAddress) -> Standing {
    match address {
        SecondStepAddress::SetUp => Standing::Page(SecondStepPage::SetUp { ways: ways.to_vec() }),
        SecondStepAddress::SetUpPasskey if ways.contains(&SecondStepWay::Passkey) => Standing::SetUpPasskey,
        SecondStepAddress::SetUpAuthenticator if ways.contains(&SecondStepWay::Authenticator) => {
            Standing::SetUpAuthenticator
        }
        _ => Standing::At(SecondStepAddress::SetUp),
    }
}

/// They stand in for what was set up.
fn takes_recovery_codes(ways: &[SecondStepWay]) -> bool {
    ways.iter().any(|way| *way != SecondStepWay::Codes)
}

/// What else may be chosen at an address.
pub(super) fn choices(organisation: &Organisation, needed: &StillNeeded, at: SecondStepAddress) -> Choices {
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
