//! `POST /language`: chooses the language of this browser, from the foot of any page.

use crate::http::prelude::*;
use app::language::Language;
use app::paths::Route;
use app::server::cookies;
use app::server::locale::tag_of;
use app::submission::FormDraft;
use axum::Form;
use axum::response::AppendHeaders;
use serde::Deserialize;
use service::settings;

/// Browsers send no longer ones.
const LONGEST_REFERRER: usize = 4096;

/// The chosen language, and what was typed into the form of the page. Fields that are not named here, such as passwords,
/// are not kept.
#[derive(Deserialize)]
pub struct LanguageChoice {
    language: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    remember: String,
}

impl LanguageChoice {
    /// What was typed. `None` if nothing was.
    fn draft(self) -> Option<FormDraft> {
        let LanguageChoice { language: _, email, phone, country, name, again, remember } = self;
        let is_typed = [&email, &phone, &name, &again, &remember].iter().any(|text| !text.is_empty());
        let remember = !remember.is_empty();
        is_typed.then(|| FormDraft { email, phone, country, name, again, remember, ..FormDraft::default() })
    }
}

/// Keeps the chosen language in this browser, and for the page what was typed there. A user who has set a language in the settings gets it changed there too,
/// because that one takes precedence.
pub async fn choose(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    headers: HeaderMap,
    Form(choice): Form<LanguageChoice>,
) -> Response {
    let back = Redirect::to(&page_before(&headers, &state.public_url.origin));
    let Some(language) = Language::of(&choice.language) else { return back.into_response() };
    let chosen = async {
        let Some(signed_in) = current.signed_in().await? else { return Ok(()) };
        settings::choose_language(&current.cx, signed_in, &tag_of(language)).await
    };
    if let Err(error) = chosen.await {
        service::failure::record(&error, state.app.random.as_ref());
    }
    let cookies = [Some(cookies::language(language)), choice.draft().map(|draft| cookies::draft(&draft))];
    let cookies = cookies.into_iter().flatten().filter_map(|cookie| state.cookies.write(cookie));
    let cookies = cookies.map(|cookie| (header::SET_COOKIE, cookie)).collect();
    (AppendHeaders::<Vec<_>>(cookies), back).into_response()
}

/// The page of this site on which a form was posted. Any other referrer means the home page.
pub fn page_before(headers: &HeaderMap, origin: &str) -> String {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = referrer.strip_prefix(origin).filter(|page| page.len() <= LONGEST_REFERRER).unwrap_or_default();
    let path = page.split(['?', '#']).next().unwrap_or_default();
    if Route::of(path).is_some() { page.to_owned() } else { paths::HOME.to_owned() }
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
