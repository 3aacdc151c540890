//! The server behind the screens: hands each request of `app` to its flow, and keeps the cookies.

use crate::{
    failure::{Failure, answer},
    flows::{
        Visitor, account,
        sign_in::{self, CodeShown},
    },
    house::House,
    http::cookies,
    store::{organisations::Organisation, outbox::Whereabouts},
};
use app::{
    ApiError,
    account::CurrentAccount,
    backend::{Answer, Backend},
    go_to::GoTo,
    organisation::OrganisationView,
    paths,
    sign_in::{CodeScreen, Delivery, Gate},
};
use async_trait::async_trait;
use axum_extra::extract::cookie::Cookie;
use domain::{ChallengeId, EmailAddress, OneTimeCode, Slug, policy::CODE_RULES, sign_in::SignInError};
use http::{HeaderName, HeaderValue, header};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// One request of one browser.
pub struct RequestBackend {
    pub house: Arc<House>,
    pub visitor: Visitor,
    /// What a refused plain form left for this page.
    pub typed: Option<String>,
    /// Whether the browser wants pages back, not answers for the client.
    pub is_plain: bool,
    pub response: ResponseOptions,
}

impl RequestBackend {
    fn set_cookie(&self, cookie: &Cookie<'_>) {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }

    fn answer<T>(&self, outcome: Result<T, Failure<SignInError>>) -> Answer<T> {
        answer(outcome, self.house.random.as_ref())
    }
}

fn view(organisation: Organisation, is_default: bool) -> OrganisationView {
    OrganisationView { name: organisation.name, slug: organisation.slug, is_default }
}

#[async_trait]
impl Backend for RequestBackend {
    async fn gate(&self, organisation: Option<Slug>) -> Answer<Gate> {
        let (organisation, is_default) = self.answer(sign_in::gate(&self.house, organisation.as_ref()).await)?;
        Ok(Gate {
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }

    async fn send_code(&self, organisation: Option<Slug>, email: EmailAddress) -> Answer<GoTo> {
        let outcome = sign_in::send_code(&self.house, &self.visitor, organisation.as_ref(), email).await;
        let sent = self.answer(outcome)?;
        self.set_cookie(&cookies::browser(&sent.browser));
        if self.typed.is_some() {
            self.set_cookie(&cookies::forget(cookies::TYPED));
        }
        Ok(GoTo::path(paths::code(sent.challenge)))
    }

    async fn resend_code(&self, challenge: ChallengeId) -> Answer<GoTo> {
        self.answer(sign_in::resend_code(&self.house, &self.visitor, challenge).await)?;
        if let Some(browser) = &self.visitor.browser {
            self.set_cookie(&cookies::browser(browser));
        }
        Ok(GoTo::path(paths::code(challenge)))
    }

    async fn code_screen(&self, challenge: ChallengeId) -> Answer<CodeScreen> {
        let outcome = sign_in::show_code(&self.house, &self.visitor, challenge).await;
        let CodeShown { challenge, organisation, is_default, whereabouts } = self.answer(outcome)?;
        let now = self.house.clock.now();
        Ok(CodeScreen {
            challenge: challenge.id,
            organisation: view(organisation, is_default),
            sent_to: challenge.destination.masked(),
            now,
            expires_at: challenge.state.expires_at,
            resend_at: challenge.state.resend_at(CODE_RULES),
            good_for: CODE_RULES.good_for,
            closed: challenge.state.closed(CODE_RULES, now),
            delivery: match whereabouts {
                Whereabouts::Expected => Delivery::Expected,
                Whereabouts::Delayed => Delivery::Delayed,
            },
            received: Default::default(),
        })
    }

    async fn verify_code(&self, challenge: ChallengeId, code: OneTimeCode) -> Answer<GoTo> {
        let outcome = sign_in::verify_code(&self.house, &self.visitor, challenge, &code).await;
        let signed_in = self.answer(outcome)?;
        self.set_cookie(&cookies::session(&signed_in.session));
        self.set_cookie(&cookies::device(&signed_in.device));
        self.set_cookie(&cookies::forget(cookies::BROWSER));
        Ok(GoTo::path(paths::ACCOUNT.to_owned()))
    }

    async fn current_account(&self) -> Answer<CurrentAccount> {
        let outcome = account::current(&self.house, &self.visitor).await.map_err(Failure::Broken);
        let signed_in = self.answer(outcome)?.ok_or(ApiError::SignedOut)?;
        Ok(CurrentAccount {
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
            organisation: view(signed_in.organisation, signed_in.is_default),
        })
    }

    async fn sign_out(&self) -> Answer<GoTo> {
        let was = self.answer(account::sign_out(&self.house, &self.visitor).await.map_err(Failure::Broken))?;
        self.set_cookie(&cookies::forget(cookies::SESSION));
        let clear = HeaderValue::from_static("\"cache\", \"storage\"");
        self.response.insert_header(HeaderName::from_static("clear-site-data"), clear);
        let path = match was {
            Some(was) => paths::sign_in(&view(was.organisation, was.is_default)),
            None => paths::SIGN_IN.to_owned(),
        };
        Ok(GoTo::path(path))
    }

    fn keep_typed(&self, text: &str) {
        if self.is_plain {
            self.set_cookie(&cookies::typed(text));
        }
    }
}
