//! The page loader: loads the data of the page at a path. The client calls its server function by
//! `paths::READ_PAGE`.

use super::forms::filling_challenge;
use super::{sign_in_path, web_request};
use crate::admin::AdminScreen;
use crate::page::PageData;
use crate::paths::Route;
use crate::prelude::*;
use crate::settings::{ConfirmEmailScreen, SettingsScreen, UndoScreen};
use crate::sign_in::SignInScreen;
use domain::SitePath;
use service::RequestContext;

/// Loads the data of the page at a path, with or without a query. Sends no message, and changes nothing, except that
/// the way into an application makes a ticket, and the way into a client a code.
#[server(endpoint = "read_page", input = PostUrl, output = Postcard)]
pub async fn read_page(path: String) -> Result<PageData, ApiError> {
    let web = web_request()?;
    // If it were drawn in the place of another page, the content security policy of that one would count.
    Ok(match web.page_that_posts(&path).await {
        Ok(Some(address)) => PageData::Redirect(address),
        Ok(None) => page(&web, &path).await,
        Err(failure) => PageData::Failed(web.api_error(failure)),
    })
}

/// The data of the page at a path, with its query or without.
pub async fn page(web: &WebRequest, path_and_query: &str) -> PageData {
    if let Some((wanted, organisation)) = paths::after_cookie_check(path_and_query) {
        if web.sends_cookies {
            return PageData::Redirect(wanted.into_string());
        }
        let cx = RequestContext { organisation, ..web.cx.clone() };
        return PageData::NoCookies(sign_in_path(&cx, None).await);
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let Some(route) = Route::of(path).or_else(|| broken_link(path)) else {
        return corrected(path_and_query, path).map_or(PageData::NotFound, PageData::Redirect);
    };
    match load(web, &route, query).await.map_err(|failure| web.api_error(failure)) {
        Ok(data) => data,
        // Users who are no admins are not told that the console exists.
        Err(ApiError::Refused(
            Refusal::NoSuchOrganisation | Refusal::NotFound | Refusal::NotOffered | Refusal::NotAllowed,
        )) => PageData::NotFound,
        Err(ApiError::Refused(Refusal::NoCookies)) => PageData::NoCookies(sign_in_path(&web.cx, None).await),
        Err(ApiError::SignedOut) => {
            // After signing in, the user returns to the settings, the console or the way into an application.
            let return_to = match route {
                Route::Settings(_) | Route::Admin(_) | Route::Enter(_) | Route::Authorize(_) => {
                    Some(without_refusal(path, query))
                }
                _ => parameter(query, paths::RETURN_TO),
            };
            PageData::Redirect(sign_in_path(&web.cx, return_to.as_deref()).await)
        }
        Err(error) => PageData::Failed(error),
    }
}

/// The page that a mistyped path resembles. `None`: there is none.
fn corrected(path_and_query: &str, path: &str) -> Option<String> {
    let corrected = path_and_query.replacen(path, &paths::meant(path)?, 1);
    SitePath::parse(&corrected).map(SitePath::into_string)
}

/// The page of a link that was damaged on its way, unless it is clear which link was meant.
fn broken_link(path: &str) -> Option<Route> {
    Route::of_broken_link(path).filter(|_| paths::meant(path).is_none())
}

async fn load(web: &WebRequest, route: &Route, query: &str) -> Answer<PageData> {
    let return_to = || parameter(query, paths::RETURN_TO);
    Ok(match route.clone() {
        Route::Home => {
            web.signed_in().await?;
            PageData::Redirect(paths::ACCOUNT.to_owned())
        }
        Route::SignIn(organisation, method) => {
            PageData::SignIn(SignInScreen::load(web, organisation, method, query).await?)
        }
        Route::SignUp(organisation) => PageData::of(&web.sign_up_screen(organisation, query).await?),
        Route::Recovery(organisation, route) => {
            let again_at = parameter(query, paths::AGAIN_AT).and_then(|at| at.parse().ok()).map(Timestamp);
            PageData::of(&web.recovery_screen(organisation, route, again_at).await?)
        }
        Route::NewPassword(token) => PageData::of(&web.new_password_screen(&token).await?),
        Route::Reset(token) => PageData::of(&web.reset_screen(&token).await?),
        Route::ChoosePassword => screen_or_redirect(web.grant_screen().await?),
        Route::NotMe(token) => PageData::of(&web.not_me_screen(&token).await?),
        Route::Code(challenge) => match web.code_screen(challenge).await? {
            Ok(screen) => web.code_page_of(screen).await?,
            Err(instead) => instead,
        },
        Route::Account => PageData::of(&web.current_account(query).await?),
        Route::Enter(sealed) => web.enter(&sealed).await?,
        Route::Authorize(request) => web.authorize(request).await?,
        Route::Device(page) => PageData::of(&web.device_screen(page, query).await?),
        Route::SignOut(sealed) => web.sign_out_page(&sealed).await?,
        Route::Settings(page) => match SettingsScreen::load(web, page, query).await {
            Err(Failure::Refused(Refusal::ReauthenticationRequired)) => {
                let return_to = return_to();
                PageData::Redirect(match filling_challenge(query) {
                    Some(challenge) => paths::reauthentication_to_fill(page, return_to.as_deref(), challenge),
                    None => paths::reauthentication(page, return_to.as_deref()),
                })
            }
            screen => PageData::of(&screen?),
        },
        Route::Admin(page) => match AdminScreen::load(web, page, query).await {
            Err(Failure::Refused(Refusal::ReauthenticationRequired)) => {
                PageData::Redirect(paths::reauthentication_before(&page.path()))
            }
            screen => PageData::of(&screen?),
        },
        Route::Undo(token) => PageData::of(&UndoScreen::load(web, &token).await?),
        Route::ConfirmEmail(token) => PageData::of(&ConfirmEmailScreen::load(web, &token).await?),
        Route::Invitation(organisation, route) => {
            PageData::of(&web.invitation_screen(organisation, route, return_to()).await?)
        }
        Route::SecondStep(organisation, route) => {
            screen_or_redirect(web.second_step_screen(organisation, route).await?)
        }
        Route::Onboarding(step) => screen_or_redirect(web.onboarding_screen(step, return_to(), query).await?),
    })
}

fn screen_or_redirect<S: Screen>(shown: Result<S, Redirect>) -> PageData {
    match shown {
        Ok(screen) => PageData::of(&screen),
        Err(elsewhere) => PageData::Redirect(elsewhere.path),
    }
}

/// The path of a page without the refusal of a plain form, so that the page does not show the refusal again later.
fn without_refusal(path: &str, query: &str) -> String {
    let is_kept = |name: &str| name != paths::REFUSAL && name != paths::REFUSED_AT;
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| is_kept(name));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_knows_the_path_of_the_server_function() {
        assert_eq!(ReadPage::PATH, paths::READ_PAGE);
    }

    #[test]
    fn where_a_person_wants_to_go_survives_the_query() {
        for wanted in ["/reports?id=1&x=a b", "https://app.example/ü#x", "/"] {
            let path = paths::with_return_to(paths::SIGN_IN.to_owned(), Some(wanted));
            let (_, query) = path.split_once('?').unwrap();
            assert_eq!(parameter(query, paths::RETURN_TO).as_deref(), Some(wanted), "{path}");
        }
    }
}
