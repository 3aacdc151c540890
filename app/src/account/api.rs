//! Data and server functions of the account page.

#[cfg(feature = "ssr")]
use crate::server::web_request;
use crate::{
    api_error::ApiError, organisation::OrganisationView, page::Screen, page_kind::PageKind, redirect::Redirect, words,
};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// The user who is signed in to this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentAccount {
    pub name: Option<String>,
    pub email: String,
    pub organisation: OrganisationView,
    /// Path and label of the link to the console. `None` for members.
    pub console: Option<(String, String)>,
}

impl Screen for CurrentAccount {
    const KIND: PageKind = PageKind::Account;

    fn title(&self) -> String {
        words::titled(words::account::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends this browser's session. Succeeds if there is none.
#[server(endpoint = "sign_out", input = PostUrl, output = Postcard)]
pub async fn sign_out() -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.sign_out().await)
}
