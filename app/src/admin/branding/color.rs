//! Preview of the colour being chosen: a colour input beside the text field, and a sample in light and dark. All
//! accents of a page derive from one CSS variable, so the whole page previews the colour.

use crate::{prelude::*, words::admin::branding};
use domain::{Color, Fields, branding::COLOR};
use leptos::wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

pub const COLOR_FIELD: FieldIds = FieldIds { input: "color", hint: "color-hint", error: "color-error" };
/// The default brand colour. Must match `style/tokens.css`.
const PORTICO: &str = "#2b50cf";
/// The CSS variable from which all accents derive.
const BRAND: &str = "--brand";

fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// The typed colour, or the default when the field is empty. `None`: the text is not a colour.
fn color_of(fields: &Fields) -> Option<String> {
    match fields.get(COLOR).trim() {
        "" => Some(PORTICO.to_owned()),
        text => text.parse::<Color>().ok().map(|color| color.to_string()),
    }
}

/// Previews the typed colour on the whole page until the user leaves it.
pub fn show_color(typed: Signal<Fields>) {
    let color = Memo::new(move |_| typed.with(color_of));
    effect(move || {
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

/// A colour input, kept in step with the form's text field. Hidden without JavaScript.
#[component]
pub fn Picker(typed: RwSignal<Fields>) -> impl IntoView {
    let (picker, live) = (NodeRef::<Input>::new(), is_live());
    let on_input = move |_| {
        if let Some(picker) = picker.get_untracked() {
            fill(COLOR_FIELD.input, &picker.value());
        }
    };
    effect(move || {
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
            hidden=present_while(move || !live.get())
            node_ref=picker
            on:input=on_input
        />
    }
}

/// A button and a link in the brand colour.
#[component]
pub fn Sample() -> impl IntoView {
    let one = |class: &'static str, label: Word| {
        static_view(view! {
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
