//! The language of a response: the user's own, else the one chosen in this browser, else the one the browser asks for,
//! else English.

use super::{
    HttpState,
    request_context::{of_browser, request_context},
};
use app::{
    language::Language,
    paths::{self, Address},
    server::{
        cookies,
        locale::{of_tag, tag_of, with_locale},
    },
};
use axum::{
    Form,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, header, request::Parts};
use serde::Deserialize;
use service::{account, settings};
use std::sync::Arc;

/// `Vary` for localised responses.
pub const VARY: &str = "accept-encoding, accept-language, cookie";
const LONGEST_ADDRESS: usize = 2048;

/// The language of the signed-in user, or else of the browser. If the session cannot be looked up, it is the browser's.
async fn of_request(front: &HttpState, parts: &Parts) -> Language {
    let jar = front.cookies.read(&parts.headers);
    let own = match jar.get(cookies::SESSION) {
        Some(_) => account::current(&request_context(front, parts)).await.ok().flatten(),
        None => None,
    };
    let own = own.and_then(|signed_in| signed_in.account.language);
    own.map_or_else(|| of_browser(&parts.headers, &jar), |tag| of_tag(&tag))
}

/// Handles a request in its language.
pub async fn in_its_language<F: Future<Output = Response>>(
    front: Arc<HttpState>,
    request: Request,
    answer: impl FnOnce(Arc<HttpState>, Request) -> F,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = of_request(&front, &parts).await;
    with_locale(language, answer(front, Request::from_parts(parts, body))).await
}

#[derive(Deserialize)]
pub struct Choice {
    language: String,
}

/// Keeps the chosen language in this browser. A user who has set a language in the settings gets it changed there too,
/// because that one takes precedence.
pub async fn choose(State(front): State<Arc<HttpState>>, parts: Parts, Form(choice): Form<Choice>) -> Response {
    let back = Redirect::to(&page_before(&parts.headers, &front.public_url.origin));
    let Some(language) = Language::of(&choice.language) else { return back.into_response() };
    let cx = request_context(&front, &parts);
    if let Err(error) = settings::choose_language(&cx, &tag_of(language)).await {
        service::failure::record(&error, front.app.random.as_ref());
    }
    let cookie = front.cookies.write(cookies::language(language));
    (cookie.map(|cookie| [(header::SET_COOKIE, cookie)]), back).into_response()
}

/// The page of this site on which a form was posted. Any other referrer means the home page.
fn page_before(headers: &HeaderMap, origin: &str) -> String {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = referrer.strip_prefix(origin).filter(|page| page.len() <= LONGEST_ADDRESS).unwrap_or_default();
    let path = page.split(['?', '#']).next().unwrap_or_default();
    if Address::of(path).is_some() { page.to_owned() } else { paths::HOME.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://a.example/sign-in", "/sign-in")]
    #[case("https://a.example/o/acme/sign-in/password?return_to=/x", "/o/acme/sign-in/password?return_to=/x")]
    #[case("https://a.example/settings/account", "/settings/account")]
    #[case("https://a.example", "/")]
    #[case("https://a.example/nowhere", "/")]
    #[case("https://a.example//b.example/sign-in", "/")]
    #[case("https://a.example/\\b.example", "/")]
    #[case("https://a.example.b.example/sign-in", "/")]
    #[case("https://a.example@b.example/sign-in", "/")]
    #[case("https://b.example/sign-in", "/")]
    #[case("/sign-in", "/")]
    #[case("", "/")]
    fn choosing_comes_back_to_pages_of_ours_only(#[case] referrer: &str, #[case] page: &str) {
        let headers = HeaderMap::from_iter([(header::REFERER, referrer.parse().unwrap())]);
        assert_eq!(page_before(&headers, "https://a.example"), page);
    }
}
