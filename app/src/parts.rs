//! The chunks of the client: code that is not in its first file (docs/decisions/0009). A chunk is loaded once, when a
//! page or a form needs it; the server has all of them. Code that two chunks share is in a separate file, which is
//! loaded with either.

use crate::{
    account::AccountPage,
    admin::AdminPages,
    api_error::ApiError,
    invitation::InvitationPages,
    not_me::NotMePage,
    page::{EncodedPage, Screen},
    paths,
    recovery::{NewPasswordPage, RecoveryPage},
    second_step::SecondStepPages,
    settings::{SettingsPages, UndoPage},
    sign_in::{CodePage, Demo, EmailForm, PasskeyEntry, PasswordForm, SignInForms, TextForm},
    sign_up::SignUpPage,
    ui::{FailurePage, load_stylesheet, static_view},
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

/// The pending load of style sheets.
type Sheets = Pin<Box<dyn Future<Output = ()>>>;

type Loaded<D> = Result<Draw<D>, NotLoaded>;

/// What a chunk contains for one kind of page.
struct Part {
    draw: Draw<EncodedPage>,
    /// Loads the style sheets that only these pages need. Their names are in the chunk, to keep the first file small.
    load_styles: fn() -> Option<Sheets>,
}

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
    Settings,
    Undo,
    Admin,
    Invitation,
    Welcome,
    SecondStep,
}

impl PageKind {
    /// Loads the code that draws pages of this kind.
    pub async fn load(self) -> Loaded<EncodedPage> {
        self.open().await.map(|part| part.draw)
    }

    /// Loads the style sheets that only pages of this kind need. HTML from the server links them already.
    pub async fn load_styles(self) {
        if let Some(sheets) = self.open().await.ok().and_then(|part| (part.load_styles)()) {
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

    /// The style sheets that pages of this kind need besides the common one.
    pub const fn styles(self) -> &'static [&'static str] {
        match self {
            PageKind::Settings => &[paths::FRAME_STYLE],
            PageKind::Admin => &[paths::FRAME_STYLE, paths::CONSOLE_STYLE],
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => &[paths::JOIN_STYLE],
            _ => &[],
        }
    }

    /// The name of the chunk, as in the `wasm_split` attributes below.
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

/// Decodes the data and draws it. Data of another release gives an error page.
fn drawn<S: Screen>(packed: &EncodedPage, draw: Draw<S>) -> AnyView {
    packed.open().map_or_else(|| static_view(view! { <FailurePage error=OUTDATED/> }), draw)
}

const OUTDATED: ApiError<SignInError> = ApiError::Outdated;

const fn without_styles(draw: Draw<EncodedPage>) -> Part {
    Part { draw, load_styles: || None }
}

/// The pages that follow the sign-in page.
#[wasm_split(arrival, wasm_split_path = leptos::wasm_split, fallible)]
fn arrival(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(without_styles(match kind {
        PageKind::NotMe => |packed| drawn(&packed, |screen| static_view(view! { <NotMePage screen/> })),
        PageKind::Account => |packed| drawn(&packed, |account| static_view(view! { <AccountPage account/> })),
        _ => |packed| drawn(&packed, |screen| static_view(view! { <CodePage screen/> })),
    }))
}

/// The pages where the user chooses a password.
#[wasm_split(passwords, wasm_split_path = leptos::wasm_split, fallible)]
fn passwords(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(without_styles(match kind {
        PageKind::SignUp => |packed| drawn(&packed, |screen| static_view(view! { <SignUpPage screen/> })),
        PageKind::Recovery => |packed| drawn(&packed, |screen| static_view(view! { <RecoveryPage screen/> })),
        _ => |packed| drawn(&packed, |screen| static_view(view! { <NewPasswordPage screen/> })),
    }))
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(match kind {
        PageKind::Undo => without_styles(|packed| drawn(&packed, |screen| static_view(view! { <UndoPage screen/> }))),
        _ => Part {
            draw: |packed| drawn(&packed, |screen| static_view(view! { <SettingsPages screen/> })),
            load_styles: || Some(Box::pin(load_stylesheet(paths::FRAME_STYLE))),
        },
    })
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn admin() -> Result<Part, NotLoaded> {
    Ok(Part {
        draw: |packed| drawn(&packed, |screen| static_view(view! { <AdminPages screen/> })),
        load_styles: || {
            Some(Box::pin(async {
                load_stylesheet(paths::FRAME_STYLE).await;
                load_stylesheet(paths::CONSOLE_STYLE).await;
            }))
        },
    })
}

/// The pages of a first sign-in: invitation, onboarding and second step.
#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn join(kind: PageKind) -> Result<Part, NotLoaded> {
    Ok(Part {
        draw: match kind {
            PageKind::Invitation => |packed| drawn(&packed, |screen| static_view(view! { <InvitationPages screen/> })),
            PageKind::SecondStep => |packed| drawn(&packed, |screen| static_view(view! { <SecondStepPages screen/> })),
            _ => |packed| drawn(&packed, |screen| static_view(view! { <WelcomePages screen/> })),
        },
        load_styles: || Some(Box::pin(load_stylesheet(paths::JOIN_STYLE))),
    })
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn ways(method: Method) -> Loaded<SignInForms> {
    Ok(match method {
        Method::TextCode => |desk| static_view(view! { <TextForm desk/> }),
        _ => |desk| static_view(view! { <PasswordForm desk/> }),
    })
}

/// The form of a sign-in method. The form for email codes is in the first file.
pub async fn form(method: Method) -> Loaded<SignInForms> {
    match method {
        // Passkeys have no form, only a button beside the form of another method.
        Method::EmailCode | Method::Passkey => Ok(|desk| static_view(view! { <EmailForm desk/> })),
        Method::TextCode | Method::Password => ways(method).await,
    }
}

/// The passkey button. Only organisations that accept passkeys have it on their sign-in page.
#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
pub fn passkey() -> Loaded<SignInForms> {
    Ok(|desk| static_view(view! { <PasskeyEntry desk/> }))
}

/// The panel of demo accounts. Only demonstrations have it on their sign-in page.
#[wasm_split(demo, wasm_split_path = leptos::wasm_split, fallible)]
pub fn demo() -> Loaded<SignInForms> {
    Ok(|desk| static_view(view! { <Demo desk/> }))
}

/// Preloads the chunk and the style sheets of the page at `path`, as far as the path tells which they are. Ignores
/// failures: drawing the page loads the chunk again and reports them.
pub async fn prepare(path: &str) {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if let Some(method) = paths::method_at(path) {
        let _ = form(method).await;
    } else if let Some(kind) = paths::kind_at(path) {
        let _ = kind.load().await;
        kind.load_styles().await;
    }
}
