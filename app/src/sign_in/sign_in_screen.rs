//! The data of the sign-in page, and loading it.

use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::{EmailAddress, ReturnTo, policy::SignUp};
#[cfg(feature = "ssr")]
use service::{account, code_page, demo, invitations, oidc, sign_in};
#[cfg(feature = "ssr")]
use store::organisations::Organisation;

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInScreen {
    pub organisation: OrganisationView,
    /// The methods that have a form, the one last used in this browser first. Never empty.
    pub methods: Vec<Method>,
    pub selected: Method,
    /// Whether the user signed in to this organisation last, in this browser, with the method that comes first: the first
    /// of `methods`, or the passkey.
    pub is_remembered: bool,
    /// The account that this browser remembers for the organisation. `None` if the form of its method is not offered, or
    /// if the user has typed something else.
    pub account: Option<ContinueAs>,
    /// The path where the code that was sent last to this browser can be entered.
    pub enterable_code: Option<String>,
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

    /// Whether this browser remembers an account that signed in with this method.
    pub fn is_known_with(&self, method: Method) -> bool {
        self.account.as_ref().is_some_and(|account| account.method == method)
    }

    /// Whether the page shows anything only to users who were here before.
    pub fn is_returning(&self) -> bool {
        self.is_remembered || self.signed_in_as.is_some()
    }
}

/// The account that a browser remembers, as its sign-in page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinueAs {
    /// The method with which the user signed in.
    pub method: Method,
    /// The address or number, masked.
    pub name: String,
    /// The whole address, by which password managers find the password. Empty for codes: the server knows where they go.
    pub email: String,
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
        query: &str,
    ) -> Answer<Self> {
        let app = &web.cx.app;
        let (organisation, is_default) = sign_in::find_organisation(app, organisation.as_ref()).await?;
        let mut methods = sign_in::typed_methods(app, &organisation);
        let (last, last_at) = web.remembered.clone().unzip();
        let is_here = last_at.as_ref() == Some(&organisation.slug);
        let passkey = passkey_button_position(web, &organisation, last, is_here);
        let remembered = last.and_then(|method| methods.iter().position(|&one| one == method));
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
        let wanted = parameter(query, paths::RETURN_TO);
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        let draft = draft(web, &organisation, query, wanted.as_ref().map(ReturnTo::as_str)).await?;
        let enterable = code_page::enterable_code(&web.cx, organisation.id).await?;
        Ok(SignInScreen {
            selected,
            is_remembered: is_here && (remembered.is_some() || passkey == Some(PasskeyButtonPosition::Remembered)),
            account: account_of(web, &organisation, &methods, &draft).filter(|_| !is_for_another(query)),
            enterable_code: enterable.map(paths::code),
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

/// Whether another user is going to sign in.
#[cfg(feature = "ssr")]
fn is_for_another(query: &str) -> bool {
    unless_refused(query, paths::ANOTHER).is_some()
}

/// The values that the forms start with.
#[cfg(feature = "ssr")]
async fn draft(
    web: &WebRequest,
    organisation: &Organisation,
    query: &str,
    return_to: Option<&str>,
) -> Answer<FormDraft> {
    if is_for_another(query) {
        return Ok(FormDraft::default());
    }
    if let Some(draft) = &web.draft {
        return Ok(draft.clone());
    }
    let draft = web.draft_of_code(organisation.id, query).await?;
    if draft == FormDraft::default() { hinted(web, return_to).await } else { Ok(draft) }
}

/// The account that this browser remembers. `None` also if the draft is about another one.
#[cfg(feature = "ssr")]
fn account_of(
    web: &WebRequest,
    organisation: &Organisation,
    methods: &[Method],
    draft: &FormDraft,
) -> Option<ContinueAs> {
    let account = web.remembered_account(organisation.id).filter(|account| methods.contains(&account.method))?;
    let known = account.destination();
    let is_typed = |text: &str| !text.is_empty() && text != known.as_str();
    if is_typed(&draft.email) || is_typed(&draft.phone) {
        return None;
    }
    let email = if account.method == Method::Password { known.as_str() } else { "" };
    Some(ContinueAs { method: account.method, name: known.masked(), email: email.to_owned() })
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
fn passkey_button_position(
    web: &WebRequest,
    organisation: &Organisation,
    last: Option<Method>,
    is_here: bool,
) -> Option<PasskeyButtonPosition> {
    let methods = sign_in::methods(&web.cx.app, organisation);
    let at = methods.iter().position(|&method| method == Method::Passkey)?;
    Some(match (last, at) {
        (Some(Method::Passkey), _) if is_here => PasskeyButtonPosition::Remembered,
        (Some(Method::Passkey), _) | (None, 0) => PasskeyButtonPosition::Above,
        _ => PasskeyButtonPosition::Below,
    })
}

/// The accounts that the sign-in page of a demo organisation lists.
#[cfg(feature = "ssr")]
fn demo_accounts(slug: &Slug) -> Vec<DemoAccount> {
    let account = |demo::DemoUser { email, phone, password }| DemoAccount { email, phone, password };
    demo::people(slug).into_iter().map(account).collect()
}
