//! The button that copies a text. Without JavaScript, or where the browser has no clipboard, it is not shown.

use super::browser::{is_live, present_while};
use super::buttons::QUIET;
use crate::words::settings::pages;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies a text and says so. If the browser refuses, nothing happens.
#[component]
pub fn CopyButton(
    text: String,
    /// Id of the element that names the text, where a page has several of these buttons.
    #[prop(optional_no_strip)]
    described_by: Option<String>,
) -> impl IntoView {
    let (is_live, is_copied) = (is_live(), RwSignal::new(false));
    let copy = move |_| {
        // Screen readers announce what is new only.
        is_copied.set(false);
        let copying = window().navigator().clipboard().write_text(&text);
        spawn_local(async move { is_copied.set(JsFuture::from(copying).await.is_ok()) });
    };
    // The clipboard API needs a secure context: HTTPS or localhost.
    let cannot_copy = present_while(move || !is_live.get() || !window().is_secure_context());
    view! {
        <button type="button" class=QUIET hidden=cannot_copy aria-describedby=described_by on:click=copy>
            {pages::COPY}
        </button>
        <span role="status">{move || is_copied.get().then_some(pages::COPIED.text())}</span>
    }
}
