//! Loads the pages of the onboarding, and redirects to the step that comes next.

use super::{OnboardingPage, OnboardingScreen, SecondStepProgress, StepView};
use crate::server::{filling_challenge, locale::countries};
use crate::{prelude::*, words::second_step::both};
use domain::ReturnTo;
use domain::onboarding::{Outcome, Step};
use domain::policy::{SecondFactor, SecondStepRule, StillNeeded};
use service::account::recently_authenticated;
use service::onboarding::{self, OnboardingProgress};
use service::{settings, sign_in};
use store::accounts::Phone;

impl WebRequest {
    pub(crate) async fn onboarding_screen(
        &self,
        step: Option<Step>,
        wanted: Option<String>,
        query: &str,
    ) -> Answer<Result<OnboardingScreen, Redirect>> {
        let signed_in = self.signed_in().await?;
        let return_to = wanted.and_then(|wanted| sign_in::return_to(&signed_in.organisation, &wanted));
        let Some(progress) = onboarding::progress(&self.cx.app, &signed_in) else {
            return Ok(Err(Redirect::after_sign_in(return_to)));
        };
        let return_to = return_to.map(|return_to| return_to.to_string());
        let step = step.unwrap_or(progress.next);
        if !progress.may_open(step) {
            return Ok(Err(Redirect::path(paths::onboarding(None, return_to.as_deref()))));
        }
        let mut page = page(self, &signed_in, step, return_to.as_deref());
        let reauthentication = paths::reauthentication_for_onboarding(step, return_to.as_deref());
        if needs_reauthentication(&page)
            && let Err(error) = recently_authenticated(&self.cx.app, &signed_in)
        {
            let to_fill = filling_challenge(query)
                .map(|challenge| paths::reauthentication_to_fill_step(step, return_to.as_deref(), challenge));
            return self.reauthenticate_at(error, to_fill.unwrap_or(reauthentication), None).map(Err);
        }
        if let OnboardingPage::Phone { number, .. } = &mut page
            && let Some(pending) = settings::pending_number(&self.cx, &signed_in).await?
        {
            *number = pending.to_string();
        }
        let back = progress.next_and_previous(step).1.map(|step| paths::onboarding(Some(step), return_to.as_deref()));
        let draft = self.draft_or_filled(&signed_in, &reauthentication, query).await?;
        Ok(Ok(OnboardingScreen {
            page,
            back,
            return_to,
            steps: steps(&signed_in, &progress),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
            draft,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    /// The step after `step`, or the last page if there is none.
    pub(super) fn after_step(&self, signed_in: &SignedIn, step: Step, wanted: &str) -> Redirect {
        let return_to = sign_in::return_to(&signed_in.organisation, wanted);
        let next =
            onboarding::progress(&self.cx.app, signed_in).and_then(|progress| progress.next_and_previous(step).0);
        Redirect::path(paths::onboarding(Some(next.unwrap_or(Step::Done)), return_to.as_ref().map(ReturnTo::as_str)))
    }
}

fn needs_reauthentication(page: &OnboardingPage) -> bool {
    matches!(page, OnboardingPage::Phone { verified: None, .. } | OnboardingPage::Password { rules: Some(_) })
}

fn page(web: &WebRequest, signed_in: &SignedIn, step: Step, return_to: Option<&str>) -> OnboardingPage {
    let (phone, now) = (signed_in.account.phone.as_ref(), web.cx.app.clock.now());
    match step {
        Step::Profile => OnboardingPage::Profile {
            time_zones: settings::time_zones(now),
            time_zone: match web.draft.as_ref().and_then(|draft| draft.time_zone.clone()) {
                Some(typed) => Some(typed).filter(|typed| !typed.is_empty()),
                None => signed_in.account.time_zone.as_deref().map(|zone| settings::named_with_offset(zone, now)),
            },
        },
        Step::Phone => OnboardingPage::Phone {
            verified: verified(phone),
            number: phone.filter(|phone| !phone.is_verified).map(|phone| phone.number.to_string()).unwrap_or_default(),
            countries: countries(&web.cx.app.phone_numbers),
        },
        Step::SecondStep => OnboardingPage::SecondStep(second_step(web, signed_in, return_to)),
        Step::Password => {
            let is_chosen = signed_in.password_changed_at.is_some();
            OnboardingPage::Password { rules: (!is_chosen).then_some(signed_in.organisation.policy.password) }
        }
        Step::Done => OnboardingPage::Done,
    }
}

fn second_step(web: &WebRequest, signed_in: &SignedIn, return_to: Option<&str>) -> SecondStepProgress {
    let (rules, enrolled) = (&signed_in.organisation.policy.second_step, &signed_in.enrolled);
    let needed = onboarding::second_step(signed_in);
    let takes_codes = matches!(&needed, StillNeeded::Answer(ways) if ways.contains(&SecondFactor::Codes));
    let of = |way, is_possible| (rules.takes(way) && is_possible).then(|| enrolled.ways.contains(&way));
    SecondStepProgress {
        codes_to: takes_codes.then(|| both(&web.masked_destinations(&signed_in.account))),
        authenticator: of(SecondFactor::Authenticator, true),
        passkey: of(SecondFactor::Passkey, web.cx.app.passkeys.is_some()),
        recovery_codes: (!enrolled.ways.is_empty()).then_some(enrolled.recovery_codes),
        is_done: matches!(needed, StillNeeded::Answer(_)),
        may_skip: !matches!(needed, StillNeeded::SetUp(_)),
        here: paths::onboarding(Some(Step::SecondStep), return_to),
    }
}

fn verified(phone: Option<&Phone>) -> Option<String> {
    phone.filter(|phone| phone.is_verified).map(|phone| phone.number.masked())
}

fn steps(signed_in: &SignedIn, progress: &OnboardingProgress) -> Vec<StepView> {
    let note = |step| match step {
        Step::Phone => verified(signed_in.account.phone.as_ref()),
        Step::SecondStep => match onboarding::second_step(signed_in) {
            StillNeeded::Answer(ways) => ways.first().map(|way| words::onboarding::way(*way).text().to_owned()),
            _ => None,
        },
        _ => None,
    };
    // The user may have undone a completed step in the settings.
    let is_still_done = |step| match step {
        Step::Phone => verified(signed_in.account.phone.as_ref()).is_some(),
        Step::SecondStep => {
            signed_in.organisation.policy.second_step.rule == SecondStepRule::Off
                || matches!(onboarding::second_step(signed_in), StillNeeded::Answer(_))
        }
        Step::Profile | Step::Password | Step::Done => true,
    };
    let view = |&(step, outcome): &(Step, Option<Outcome>)| {
        let outcome = outcome.filter(|&outcome| outcome == Outcome::Skipped || is_still_done(step));
        StepView { step, outcome, note: note(step) }
    };
    progress.steps.iter().map(view).collect()
}
