//! What a page shows, read before it is drawn: by the server into the HTML, by the client when it goes on to the next.
//! Until the next page's data is there the present page stays, so nothing flashes.

pub use crate::parts::PageKind;
use crate::{
    api_error::ApiError,
    call::call,
    recovery::NewPasswordScreen,
    second_step::SecondStepScreen,
    settings::SettingsScreen,
    sign_in::{CodeScreen, Gate},
    sign_up::SignUpScreen,
    ui::Received,
    welcome::WelcomeScreen,
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
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;
use web_sys::UrlSearchParams;

/// The `<meta>` of the HTML that holds the data of the first page.
pub const DATA_NAME: &str = "portico-page";

/// Everything that a page shows.
#[cfg_attr(not(target_arch = "wasm32"), expect(clippy::large_enum_variant, reason = "there is one of them for a page"))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PageData {
    SignIn(Gate),
    /// Any page whose code comes in a part.
    Packed(Packed),
    /// The person belongs somewhere else.
    GoTo(String),
    /// The code was asked for in another browser, or long ago; where to ask for one.
    Elsewhere(String),
    /// The browser keeps no cookies, or sends none.
    NoCookies,
    NotFound,
    Failed(ApiError<SignInError>),
}

impl PageData {
    /// The HTTP status of a page with this.
    pub fn status(&self) -> u16 {
        match self {
            PageData::SignIn(_) | PageData::Packed(_) => 200,
            PageData::GoTo(_) => 303,
            PageData::NoCookies => 403,
            PageData::Elsewhere(_) | PageData::NotFound => 404,
            PageData::Failed(error) => error.status(),
        }
    }

    /// In how many seconds asking again may help.
    pub fn retry_after(&self) -> Option<u16> {
        match self {
            PageData::Failed(error) => error.retry_after(),
            _ => None,
        }
    }

    /// The origin outside that its forms may lead to in the end.
    pub fn leads_away_to(&self) -> Option<String> {
        let return_to = match self {
            PageData::SignIn(gate) => gate.return_to.clone(),
            page => page
                .open::<CodeScreen>()
                .and_then(|screen| screen.return_to)
                .or_else(|| page.open::<SignUpScreen>().and_then(|screen| screen.return_to))
                .or_else(|| page.open::<NewPasswordScreen>().and_then(|screen| screen.return_to))
                .or_else(|| page.open::<SecondStepScreen>().and_then(|screen| screen.return_to))
                .or_else(|| page.open::<WelcomeScreen>().and_then(|screen| screen.return_to))
                .or_else(|| page.open::<SettingsScreen>().and_then(|screen| screen.return_to)),
        };
        domain::return_to::origin_of(&return_to?).map(str::to_owned)
    }

    /// The page of a screen whose code comes in a part.
    pub fn of<S: Screen>(screen: &S) -> Self {
        let data = PostcardEncoding::encode(screen).map(|bytes| bytes.to_vec()).unwrap_or_default();
        PageData::Packed(Packed { kind: S::KIND, title: screen.title(), data, received: Received::default() })
    }

    /// The screen of a page, if it is of that kind.
    pub fn open<S: Screen>(&self) -> Option<S> {
        match self {
            PageData::Packed(packed) if packed.kind == S::KIND => packed.open(),
            _ => None,
        }
    }

    /// As it travels in the HTML.
    pub fn encode(&self) -> String {
        PostcardEncoding::encode(self).map(|bytes| URL_SAFE.encode(bytes)).unwrap_or_default()
    }

    /// What the server put into the page that this client was loaded with. It stays there no longer than that page.
    pub fn of_document() -> Option<Self> {
        let element = document().query_selector(&format!("meta[name={DATA_NAME}]")).ok()??;
        let bytes = URL_SAFE.decode(element.get_attribute("content")?).ok()?;
        element.set_attribute("content", "").ok()?;
        PostcardEncoding::decode(bytes.into()).ok()
    }

    /// The same, stamped with the moment it arrived.
    fn received(self) -> Self {
        let received = Received::now();
        match self {
            PageData::SignIn(gate) => PageData::SignIn(Gate { received, ..gate }),
            PageData::Packed(packed) => PageData::Packed(Packed { received, ..packed }),
            other => other,
        }
    }
}

/// What a page shows whose code comes in a part. Only that part knows how to read it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Packed {
    pub kind: PageKind,
    pub title: String,
    data: Vec<u8>,
    #[serde(skip)]
    received: Received,
}

/// Without the data: there may be a token in it.
impl fmt::Debug for Packed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Packed({})", self.title)
    }
}

impl Packed {
    /// `None`: it is of another release.
    pub fn open<S: Screen>(&self) -> Option<S> {
        let mut screen: S = PostcardEncoding::decode(self.data.clone().into()).ok()?;
        screen.arrived(self.received);
        Some(screen)
    }
}

/// What such a page shows, as its part reads it.
pub trait Screen: Serialize + DeserializeOwned {
    const KIND: PageKind;

    /// What the browser's tab says. The server says it: the first file has no words of other pages.
    fn title(&self) -> String;

    /// Notes when it arrived, where there are clocks.
    fn arrived(&mut self, _received: Received) {}
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
            call(ReadPage::PATH, &fields).await
        }
        Err(_) => Err(ApiError::Outdated),
    };
    read.unwrap_or_else(PageData::Failed).received()
}
