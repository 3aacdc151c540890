//! Password recovery: asking for a link, the pages behind links, and choosing a new password.

use crate::{
    ApiError,
    paths::{self, RecoveryStep},
    recovery::{Added, AddedView, Link, NewPasswordScreen, RecoveryScreen, Step},
    redirect::Redirect,
    server::{Answer, WebRequest, cookies, in_words, view},
};
use domain::{
    AddedWay, EmailAddress, Method, Password, Refusal, Slug, Timestamp, limits::RESETS_PER_ADDRESS, policy::RESET_RULES,
};
use service::{
    recovery::{self, Asked, Shown, Standing, Whose},
    security::Token,
    sign_in, temporary_password,
};
use store::recovery_links::LinkPurpose::{NewPassword, Reset};

impl WebRequest {
    pub(crate) async fn recovery_screen(
        &self,
        organisation: Option<Slug>,
        step: RecoveryStep,
        again_at: Option<Timestamp>,
    ) -> Answer<RecoveryScreen> {
        let (organisation, is_default) =
            self.answer(sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await)?;
        let mut methods = sign_in::typed_methods(&self.cx.app, &organisation);
        methods.retain(|&method| method != Method::Password);
        let now = self.cx.app.clock.now();
        // The time comes from the query, which anyone may change: times in the past or beyond the longest possible wait
        // are ignored.
        let again_at = again_at.filter(|&at| now < at && at <= now + RESETS_PER_ADDRESS.window);
        let step = match (step, recovery::instructions(&organisation)) {
            (RecoveryStep::Ask, None) => Step::Help,
            (RecoveryStep::Ask, Some((NewPassword, _))) => Step::Ask,
            (RecoveryStep::Ask, Some((Reset, _))) => Step::AskTwice,
            (RecoveryStep::Sent, Some((NewPassword, good_for))) => Step::Sent { good_for },
            (RecoveryStep::Sent, Some((Reset, good_for))) => Step::SentReset { good_for, again_at },
            (RecoveryStep::Confirmed, Some(_)) => Step::Confirmed { good_for: RESET_RULES.password },
            (RecoveryStep::Changed, Some(_)) => Step::Changed,
            _ => return Err(Refusal::NotOffered.into()),
        };
        Ok(RecoveryScreen {
            organisation: view(organisation, is_default),
            step,
            methods,
            typed: self.typed.clone().unwrap_or_default(),
            now,
            received: Default::default(),
        })
    }

    pub(crate) async fn send_instructions(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        again: Option<EmailAddress>,
    ) -> Answer<Redirect> {
        let outcome = recovery::ask(&self.cx, organisation.as_ref(), email, again).await;
        let Asked { organisation, is_default, again_at } = self.answer(outcome)?;
        self.forget_typed();
        let organisation = view(organisation, is_default);
        Ok(Redirect::path(match again_at {
            Some(again_at) => paths::recovery_sent_until(&organisation, again_at),
            None => paths::recovery_sent(&organisation),
        }))
    }

