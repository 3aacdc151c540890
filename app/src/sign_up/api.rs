//! Data and server functions of the sign-up page.

#[cfg(feature = "ssr")]
use crate::server::{address, slug, web_request};
use crate::{
    api_error::ApiError, organisation::OrganisationView, page::Screen, page_kind::PageKind, phone::CountryChoice,
    redirect::Redirect, typed::Typed, ui::Received, words,
};
use domain::{Password, PasswordRules, Timestamp};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use service::sign_up::Person;

/// The sign-up page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUpScreen {
    pub organisation: OrganisationView,
    /// `None`: the organisation offers no passwords.
    pub password: Option<PasswordRules>,
    /// Countries that texts can be sent to. Empty: the organisation offers no codes by text.
    pub countries: Vec<CountryChoice>,
    pub return_to: Option<String>,
    pub typed: Typed,
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
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        let person = Person { name: &name, email: address, phone: &phone, country: &country, password };
        let outcome = service::sign_up::sign_up(&web.cx, organisation.as_ref(), person, &return_to);
        Ok(web.sent(&web.answer(outcome.await)?))
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, phone, country, name, ..Typed::default() })
}
