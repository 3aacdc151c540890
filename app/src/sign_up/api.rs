//! What the sign-up page may ask for.

use crate::{
    api_error::ApiError, go_to::GoTo, organisation::OrganisationView, page::PageKind, page::Screen,
    phone::CountryChoice, typed::Typed, ui::Received, words,
};
use domain::{Password, PasswordRules, Timestamp, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What the sign-up page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignUpScreen {
    pub organisation: OrganisationView,
    /// `None` where nobody signs in with a password.
    pub password: Option<PasswordRules>,
    /// Where texts go; empty when no text code is offered.
    pub countries: Vec<CountryChoice>,
    pub return_to: Option<String>,
    pub typed: Typed,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for SignUpScreen {
    const KIND: PageKind = PageKind::SignUp;

    fn title(&self) -> String {
        words::titled(words::sign_up::PAGE_TITLE, &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// Asks for an account. The address proves itself with a code before there is one; an address that already has an account
/// gets a message that says so, and the screen is the same.
#[server(endpoint = "sign_up", input = PostUrl, output = Postcard)]
pub async fn sign_up(
    organisation: String,
    name: String,
    email: String,
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] password: Password,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        let person = NewPerson { name: &name, email: address, phone: &phone, country: &country, password };
        backend.sign_up(organisation, person, return_to).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, phone, country, name, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Somebody who asks for an account.
#[derive(Debug)]
pub struct NewPerson<'a> {
    pub name: &'a str,
    pub email: domain::EmailAddress,
    /// Empty: none.
    pub phone: &'a str,
    pub country: &'a str,
    /// Empty where nobody signs in with a password.
    pub password: Password,
}
