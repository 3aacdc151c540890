//! Loads the pages of the second step, and redirects after an answer.

use super::{Choices, SecondStepPage, SecondStepScreen};
use crate::{paths::SecondStepAddress, prelude::*, settings::WaitingApp};
use domain::{
    ChallengeId, Destination, Slug,
    policy::{SecondFactor, StillNeeded},
};
use service::sign_in::{
    StartedSession,
    second_step::{self, SecondStepShown, Underway},
};
use store::{accounts::Account, organisations::Organisation};

impl WebRequest {
    pub(crate) async fn second_step_screen(
        &self,
        slug: Option<Slug>,
        address: SecondStepAddress,
    ) -> Answer<Result<SecondStepScreen, Redirect>> {
        let shown = second_step::show(&self.cx, slug.as_ref()).await?;
        let SecondStepShown { organisation, is_default, underway } = shown;
        let choices = underway.as_ref().map(|underway| choices(&organisation, &underway.needed, address));
        let choices = choices.unwrap_or_default();
        let organisation_view = OrganisationView::of(organisation.clone(), is_default);
        let (page, return_to) = match underway {
            None => match self.signed_in_already().await? {
                Some(further) => return Ok(Err(further)),
                None => (SecondStepPage::Over, None),
            },
            Some(underway) => {
                let page = match page_at(&underway, address) {
                    SecondStepTarget::Page(page) => page,
                    SecondStepTarget::CodeScreen(challenge) => return Ok(Err(Redirect::path(paths::code(challenge)))),
                    SecondStepTarget::At(address) => {
                        return Ok(Err(Redirect::path(paths::second_step(&organisation_view, address))));
                    }
                    SecondStepTarget::SendCode => {
                        SecondStepPage::SendCode { to: self.masked_destinations(&underway.account) }
                    }
                    SecondStepTarget::SetUpPasskey => SecondStepPage::SetUpPasskey { name: self.cx.browser_name() },
                    SecondStepTarget::SetUpAuthenticator => {
                        self.app_to_set_up(&organisation, &underway.account).await?
                    }
                };
                (page, underway.return_to)
            }
        };
        Ok(Ok(SecondStepScreen {
            page,
            choices,
            return_to: return_to.map(|wanted| wanted.to_string()),
            organisation: organisation_view,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    /// The masked email address and phone number to which the code of the second factor is sent.
    pub(crate) fn masked_destinations(&self, account: &Account) -> Vec<String> {
        let email = Destination::Email(account.email.clone());
        let phone = service::second_step::number_of(&self.cx.app, account).cloned().map(Destination::Phone);
        [Some(email), phone].into_iter().flatten().map(|one| one.masked()).collect()
    }

    /// Completes a sign-in after the second factor. If another tab or the first of two clicks has completed it already,
    /// redirects to where that led.
    pub(crate) async fn second_step_taken(&self, outcome: Answer<StartedSession>) -> Answer<Redirect> {
        match outcome {
            Ok(signed_in) => Ok(self.complete_sign_in(signed_in)),
            Err(error @ Failure::Refused(Refusal::SignInOver)) => self.signed_in_already().await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Redirects a browser that has no pending sign-in because it is already signed in. `None` if it still has the
    /// cookie of a pending sign-in, or is not signed in.
    async fn signed_in_already(&self) -> Answer<Option<Redirect>> {
        if self.cx.step.is_some() { Ok(None) } else { self.redirect_further().await }
    }

    async fn app_to_set_up(&self, organisation: &Organisation, account: &Account) -> Answer<SecondStepPage> {
        let waiting = second_step::waiting(&self.cx.app, account, organisation).await;
        let drawn = waiting.and_then(|enrolment| enrolment.as_ref().map(WaitingApp::of).transpose());
        Ok(SecondStepPage::SetUpAuthenticator { app: drawn? })
    }
}

/// What to show at an address of the second factor.
enum SecondStepTarget {
    Page(SecondStepPage),
    CodeScreen(ChallengeId),
    SendCode,
    SetUpPasskey,
    SetUpAuthenticator,
    /// Nothing here: redirect to this address.
    At(SecondStepAddress),
}

fn page_at(underway: &Underway, address: SecondStepAddress) -> SecondStepTarget {
    let ways = match &underway.needed {
        StillNeeded::Answer(ways) => ways,
        StillNeeded::SetUp(ways) => return set_up_at(ways, address),
        StillNeeded::Nothing => return SecondStepTarget::Page(SecondStepPage::Over),
    };
    let has = |way| ways.contains(&way);
    match address {
        SecondStepAddress::Authenticator if has(SecondFactor::Authenticator) => {
            SecondStepTarget::Page(SecondStepPage::Authenticator)
        }
        SecondStepAddress::Passkey if has(SecondFactor::Passkey) => SecondStepTarget::Page(SecondStepPage::Passkey),
        SecondStepAddress::RecoveryCode if takes_recovery_codes(ways) => {
            SecondStepTarget::Page(SecondStepPage::RecoveryCode)
        }
        SecondStepAddress::Codes if has(SecondFactor::Codes) => {
            underway.code.map_or(SecondStepTarget::SendCode, SecondStepTarget::CodeScreen)
        }
        SecondStepAddress::Any => match ways.first() {
            Some(first) => page_at(underway, SecondStepAddress::of_way(*first)),
            None => SecondStepTarget::Page(SecondStepPage::Over),
        },
        _ => SecondStepTarget::At(SecondStepAddress::Any),
    }
}

fn set_up_at(ways: &[SecondFactor], address: SecondStepAddress) -> SecondStepTarget {
    match address {
        SecondStepAddress::SetUp => SecondStepTarget::Page(SecondStepPage::SetUp { ways: ways.to_vec() }),
        SecondStepAddress::SetUpPasskey if ways.contains(&SecondFactor::Passkey) => SecondStepTarget::SetUpPasskey,
        SecondStepAddress::SetUpAuthenticator if ways.contains(&SecondFactor::Authenticator) => {
            SecondStepTarget::SetUpAuthenticator
        }
        _ => SecondStepTarget::At(SecondStepAddress::SetUp),
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
