//! The server functions of the sign-in page, and what it shows of an organisation. Arguments arrive as text and are
//! parsed first.

#[cfg(feature = "ssr")]
use super::{DemoAccount, PasskeyButtonPosition, SignInScreen};
#[cfg(feature = "ssr")]
use crate::passkeys::PasskeyResponse;
use crate::prelude::*;
use domain::Password;
#[cfg(feature = "ssr")]
use domain::{Method, Slug, policy::SignUp};
#[cfg(feature = "ssr")]
use service::{
    demo, invitations,
    sign_in::{self, PasswordOutcome},
};
#[cfg(feature = "ssr")]
use store::organisations::Organisation;

/// Sends a code by email. The response does not reveal whether an account has the address.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let (organisation, email) = (slug(&organisation)?, email_address(&email)?);
        let sent = sign_in::send_code(&web.cx, organisation.as_ref(), email, &return_to).await?;
        Ok(web.code_sent(&sent))
    })
    .await
}

/// Sends a code by text to a verified number in any format. `country` tells how to read a national number.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { phone: phone.clone(), country: country.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let sent = sign_in::send_text(&web.cx, organisation.as_ref(), &phone, &country, &return_to).await?;
        Ok(web.code_sent(&sent))
    })
    .await
}

/// Signs in with a password. The response, the rate limits and the time that it takes do not reveal whether an account
/// has the address.
#[server(endpoint = "sign_in_with_password", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_password(
    organisation: String,
    email: String,
    password: Password,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let (organisation, email) = (slug(&organisation)?, email_address(&email)?);
        let entry =
            sign_in::sign_in_with_password(&web.cx, organisation.as_ref(), &email, password, &return_to).await?;
        Ok(match entry {
            PasswordOutcome::SignIn(entered) => web.continue_sign_in(entered),
            PasswordOutcome::ChoosePassword(choice) => web.may_choose(&choice),
        })
    })
    .await
}

/// Signs in to the account that the passkey belongs to.
#[server(endpoint = "sign_in_with_passkey", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_passkey(
    organisation: String,
    request: String,
    answer: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let response = PasskeyResponse::of(&request, answer)?;
        let organisation = slug(&organisation)?;
        let answered = response.answered()?;
        let entered = sign_in::sign_in_with_passkey(&web.cx, organisation.as_ref(), answered, &return_to).await?;
        Ok(web.continue_sign_in(entered))
    })
    .await
}

/// Forgets which method was last used in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let (organisation, is_default) = sign_in::find_organisation(&web.cx.app, organisation.as_ref()).await?;
        web.set_cookie(cookies::forget(cookies::METHOD));
        Ok(Redirect::path(paths::sign_in(&OrganisationView::of(organisation, is_default))))
    })
    .await
}

#[cfg(feature = "ssr")]
impl SignInScreen {
    pub(crate) async fn load(
        web: &WebRequest,
        organisation: Option<Slug>,
        method: Option<Method>,
        wanted: Option<String>,
    ) -> Answer<Self> {
        let app = &web.cx.app;
        let (organisation, is_default) = sign_in::find_organisation(app, organisation.as_ref()).await?;
        let passkey = passkey_button_position(web, &organisation);
        let mut methods = sign_in::typed_methods(app, &organisation);
        let remembered = web.remembered.and_then(|method| methods.iter().position(|&one| one == method));
        if let Some(at) = remembered {
            methods[..=at].rotate_right(1);
        }
        let selected = match method {
            None => methods.first().copied(),
            Some(method) => Some(method).filter(|method| methods.contains(method)),
        };
        let selected = selected.ok_or(Refusal::NotOffered)?;
        let signed_in = web.session_account().await?;
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        Ok(SignInScreen {
            selected,
            is_remembered: remembered.is_some() || passkey == Some(PasskeyButtonPosition::Remembered),
            passkey,
            may_sign_up: organisation.policy.sign_up == SignUp::Open,
            asks_for_code: invitations::asks_for_code(&organisation),
            countries: web.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            signed_in_as: signed_in.map(|signed_in| signed_in.account.email.to_string()),
            demo: if app.is_demo { demo_accounts(&organisation.slug) } else { Vec::new() },
            methods,
            organisation: OrganisationView::of(organisation, is_default),
            draft: web.draft.clone().unwrap_or_default(),
            now: app.clock.now(),
            received: Default::default(),
        })
    }
}

/// Where the sign-in page has its button for passkeys. `None` if the organisation does not offer them.
#[cfg(feature = "ssr")]
fn passkey_button_position(web: &WebRequest, organisation: &Organisation) -> Option<PasskeyButtonPosition> {
    let methods = sign_in::methods(&web.cx.app, organisation);
    let at = methods.iter().position(|&method| method == Method::Passkey)?;
    Some(match (web.remembered, at) {
        (Some(Method::Passkey), _) => PasskeyButtonPosition::Remembered,
        (None, 0) => PasskeyButtonPosition::Above,
        _ => PasskeyButtonPosition::Below,
    })
}

/// The accounts that the sign-in page of a demo organisation lists.
#[cfg(feature = "ssr")]
fn demo_accounts(slug: &Slug) -> Vec<DemoAccount> {
    let account = |demo::DemoUser { email, phone, password }| DemoAccount { email, phone, password };
    demo::people(slug).into_iter().map(account).collect()
}
