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
    sign_in::{CodePage, Desk, EmailForm, PasskeyWish, PasswordForm, TextForm, begin_with_passkey},
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

type Part<D> = Result<Draw<D>, NotLoaded>;

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
    pub async fn load(self) -> Part<Packed> {
        match self {
            PageKind::SignUp => sign_up().await,
            PageKind::Recovery => recovery().await,
            PageKind::NewPassword => new_password().await,
            PageKind::NotMe => not_me().await,
            PageKind::Code => code().await,
            PageKind::Account => account().await,
            PageKind::Settings => settings().await,
            PageKind::Undo => undo().await,
            PageKind::Admin => admin().await,
            PageKind::Invitation => invitation().await,
            PageKind::Welcome => welcome().await,
            PageKind::SecondStep => second_step().await,
        }
    }

    /// Brings the style that only pages of this kind need. What the server sent has it already.
    pub async fn dress(self) {
        let sheets = match self {
            PageKind::Settings => frame_sheet().await,
            PageKind::Admin => console_sheets().await,
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => join_sheet().await,
            _ => return,
        };
        if let Ok(sheets) = sheets {
            sheets.await;
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
            PageKind::SignUp => "sign_up",
            PageKind::Recovery | PageKind::NewPassword => "recovery",
            PageKind::NotMe | PageKind::Account => "pages",
            PageKind::Code => "code",
            PageKind::SecondStep => "second_step",
            PageKind::Settings | PageKind::Undo => "settings",
            PageKind::Admin => "admin",
            PageKind::Invitation | PageKind::Welcome => "join",
        }
    }
}

/// Draws what was packed, in the part that knows how to read it.
fn drawn<S: Screen>(packed: &Packed, draw: Draw<S>) -> AnyView {
    packed.open().map_or_else(|| still(view! { <FailurePage error=OUTDATED/> }), draw)
}

const OUTDATED: ApiError<SignInError> = ApiError::Outdated;

#[wasm_split(code, wasm_split_path = leptos::wasm_split, fallible)]
fn code() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <CodePage screen/> })))
}

#[wasm_split(second_step, wasm_split_path = leptos::wasm_split, fallible)]
fn second_step() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <SecondStepPages screen/> })))
}

#[wasm_split(sign_up, wasm_split_path = leptos::wasm_split, fallible)]
fn sign_up() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <SignUpPage screen/> })))
}

#[wasm_split(recovery, wasm_split_path = leptos::wasm_split, fallible)]
fn recovery() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <RecoveryPage screen/> })))
}

#[wasm_split(recovery, wasm_split_path = leptos::wasm_split, fallible)]
fn new_password() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <NewPasswordPage screen/> })))
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
fn not_me() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <NotMePage screen/> })))
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
fn account() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |account| still(view! { <AccountPage account/> })))
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <SettingsPages screen/> })))
}

/// In the part, so that the first file has nothing of it.
#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn frame_sheet() -> Result<Sheets, NotLoaded> {
    Ok(Box::pin(add_sheet(paths::FRAME_STYLE)))
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn console_sheets() -> Result<Sheets, NotLoaded> {
    Ok(Box::pin(async {
        add_sheet(paths::FRAME_STYLE).await;
        add_sheet(paths::CONSOLE_STYLE).await;
    }))
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn admin() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <AdminPages screen/> })))
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn undo() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <UndoPage screen/> })))
}

#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn invitation() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <InvitationPages screen/> })))
}

#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn welcome() -> Part<Packed> {
    Ok(|packed| drawn(&packed, |screen| still(view! { <WelcomePages screen/> })))
}

#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn join_sheet() -> Result<Pin<Box<dyn Future<Output = ()>>>, NotLoaded> {
    Ok(Box::pin(add_sheet(paths::JOIN_STYLE)))
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn text() -> Part<Desk> {
    Ok(|desk| still(view! { <TextForm desk/> }))
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn password() -> Part<Desk> {
    Ok(|desk| still(view! { <PasswordForm desk/> }))
}

#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
fn passkey_wish() -> Result<fn(PasskeyWish), NotLoaded> {
    Ok(begin_with_passkey)
}

/// Loads what asks the browser for a passkey on the sign-in page.
pub async fn passkey() -> Result<fn(PasskeyWish), NotLoaded> {
    passkey_wish().await
}

/// The form of a way in. That of the email code is in the first file.
pub async fn form(method: Method) -> Part<Desk> {
    match method {
        // A passkey has a button of its own, beside whatever form there is.
        Method::EmailCode | Method::Passkey => Ok(|desk| still(view! { <EmailForm desk/> })),
        Method::TextCode => text().await,
        Method::Password => password().await,
    }
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
