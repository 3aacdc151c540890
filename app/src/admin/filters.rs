//! A filter form that keeps its values in the URL, so that results can be shared and Back works. With JavaScript it
//! navigates without a reload. Without, the browser submits the form itself.

use crate::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos_router::hooks::use_navigate;
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

/// `label` is the text of the submit button.
#[component]
pub fn Filters(action: &'static str, label: Word, children: Children) -> impl IntoView {
    let (navigate, shown) = (use_navigate(), use_context());
    let on_submit = move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        if let Some(query) = form.as_ref().and_then(query_of) {
            event.prevent_default();
            let path = if query.is_empty() { action.to_owned() } else { format!("{action}?{query}") };
            Redirect::path(path).follow(&navigate, shown);
        }
    };
    view! {
        <form class="toolbar" role="search" method="get" action=action on:submit=on_submit>
            {children()}
            <button class="button button--quiet button--small" type="submit">{label}</button>
        </form>
    }
}

/// The search field. `label` is for screen readers only; sighted users see the placeholder.
#[component]
pub fn Search(name: &'static str, label: Word, placeholder: Word, value: String) -> impl IntoView {
    static_view(view! {
        <div class="input-wrap">
            <SearchIcon/>
            <input
                class="input input--search"
                type="search"
                name=name
                aria-label=label
                placeholder=placeholder
                maxlength="254"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                value=value
            />
        </div>
    })
}

/// A date filter.
#[component]
pub fn Day(name: &'static str, label: Word, value: String) -> impl IntoView {
    static_view(view! {
        <label class="toolbar__day" for=name>
            {label}
            <input class="input" type="date" id=name name=name value=value/>
        </label>
    })
}

/// A button that opens a confirmation page.
#[component]
pub fn GoButton(path: String, look: &'static str, label: Word) -> impl IntoView {
    let navigate = use_navigate();
    let to = path.clone();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        navigate(&to, Default::default());
    };
    view! {
        <form method="get" action=path on:submit=on_submit>
            <button class=look type="submit">{label}</button>
        </form>
    }
}

/// The form's values as a query string, without empty fields.
fn query_of(form: &HtmlFormElement) -> Option<String> {
    let fields = FormData::new_with_form(form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    let whole = String::from(fields.to_string());
    let filled: Vec<&str> = whole.split('&').filter(|field| !field.ends_with('=') && !field.is_empty()).collect();
    Some(filled.join("&"))
}

/// A drop-down filter. `options` are pairs of value and label; `any` is the first entry and filters nothing.
#[component]
pub fn Choice(
    name: &'static str,
    label: Word,
    any: Word,
    options: Vec<(&'static str, Word)>,
    chosen: Option<&'static str>,
) -> impl IntoView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value selected=chosen == Some(value)>{words}</option> })
        .collect();
    static_view(view! {
        <span class="select">
            <select class="input" name=name aria-label=label autocomplete="off">
                <option value="" selected=chosen.is_none()>{any}</option>
                {options}
            </select>
            <Down/>
        </span>
    })
}