    pub(crate) async fn new_password_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        let shown = self.answer(recovery::show(&self.cx, token, NewPassword).await)?;
        let rules = shown.organisation.policy.password;
        let open = |whose: Whose| Link::Open { email: whose.email.to_string(), rules, added: self.added(whose) };
        Ok(self.behind_link(shown, token, open, Link::Used))
    }

    pub(crate) async fn reset_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        let shown = self.answer(recovery::show(&self.cx, token, Reset).await)?;
        Ok(self.behind_link(shown, token, |whose| Link::Confirm { email: whose.email.to_string() }, Link::Confirmed))
    }

    fn behind_link(
        &self,
        shown: Shown,
        token: &str,
        open: impl FnOnce(Whose) -> Link,
        used: Link,
    ) -> NewPasswordScreen {
        NewPasswordScreen {
            link: match shown.standing {
                Standing::Open(whose) => open(whose),
                Standing::Used => used,
                Standing::Old => Link::Old,
                Standing::Unknown => Link::Unknown,
            },
            organisation: view(shown.organisation, shown.is_default),
            token: token.to_owned(),
            return_to: None,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }
    }

    /// What was recently added to the account (passkeys, authenticator app), as the page lists it.
    fn added(&self, whose: Whose) -> Added {
        if whose.is_kept && !whose.added.is_empty() {
            return Added::Kept;
        }
        let ticked = self.typed.as_ref().map(|typed| typed.ticked.as_slice()).unwrap_or_default();
        let zone = whose.time_zone.as_deref();
        let view = |added: recovery::Added| AddedView {
            is_ticked: ticked.contains(&added.way),
            at: in_words(added.at, zone),
            way: added.way,
            name: added.name,
        };
        Added::Removable(whose.added.into_iter().map(view).collect())
    }

    pub(crate) async fn confirm_reset(&self, token: &str) -> Answer<Redirect> {
        let (organisation, is_default) = self.answer(temporary_password::confirm(&self.cx, token).await)?;
        Ok(Redirect::path(paths::recovery_confirmed(&view(organisation, is_default))))
    }

    /// After a right temporary password: sets the cookie that lets this browser choose a new password, and redirects to
    /// the page.
    pub(crate) fn may_choose(&self, choice: &Token) -> Redirect {
        self.set_cookie(cookies::choice(choice));
        self.forget_typed();
        self.by_way_of_cookie_check(Redirect::path(paths::CHOOSE_PASSWORD.to_owned()))
    }

    pub(crate) async fn choice_screen(&self) -> Answer<Result<NewPasswordScreen, Redirect>> {
        let shown = self.answer(temporary_password::show_choice(&self.cx).await)?;
        if shown.whose.is_none()
            && let Some(further) = self.chosen_already().await?
        {
            return Ok(Err(further));
        }
        let rules = shown.organisation.policy.password;
        Ok(Ok(NewPasswordScreen {
            link: match shown.whose {
                Some(whose) => Link::Choice { email: whose.email.to_string(), rules, added: self.added(whose) },
                None => Link::NoChoice,
            },
            organisation: view(shown.organisation, shown.is_default),
            token: String::new(),
            return_to: shown.return_to.map(|wanted| wanted.to_string()),
            now: self.cx.app.clock.now(),
            received: Default::default(),
        }))
    }

    /// Redirects a browser that has no password to choose because it has already chosen one. `None` if it still has the
    /// cookie for choosing, or did not get further.
    async fn chosen_already(&self) -> Answer<Option<Redirect>> {
        if self.cx.choice.is_some() { Ok(None) } else { self.further().await }
    }

    pub(crate) async fn choose_password(&self, password: Password, ticked: &[AddedWay]) -> Answer<Redirect> {
        let outcome = temporary_password::choose(&self.cx, password, ticked).await;
        let Some(signed_in) = self.answer(outcome)? else {
            return self.chosen_already().await?.ok_or(ApiError::SignedOut);
        };
        self.set_cookie(cookies::forget(cookies::CHOICE));
        Ok(self.entered(signed_in))
    }

    pub(crate) async fn save_password(&self, token: &str, password: Password, ticked: &[AddedWay]) -> Answer<Redirect> {
        let outcome = recovery::finish(&self.cx, token, password.clone(), ticked).await;
        let (organisation, is_default) = match (self.answer(outcome), self.is_plain) {
            // Without script a form is easily posted twice: the second time succeeds too if the first has just changed
            // the password.
            (Err(error @ ApiError::Refused(Refusal::LinkOver)), true) => {
                let changed = recovery::changed_just_now(&self.cx, token, password).await;
                self.answer(changed)?.ok_or(error)?
            }
            (outcome, _) => outcome?,
        };
        self.forget_typed();
        Ok(Redirect::path(paths::recovery_changed(&view(organisation, is_default))))
    }
}
