//! The sample application that signs its users in by OpenID Connect: what it answers to browsers. It is written with a
//! public library, as the developer of any application would do it, and knows of Portico only what discovery says.

mod relying_party;
mod visits;

use super::pages::{NOTICE, Pages, SIGNED_IN};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode, header};
use minijinja::context;
use relying_party::RelyingParty;
use serde::Deserialize;
use service::app_context::AppContext;
use service::demo::{CALLBACK, LIBRARY, SIGNED_OUT, START, SampleClient};
use std::net::SocketAddr;
use std::sync::Arc;
use visits::Visits;

const REFRESH: &str = "/openid/refresh";
const SIGN_OUT: &str = "/openid/sign-out";
/// All ports of a host share their cookies, so it must not have the name of one of Portico's.
const COOKIE: &str = "library";

struct Library {
    party: RelyingParty,
    visits: Visits,
    pages: Pages,
}

/// What Portico's answer to a sign-in says, in the address to which it leads.
#[derive(Deserialize)]
struct SignInAnswer {
    state: Option<String>,
    iss: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

/// A page that says what has happened.
struct Notice {
    status: StatusCode,
    title: &'static str,
    text: &'static str,
}

const DECLINED: Notice = Notice {
    status: StatusCode::FORBIDDEN,
    title: "You are not signed in",
    text: "The sign-in was cancelled at Portico. This application was not told who you are.",
};
const REFUSED: Notice = Notice {
    status: StatusCode::BAD_GATEWAY,
    title: "Portico refused the sign-in",
    text: "This application asked for something that Portico does not give.",
};
const UNEXPECTED: Notice = Notice {
    status: StatusCode::BAD_REQUEST,
    title: "This sign-in cannot be continued",
    text: "The answer does not belong to a sign-in that this browser has begun here. It may be too old, or come from a \
        link on another site.",
};
const ENDED: Notice = Notice {
    status: StatusCode::OK,
    title: "Your sign-in has ended",
    text: "You have no session here any more, for example because you signed out at Portico.",
};
const GONE: Notice = Notice {
    status: StatusCode::OK,
    title: "You are signed out",
    text: "Your session at Portico has ended, and with it the sign-ins of all applications.",
};
const NO_ANSWER: Notice = Notice {
    status: StatusCode::BAD_GATEWAY,
    title: "The sign-in does not work at the moment",
    text: "Portico did not answer as it should. Try again in a minute.",
};

/// The site. `client` is its registration at Portico, `portico` the socket address on which that listens.
pub fn router(app: &AppContext, client: &SampleClient, portico: SocketAddr) -> anyhow::Result<Router> {
    let issuer = app.public_origin.as_str();
    let library = Library {
        party: RelyingParty::new(issuer, client, portico, app.clock.clone())?,
        visits: Visits::default(),
        pages: Pages::load(issuer)?,
    };
    Ok(Router::new()
        .route(START, get(start))
        .route(CALLBACK, get(callback))
        .route(REFRESH, post(refresh))
        .route(SIGN_OUT, post(sign_out))
        .route(SIGNED_OUT, get(signed_out))
        .with_state(Arc::new(library)))
}

async fn start(State(library): State<Arc<Library>>, headers: HeaderMap) -> Response {
    library.answered(library.start(visit_in(&headers)).await)
}

async fn callback(
    State(library): State<Arc<Library>>,
    headers: HeaderMap,
    Query(answer): Query<SignInAnswer>,
) -> Response {
    library.answered(library.callback(visit_in(&headers), answer).await)
}

async fn refresh(State(library): State<Arc<Library>>, headers: HeaderMap) -> Response {
    library.answered(library.refresh(visit_in(&headers)).await)
}

async fn sign_out(State(library): State<Arc<Library>>, headers: HeaderMap) -> Response {
    library.answered(library.sign_out(visit_in(&headers)).await)
}

async fn signed_out(State(library): State<Arc<Library>>) -> Response {
    library.answered(library.notice(&GONE, None))
}

/// The id of the visit in the cookie of a browser. Empty: it has none. Sites elsewhere cannot send their forms with it,
/// because it is `SameSite=Lax`.
fn visit_in(headers: &HeaderMap) -> &str {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = sent.flat_map(|value| value.split(';'));
    cookies.find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('=')).unwrap_or_default()
}

