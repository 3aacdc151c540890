//! `/sign-up` and `/o/SLUG/sign-up`. The account is created once the code that proves the email address is entered.

mod sign_up_page;

pub use sign_up_page::SignUpPage;

use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::{sign_in, sign_up::Person};

/// The sign-up page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUpScreen {
    pub organisation: OrganisationView,
    /// `None`: the organisation offers no passwords.
    pub password: Option<PasswordRules>,
    /// Countries that texts can be sent to. Empty: the organisation offers no codes by text.
    pub countries: Vec<CountryChoice>,
    pub return_to: Option<String>,
    pub draft: FormDraft,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for SignUpScreen {
    const KIND: PageKind = PageKind::SignUp;

    fn title(&self) -> String {
        words::titled(words::sign_up::PAGE_TITLE, &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// Requests an account. It is created once the code sent to the email address is entered. An address that already has
/// an account gets a message that says so, and the response is the same.
#[server(endpoint = "sign_up", input = PostUrl, output = Postcard)]
pub async fn sign_up(
    organisation: String,
    name: String,
    email: String,
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] password: Password,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let draft = FormDraft {
        email: email.clone(),
        phone: phone.clone(),
        country: country.clone(),
        name: name.clone(),
        ..FormDraft::default()
    };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let person = Person { name: &name, email: &email, phone: &phone, country: &country, password };
        let sent = service::sign_up::sign_up(&web.cx, organisation.as_ref(), person, &return_to).await?;
        Ok(web.code_sent(&sent))
    })
    .await
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn sign_up_screen(&self, organisation: Option<Slug>, query: &str) -> Answer<SignUpScreen> {
        let (organisation, is_default) = service::sign_up::open_house(&self.cx.app, organisation.as_ref()).await?;
        let methods = sign_in::typed_methods(&self.cx.app, &organisation);
        let wanted = parameter(query, paths::RETURN_TO);
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        let draft = match &self.draft {
            Some(draft) => draft.clone(),
            None => self.draft_of_code(organisation.id, query).await?,
        };
        Ok(SignUpScreen {
            password: methods.contains(&Method::Password).then_some(organisation.policy.password),
            countries: self.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            organisation: OrganisationView::of(organisation, is_default),
            draft,
            now: self.cx.app.clock.now(),
            received: Default::default(),
        })
    }
}
