//! The data of the sign-in page, and loading it.

use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::{EmailAddress, ReturnTo, policy::SignUp};
#[cfg(feature = "ssr")]
use service::{account, demo, invitations, oidc, sign_in};
#[cfg(feature = "ssr")]
use store::organisations::Organisation;

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInScreen {
    pub organisation: OrganisationView,
    /// The methods that have a form, the one last used in this browser first. Never empty.
    pub methods: Vec<Method>,
    pub selected: Method,
    /// Whether the page starts with the method that was last used in this browser: the first of `methods`, or the
    /// passkey.
    pub is_remembered: bool,
    /// `None` if passkeys are not offered here.
    pub passkey: Option<PasskeyButtonPosition>,
    pub may_sign_up: bool,
    /// Whether the page links to the entry of an invitation code.
    pub asks_for_code: bool,
    /// Countries to which texts are sent. Empty if no method asks for a phone number.
    pub countries: Vec<CountryChoice>,
    /// Where the user wants to go after signing in, checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    /// The email address of the account that is signed in in this browser.
    pub signed_in_as: Option<String>,
    /// Why the user who was signed in has to sign in again.
    pub notice: Option<String>,
    /// The accounts of a demonstration. Empty elsewhere.
    pub demo: Vec<DemoAccount>,
    pub draft: FormDraft,
    /// The server's time when the data was made.
    pub now: Timestamp,
    /// When the data arrived, by the browser's monotonic clock.
    #[serde(skip)]
    pub received: Received,
}

impl SignInScreen {
    /// The path of the page with this method selected.
    pub fn path_of(&self, method: Method) -> String {
        paths::with_return_to(paths::sign_in_with(&self.organisation, method), self.return_to.as_deref())
    }
}

/// The position of the passkey button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyButtonPosition {
    /// Below the other methods.
    Below,
    /// Above the other methods, because the organisation lists it first.
    Above,
    /// Above the other methods, because it was last used in this browser.
    Remembered,
}

/// An account of a demonstration. All values are invented, including the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub email: String,
    pub phone: String,
    pub password: String,
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
        let asked_by = account::second_step_asked_by(&web.cx).await?;
        let is_asked = asked_by == Some(organisation.id);
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        let draft = match &web.draft {
            Some(draft) => draft.clone(),
            None => hinted(web, wanted.as_ref().map(ReturnTo::as_str)).await?,
        };
        Ok(SignInScreen {
            selected,
            is_remembered: remembered.is_some() || passkey == Some(PasskeyButtonPosition::Remembered),
            passkey,
            may_sign_up: organisation.policy.sign_up == SignUp::Open,
            asks_for_code: invitations::asks_for_code(&organisation),
            countries: web.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            signed_in_as: signed_in.map(|signed_in| signed_in.account.email.to_string()),
            notice: is_asked.then(|| words::second_step::asked_now(&organisation.name)),
            demo: if app.is_demo { demo_accounts(&organisation.slug) } else { Vec::new() },
            methods,
            organisation: OrganisationView::of(organisation, is_default),
            draft,
            now: app.clock.now(),
            received: Default::default(),
        })
    }
}

/// The email address that a client says is that of the user, if the page leads back to a request of that client.
#[cfg(feature = "ssr")]
async fn hinted(web: &WebRequest, return_to: Option<&str>) -> Answer<FormDraft> {
    let Some(request) = return_to.and_then(paths::request_in) else { return Ok(FormDraft::default()) };
    let hint = oidc::login_hint(&web.cx.app, request).await?;
    let email = hint.filter(|hint| hint.parse::<EmailAddress>().is_ok()).unwrap_or_default();
    Ok(FormDraft { email, ..FormDraft::default() })
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
