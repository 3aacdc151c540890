//! The forms of the sign-in page, most of which are in chunks of their own.

use super::{Demo, EmailForm, PasskeyEntry, PasswordForm, SignInForms, TextForm};
use crate::{chunk::Loaded, ui::static_view};
use domain::Method;
use leptos::{prelude::*, wasm_split::wasm_split};

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn ways(method: Method) -> Loaded<SignInForms> {
    Ok(match method {
        Method::TextCode => |desk| static_view(view! { <TextForm desk/> }),
        _ => |desk| static_view(view! { <PasswordForm desk/> }),
    })
}

/// The name of the chunk that has the form of a method. `None`: the first file has it.
#[cfg(feature = "ssr")]
pub const fn chunk(method: Method) -> Option<&'static str> {
    match method {
        Method::EmailCode | Method::Passkey => None,
        Method::TextCode | Method::Password => Some("ways"),
    }
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
