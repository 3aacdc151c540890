//! Icons, inline so that they cost no request. They are decoration only: there is always text beside them.

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
pub fn SearchIcon() -> impl IntoView {
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
pub fn Check() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5 10.4l3.3 3.3L15 6.9"></path>
        </svg>
    }
}

#[component]
pub fn CheckIcon() -> impl IntoView {
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

#[component]
pub fn Person() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="7" r="3.25"></circle>
            <path d="M3.75 16.5c.8-3 3.2-4.5 6.25-4.5s5.45 1.5 6.25 4.5"></path>
        </svg>
    }
}

#[component]
pub fn People() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="7.5" cy="7.25" r="2.75"></circle>
            <path d="M2.5 16c.6-2.7 2.5-4 5-4s4.4 1.3 5 4M13 4.75a2.6 2.6 0 0 1 0 5.1M14.6 12.3c1.5.5 2.5 1.7 2.9 3.7"></path>
        </svg>
    }
}

#[component]
pub fn LockIcon() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="4" y="9" width="12" height="8" rx="2"></rect>
            <path d="M6.5 9V6.75a3.5 3.5 0 0 1 7 0V9"></path>
        </svg>
    }
}

#[component]
pub fn PhoneIcon() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="6" y="2.75" width="8" height="14.5" rx="2"></rect>
            <path d="M9 14.75h2"></path>
        </svg>
    }
}

#[component]
pub fn Laptop() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="4" y="4.5" width="12" height="8" rx="1.5"></rect>
            <path d="M2.5 15.5h15"></path>
        </svg>
    }
}

#[component]
pub fn Key() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="7" cy="12.5" r="3.5"></circle>
            <path d="m9.5 10 6.25-6.25M13 6.5l2 2"></path>
        </svg>
    }
}

#[component]
pub fn Paper() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5.5 2.75h6L15 6.5v9.75a1 1 0 0 1-1 1H5.5a1 1 0 0 1-1-1V3.75a1 1 0 0 1 1-1zM11.25 2.9v3.85H15"></path>
            <path d="M7.25 10.5h5M7.25 13.5h5"></path>
        </svg>
    }
}

#[component]
pub fn Left() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="m12 5.5-4.5 4.5 4.5 4.5"></path>
        </svg>
    }
}

#[component]
pub fn PaletteIcon() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M16.5 3.5 9 11M6.5 10.5a3 3 0 0 1 3 3c0 2-1.5 3-3.5 3-1.3 0-2.5-.5-2.5-.5s1-.8 1-2.5a2.5 2.5 0 0 1 2-3z"></path>
        </svg>
    }
}
