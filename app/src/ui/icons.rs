//! Line drawings, inline so that they cost no request. Decoration only: a word always stands beside them.

use leptos::prelude::*;

#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 22 22" aria-hidden="true">
            <path d="M4.5 18V10.5a6.5 6.5 0 0 1 13 0V18M8.5 18v-6.5a2.5 2.5 0 0 1 5 0V18"></path>
        </svg>
    }
}

#[component]
pub fn Arch() -> impl IntoView {
    view! {
        <svg class="portico" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 14.5V8a6 6 0 0 1 12 0v6.5M5.75 14.5V8.25a2.25 2.25 0 0 1 4.5 0v6.25"></path>
        </svg>
    }
}

#[component]
pub fn Exclamation() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="7.25"></circle>
            <path d="M10 6.4v4.2M10 13.5v.05"></path>
        </svg>
    }
}

#[component]
pub fn Lens() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="9" cy="9" r="5.25"></circle>
            <path d="m13 13 3.75 3.75"></path>
        </svg>
    }
}

#[component]
pub fn Clock() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="7.25"></circle>
            <path d="M10 5.8V10l2.8 1.8"></path>
        </svg>
    }
}

#[component]
pub fn Tick() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="7.25"></circle>
            <path d="m6.9 10.2 2.1 2.1 4.1-4.4"></path>
        </svg>
    }
}

#[component]
pub fn Down() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="m6 8 4 4 4-4"></path>
        </svg>
    }
}

#[component]
pub fn Envelope() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="2.75" y="4.5" width="14.5" height="11" rx="2"></rect>
            <path d="M3.2 6.2 10 11l6.8-4.8"></path>
        </svg>
    }
}
