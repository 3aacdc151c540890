//! What all handlers of a request share: cookies, failures and redirects.

use super::{
    cookies::{self, CookieGuard},
    locale::{countries, current_locale, of_tag},
    post_sign_in_redirect,
};
use crate::{
    api_error::ApiError,
    organisation::{Branding, OrganisationView},
    paths::{self, SecondStepAddress, SettingsAddress},
    phone::CountryChoice,
    redirect::Redirect,
    typed::Typed,
};
use axum_extra::extract::cookie::Cookie;
use domain::{
    Fields, LanguageTag, Method,
    refusal::{PasskeyRefusal, Refusal},
};
use http::{HeaderName, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use service::{
    RequestContext, account,
    codes::CodeSent,
    failure::{BUSY_FOR, Failure, record, retry_after},
    sign_in::{
        self, SignInOutcome, StartedSession,
        second_step::{self, Half},
    },
};
use std::sync::Arc;
use store::organisations::Organisation;
use tokio::sync::OnceCell;

/// The result of a handler or a server function.
pub type Answer<T> = Result<T, ApiError>;

/// The lookup of a request's session, which is done once. Clones share its result.
#[derive(Clone, Default)]
pub struct SessionLookup(Arc<OnceCell<Option<account::SignedIn>>>);

impl SessionLookup {
    /// The account that is signed in, if there is one. A lookup that failed is tried again the next time.
    pub async fn find(&self, cx: &RequestContext) -> anyhow::Result<Option<&account::SignedIn>> {
        Ok(self.0.get_or_try_init(|| account::current(cx)).await?.as_ref())
    }
}

/// One request, with what its headers and cookies say.
pub struct WebRequest {
    pub cx: RequestContext,
    pub session: SessionLookup,
    /// The values of a form that was posted without script and refused, for this page.
    pub typed: Option<Typed>,
    /// The values of a form of the console, or of any form that reauthentication interrupted.
    pub form: Option<Fields>,
    /// The sign-in method that worked last in this browser.
    pub remembered: Option<Method>,
    /// Whether a form was posted without script, so that the browser expects a page and not a reply for the client.
    pub is_plain: bool,
    pub cookies: CookieGuard,
    /// Whether the request carried any cookie at all.
    pub sends_cookies: bool,
    /// Whether the request came from one of our own pages.
    pub is_same_origin: bool,
    pub response: ResponseOptions,
}

/// The current request. Fails outside of a request.
pub(crate) fn web_request() -> Answer<Arc<WebRequest>> {
    use_context::<Arc<WebRequest>>().ok_or(ApiError::Unexpected { incident: String::new() })
}

impl WebRequest {
    pub(crate) fn set_cookie(&self, cookie: Cookie<'static>) {
        if let Some(value) = self.cookies.write(cookie) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }

    /// The account that is signed in, if there is one.
    pub(crate) async fn session_account(&self) -> Answer<Option<&account::SignedIn>> {
        self.answer(self.session.find(&self.cx).await.map_err(Failure::Broken))
    }

    /// The account that is signed in. Refuses with `SignedOut` if there is none.
    pub(crate) async fn signed_in(&self) -> Answer<account::SignedIn> {
        self.session_account().await?.cloned().ok_or(ApiError::SignedOut)
    }

    /// As `respond`. If a plain form is refused, its page shows again what was typed. Never for secrets.
    pub(crate) fn respond_keeping(&self, outcome: Answer<Redirect>, typed: impl FnOnce() -> Typed) -> Answer<Redirect> {
        if outcome.is_err() && self.is_plain {
            self.set_cookie(cookies::typed(&typed()));
        }
        self.respond(outcome)
    }

    /// What the screen gets to know of a failure. The log gets the whole chain, once, under the same incident.
    pub(crate) fn answer<T>(&self, outcome: Result<T, Failure>) -> Answer<T> {
        outcome.map_err(|failure| match failure {
            Failure::Refused(refusal) => self.for_want_of_cookies(refusal),
            Failure::SignedOut => ApiError::SignedOut,
            Failure::Busy => ApiError::Busy { seconds: u16::try_from(BUSY_FOR.0).unwrap_or(u16::MAX) },
            Failure::Broken(error) => {
                let incident = record(&error, self.cx.app.random.as_ref());
                match retry_after(&error) {
                    Some(seconds) => ApiError::Unavailable { incident, seconds },
                    None => ApiError::Unexpected { incident },
                }
            }
        })
    }

    /// If the browser sends no cookies at all, that is why the challenge or passkey request was not found, so the
    /// refusal says that.
    fn for_want_of_cookies(&self, refusal: Refusal) -> ApiError {
        match refusal {
            Refusal::NotThisBrowser | Refusal::Passkey(PasskeyRefusal::Invalid) if !self.sends_cookies => {
                ApiError::Refused(Refusal::NoCookies)
            }
            refusal => ApiError::Refused(refusal),
        }
    }

    /// If the browser sent no cookie, leads through a page that checks whether the browser returns the cookie just set.
    /// External redirects are left as they are.
    pub(crate) fn by_way_of_cookie_check(&self, to: Redirect) -> Redirect {
        if self.sends_cookies || to.is_away { to } else { Redirect::path(paths::checking_cookies(to.path)) }
    }
}

pub fn view(organisation: Organisation, is_default: bool) -> OrganisationView {
    let branding = organisation.branding;
    OrganisationView {
        name: organisation.name,
        slug: organisation.slug,
        is_default,
        branding: Branding {
            sheet: branding.color.map(|color| paths::color_sheet(&color.hex())),
            logo: branding.logo_digest.map(|digest| paths::logo(&digest)),
            support: branding.support.map(|support| support.href()),
        },
    }
}

/// The path of the sign-in page where this browser signed in last, or else of the default one. After signing in it
/// leads back to `return_to`.
pub async fn sign_in_path(cx: &RequestContext, return_to: Option<&str>) -> String {
    let path = match sign_in::home(cx).await {
        Ok((organisation, is_default)) => paths::sign_in(&view(organisation, is_default)),
        // The sign-in page shows what is wrong.
        Err(_) => paths::SIGN_IN.to_owned(),
    };
    paths::with_return_to(path, return_to)
}

impl WebRequest {
    /// Redirects to the code screen after a code was sent, and forgets the values typed before.
    pub(crate) fn sent(&self, sent: &CodeSent) -> Redirect {
        self.forget_typed();
        self.on_its_way(sent)
    }

    /// Sets the cookie that binds the challenge to this browser, and redirects to the code screen.
    pub(crate) fn on_its_way(&self, sent: &CodeSent) -> Redirect {
        self.set_cookie(cookies::browser(&sent.browser));
        Redirect::path(paths::code(sent.challenge))
    }

    /// Continues after the first factor: the user is signed in, or has to use a second factor.
    pub(crate) fn entered(&self, entered: SignInOutcome) -> Redirect {
        match entered {
            SignInOutcome::SignedIn(signed_in) => self.signed_in_now(signed_in),
            SignInOutcome::SecondStep(half) => self.half_in(*half),
        }
    }

    fn half_in(&self, half: Half) -> Redirect {
        self.set_cookie(cookies::step(&half.token));
        self.set_cookie(cookies::organisation(&half.organisation.slug));
        self.forget_typed();
        match half.code {
            Some(sent) => self.sent(&sent),
            None => {
                let organisation = view(half.organisation, half.is_default);
                self.by_way_of_cookie_check(Redirect::path(paths::second_step(&organisation, SecondStepAddress::Any)))
            }
        }
    }

    /// Sets the cookies of a completed sign-in and redirects. Fresh recovery codes are shown before the page that the
    /// user wanted.
    pub(crate) fn signed_in_now(&self, signed_in: StartedSession) -> Redirect {
        if self.cx.step.is_some() {
            self.set_cookie(cookies::forget(cookies::STEP));
        }
        self.set_cookie(cookies::session(&signed_in.session, signed_in.kept));
        self.set_cookie(cookies::device(&signed_in.device, &self.cx.devices));
        self.set_cookie(cookies::method(signed_in.method));
        self.set_cookie(cookies::organisation(&signed_in.organisation));
        self.set_cookie(cookies::forget(cookies::BROWSER));
        self.forget_typed();
        let language = signed_in.language.as_ref();
        let to = if signed_in.is_welcomed {
            let wanted = signed_in.return_to.map(|wanted| wanted.to_string());
            Redirect::path(paths::welcome(None, wanted.as_deref()))
        } else {
            post_sign_in_redirect::destination(signed_in.return_to)
        };
        let to = match signed_in.has_fresh_codes {
            true => Redirect::path(paths::coming_from(SettingsAddress::RecoveryCodes, Some(&to.path))),
            false => to,
        };
        self.by_way_of_cookie_check(self.spoken_to(to, language))
    }

    /// Continues with `to` for a user who reads `own` from now on; `None` is the language that the browser asks for.
    /// The client has one language, so a change of language needs a full page load.
    pub(crate) fn spoken_to(&self, to: Redirect, own: Option<&LanguageTag>) -> Redirect {
        let is_other = of_tag(own.unwrap_or(&self.cx.language)) != current_locale();
        Redirect { is_away: to.is_away || is_other, ..to }
    }

    /// Redirects a browser that has already got further, in another tab or by the first of two clicks: to the second
    /// factor or to the account page. `None` if it has not got further.
    pub(crate) async fn further(&self) -> Answer<Option<Redirect>> {
        let half = self.answer(second_step::show(&self.cx, None).await)?;
        if half.underway.is_some() {
            let organisation = view(half.organisation, half.is_default);
            return Ok(Some(Redirect::path(paths::second_step(&organisation, SecondStepAddress::Any))));
        }
        let signed_in = self.session_account().await?;
        Ok(signed_in.map(|_| Redirect::path(paths::ACCOUNT.to_owned())))
    }

    pub(crate) async fn sign_out(&self) -> Answer<Redirect> {
        let was = self.session_account().await?.cloned();
        self.answer(account::sign_out(&self.cx, was.as_ref()).await.map_err(Failure::Broken))?;
        self.set_cookie(cookies::forget(cookies::SESSION));
        let clear = HeaderValue::from_static("\"cache\", \"storage\"");
        self.response.insert_header(HeaderName::from_static("clear-site-data"), clear);
        let path = match was {
            Some(was) => {
                self.set_cookie(cookies::organisation(&was.organisation.slug));
                paths::sign_in(&view(was.organisation, was.is_default))
            }
            None => sign_in_path(&self.cx, None).await,
        };
        Ok(self.spoken_to(Redirect::path(path), None))
    }

    pub(crate) fn forget_typed(&self) {
        if self.typed.is_some() {
            self.set_cookie(cookies::forget(cookies::TYPED));
        }
    }

    /// The countries that texts may go to, if one of the methods asks for a phone number. Otherwise empty.
    pub(crate) fn countries(&self, methods: &[Method]) -> Vec<CountryChoice> {
        if methods.contains(&Method::TextCode) { countries(&self.cx.app.phone_numbers) } else { Vec::new() }
    }
}

/// Runs `act` to completion even if the client disconnects: an attempt that was counted by the rate limits must get its
/// outcome.
pub async fn run_to_completion<T: Send + 'static>(
    act: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(act).await.unwrap_or_else(|error| Err(Failure::Broken(error.into())))
}
