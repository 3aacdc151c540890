//! A chunk of the client: code that is not in its first file (docs/decisions/0009). A chunk is loaded once, when a page
//! or a form needs it; the server has all of them. Also the data of a page whose code is in a chunk.

use crate::paths::{CONSOLE_STYLE, FRAME_STYLE, JOIN_STYLE, START_STYLE};
use crate::ui::Received;
use leptos::prelude::AnyView;
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::{Decodes, Encodes};
use leptos::wasm_split::SplitLoaderError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// Draws a page or a form.
pub type Draw<D> = fn(D) -> AnyView;

/// The code that draws a page or a form, once its chunk is loaded.
pub type Loaded<D> = Result<Draw<D>, NotLoaded>;

/// The network did not deliver a chunk. A retry may help.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        NotLoaded
    }
}

/// A kind of page whose code is in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKind {
    SignUp,
    Recovery,
    NewPassword,
    NotMe,
    Code,
    Account,
    SignOut,
    Settings,
    Undo,
    Admin,
    Invitation,
    Onboarding,
    SecondStep,
    Enter,
    Authorize,
    /// The code screen inside the settings.
    Confirmation,
    /// Confirms the address that an admin entered.
    ConfirmEmail,
}

impl PageKind {
    /// The style sheets that pages of this kind need besides the common one.
    pub const fn styles(self) -> &'static [&'static str] {
        match self {
            PageKind::Account => &[START_STYLE],
            PageKind::Settings | PageKind::Confirmation => &[FRAME_STYLE],
            PageKind::Admin => &[FRAME_STYLE, CONSOLE_STYLE],
            PageKind::Invitation
            | PageKind::Onboarding
            | PageKind::SecondStep
            | PageKind::Enter
            | PageKind::Authorize => &[JOIN_STYLE],
            _ => &[],
        }
    }

    /// The name of the chunk, as in the `wasm_split` attributes of `chunks.rs`.
    pub const fn chunk(self) -> &'static str {
        match self {
            PageKind::Code | PageKind::NotMe | PageKind::Account | PageKind::SignOut => "arrival",
            PageKind::SignUp | PageKind::Recovery | PageKind::NewPassword => "passwords",
            PageKind::Settings | PageKind::Undo | PageKind::ConfirmEmail | PageKind::Confirmation => "settings",
            PageKind::Admin => "admin",
            PageKind::Invitation
            | PageKind::Onboarding
            | PageKind::SecondStep
            | PageKind::Enter
            | PageKind::Authorize => "join",
        }
    }
}

/// The data of a page whose code is in a chunk, as that chunk decodes it.
pub trait Screen: Serialize + DeserializeOwned {
    const KIND: PageKind;

    /// The title of the browser tab. The server sets it, because the client's first file does not contain the sentences
    /// of pages in chunks.
    fn title(&self) -> String;

    /// Where the user continues afterwards. The forms of the page may redirect there, or be posted there.
    fn return_to(&self) -> Option<&str> {
        None
    }

    /// Stores the time of arrival. Only screens with clocks need it.
    fn arrived(&mut self, _received: Received) {}
}

/// The data of a page whose code is in a chunk. Only that chunk can decode it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodedPage {
    pub kind: PageKind,
    pub title: String,
    data: Vec<u8>,
    /// External origin that the page's forms may redirect to. Only on the server.
    #[serde(skip)]
    pub external_origin: Option<String>,
    #[serde(skip)]
    pub received: Received,
}

/// Omits the data, which may contain a token.
impl fmt::Debug for EncodedPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EncodedPage({})", self.title)
    }
}

impl EncodedPage {
    pub fn of<S: Screen>(screen: &S) -> Self {
        EncodedPage {
            kind: S::KIND,
            title: screen.title(),
            data: PostcardEncoding::encode(screen).map(|bytes| bytes.to_vec()).unwrap_or_default(),
            external_origin: screen.return_to().and_then(domain::return_to::origin_of).map(str::to_owned),
            received: Received::default(),
        }
    }

    /// Decodes the screen. `None` if the data comes from another release.
    pub fn open<S: Screen>(&self) -> Option<S> {
        let mut screen: S = PostcardEncoding::decode(self.data.clone().into()).ok()?;
        screen.arrived(self.received);
        Some(screen)
    }
}
