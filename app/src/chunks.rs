//! The chunks of the client that contain pages (docs/decisions/0009). Code that two chunks share is in a separate file,
//! which is loaded with either.

use crate::account::AccountPage;
use crate::admin::AdminPages;
use crate::api_error::ApiError;
use crate::authorize::AuthorizePage;
use crate::chunk::{Draw, EncodedPage, Loaded, NotLoaded, PageKind, Screen};
use crate::enter::EnterPage;
use crate::invitation::InvitationPages;
use crate::not_me::NotMePage;
use crate::onboarding::OnboardingPages;
use crate::paths;
use crate::recovery::{NewPasswordPage, RecoveryPage};
use crate::second_step::SecondStepPages;
use crate::settings::{ConfirmEmailPage, ConfirmationPage, SettingsPages, UndoPage};
use crate::sign_in::CodePage;
use crate::sign_in::method_forms::form;
use crate::sign_out::SignOutPage;
use crate::sign_up::SignUpPage;
use crate::ui::{FailurePage, load_stylesheet, static_view};
use leptos::{prelude::*, wasm_split::wasm_split};
use std::pin::Pin;

/// The pending load of style sheets.
type StylesheetLoad = Pin<Box<dyn Future<Output = ()>>>;

/// What a chunk contains for one kind of page.
struct Chunk {
    draw: Draw<EncodedPage>,
    /// Loads the style sheets that only these pages need. Their names are in the chunk, to keep the first file small.
    load_styles: fn() -> Option<StylesheetLoad>,
}

impl PageKind {
    /// Loads the code that draws pages of this kind.
    pub async fn load(self) -> Loaded<EncodedPage> {
        self.open().await.map(|chunk| chunk.draw)
    }

    /// Loads the style sheets that only pages of this kind need. HTML from the server links them already.
    pub async fn load_styles(self) {
        if let Some(sheets) = self.open().await.ok().and_then(|chunk| (chunk.load_styles)()) {
            sheets.await;
        }
    }

    async fn open(self) -> Result<Chunk, NotLoaded> {
        match self {
            PageKind::Code | PageKind::NotMe | PageKind::Account | PageKind::SignOut => arrival(self).await,
            PageKind::SignUp | PageKind::Recovery | PageKind::NewPassword => passwords(self).await,
            PageKind::Settings | PageKind::Undo | PageKind::ConfirmEmail | PageKind::Confirmation => {
                settings(self).await
            }
            PageKind::Admin => admin().await,
            PageKind::Invitation
            | PageKind::Onboarding
            | PageKind::SecondStep
            | PageKind::Enter
            | PageKind::Authorize => join(self).await,
        }
    }
}

/// Decodes the data and draws it. Data of another release gives an error page.
fn drawn<S: Screen>(encoded: &EncodedPage, draw: Draw<S>) -> AnyView {
    encoded.open().map_or_else(|| static_view(view! { <FailurePage error=ApiError::Outdated/> }), draw)
}

const fn without_styles(draw: Draw<EncodedPage>) -> Chunk {
    Chunk { draw, load_styles: || None }
}

/// The pages that follow the sign-in page, and the one that asks whether to sign out.
#[wasm_split(arrival, wasm_split_path = leptos::wasm_split, fallible)]
fn arrival(kind: PageKind) -> Result<Chunk, NotLoaded> {
    Ok(match kind {
        PageKind::NotMe => {
            without_styles(|encoded| drawn(&encoded, |screen| static_view(view! { <NotMePage screen/> })))
        }
        PageKind::SignOut => {
            without_styles(|encoded| drawn(&encoded, |screen| static_view(view! { <SignOutPage screen/> })))
        }
        PageKind::Account => Chunk {
            draw: |encoded| drawn(&encoded, |account| static_view(view! { <AccountPage account/> })),
            load_styles: || Some(Box::pin(load_stylesheet(paths::START_STYLE))),
        },
        _ => without_styles(|encoded| drawn(&encoded, |screen| static_view(view! { <CodePage screen/> }))),
    })
}

/// The pages where the user chooses a password.
#[wasm_split(passwords, wasm_split_path = leptos::wasm_split, fallible)]
fn passwords(kind: PageKind) -> Result<Chunk, NotLoaded> {
    Ok(without_styles(match kind {
        PageKind::SignUp => |encoded| drawn(&encoded, |screen| static_view(view! { <SignUpPage screen/> })),
        PageKind::Recovery => |encoded| drawn(&encoded, |screen| static_view(view! { <RecoveryPage screen/> })),
        _ => |encoded| drawn(&encoded, |screen| static_view(view! { <NewPasswordPage screen/> })),
    }))
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings(kind: PageKind) -> Result<Chunk, NotLoaded> {
    Ok(match kind {
        PageKind::Undo => without_styles(|encoded| drawn(&encoded, |screen| static_view(view! { <UndoPage screen/> }))),
        PageKind::ConfirmEmail => {
            without_styles(|encoded| drawn(&encoded, |screen| static_view(view! { <ConfirmEmailPage screen/> })))
        }
        kind => Chunk {
            draw: match kind {
                PageKind::Confirmation => {
                    |encoded| drawn(&encoded, |screen| static_view(view! { <ConfirmationPage screen/> }))
                }
                _ => |encoded| drawn(&encoded, |screen| static_view(view! { <SettingsPages screen/> })),
            },
            load_styles: || Some(Box::pin(load_stylesheet(paths::FRAME_STYLE))),
        },
    })
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn admin() -> Result<Chunk, NotLoaded> {
    Ok(Chunk {
        draw: |encoded| drawn(&encoded, |screen| static_view(view! { <AdminPages screen/> })),
        load_styles: || {
            Some(Box::pin(async {
                load_stylesheet(paths::FRAME_STYLE).await;
                load_stylesheet(paths::CONSOLE_STYLE).await;
            }))
        },
    })
}

/// The pages of a first sign-in: invitation, onboarding and second step. Also what an application still asks for.
#[wasm_split(join, wasm_split_path = leptos::wasm_split, fallible)]
fn join(kind: PageKind) -> Result<Chunk, NotLoaded> {
    Ok(Chunk {
        draw: match kind {
            PageKind::Invitation => {
                |encoded| drawn(&encoded, |screen| static_view(view! { <InvitationPages screen/> }))
            }
            PageKind::SecondStep => {
                |encoded| drawn(&encoded, |screen| static_view(view! { <SecondStepPages screen/> }))
            }
            PageKind::Enter => |encoded| drawn(&encoded, |screen| static_view(view! { <EnterPage screen/> })),
            PageKind::Authorize => |encoded| drawn(&encoded, |screen| static_view(view! { <AuthorizePage screen/> })),
            _ => |encoded| drawn(&encoded, |screen| static_view(view! { <OnboardingPages screen/> })),
        },
        load_styles: || Some(Box::pin(load_stylesheet(paths::JOIN_STYLE))),
    })
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
