//! Style sheets that only some pages need. They are loaded before such a page is shown, so that nothing flashes.

use leptos::prelude::document;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlLinkElement, js_sys::Promise};

/// Adds a style sheet to the document, once, and waits until it is loaded or has failed. A page without it still works.
pub async fn load_stylesheet(path: &str) {
    let _ = added(&document(), path).await;
}

async fn added(document: &Document, path: &str) -> Result<(), JsValue> {
    let linked = document.query_selector(&format!("link[href='{path}']"))?;
    if linked.is_some_and(|link| is_loaded(link.unchecked_ref())) {
        return Ok(());
    }
    let link = match document.get_element_by_id(path) {
        Some(link) => link.unchecked_into(),
        None => new(document, path)?,
    };
    if !is_loaded(&link) {
        JsFuture::from(end_of(&link)).await?;
    }
    // A sheet that failed is requested again next time.
    if !is_loaded(&link) {
        link.remove();
    }
    Ok(())
}

fn is_loaded(link: &HtmlLinkElement) -> bool {
    link.sheet().is_some()
}

/// Adds a link whose id is the path. A link of the server's HTML has no such id and is not reused: if it failed, its
/// `error` event is over and nothing would end the wait.
fn new(document: &Document, path: &str) -> Result<HtmlLinkElement, JsValue> {
    let link: HtmlLinkElement = document.create_element("link")?.unchecked_into();
    link.set_id(path);
    link.set_rel("stylesheet");
    link.set_href(path);
    if let Some(head) = document.head() {
        head.append_child(&link)?;
    }
    Ok(link)
}

/// Resolves when the sheet is loaded or has failed.
fn end_of(link: &HtmlLinkElement) -> Promise {
    Promise::new(&mut |done, _| {
        for event in ["load", "error"] {
            let _ = link.add_event_listener_with_callback(event, &done);
        }
    })
}
