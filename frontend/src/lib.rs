//! Starts the client on the page that the server rendered. Nothing else belongs here.

// Views are types as deep as the page.
#![recursion_limit = "256"]

use app::{ApiError, page::PageData};

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    let first = PageData::of_document().unwrap_or(PageData::Failed(ApiError::Outdated));
    leptos::mount::hydrate_body(move || app::App(app::AppProps { first }));
    mark_hydrated();
}

/// For whoever has to know that the client is in charge: `html[data-hydrated]`.
fn mark_hydrated() {
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
