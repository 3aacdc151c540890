//! The parts of the client that are not in its first file (docs/decisions/0009). Each is loaded when a page or a form needs
//! it, and kept; on the server all are there. What two parts share is in a file of its own, which comes with either.

use crate::{
    account::AccountPage,
    admin::AdminPages,
    api_error::ApiError,
    invitation::InvitationPages,
    not_me::NotMePage,
    page::{Packed, Screen},
    paths,
    recovery::{NewPasswordPage, RecoveryPage},
    second_step::SecondStepPages,
    settings::{SettingsPages, UndoPage},
    sign_in::{CodePage, Demo, Desk, EmailForm, PasskeyEntry, PasswordForm, TextForm},
    sign_up::SignUpPage,
    ui::{FailurePage, add_sheet, still},
    welcome::WelcomePages,
};
use domain::{Method, sign_in::SignInError};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// Draws a page or a form.
pub type Draw<D> = fn(D) -> AnyView;

/// Style on its way.
type Sheets = Pin<Box<dyn Future<Output = ()>>>;

type Loaded<D> = Result<Draw<D>, NotLoaded>;

/// What a part has of the pages of a kind.
struct Part {
    draw: Draw<Packed>,
    /// Adds the style that only they need: in the part, so that the first file has nothing of it.
    dress: fn() -> Option<Sheets>,
}

/// The network did not bring a part. Trying again may help.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        NotLoaded
    }
}

/// A page whose code comes in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKind {
    SignUp,
    Recovery,
    NewPassword,
    NotMe,
    Code,
    Account,
    Settings,
    Undo,
    Admin,
    Invitation,
    Welcome,
    SecondStep,
}

impl PageKind {
    /// Loads the code that draws it.
    pub async fn load(self) -> Loaded<Packed> {
        self.open().await.map(|part| part.draw)
    }

    /// Brings the style that only pages of this kind need. What the server sent has it already.
    pub async fn dress(self) {
        if let Some(sheets) = self.open().await.ok().and_then(|part| (part.dress)()) {
            sheets.await;
        }
    }

    async fn open(self) -> Result<Part, NotLoaded> {
        match self {
            PageKind::Code | PageKind::NotMe | PageKind::Account => arrival(self).await,
            PageKind::SignUp | PageKind::Recovery | PageKind::NewPassword => passwords(self).await,
            PageKind::Settings | PageKind::Undo => settings(self).await,
            PageKind::Admin => admin().await,
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => join(self).await,
        }
    }

    /// The sheets that pages of this kind need besides the one of all pages.
    pub const fn styles(self) -> &'static [&'static str] {
        match self {
            PageKind::Settings => &[paths::FRAME_STYLE],
            PageKind::Admin => &[paths::FRAME_STYLE, paths::CONSOLE_STYLE],
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => &[paths::JOIN_STYLE],
            _ => &[],
        }
    }

    /// The name of the part, as below.
    pub const fn part(self) -> &'static str {
        match self {
            PageKind::Code | PageKind::NotMe | PageKind::Account => "arrival",
            PageKind::SignUp | PageKind::Recovery | PageKind::NewPassword => "passwords",
            PageKind::Settings | PageKind::Undo => "settings",
            PageKind::Admin => "admin",
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => "join",
        }
    }
}

/// Draws what was packed, in the part that knows how to read it.
fn drawn<S: Screen>(packed: &Packed, draw: Draw<S>) -> AnyView {
    packed.open().map_or_else(|| still(view! { <FailurePage error=OUTDATED/> }), draw)
}

const OUTDATED: ApiError<SignInError> = ApiError::Outdated;

const fn undressed(draw: Draw<Packed>) -> Part {
    Part { draw, dress: || None }
}

/// What comes after the sign-in page.
#[wasm_split(arrival, wasm_split_path = leptos::wasm_split, fallible)]
fn arrival(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(undressed(match kind {
        PageKind::NotMe => |packed| drawn(&packed, |screen| still(view! { <NotMePage screen/> })),
        PageKind::Account => |packed| drawn(&packed, |account| still(view! { <AccountPage account/> })),
        _ => |packed| drawn(&packed, |screen| still(view! { <CodePage screen/> })),
    }))
}

/// Where a password is chosen.
#[wasm_split(passwords, wasm_split_path = leptos::wasm_split, fallible)]
fn passwords(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(undressed(match kind {
        PageKind::SignUp => |packed| drawn(&packed, |screen| still(view! { <SignUpPage screen/> })),
        PageKind::Recovery => |packed| drawn(&packed, |screen| still(view! { <RecoveryPage screen/> })),
        _ => |packed| drawn(&packed, |screen| still(view! { <NewPasswordPage screen/> })),
    }))
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(match kind {
        PageKind::Undo => undressed(|packed| drawn(&packed, |screen| still(view! { <UndoPage screen/> }))),
        _ => Part {
            draw: |packed| drawn(&packed, |screen| still(view! { <SettingsPages screen/> })),
            dress: || Some(Box::pin(add_sheet(paths::FRAME_STYLE))),
        },
    })
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn admin() -> Result<Part, NotLoaded> {
    Ok(Part {
        draw: |packed| drawn(&packed, |screen| still(view! { <AdminPages screen/> })),
        dress: || {
            Some(Box::pin(async {
                add_sheet(paths::FRAME_STYLE).await;
                add_sheet(paths::CONSOLE_STYLE).await;
            }))
        },
    })
}

/// What a first sign-in may ask for.
#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn join(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(Part {
        draw: match kind {
            PageKind::Invitation => |packed| drawn(&packed, |screen| still(view! { <InvitationPages screen/> })),
            PageKind::SecondStep => |packed| drawn(&packed, |screen| still(view! { <SecondStepPages screen/> })),
            _ => |packed| drawn(&packed, |screen| still(view! { <WelcomePages screen/> })),
        },
        dress: || Some(Box::pin(add_sheet(paths::JOIN_STYLE))),
    })
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn ways(method: Method) -> Loaded<Desk> {
    Ok(match method {
        Method::TextCode => |desk| still(view! { <TextForm desk/> }),
        _ => |desk| still(view! { <PasswordForm desk/> }),
    })
}

/// The form of a way in. That of the email code is in the first file.
pub async fn form(method: Method) -> Loaded<Desk> {
    match method {
        // A passkey has a button of its own, beside whatever form there is.
        Method::EmailCode | Method::Passkey => Ok(|desk| still(view! { <EmailForm desk/> })),
        Method::TextCode | Method::Password => ways(method).await,
    }
}

/// What only the sign-in page of an organisation has that takes passkeys.
#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
pub fn passkey() -> Loaded<Desk> {
    Ok(|desk| still(view! { <PasskeyEntry desk/> }))
}

/// What only the sign-in page of a demonstration has.
#[wasm_split(demo, wasm_split_path = leptos::wasm_split, fallible)]
pub fn demo() -> Loaded<Desk> {
    Ok(|desk| still(view! { <Demo desk/> }))
}

/// Loads the part and the style that an address needs, as far as the address tells. Whoever draws the page says when that failed.
pub async fn prepare(path: &str) {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if let Some(method) = paths::method_at(path) {
        let _ = form(method).await;
    } else if let Some(kind) = paths::kind_at(path) {
        let _ = kind.load().await;
        kind.dress().await;
    }
}
