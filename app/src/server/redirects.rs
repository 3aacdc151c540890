//! Redirects after a successful request: to the code screen, to the second factor, into the account, or out of it.

use super::cookies;
use super::remembered::second_step_name;
use super::request::{Answer, WebRequest};
use crate::organisation::OrganisationView;
use crate::paths::{self, SecondStepRoute, SettingsRoute};
use crate::redirect::Redirect;
use domain::{Slug, refusal::Refusal};
use http::{HeaderName, HeaderValue};
use service::codes::CodeSent;
use service::failure::Failure;
use service::sign_in::second_step::{self, BegunSecondStep};
use service::sign_in::{self, SignInOutcome, StartedSession};
use service::{RequestContext, account, forward_auth};

/// The path of the sign-in page where this browser signed in last, or else of the default one. After signing in it
/// leads back to `return_to`.
pub async fn sign_in_path(cx: &RequestContext, return_to: Option<&str>) -> String {
    let path = match sign_in::home(cx).await {
        Ok((organisation, is_default)) => paths::sign_in(&OrganisationView::of(organisation, is_default)),
        // The sign-in page shows what is wrong.
        Err(_) => paths::SIGN_IN.to_owned(),
    };
    paths::with_return_to(path, return_to)
}

/// The header by which the browser forgets, after signing out, what it has kept of this site.
pub fn clear_site_data() -> (HeaderName, HeaderValue) {
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""))
}

/// Leads back to the page behind a link after its button was pressed. The page says what became of the link, also if it
/// was over before.
pub(crate) fn back_to_link(page: String, outcome: Answer<()>) -> Answer<Redirect> {
    // The redirect repeats the token, so it must have the form of one.
    if paths::Route::of(&page).is_none() {
        return Err(Refusal::NotFound.into());
    }
    match outcome {
        Ok(()) | Err(Failure::Refused(Refusal::LinkOver)) => Ok(Redirect::path(page)),
        Err(failure) => Err(failure),
    }
}

impl WebRequest {
    /// If the browser sent no cookie, leads through a page that checks whether the browser returns the cookie just set.
    /// If it does not, the user can start again at the organisation; `None` means the default one. External redirects
    /// are left as they are.
    pub(crate) fn via_cookie_check(&self, to: Redirect, organisation: Option<&Slug>) -> Redirect {
        if self.sends_cookies || to.is_full_load {
            to
        } else {
            Redirect::path(paths::checking_cookies(to.path, organisation))
        }
    }

    /// Redirects to the code screen after a code was sent, and forgets the values typed before.
    pub(crate) fn code_sent(&self, sent: &CodeSent) -> Redirect {
        self.forget_draft();
        self.code_sent_keeping_draft(sent)
    }

    /// Like `code_sent`; `remember` says whether the user asked to be remembered.
    pub(crate) fn code_sent_remembering(&self, sent: &CodeSent, remember: bool) -> Redirect {
        self.remember_after(&sent.challenge.to_string(), remember);
        self.code_sent(sent)
    }

    /// Sets the cookie that binds the challenge to this browser, and redirects to the code screen.
    pub(crate) fn code_sent_keeping_draft(&self, sent: &CodeSent) -> Redirect {
        self.set_cookie(cookies::browser(&sent.browser));
        Redirect::path(paths::code(sent.challenge))
    }

    /// Continues after the first factor: the user is signed in, or has to use a second factor.
    pub(crate) fn continue_sign_in(&self, entered: SignInOutcome) -> Redirect {
        self.continue_remembering(entered, false)
    }

    /// Like `continue_sign_in`; `remember` says whether the user asked to be remembered.
    pub(crate) fn continue_remembering(&self, entered: SignInOutcome, remember: bool) -> Redirect {
        match entered {
            SignInOutcome::SignedIn(signed_in) => self.complete_remembering(signed_in, remember),
            SignInOutcome::SecondStep(begun) => {
                self.remember_after(&second_step_name(&begun.token), remember);
                self.second_step_of(*begun)
            }
        }
    }

