//! The colour while it is being chosen: the browser's own chooser beside the field, and how it looks in light and dark.
//! Every accent of a page follows from one value, so the whole page shows it.

use super::branding_page::COLOR_FIELD;
use crate::{
    ui::{fill, is_live, still, there_while},
    words::{Word, admin::branding},
};
use domain::{Color, Fields, branding::COLOR};
use leptos::{html::Input, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::HtmlElement;

/// What a page has that sets no other, as `style/tokens.css` says.
const PORTICO: &str = "#2b50cf";
/// The value that all accents follow from.
const BRAND: &str = "--brand";

fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// The colour that was typed, the common one for none. `None`: what was typed is no colour.
fn color_of(fields: &Fields) -> Option<String> {
    match fields.get(COLOR).trim() {
        "" => Some(PORTICO.to_owned()),
        text => text.parse::<Color>().ok().map(|color| color.to_string()),
    }
}

/// Shows the page in the colour that was typed, until somebody leaves it.
pub fn show_color(typed: Signal<Fields>) {
    let color = Memo::new(move |_| typed.with(color_of));
    Effect::new(move || {
        if let (Some(root), Some(color)) = (root(), color.get()) {
            let _ = root.style().set_property(BRAND, &color);
        }
    });
    on_cleanup(|| {
        if cfg!(target_arch = "wasm32")
            && let Some(root) = root()
        {
            let _ = root.style().remove_property(BRAND);
        }
    });
}

/// Kept in step with the field of the same form; without script there is nothing to choose with.
#[component]
pub fn Picker(typed: RwSignal<Fields>) -> impl IntoView {
    let (picker, live) = (NodeRef::<Input>::new(), is_live());
    let on_input = move |_| {
        if let Some(picker) = picker.get_untracked() {
            fill(COLOR_FIELD.input, &picker.value());
        }
    };
    Effect::new(move || {
        if let (Some(picker), Some(color)) = (picker.get(), typed.with(color_of)) {
            picker.set_value(&color);
        }
    });
    let first = typed.with_untracked(color_of).unwrap_or_else(|| PORTICO.to_owned());
    view! {
        <input
            class="swatch"
            type="color"
            autocomplete="off"
            aria-label=branding::PICK
            value=first
            hidden=there_while(move || !live.get())
            node_ref=picker
            on:input=on_input
        />
    }
}

/// A button and a link as pages have them.
#[component]
pub fn Sample() -> impl IntoView {
    let one = |class: &'static str, label: Word| {
        still(view! {
            <figure class=class>
                <figcaption>{label}</figcaption>
                <span class="button button--primary button--small">{branding::SAMPLE_BUTTON}</span>
                <span class="sample__link">{branding::SAMPLE_LINK}</span>
            </figure>
        })
    };
    view! {
        <div class="field">
            <p class="field__label">{branding::SAMPLE}</p>
            <div class="samples">
                {one("sample sample--light", branding::SAMPLE_LIGHT)}
                {one("sample sample--dark", branding::SAMPLE_DARK)}
            </div>
        </div>
    }
}
