//! The page loader: loads the data of the page at an address. The client calls its server function by
//! `paths::READ_PAGE`.

use super::{sign_in_path, web_request};
use crate::{
    page::PageData,
    paths::Address,
    prelude::*,
    settings::{SettingsScreen, UndoScreen},
    sign_in::SignInScreen,
};
use domain::SitePath;

/// Loads the data of the page at a path, with or without a query. Changes nothing and sends no message.
#[server(endpoint = "read_page", input = PostUrl, output = Postcard)]
pub async fn read_page(path: String) -> Result<PageData, ApiError> {
    Ok(page(web_request()?.as_ref(), &path).await)
}

/// Whether the link asks for empty fields, because another user is going to sign in. After a refused post the fields
/// keep what was typed: it is newer than the link.
fn is_for_another(query: &str) -> bool {
    let has = |name: &str| form_urlencoded::parse(query.as_bytes()).any(|(found, _)| found == name);
    has(paths::ANOTHER) && !has("__err")
}

/// The data of the page at a path, with its query or without.
pub async fn page(web: &WebRequest, path_and_query: &str) -> PageData {
    if let Some(wanted) = paths::after_cookie_check(path_and_query) {
        return if web.sends_cookies { PageData::Redirect(wanted.into_string()) } else { PageData::NoCookies };
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let Some(address) = Address::of(path) else {
        let corrected = paths::meant(path).map(|meant| path_and_query.replacen(path, &meant, 1));
        let corrected = corrected.as_deref().and_then(SitePath::parse).map(SitePath::into_string);
        return corrected.map_or(PageData::NotFound, PageData::Redirect);
    };
    match load(web, &address, query).await.map_err(|failure| web.api_error(failure)) {
        Ok(data) => data,
        // Users who are no admins are not told that the console exists.
        Err(ApiError::Refused(
            Refusal::NoSuchOrganisation | Refusal::NotFound | Refusal::NotOffered | Refusal::NotAllowed,
        )) => PageData::NotFound,
        Err(ApiError::Refused(Refusal::NoCookies)) => PageData::NoCookies,
        Err(ApiError::SignedOut) => {
            // After signing in, the user returns to the settings or the console.
            let return_to = match address {
                Address::Settings(_) | Address::Admin(_) => Some(without_refusal(path, query)),
                _ => parameter(query, paths::RETURN_TO),
            };
            PageData::Redirect(sign_in_path(&web.cx, return_to.as_deref()).await)
        }
        Err(error) => PageData::Failed(error),
    }
}

async fn load(web: &WebRequest, address: &Address, query: &str) -> Answer<PageData> {
    let return_to = || parameter(query, paths::RETURN_TO);
    Ok(match address.clone() {
        Address::Home => {
            web.current_account().await?;
            PageData::Redirect(paths::ACCOUNT.to_owned())
        }
        Address::SignIn(organisation, method) => {
            let screen = SignInScreen::load(web, organisation, method, return_to()).await?;
            PageData::SignIn(if is_for_another(query) {
                SignInScreen { draft: FormDraft::default(), ..screen }
            } else {
                screen
            })
        }
        Address::SignUp(organisation) => PageData::of(&web.sign_up_screen(organisation, return_to()).await?),
        Address::Recovery(organisation, address) => {
            let again_at = parameter(query, paths::AGAIN_AT).and_then(|at| at.parse().ok()).map(Timestamp);
            PageData::of(&web.recovery_screen(organisation, address, again_at).await?)
        }
        Address::NewPassword(token) => PageData::of(&web.new_password_screen(&token).await?),
        Address::Reset(token) => PageData::of(&web.reset_screen(&token).await?),
        Address::ChoosePassword => screen_or_redirect(web.choice_screen().await?),
        Address::NotMe(token) => PageData::of(&web.not_me_screen(&token).await?),
        Address::Code(challenge) => {
            web.code_screen(challenge).await?.map_or_else(|instead| instead, |screen| PageData::of(&screen))
        }
        Address::Account => PageData::of(&web.current_account().await?),
        Address::Settings(page) => match SettingsScreen::load(web, page, query).await {
            Err(Failure::Refused(Refusal::ReauthenticationRequired)) => {
                PageData::Redirect(paths::reauthentication(page, return_to().as_deref()))
            }
            screen => PageData::of(&screen?),
        },
        Address::Admin(page) => match web.admin_screen(page, query).await {
            Err(Failure::Refused(Refusal::ReauthenticationRequired)) => {
                PageData::Redirect(paths::reauthentication_before(&page.path()))
            }
            screen => PageData::of(&screen?),
        },
        Address::Undo(token) => PageData::of(&UndoScreen::load(web, &token).await?),
        Address::Invitation(organisation, address) => {
            PageData::of(&web.invitation_screen(organisation, address, return_to()).await?)
        }
        Address::SecondStep(organisation, address) => {
            screen_or_redirect(web.second_step_screen(organisation, address).await?)
        }
        Address::Welcome(step) => screen_or_redirect(web.welcome_screen(step, return_to()).await?),
    })
}

fn screen_or_redirect<S: Screen>(shown: Result<S, Redirect>) -> PageData {
    match shown {
        Ok(screen) => PageData::of(&screen),
        Err(elsewhere) => PageData::Redirect(elsewhere.path),
    }
}

/// The address of a page without the refusal of a plain form, so that the page does not show the refusal again later.
fn without_refusal(path: &str, query: &str) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "__err" && name != "__path");
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
