//! Preview of the head of a message: whom it is from, and how it begins in light and dark.

use crate::{prelude::*, words::admin::branding};
use domain::branding::{NAME, REPLY_TO, SENDER_NAME};

/// Follows the typing in the form.
#[component]
pub fn MessageHead(typed: RwSignal<Fields>, logo: Option<String>) -> impl IntoView {
    let value = move |field: &str| typed.with(|typed| typed.get(field).trim().to_owned());
    let sender = move || Some(value(SENDER_NAME)).filter(|name| !name.is_empty()).unwrap_or_else(|| value(NAME));
    let replies = move || {
        let address = Some(value(REPLY_TO)).filter(|address| !address.is_empty());
        address.unwrap_or_else(|| branding::NO_REPLIES.into())
    };
    let one = |class: &'static str, label: Word| {
        let logo = logo.clone().map(|src| view! { <img class="message-head__logo" src=src alt=""/> });
        view! {
            <figure class=class>
                <figcaption>{label}</figcaption>
                <span class="message-head">{logo} <span>{move || value(NAME)}</span></span>
            </figure>
        }
    };
    view! {
        <div class="field">
            <p class="field__label">{branding::MESSAGE_HEAD}</p>
            <dl class="facts">
                <dt>{branding::FROM}</dt>
                <dd>{sender}</dd>
                <dt>{branding::REPLIES}</dt>
                <dd>{replies}</dd>
            </dl>
            <div class="samples">
                {one("sample sample--light", branding::SAMPLE_LIGHT)}
                {one("sample sample--dark", branding::SAMPLE_DARK)}
            </div>
        </div>
    }
}
