//! Shown while the password is locked: links to the other methods, and to signing in with another email address.

use super::sign_in_forms::SignInForms;
use crate::{
    paths,
    ui::{EMAIL, fill, focus},
    words,
};
use domain::Method;
use leptos::{ev::MouseEvent, prelude::*};

#[component]
pub fn OtherWays(desk: SignInForms) -> impl IntoView {
    let methods = desk.gate.with_value(|gate| gate.methods.clone());
    let ways: Vec<_> = methods
        .into_iter()
        .filter(|&method| method != Method::Password)
        .enumerate()
        .map(|(at, method)| {
            let look = if at == 0 { "button--primary" } else { "button--quiet" };
            view! {
                <a
                    class=format!("button button--wide {look}")
                    href=desk.address(method)
                    on:click=move |event: MouseEvent| desk.on_press(&event, method)
                >
                    {words::sign_in::way(method)}
                </a>
            }
        })
        .collect();
    // The lockout applies to one email address. Another one can sign in.
    let on_somebody_else = move |event: MouseEvent| {
        event.prevent_default();
        desk.password.outcome.set(None);
        desk.email.set(String::new());
        fill(EMAIL.input, "");
        // The field becomes visible with the next frame.
        request_animation_frame(|| focus(EMAIL.input));
    };
    view! {
        <div class="stack">
            {ways}
            <p class="link-line">
                <a class="target" href=paths::for_another(desk.address(Method::Password)) on:click=on_somebody_else>
                    {words::sign_in::OTHER_ADDRESS}
                </a>
            </p>
        </div>
    }
}
