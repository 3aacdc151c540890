//! What a page shows, read before it is drawn: by the server into the HTML, by the client when it goes on to the next.
//! Until the next page's data is there the present page stays, so nothing flashes.

use crate::{
    account::CurrentAccount,
    api_error::ApiError,
    call::call,
    not_me::NotMeScreen,
    recovery::{NewPasswordScreen, RecoveryScreen},
    sign_in::{CodeScreen, Gate},
    sign_up::SignUpScreen,
    ui::Received,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE as URL_SAFE};
use domain::sign_in::SignInError;
use leptos::{
    prelude::*,
    server_fn::{
        Decodes, Encodes, ServerFn as _,
        codec::{PostUrl, Postcard, PostcardEncoding},
    },
};
use serde::{Deserialize, Serialize};
use web_sys::UrlSearchParams;

/// The `<meta>` of the HTML that holds the data of the first page.
pub const DATA_NAME: &str = "portico-page";

/// Everything that a page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PageData {
    SignIn(Gate),
    SignUp(SignUpScreen),
    Recovery(RecoveryScreen),
    NewPassword(NewPasswordScreen),
    NotMe(NotMeScreen),
    Code(CodeScreen),
    Account(CurrentAccount),
    /// The person belongs somewhere else.
    GoTo(String),
    /// The code was asked for in another browser, or long ago.
    Elsewhere,
    NotFound,
    Failed(ApiError<SignInError>),
}

impl PageData {
    /// The HTTP status of a page with this.
    pub fn status(&self) -> u16 {
        match self {
            PageData::SignIn(_)
            | PageData::SignUp(_)
            | PageData::Recovery(_)
            | PageData::NewPassword(_)
            | PageData::NotMe(_)
            | PageData::Code(_)
            | PageData::Account(_) => 200,
            PageData::GoTo(_) => 303,
            PageData::Elsewhere | PageData::NotFound => 404,
            PageData::Failed(error) => error.status(),
        }
    }

    /// The origin outside that its forms may lead to in the end.
    pub fn leads_away_to(&self) -> Option<&str> {
        let return_to = match self {
            PageData::SignIn(gate) => gate.return_to.as_deref(),
            PageData::SignUp(screen) => screen.return_to.as_deref(),
            PageData::Code(screen) => screen.return_to.as_deref(),
            PageData::NewPassword(screen) => screen.return_to.as_deref(),
            _ => None,
        };
        domain::return_to::origin_of(return_to?)
    }

    /// As it travels in the HTML.
    pub fn encode(&self) -> String {
        PostcardEncoding::encode(self).map(|bytes| URL_SAFE.encode(bytes)).unwrap_or_default()
    }

    /// What the server put into the page that this client was loaded with.
    pub fn of_document() -> Option<Self> {
        let element = document().query_selector(&format!("meta[name={DATA_NAME}]")).ok()??;
        let bytes = URL_SAFE.decode(element.get_attribute("content")?).ok()?;
        PostcardEncoding::decode(bytes.into()).ok()
    }

    /// The same, stamped with the moment it arrived.
    fn received(self) -> Self {
        let received = Received::now();
        match self {
            PageData::SignIn(gate) => PageData::SignIn(Gate { received, ..gate }),
            PageData::SignUp(screen) => PageData::SignUp(SignUpScreen { received, ..screen }),
            PageData::Recovery(screen) => PageData::Recovery(RecoveryScreen { received, ..screen }),
            PageData::NewPassword(screen) => PageData::NewPassword(NewPasswordScreen { received, ..screen }),
            PageData::Code(screen) => PageData::Code(CodeScreen { received, ..screen }),
            other => other,
        }
    }
}

/// The data of the page at a path, with its query or without. Changes nothing and sends nothing.
#[server(endpoint = "read_page", input = PostUrl, output = Postcard)]
pub async fn read_page(path: String) -> Result<PageData, ApiError<SignInError>> {
    Ok(crate::backend::page(crate::backend::backend()?.as_ref(), &path).await)
}

/// The same for the client: whatever goes wrong on the way is a page, too.
pub async fn fetch_page(path: String) -> PageData {
    let read = match UrlSearchParams::new() {
        Ok(fields) => {
            fields.append("path", &path);
            call(ReadPage::PATH, fields).await
        }
        Err(_) => Err(ApiError::Outdated),
    };
    read.unwrap_or_else(PageData::Failed).received()
}
