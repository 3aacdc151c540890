//! What the sign-in page offers while the password of an address is locked out.

use super::SendCode;
use super::sign_in_forms::{EnterableCode, HiddenInputs, SignInForms};
use crate::prelude::*;
use leptos::ev::MouseEvent;

/// "Email me a code": sends one to the address that was typed with the password.
#[component]
fn SendCodeNow(forms: SignInForms, look: &'static str) -> impl IntoView {
    let send = forms.submission(Method::EmailCode);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    view! {
        <Refused error=Signal::derive(move || send.error()) pause=forms.code_pause()/>
        <EnterableCode forms method=Method::EmailCode/>
        <form method="post" action=SendCode::url() on:submit=on_submit>
            <HiddenInputs forms/>
            <input type="hidden" name=EMAIL.input value=forms.email.get_untracked()/>
            <button type="submit" class=look aria-busy=while_true(move || send.is_busy())>
                <span>{words::sign_in::way(Method::EmailCode)}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}

/// Shown while the password is locked out: what works instead, and signing in with another email address. The first
/// button is the primary one.
#[component]
pub fn OtherMethods(forms: SignInForms) -> impl IntoView {
    let methods = forms.screen.with_value(|screen| screen.methods.clone());
    let look =
        |at: usize| if at == 0 { "button button--primary button--wide" } else { "button button--quiet button--wide" };
    let mut ways: Vec<_> = methods
        .into_iter()
        .filter(|&method| method != Method::Password)
        .enumerate()
        .map(|(at, method)| match method {
            Method::EmailCode => static_view(view! { <SendCodeNow forms look=look(at)/> }),
            _ => static_view(view! {
                <a
                    class=look(at)
                    href=forms.path_of(method)
                    on:click=move |event: MouseEvent| forms.on_press(&event, method)
                >
                    {words::sign_in::way(method)}
                </a>
            }),
        })
        .collect();
    if ways.is_empty() {
        let recovery = forms.screen.with_value(|screen| paths::recovery(&screen.organisation));
        ways.push(static_view(view! { <a class=look(0) href=recovery>{words::sign_in::FORGOT_PASSWORD}</a> }));
    }
    // The lockout applies to one email address. Another one can sign in.
    let on_other_address = move |event: MouseEvent| {
        event.prevent_default();
        forms.submission(Method::Password).outcome.set(None);
        forms.email.set(String::new());
        fill(EMAIL.input, "");
        // The field becomes visible with the next frame.
        request_animation_frame(|| focus(EMAIL.input));
    };
    view! {
        <div class="stack">
            {ways}
            <p class="link-line">
                <a class="target" href=paths::for_another(forms.path_of(Method::Password)) on:click=on_other_address>
                    {words::sign_in::OTHER_ADDRESS}
                </a>
            </p>
        </div>
    }
}
