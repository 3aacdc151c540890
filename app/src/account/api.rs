//! What the account page may ask for.

use crate::{api_error::ApiError, go_to::GoTo, organisation::OrganisationView, page::PageKind, page::Screen, words};
use domain::sign_in::SignInError;
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// The person whose session this browser holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentAccount {
    pub name: Option<String>,
    pub email: String,
    pub organisation: OrganisationView,
    /// Where admins look after people, and what the link there says.
    pub console: Option<(String, String)>,
}

impl Screen for CurrentAccount {
    const KIND: PageKind = PageKind::Account;

    fn title(&self) -> String {
        words::titled(words::account::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends this browser's session. Succeeds when there is none.
#[server(endpoint = "sign_out", input = PostUrl, output = Postcard)]
pub async fn sign_out() -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.sign_out().await)
}
