//! A notice that an account is signed in in this browser, with a link to continue and a button to sign out. The form
//! below it can still be used.

use super::sign_in_forms::SignInForms;
use crate::{
    account::SignOut,
    paths,
    submission::Submission,
    ui::{CheckIcon, focus, there_while, while_true},
    words,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn SignedIn(desk: SignInForms, email: String) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    let on_submit = move |event: SubmitEvent| {
        leaving.send_on(&event);
    };
    let is_over = Memo::new(move |_| leaving.is_done());
    Effect::new(move || {
        if is_over.get() {
            // The pressed button is hidden now. The focus moves, unless the user is typing already.
            if document().active_element().is_none_or(|active| active.tag_name() != "INPUT") {
                focus("main");
            }
        }
    });
    let failure = move || leaving.error().map(|error| words::failure(&error).0.to_owned()).unwrap_or_default();
    // `return_to` may belong to another application, so the browser loads it as a full page.
    let (href, rel, name) = match desk.gate.with_value(|gate| gate.return_to.clone()) {
        Some(return_to) => (return_to, Some("external"), words::sign_in::GO_ON),
        None => (paths::ACCOUNT.to_owned(), None, words::sign_in::TO_ACCOUNT),
    };
    view! {
        <div class="notice notice--info" hidden=there_while(move || is_over.get())>
            <CheckIcon/>
            <p class="notice__title">{words::sign_in::SIGNED_IN_AS} " " <span class="address">{email}</span></p>
            <form class="notice__ways" method="post" action=SignOut::url() on:submit=on_submit>
                <a class="target" href=href rel=rel>{name}</a>
                <button type="submit" class="link-button" aria-busy=while_true(move || leaving.is_pending.get())>
                    {words::account::SIGN_OUT}
                </button>
            </form>
            <p role="status">{Signal::derive(failure)}</p>
        </div>
    }
}
