//! What the lists of the console share: the filter form, which keeps its values in the URL, so that results can be
//! shared and Back works, and the links to the pages before and after.

use crate::{prelude::*, words::admin};
use leptos::wasm_bindgen::JsCast as _;
use leptos_router::hooks::use_navigate;
#[cfg(feature = "ssr")]
use std::str::FromStr;
#[cfg(feature = "ssr")]
use store::paging::{Page, PageRequest};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

/// Links to the pages before and after this page of a list. `None`: there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// How many characters of a search text are used.
#[cfg(feature = "ssr")]
const LONGEST_SEARCH: usize = 254;

/// A text that the admin typed into a filter.
#[cfg(feature = "ssr")]
pub fn typed(query: &str, name: &str) -> String {
    let typed = parameter(query, name).unwrap_or_default();
    typed.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect()
}

/// The page of a list that a query asks for. `AFTER` and `BEFORE` hold the id of an entry.
#[cfg(feature = "ssr")]
pub fn page_request<K: FromStr>(query: &str) -> PageRequest<K> {
    page_request_by(query, |key| key.parse().ok())
}

/// Like `page_request`, for lists whose entries are not found by an id alone.
#[cfg(feature = "ssr")]
pub fn page_request_by<K>(query: &str, read: fn(&str) -> Option<K>) -> PageRequest<K> {
    let key = |name| parameter(query, name).and_then(|key| read(&key));
    match (key(paths::AFTER), key(paths::BEFORE)) {
        (Some(key), _) => PageRequest::After(key),
        (None, Some(key)) => PageRequest::Before(key),
        (None, None) => PageRequest::First,
    }
}

/// The links to the pages before and after `page`, with the same filters. `key` is what `AFTER` and `BEFORE` hold for
/// an entry.
#[cfg(feature = "ssr")]
pub fn pages<T>(path: &str, filters: &[(&str, &str)], page: &Page<T>, key: impl Fn(&T) -> String) -> Pages {
    let beside = |name, row: Option<&T>| {
        let key = key(row?);
        let mut parameters = filters.to_vec();
        parameters.push((name, &key));
        Some(paths::with_query(path, &parameters))
    };
    Pages {
        previous: beside(paths::BEFORE, page.rows.first().filter(|_| page.has_previous)),
        next: beside(paths::AFTER, page.rows.last().filter(|_| page.has_next)),
    }
}

/// With JavaScript it navigates without a reload. Without, the browser submits the form itself. `label` is the text of
/// the submit button, and names the search for screen readers.
#[component]
pub fn Filters(#[prop(into)] action: String, label: Word, children: Children) -> impl IntoView {
    let (navigate, shown) = (use_navigate(), use_context());
    let to = action.clone();
    let on_submit = move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        if let Some(query) = form.as_ref().and_then(query_of) {
            event.prevent_default();
            let path = if query.is_empty() { to.clone() } else { format!("{to}?{query}") };
            Redirect::path(path).follow(&navigate, shown);
        }
    };
    view! {
        <form class="toolbar" role="search" method="get" action=action aria-label=label on:submit=on_submit>
            {children()}
            <button class="button button--quiet button--small" type="submit">{label}</button>
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

/// The search field. `label` is for screen readers only; sighted users see the placeholder.
#[component]
pub fn Search(name: &'static str, label: Word, placeholder: Word, value: String) -> impl IntoView {
    static_view(view! {
        <div class="input-wrap">
            <SearchIcon/>
            <input
                class="input input--search"
                type="search"
                enterkeyhint="search"
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

/// What a panel shows in place of a list without entries.
#[component]
pub fn EmptyList(icon: AnyView, title: Word, #[prop(into)] text: String) -> impl IntoView {
    static_view(view! {
        <div class="empty">
            {icon}
            <p class="empty__title">{title}</p>
            <p>{text}</p>
        </div>
    })
}

/// Foot of a list: the number of entries, and links to the previous and the next page.
#[component]
pub fn Pager(#[prop(into, optional)] count: String, pages: Pages) -> impl IntoView {
    let previous = pages.previous.map(|path| view! { <a class=QUIET href=path rel="prev">{admin::PREVIOUS}</a> });
    let next = pages.next.map(|path| view! { <a class=QUIET href=path rel="next">{admin::NEXT}</a> });
    if count.is_empty() && previous.is_none() && next.is_none() {
        return ().into_any();
    }
    static_view(view! {
        <nav class="panel__foot" aria-label=admin::PAGES>
            <span class="pager__count">{count}</span>
            <span class="cluster">{previous} {next}</span>
        </nav>
    })
}
