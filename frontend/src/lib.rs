//! Starts the client on the page that the server rendered. Nothing else belongs here.

// Views are types as deep as the page.
#![recursion_limit = "256"]

use app::{App, AppProps, Page, language, page::PageData};
use wasm_bindgen_futures::spawn_local;

/// Where the data or the code of the page is not to be had, the page stays what the server sent: it works as it is.
/// `sentences` are those of a language other than English.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(code: Option<String>, sentences: Option<String>) {
    if let Some((code, sentences)) = code.zip(sentences) {
        language::speak(&code, sentences);
    }
    spawn_local(async {
        let Some(data) = PageData::of_document() else { return };
        if let Ok(first) = Page::of(data).await {
            leptos::mount::hydrate_body(move || App(AppProps { first }));
            mark_hydrated();
        }
    });
}

/// For whoever has to know that the client is in charge: `html[data-hydrated]`.
fn mark_hydrated() {
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
