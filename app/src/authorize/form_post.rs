//! The answer to the client as a form, which the browser posts to the client. With JavaScript it does so by itself.

use crate::{prelude::*, words::authorize};
use leptos::html::Form;

/// `host` is that of the client, `action` the address to which the answer goes.
#[component]
pub fn FormPost(host: String, action: String, fields: Vec<(String, String)>) -> impl IntoView {
    let form = NodeRef::<Form>::new();
    effect(move || {
        if let Some(form) = form.get() {
            let _ = form.submit();
        }
    });
    let fields: Vec<_> =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    view! {
        <p>{authorize::POST_TEXT}</p>
        <form class="actions" method="post" action=action node_ref=form>
            {fields} <button class="button button--primary" type="submit">{authorize::post_button(host)}</button>
        </form>
    }
}
