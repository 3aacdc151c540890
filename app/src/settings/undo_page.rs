//! `/undo/TOKEN`: which address comes back. Only the press of the button changes anything.

use super::UndoScreen;
use leptos::prelude::*;

#[component]
pub fn UndoPage(screen: UndoScreen) -> impl IntoView {
    view! { <main id="main"><h1>{screen.token}</h1></main> }
}
