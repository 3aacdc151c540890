//! "Sign in with a passkey": the button, and passkeys among what the browser fills the address with. What it takes is a part of
//! its own, which comes when the button is pressed, or when the browser can fill in.

use super::desk::Desk;
use crate::{
    api_error::ApiError,
    parts,
    passkeys::Said,
    ui::{Key, Refused, while_true},
    words,
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Function, Promise, Reflect};

/// What the part needs to begin.
#[derive(Clone, Copy)]
pub struct PasskeyWish {
    pub desk: Desk,
    /// Nobody pressed anything: the browser may offer passkeys where the address is typed.
    pub is_quiet: bool,
}

#[component]
pub fn PasskeyEntry(desk: Desk) -> impl IntoView {
    let is_lost = RwSignal::new(false);
    let begin = move |is_quiet| {
        is_lost.set(false);
        spawn_local(async move {
            if is_quiet && !can_fill_in().await.unwrap_or(false) {
                return;
            }
            match parts::passkey().await {
                Ok(begin) if !is_lost.is_disposed() => begin(PasskeyWish { desk, is_quiet }),
                Ok(_) => {}
                Err(_) => {
                    let _ = is_lost.try_set(!is_quiet);
                }
            }
        });
    };
    Effect::new(move || begin(true));
    let passkey = desk.passkey;
    let error = move || is_lost.get().then_some(ApiError::Offline).or_else(|| passkey.submission.error());
    view! {
        <div class="stack">
            <Refused error=Signal::derive(error) pause=desk.code_pause()/>
            <Said run=passkey/>
            <button
                type="button"
                class="button button--quiet button--wide script-only"
                aria-busy=while_true(move || passkey.is_busy())
                on:click=move |_| begin(false)
            >
                <Key/>
                <span class="button__label">{words::sign_in::PASSKEY}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
            <p class="field__hint needs-script">{words::passkey::NEEDS_SCRIPT}</p>
        </div>
    }
}

/// Whether the browser offers passkeys where a field is filled.
async fn can_fill_in() -> Result<bool, JsValue> {
    let known = Reflect::get(&window(), &"PublicKeyCredential".into())?;
    let ask: Function = Reflect::get(&known, &"isConditionalMediationAvailable".into())?.dyn_into()?;
    Ok(JsFuture::from(Promise::resolve(&ask.call0(&known)?)).await?.is_truthy())
}

/// Asks the browser, and signs in with its answer.
pub fn begin_with_passkey(PasskeyWish { desk, is_quiet }: PasskeyWish) {
    let fields = vec![("organisation", desk.organisation()), ("return_to", desk.return_to())];
    match is_quiet {
        true => desk.passkey.fill_in(desk.organisation(), fields),
        false => desk.passkey.press(desk.organisation(), fields),
    }
}
