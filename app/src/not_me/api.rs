//! What the page behind "This wasn't me" may ask for.

use crate::{api_error::ApiError, go_to::GoTo, organisation::OrganisationView, page::PageKind, page::Screen, words};
use domain::sign_in::SignInError;
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeScreen {
    pub organisation: OrganisationView,
    /// From the link of the message.
    pub token: String,
    /// `j•••@example.com`
    pub account: String,
    /// When it was, as people read it, in UTC: `22 November 2026, 10:53 UTC`.
    pub at: String,
    /// `Firefox on Linux`
    pub browser: String,
    /// The network address.
    pub place: String,
    /// Whether that session has ended already.
    pub is_over: bool,
}

impl Screen for NotMeScreen {
    const KIND: PageKind = PageKind::NotMe;

    fn title(&self) -> String {
        words::titled(words::not_me::PAGE_TITLE, &self.organisation.name)
    }
}

/// Ends the session that a message told of, and leads to the way back in.
#[server(endpoint = "was_not_me", input = PostUrl, output = Postcard)]
pub async fn was_not_me(token: String) -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.was_not_me(&token).await)
}