    fn second_step_of(&self, begun: BegunSecondStep) -> Redirect {
        self.set_cookie(cookies::pending_sign_in(&begun.token));
        self.set_cookie(cookies::organisation(&begun.organisation.slug));
        match begun.code {
            Some(sent) => self.code_sent(&sent),
            None => {
                self.forget_draft();
                let organisation = OrganisationView::of(begun.organisation, begun.is_default);
                let to = Redirect::path(paths::second_step(&organisation, SecondStepRoute::Any));
                self.via_cookie_check(to, Some(&organisation.slug))
            }
        }
    }

    /// Completes the second step of a sign-in.
    pub(crate) fn complete_sign_in(&self, signed_in: StartedSession) -> Redirect {
        self.complete_remembering(signed_in, self.remembers_second_step())
    }

    /// Sets the cookies of a completed sign-in and redirects. Fresh recovery codes are shown before the page that the
    /// user wanted.
    fn complete_remembering(&self, signed_in: StartedSession, remember: bool) -> Redirect {
        if self.cx.pending_sign_in.is_some() {
            self.set_cookie(cookies::forget(cookies::PENDING_SIGN_IN));
        }
        if self.remember.is_some() {
            self.set_cookie(cookies::forget(cookies::REMEMBER));
        }
        if remember {
            self.remember_account(*signed_in.account);
        }
        self.set_cookie(cookies::session(&signed_in.session, signed_in.kept));
        self.set_cookie(cookies::known_browser(&signed_in.known_browser, &self.cx.known_browsers));
        if !signed_in.is_new {
            self.set_cookie(cookies::method(signed_in.method, &signed_in.organisation));
        }
        self.set_cookie(cookies::organisation(&signed_in.organisation));
        self.set_cookie(cookies::forget(cookies::BROWSER));
        self.forget_draft();
        let language = signed_in.language.as_ref();
        let to = if signed_in.is_onboarding {
            let wanted = signed_in.return_to.map(|wanted| wanted.to_string());
            Redirect::path(paths::onboarding(None, wanted.as_deref()))
        } else if signed_in.offers_passkey && !signed_in.has_fresh_codes && !self.is_plain {
            // A browser without script could not add one.
            Redirect::path(paths::SETTINGS_PASSKEY_OFFER.to_owned())
        } else {
            Redirect::after_sign_in(signed_in.return_to)
        };
        let to = match signed_in.has_fresh_codes {
            true => Redirect::path(paths::coming_from(SettingsRoute::RecoveryCodes, Some(&to.path))),
            false => to,
        };
        self.via_cookie_check(self.in_language(to, language), Some(&signed_in.organisation))
    }

    /// Redirects a browser that has already completed this step, in another tab or by the first of two clicks: to the
    /// second factor or to the account page. `None` if it has not.
    pub(crate) async fn redirect_further(&self) -> Answer<Option<Redirect>> {
        let shown = second_step::show(&self.cx, None).await?;
        if shown.pending.is_some() {
            let organisation = OrganisationView::of(shown.organisation, shown.is_default);
            return Ok(Some(Redirect::path(paths::second_step(&organisation, SecondStepRoute::Any))));
        }
        let signed_in = self.session_account().await?;
        Ok(signed_in.map(|_| Redirect::path(paths::ACCOUNT.to_owned())))
    }

    /// Ends the session, if there is one, and redirects to the sign-in page of its organisation. A user who has come
    /// from an application, which `sealed` names, goes back to the page that asked. For others, `sealed` is empty.
    pub(crate) async fn sign_out(&self, sealed: &str) -> Answer<Redirect> {
        let signed_in = self.session_account().await?.cloned();
        account::sign_out(&self.cx, signed_in.as_ref()).await?;
        forward_auth::sign_out_of_application(&self.cx, sealed).await?;
        self.set_cookie(cookies::forget(cookies::SESSION));
        let (name, value) = clear_site_data();
        self.response.insert_header(name, value);
        let path = match signed_in {
            Some(signed_in) => {
                self.set_cookie(cookies::organisation(&signed_in.organisation.slug));
                paths::sign_in(&OrganisationView::of(signed_in.organisation, signed_in.is_default))
            }
            None => sign_in_path(&self.cx, None).await,
        };
        let path = if sealed.is_empty() { path } else { paths::sign_out(sealed) };
        Ok(self.in_language(Redirect::path(path), None))
    }
}
