//! What the answers of a request share: cookies, failures, where somebody goes.

use super::onward;
use crate::{
    failure::{Failure, answer},
    flows::{
        Visitor, account,
        sign_in::{self, CodeSent, Entered, SignedIn, second_step::Half},
    },
    house::House,
    http::cookies::{self, CookieGuard},
    language::{of_tag, spoken},
    store::organisations::Organisation,
};
use app::{
    ApiError,
    backend::Answer,
    go_to::GoTo,
    organisation::{Branding, OrganisationView},
    paths::{self, SecondStepAddress, SettingsAddress},
    phone::CountryChoice,
    typed::Typed,
};
use axum_extra::extract::cookie::Cookie;
use domain::{Fields, LanguageTag, Method, sign_in::SignInError};
use http::{HeaderName, HeaderValue, header};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// One request of one browser.
pub struct RequestBackend {
    pub house: Arc<House>,
    pub visitor: Visitor,
    /// What a refused plain form left for this page.
    pub typed: Option<Typed>,
    /// What stood in a form of the console, or before a proof.
    pub form: Option<Fields>,
    /// Which way in worked last in this browser.
    pub remembered: Option<Method>,
    /// Whether the browser wants pages back, not answers for the client.
    pub is_plain: bool,
    pub cookies: CookieGuard,
    /// Whether the request brought any cookie at all.
    pub sends_cookies: bool,
    /// Whether one of our own pages led here.
    pub is_same_origin: bool,
    pub response: ResponseOptions,
}

impl RequestBackend {
    pub(super) fn set_cookie(&self, cookie: Cookie<'static>) {
        if let Some(value) = self.cookies.write(cookie) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }

    pub(super) fn answer<T>(&self, outcome: Result<T, Failure<SignInError>>) -> Answer<T> {
        answer(outcome, self.house.random.as_ref()).map_err(|error| self.for_want_of_cookies(error))
    }

    /// What is not found because the browser sends no cookie at all is refused for that reason.
    fn for_want_of_cookies(&self, error: ApiError<SignInError>) -> ApiError<SignInError> {
        match error {
            ApiError::Refused(SignInError::NotThisBrowser | SignInError::PasskeyRefused) if !self.sends_cookies => {
                ApiError::Refused(SignInError::NoCookies)
            }
            error => error,
        }
    }

    /// A browser that sent no cookie has to show first that it keeps the one that it gets.
    pub(super) fn by_way_of_cookie_check(&self, to: GoTo) -> GoTo {
        if self.sends_cookies || to.is_away { to } else { GoTo { path: paths::checking_cookies(to.path), ..to } }
    }
}

pub(super) fn view(organisation: Organisation, is_default: bool) -> OrganisationView {
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

/// Where this browser signs in, to come back to `return_to`.
pub async fn sign_in_path(house: &House, visitor: &Visitor, return_to: Option<&str>) -> String {
    let path = match sign_in::home(house, visitor).await {
        Ok((organisation, is_default)) => paths::sign_in(&view(organisation, is_default)),
        // Its page says what is wrong.
        Err(_) => paths::SIGN_IN.to_owned(),
    };
    paths::with_return_to(path, return_to)
}

impl RequestBackend {
    /// A code is on its way, and what was typed is done with.
    pub(super) fn sent(&self, sent: &CodeSent) -> GoTo {
        self.forget_typed();
        self.on_its_way(sent)
    }

    /// The browser keeps what it needs to answer a code.
    pub(super) fn on_its_way(&self, sent: &CodeSent) -> GoTo {
        self.set_cookie(cookies::browser(&sent.browser));
        GoTo::path(paths::code(sent.challenge))
    }

    /// The first step is taken: the person is in, or half in.
    pub(super) fn entered(&self, entered: Entered) -> GoTo {
        match entered {
            Entered::In(signed_in) => self.signed_in_now(signed_in),
            Entered::Half(half) => self.half_in(*half),
        }
    }

    fn half_in(&self, half: Half) -> GoTo {
        self.set_cookie(cookies::step(&half.token));
        self.set_cookie(cookies::organisation(&half.organisation.slug));
        self.forget_typed();
        match half.code {
            Some(sent) => self.sent(&sent),
            None => {
                let organisation = view(half.organisation, half.is_default);
                self.by_way_of_cookie_check(GoTo::path(paths::second_step(&organisation, SecondStepAddress::Any)))
            }
        }
    }

    /// The last step is taken. Fresh recovery codes are shown before the person goes on.
    pub(super) fn signed_in_now(&self, signed_in: SignedIn) -> GoTo {
        if self.visitor.step.is_some() {
            self.set_cookie(cookies::forget(cookies::STEP));
        }
        self.set_cookie(cookies::session(&signed_in.session, signed_in.kept));
        self.set_cookie(cookies::device(&signed_in.device));
        self.set_cookie(cookies::method(signed_in.method));
        self.set_cookie(cookies::organisation(&signed_in.organisation));
        self.set_cookie(cookies::forget(cookies::BROWSER));
        self.forget_typed();
        let language = signed_in.language.as_ref();
        let to = if signed_in.is_welcomed {
            let wanted = signed_in.return_to.map(|wanted| wanted.to_string());
            GoTo::path(paths::welcome(None, wanted.as_deref()))
        } else {
            onward::destination(signed_in.return_to)
        };
        let to = match signed_in.has_fresh_codes {
            true => GoTo::path(paths::coming_from(SettingsAddress::RecoveryCodes, Some(&to.path))),
            false => to,
        };
        self.by_way_of_cookie_check(self.spoken_to(to, language))
    }

    /// Where a person goes on who reads `own` from now on: the client speaks one language, so for another the page is loaded
    /// anew. `None`: what the browser asks for.
    pub(super) fn spoken_to(&self, to: GoTo, own: Option<&LanguageTag>) -> GoTo {
        let is_other = of_tag(own.unwrap_or(&self.visitor.language)) != spoken();
        GoTo { is_away: to.is_away || is_other, ..to }
    }

    pub(super) async fn signed_out(&self) -> Answer<GoTo> {
        let was = self.answer(account::sign_out(&self.house, &self.visitor).await.map_err(Failure::Broken))?;
        self.set_cookie(cookies::forget(cookies::SESSION));
        let clear = HeaderValue::from_static("\"cache\", \"storage\"");
        self.response.insert_header(HeaderName::from_static("clear-site-data"), clear);
        let path = match was {
            Some(was) => {
                self.set_cookie(cookies::organisation(&was.organisation.slug));
                paths::sign_in(&view(was.organisation, was.is_default))
            }
            None => sign_in_path(&self.house, &self.visitor, None).await,
        };
        Ok(self.spoken_to(GoTo::path(path), None))
    }

    pub(super) fn forget_typed(&self) {
        if self.typed.is_some() {
            self.set_cookie(cookies::forget(cookies::TYPED));
        }
    }

    /// Where texts go, if anybody is asked for a number.
    pub(super) fn countries(&self, methods: &[Method]) -> Vec<CountryChoice> {
        if methods.contains(&Method::TextCode) { self.house.phone_numbers.choices() } else { Vec::new() }
    }
}

/// Also for a browser that hangs up: a try that is paid gets its outcome.
pub(super) async fn to_the_end<T: Send + 'static>(
    act: impl Future<Output = Result<T, Failure<SignInError>>> + Send + 'static,
) -> Result<T, Failure<SignInError>> {
    tokio::spawn(act).await.unwrap_or_else(|error| Err(Failure::Broken(error.into())))
}
