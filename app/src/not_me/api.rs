//! Data and server functions of the page behind "This wasn't me".

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

/// The sign-in that the user is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    /// The account's email address, masked: `j•••@example.com`.
    pub account: String,
    /// When the user signed in, formatted in the account's time zone: `22 November 2026, 10:53 UTC`.
    pub at: String,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    /// IP address.
    pub place: String,
    /// Whether this session and the account's others in that browser have ended.
    pub is_over: bool,
}

impl Screen for NotMeScreen {
    const KIND: PageKind = PageKind::NotMe;

    fn title(&self) -> String {
        words::titled(words::not_me::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends the reported session and the account's others in that browser. The page then links to password recovery.
#[server(endpoint = "was_not_me", input = PostUrl, output = Postcard)]
pub async fn was_not_me(token: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.was_not_me(&token).await)
}
