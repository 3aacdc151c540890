//! Starts the client on the page that the server rendered. Nothing else belongs here.

// The type of a view nests as deeply as the page.
#![recursion_limit = "256"]

use app::{App, AppProps, Page, language, page::PageData};
use wasm_bindgen_futures::spawn_local;

/// Hydrates the page. If its data or code cannot be loaded, the page stays as the server sent it, and works without
/// script. `code` and `sentences` are those of a language other than English; `None` for English.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(code: Option<String>, sentences: Option<String>) {
    if let Some((code, sentences)) = code.zip(sentences) {
        language::set_client_language(&code, sentences);
    }
    spawn_local(async {
        let Some(data) = PageData::of_document() else { return };
        if let Ok(first) = Page::of(data).await {
            leptos::mount::hydrate_body(move || App(AppProps { first }));
            mark_hydrated();
        }
    });
}

/// Sets `html[data-hydrated]`, from which style sheets and tests know that the client is running.
fn mark_hydrated() {
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
