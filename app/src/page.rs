//! The data of a page, loaded before the page is drawn: the server puts it into the HTML, the client fetches it when it
//! navigates. The current page stays until the next page's data is loaded, so nothing flashes.

use crate::chunk::{EncodedPage, Screen};
use crate::prelude::*;
use crate::sign_in::SignInScreen;
use crate::submission::{bytes_of_base64, call, decode};
use crate::ui::Received;
use crate::words::{code, no_cookies, not_found, sign_in};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use leptos::server_fn::{Decodes, Encodes, codec::PostcardEncoding};
use web_sys::UrlSearchParams;

/// The name of the `<meta>` element that contains the first page's data.
pub const DATA_NAME: &str = "portico-page";

/// The data of a page.
#[expect(clippy::large_enum_variant, reason = "only one value exists per page")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PageData {
    SignIn(SignInScreen),
    /// Any page whose code is in a chunk.
    EncodedPage(EncodedPage),
    /// A redirect to another page.
    Redirect(String),
    /// The code was requested in another browser, or long ago. Contains the path where the user can request a new one.
    Elsewhere(String),
    /// The browser stores no cookies, or sends none. Contains the path where the user can start again.
    NoCookies(String),
    NotFound,
    Failed(ApiError),
}

impl PageData {
    /// The title of the browser tab.
    pub fn title(&self) -> String {
        match self {
            PageData::SignIn(screen) => words::titled(sign_in::PAGE_TITLE, &screen.organisation.name),
            PageData::EncodedPage(encoded) => encoded.title.clone(),
            PageData::Redirect(_) => words::PORTICO.into(),
            PageData::Elsewhere(_) => code::elsewhere::TITLE.into(),
            PageData::NoCookies(_) => no_cookies::TITLE.into(),
            PageData::NotFound => not_found::TITLE.into(),
            PageData::Failed(error) => words::failure(error).0.to_owned(),
        }
    }

    /// The HTTP status of the page.
    pub fn status(&self) -> u16 {
        match self {
            PageData::SignIn(_) | PageData::EncodedPage(_) => 200,
            PageData::Redirect(_) => 303,
            PageData::NoCookies(_) => 403,
            PageData::Elsewhere(_) | PageData::NotFound => 404,
            PageData::Failed(error) => error.status(),
        }
    }

    /// Seconds until a retry may succeed.
    pub fn retry_after(&self) -> Option<u16> {
        match self {
            PageData::Failed(error) => error.retry_after(),
            _ => None,
        }
    }

    /// External origin that the page's forms may redirect to (CSP `form-action`).
    pub fn external_origin(&self) -> Option<String> {
        match self {
            PageData::SignIn(screen) => {
                screen.return_to.as_deref().and_then(domain::return_to::origin_of).map(str::to_owned)
            }
            PageData::EncodedPage(encoded) => encoded.external_origin.clone(),
            _ => None,
        }
    }

    /// Encodes a screen whose code is in a chunk.
    pub fn of<S: Screen>(screen: &S) -> Self {
        PageData::EncodedPage(EncodedPage::of(screen))
    }

    /// Decodes the screen. `None` if the page is of another kind, or its data comes from another release.
    pub fn open<S: Screen>(&self) -> Option<S> {
        match self {
            PageData::EncodedPage(encoded) if encoded.kind == S::KIND => encoded.open(),
            _ => None,
        }
    }

    /// The data as base64, for the HTML.
    pub fn encode(&self) -> String {
        PostcardEncoding::encode(self).map(|bytes| BASE64_STANDARD.encode(bytes)).unwrap_or_default()
    }

    /// Reads the data that the server put into the HTML, and removes it from there.
    pub fn of_document() -> Option<Self> {
        let element = document().query_selector(&format!("meta[name={DATA_NAME}]")).ok()??;
        let bytes = bytes_of_base64(&element.get_attribute("content")?)?;
        element.set_attribute("content", "").ok()?;
        PostcardEncoding::decode(bytes.into()).ok()
    }

    /// Adds the time of arrival, where the page needs it.
    fn received(self) -> Self {
        let received = Received::now();
        match self {
            PageData::SignIn(screen) => PageData::SignIn(SignInScreen { received, ..screen }),
            PageData::EncodedPage(mut encoded) => {
                encoded.received = received;
                PageData::EncodedPage(encoded)
            }
            other => other,
        }
    }
}

/// Fetches the data of the page at a path from the server. A failure on the way becomes the data of an error page.
pub async fn fetch_page(path: String) -> PageData {
    let read = match UrlSearchParams::new() {
        Ok(fields) => {
            fields.append("path", &path);
            call(paths::READ_PAGE, &fields).await.and_then(decode)
        }
        Err(_) => Err(ApiError::Outdated),
    };
    read.unwrap_or_else(PageData::Failed).received()
}