/// Leads a browser on, and gives it the id of its visit.
fn led_to(address: &str, visit: &str) -> Response {
    let cookie = format!("{COOKIE}={visit}; Path=/; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Redirect::to(address)).into_response()
}

impl Library {
    /// Shows a user what the application knows, or begins the sign-in. It asks Portico each time, so a user who has
    /// signed out anywhere has signed out here.
    async fn start(&self, visit: &str) -> anyhow::Result<Response> {
        if let Some(login) = self.visits.login(visit)
            && let Some(userinfo) = self.party.userinfo(&login).await?
        {
            let values = context! {
                name => LIBRARY,
                claims => login.claims(),
                userinfo => userinfo,
                renewed => login.renewed,
                refresh => REFRESH,
                sign_out => SIGN_OUT,
            };
            return self.pages.show(SIGNED_IN, values);
        }
        let (address, pending) = self.party.begin().await?;
        Ok(led_to(&address, &self.visits.begin(visit, pending)))
    }

    /// Finishes the sign-in. An answer counts only in the browser that has begun it.
    async fn callback(&self, visit: &str, answer: SignInAnswer) -> anyhow::Result<Response> {
        let SignInAnswer { state, iss, code, error } = answer;
        let is_from_portico = iss.is_some_and(|iss| self.party.is_issuer(&iss));
        let pending = state.filter(|_| is_from_portico).and_then(|state| self.visits.pending(visit, &state));
        let Some(pending) = pending else { return self.notice(&UNEXPECTED, None) };
        match (code, error.as_deref()) {
            (Some(code), None) => {
                let login = self.party.finish(pending, code).await?;
                Ok(led_to(START, &self.visits.sign_in(visit, login)))
            }
            (_, Some("access_denied")) => self.notice(&DECLINED, error.as_deref()),
            (_, error) => self.notice(&REFUSED, error),
        }
    }

    /// Gets new tokens.
    async fn refresh(&self, visit: &str) -> anyhow::Result<Response> {
        let Some(login) = self.visits.login(visit) else { return self.notice(&ENDED, None) };
        match self.party.renew(&login).await? {
            Some(renewed) => {
                self.visits.renew(visit, renewed);
                Ok(Redirect::to(START).into_response())
            }
            None => {
                self.visits.forget(visit);
                self.notice(&ENDED, None)
            }
        }
    }

    /// Ends the sign-in here, and leads to Portico to end the session there.
    async fn sign_out(&self, visit: &str) -> anyhow::Result<Response> {
        let Some(login) = self.visits.forget(visit) else { return self.notice(&ENDED, None) };
        match self.party.sign_out_address(&login).await? {
            Some(address) => Ok(Redirect::to(&address).into_response()),
            None => self.notice(&ENDED, None),
        }
    }

    /// `error` is the name of an error of OpenID Connect.
    fn notice(&self, notice: &Notice, error: Option<&str>) -> anyhow::Result<Response> {
        let Notice { status, title, text } = notice;
        let values = context! { name => LIBRARY, title => *title, text => *text, error => error, start => START };
        let mut page = self.pages.show(NOTICE, values)?;
        *page.status_mut() = *status;
        Ok(page)
    }

    fn answered(&self, answer: anyhow::Result<Response>) -> Response {
        let answer = answer.or_else(|error| {
            tracing::warn!("the sample application of the demo could not use Portico: {error:#}");
            self.notice(&NO_ANSWER, None)
        });
        answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}
