//! The onboarding of invited users: its pages, and what each step saves.

use crate::{
    paths,
    redirect::Redirect,
    server::{Answer, WebRequest, locale::countries, post_sign_in_redirect, run_to_completion, view},
    typed::Typed,
    welcome::{SecondStepProgress, StepView, WelcomePage, WelcomeScreen},
    words::{self, second_step::both},
};
use domain::{
    Password, ReturnTo,
    policy::{SecondFactor, SecondStepRule, StillNeeded},
    welcome::{Outcome, Step},
};
use service::{
    account::{SignedIn, recently_authenticated},
    settings, sign_in,
    welcome::{self, Way},
};
use store::accounts::Phone;

impl WebRequest {
    pub(crate) async fn welcome_screen(
        &self,
        step: Option<Step>,
        wanted: Option<String>,
    ) -> Answer<Result<WelcomeScreen, Redirect>> {
        let signed_in = self.signed_in().await?;
        let return_to = wanted.and_then(|wanted| sign_in::return_to(&signed_in.organisation, &wanted));
        let Some(way) = welcome::way(&self.cx.app, &signed_in) else {
            return Ok(Err(post_sign_in_redirect::destination(return_to)));
        };
        let return_to = return_to.map(|return_to| return_to.to_string());
        let step = step.unwrap_or(way.next);
        if !way.reaches(step) {
            return Ok(Err(Redirect::path(paths::welcome(None, return_to.as_deref()))));
        }
        let page = page(self, &signed_in, step, return_to.as_deref());
        if needs_proof(&page)
            && let Err(error) = self.answer(recently_authenticated(&self.cx.app, &signed_in))
        {
            return self.to_proof_at(error, paths::proof_for_welcome(step, return_to.as_deref()), None).map(Err);
        }
        let back = way.beside(step).1.map(|step| paths::welcome(Some(step), return_to.as_deref()));
        let typed = self.typed_before(&signed_in, &paths::proof_for_welcome(step, return_to.as_deref()));
        Ok(Ok(WelcomeScreen {
            page,
            back,
            return_to,
            steps: steps(&signed_in, &way),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: view(signed_in.organisation, signed_in.is_default),
            typed,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    pub(crate) async fn welcome_profile(
        &self,
        signed_in: &SignedIn,
        name: &str,
        time_zone: &str,
        wanted: &str,
    ) -> Answer<Redirect> {
        let language = signed_in.account.language.as_ref();
        let cx = &self.cx;
        self.answer(settings::save_profile(cx, signed_in, name, time_zone, language).await)?;
        self.forget_typed();
        Ok(self.after_step(signed_in, Step::Profile, wanted))
    }

    pub(crate) async fn skip_step(&self, signed_in: &SignedIn, step: Step, wanted: &str) -> Answer<Redirect> {
        self.answer(welcome::skip_step(&self.cx, signed_in, step).await)?;
        Ok(self.after_step(signed_in, step, wanted))
    }

    pub(crate) async fn finish_welcome(&self, signed_in: &SignedIn, wanted: &str) -> Answer<Redirect> {
        let return_to = sign_in::return_to(&signed_in.organisation, wanted);
        Ok(match self.answer(welcome::finish(&self.cx, signed_in).await)? {
            true => post_sign_in_redirect::destination(return_to),
            false => Redirect::path(paths::welcome(None, return_to.as_ref().map(ReturnTo::as_str))),
        })
    }

    /// The step after `step`, or the last page if there is none.
    fn after_step(&self, signed_in: &SignedIn, step: Step, wanted: &str) -> Redirect {
        let return_to = sign_in::return_to(&signed_in.organisation, wanted);
        let next = welcome::way(&self.cx.app, signed_in).and_then(|way| way.beside(step).0);
        Redirect::path(paths::welcome(Some(next.unwrap_or(Step::Done)), return_to.as_ref().map(ReturnTo::as_str)))
    }

    pub(crate) async fn welcome_phone(
        &self,
        signed_in: &SignedIn,
        phone: &str,
        country: &str,
        wanted: &str,
    ) -> Answer<Redirect> {
        let return_to = sign_in::return_to(&signed_in.organisation, wanted);
        let wanted = return_to.as_ref().map(ReturnTo::as_str);
        let proven = match self.answer(recently_authenticated(&self.cx.app, signed_in)) {
            Ok(proven) => proven,
            Err(error) => {
                let typed = Typed { phone: phone.to_owned(), country: country.to_owned(), ..Typed::default() };
                let at = paths::proof_for_welcome(Step::Phone, wanted);
                return self.to_proof_at(error, at, Some((signed_in, typed)));
            }
        };
        let next = welcome::way(&self.cx.app, signed_in).and_then(|way| way.beside(Step::Phone).0);
        let next = ReturnTo::from_store(paths::welcome(next, wanted));
        let sent = settings::set_phone(&self.cx, proven, phone, country, Some(next)).await;
        Ok(self.sent(&self.answer(sent)?))
    }

    pub(crate) async fn welcome_password(
        &self,
        signed_in: SignedIn,
        password: Password,
        wanted: &str,
    ) -> Answer<Redirect> {
        let (cx, user) = (self.cx.clone(), signed_in.clone());
        let none = Password::default();
        let changed = async move { settings::change_password(&cx, &user, none, password).await };
        match self.changed(run_to_completion(changed).await) {
            Ok(()) => Ok(self.after_step(&signed_in, Step::Password, wanted)),
            Err(error) => {
                let return_to = sign_in::return_to(&signed_in.organisation, wanted);
                let page = paths::proof_for_welcome(Step::Password, return_to.as_ref().map(ReturnTo::as_str));
                self.to_proof_at(error, page, None)
            }
        }
    }
}

fn needs_proof(page: &WelcomePage) -> bool {
    matches!(page, WelcomePage::Phone { verified: None, .. } | WelcomePage::Password { rules: Some(_) })
}

fn page(web: &WebRequest, signed_in: &SignedIn, step: Step, return_to: Option<&str>) -> WelcomePage {
    let phone = signed_in.account.phone.as_ref();
    match step {
        Step::Profile => {
            WelcomePage::Profile { time_zones: settings::time_zones(), time_zone: signed_in.account.time_zone.clone() }
        }
        Step::Phone => WelcomePage::Phone {
            verified: verified(phone),
            number: phone.filter(|phone| !phone.is_verified).map(|phone| phone.number.to_string()).unwrap_or_default(),
            countries: countries(&web.cx.app.phone_numbers),
        },
        Step::SecondStep => WelcomePage::SecondStep(second_step(web, signed_in, return_to)),
        Step::Password => {
            let is_chosen = signed_in.password_changed_at.is_some();
            WelcomePage::Password { rules: (!is_chosen).then_some(signed_in.organisation.policy.password) }
        }
        Step::Done => WelcomePage::Done,
    }
}

fn second_step(web: &WebRequest, signed_in: &SignedIn, return_to: Option<&str>) -> SecondStepProgress {
    let (rules, enrolled) = (&signed_in.organisation.policy.second_step, &signed_in.enrolled);
    let needed = welcome::second_step(signed_in);
    let takes_codes = matches!(&needed, StillNeeded::Answer(ways) if ways.contains(&SecondFactor::Codes));
    let of = |way, is_possible| (rules.takes(way) && is_possible).then(|| enrolled.ways.contains(&way));
    SecondStepProgress {
        codes_to: takes_codes.then(|| both(&web.goes_to(&signed_in.account))),
        authenticator: of(SecondFactor::Authenticator, true),
        passkey: of(SecondFactor::Passkey, web.cx.app.passkeys.is_some()),
        recovery_codes: (!enrolled.ways.is_empty()).then_some(enrolled.recovery_codes),
        is_done: matches!(needed, StillNeeded::Answer(_)),
        may_skip: !matches!(needed, StillNeeded::SetUp(_)),
        here: paths::welcome(Some(Step::SecondStep), return_to),
    }
}

fn verified(phone: Option<&Phone>) -> Option<String> {
    phone.filter(|phone| phone.is_verified).map(|phone| phone.number.masked())
}

fn steps(signed_in: &SignedIn, way: &Way) -> Vec<StepView> {
    let note = |step| match step {
        Step::Phone => verified(signed_in.account.phone.as_ref()),
        Step::SecondStep => match welcome::second_step(signed_in) {
            StillNeeded::Answer(ways) => ways.first().map(|way| words::welcome::way(*way).text().to_owned()),
            _ => None,
        },
        _ => None,
    };
    // The user may have undone a completed step in the settings.
    let is_there = |step| match step {
        Step::Phone => verified(signed_in.account.phone.as_ref()).is_some(),
        Step::SecondStep => {
            signed_in.organisation.policy.second_step.rule == SecondStepRule::Off
                || matches!(welcome::second_step(signed_in), StillNeeded::Answer(_))
        }
        Step::Profile | Step::Password | Step::Done => true,
    };
    let view = |&(step, outcome): &(Step, Option<Outcome>)| {
        let outcome = outcome.filter(|&outcome| outcome == Outcome::Skipped || is_there(step));
        StepView { step, outcome, note: note(step) }
    };
    way.steps.iter().map(view).collect()
}
