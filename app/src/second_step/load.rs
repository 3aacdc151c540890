//! Loads the pages of the second step, and redirects after an answer.

use super::{Choices, SecondStepPage, SecondStepScreen};
use crate::{paths::SecondStepRoute, prelude::*, server::browser, settings::WaitingApp};
use domain::policy::{SecondFactor, StillNeeded};
use domain::{ChallengeId, Destination, Slug};
use service::sign_in::StartedSession;
use service::sign_in::second_step::{self, PendingShown, SecondStepShown};
use store::{accounts::Account, organisations::Organisation};

impl WebRequest {
    pub(crate) async fn second_step_screen(
        &self,
        slug: Option<Slug>,
        route: SecondStepRoute,
    ) -> Answer<Result<SecondStepScreen, Redirect>> {
        let shown = second_step::show(&self.cx, slug.as_ref()).await?;
        let SecondStepShown { organisation, is_default, pending } = shown;
        let choices = pending.as_ref().map(|pending| choices(&organisation, &pending.needed, route));
        let choices = choices.unwrap_or_default();
        let masked_email = pending.as_ref().map(|pending| pending.account.email.masked());
        let organisation_view = OrganisationView::of(organisation.clone(), is_default);
        let (page, return_to) = match pending {
            None => match self.signed_in_already().await? {
                Some(further) => return Ok(Err(further)),
                None => (SecondStepPage::Over, None),
            },
            Some(pending) => {
                let page = match page_at(&pending, route) {
                    SecondStepTarget::Page(page) => page,
                    SecondStepTarget::CodeScreen(challenge) => return Ok(Err(Redirect::path(paths::code(challenge)))),
                    SecondStepTarget::At(route) => {
                        return Ok(Err(Redirect::path(paths::second_step(&organisation_view, route))));
                    }
                    SecondStepTarget::SendCode => {
                        SecondStepPage::SendCode { to: self.masked_destinations(&pending.account) }
                    }
                    SecondStepTarget::SetUpPasskey => {
                        SecondStepPage::SetUpPasskey { name: browser(&self.cx.user_agent) }
                    }
                    SecondStepTarget::SetUpAuthenticator => self.app_to_set_up(&organisation, &pending.account).await?,
                };
                (page, pending.return_to)
            }
        };
        Ok(Ok(SecondStepScreen {
            masked_email,
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
        if self.cx.pending_sign_in.is_some() { Ok(None) } else { self.redirect_further().await }
    }

    async fn app_to_set_up(&self, organisation: &Organisation, account: &Account) -> Answer<SecondStepPage> {
        let waiting = second_step::waiting(&self.cx.app, account, organisation).await;
        let drawn = waiting.and_then(|enrolment| enrolment.as_ref().map(WaitingApp::of).transpose());
        Ok(SecondStepPage::SetUpAuthenticator { app: drawn? })
    }
}

/// What to show at a path of the second step.
enum SecondStepTarget {
    Page(SecondStepPage),
    CodeScreen(ChallengeId),
    SendCode,
    SetUpPasskey,
    SetUpAuthenticator,
    /// Nothing here: redirect to this page.
    At(SecondStepRoute),
}

fn page_at(pending: &PendingShown, route: SecondStepRoute) -> SecondStepTarget {
    let ways = match &pending.needed {
        StillNeeded::Answer(ways) => ways,
        StillNeeded::SetUp(ways) => return set_up_at(ways, route),
        StillNeeded::Nothing => return SecondStepTarget::Page(SecondStepPage::Over),
    };
    let has = |way| ways.contains(&way);
    match route {
        SecondStepRoute::Authenticator if has(SecondFactor::Authenticator) => {
            SecondStepTarget::Page(SecondStepPage::Authenticator)
        }
        SecondStepRoute::Passkey if has(SecondFactor::Passkey) => SecondStepTarget::Page(SecondStepPage::Passkey),
        SecondStepRoute::RecoveryCode if takes_recovery_codes(ways) => {
            SecondStepTarget::Page(SecondStepPage::RecoveryCode)
        }
        SecondStepRoute::Codes if has(SecondFactor::Codes) => {
            pending.code.map_or(SecondStepTarget::SendCode, SecondStepTarget::CodeScreen)
        }
        SecondStepRoute::Any => match ways.first() {
            Some(first) => page_at(pending, SecondStepRoute::of_factor(*first)),
            None => SecondStepTarget::Page(SecondStepPage::Over),
        },
        _ => SecondStepTarget::At(SecondStepRoute::Any),
    }
}

fn set_up_at(ways: &[SecondFactor], route: SecondStepRoute) -> SecondStepTarget {
    match route {
        SecondStepRoute::SetUp => SecondStepTarget::Page(SecondStepPage::SetUp { ways: ways.to_vec() }),
        SecondStepRoute::SetUpPasskey if ways.contains(&SecondFactor::Passkey) => SecondStepTarget::SetUpPasskey,
        SecondStepRoute::SetUpAuthenticator if ways.contains(&SecondFactor::Authenticator) => {
            SecondStepTarget::SetUpAuthenticator
        }
        _ => SecondStepTarget::At(SecondStepRoute::SetUp),
    }
}

/// Whether a recovery code is accepted. It replaces a factor that the user set up, so codes by email or text alone are
/// not enough.
fn takes_recovery_codes(ways: &[SecondFactor]) -> bool {
    ways.iter().any(|way| *way != SecondFactor::Codes)
}

/// The other factors that the user may choose on a page of the second step, and who can help.
pub(crate) fn choices(organisation: &Organisation, needed: &StillNeeded, at: SecondStepRoute) -> Choices {
    let ways = match needed {
        StillNeeded::Answer(ways) => ways,
        StillNeeded::SetUp(ways) if at != SecondStepRoute::SetUp && ways.len() > 1 => {
            return Choices { others: vec![SecondStepRoute::SetUp], ..Choices::default() };
        }
        StillNeeded::SetUp(_) | StillNeeded::Nothing => return Choices::default(),
    };
    let mut others: Vec<_> = ways.iter().map(|way| SecondStepRoute::of_factor(*way)).collect();
    if takes_recovery_codes(ways) {
        others.push(SecondStepRoute::RecoveryCode);
    }
    let here = match (at, others.first()) {
        (SecondStepRoute::Any, Some(first)) => *first,
        _ => at,
    };
    others.retain(|other| *other != here);
    Choices {
        may_remember: organisation.policy.second_step.may_remember,
        others,
        is_resettable: takes_recovery_codes(ways),
        support: organisation.branding.support.as_ref().map(ToString::to_string),
    }
}
