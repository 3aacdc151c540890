//! What the sign-in page shows to users who were here before: the method that they used last time, and the account that
//! is signed in. It has a chunk of its own.

use super::{PasskeyButtonPosition, SignInForms};
use crate::{account::SignOut, prelude::*};
#[cfg(feature = "ssr")]
use service::sign_in;

/// Forgets which method was last used in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let (organisation, is_default) = sign_in::find_organisation(&web.cx.app, organisation.as_ref()).await?;
        web.set_cookie(cookies::forget(cookies::METHOD));
        Ok(Redirect::path(paths::sign_in(&OrganisationView::of(organisation, is_default))))
    })
    .await
}

/// "You signed in this way last time.", and the button that forgets it.
#[component]
pub fn Remembered(forms: SignInForms) -> impl IntoView {
    let first = forms.screen.with_value(|screen| screen.methods.first().copied());
    let is_passkey = forms.screen.with_value(|screen| screen.passkey == Some(PasskeyButtonPosition::Remembered));
    let forget = Submission::of::<ForgetMethod>();
    let is_forgotten = Memo::new(move |_| forget.is_done());
    let is_elsewhere = Memo::new(move |_| !is_passkey && Some(forms.selected.get()) != first);
    let text = move || match forget.error() {
        Some(error) => words::failure(&error).0,
        None if is_forgotten.get() => words::sign_in::FORGOTTEN.text(),
        None => words::sign_in::REMEMBERED.text(),
    };
    let on_submit = move |event: SubmitEvent| {
        forget.send_on(&event);
    };
    view! {
        <form
            class="aside"
            method="post"
            action=ForgetMethod::url()
            hidden=present_while(move || is_elsewhere.get())
            on:submit=on_submit
        >
            <input type="hidden" name="organisation" value=forms.organisation()/>
            <span role="status">{Signal::derive(move || text().to_owned())}</span>
            <button type="submit" class="link-button" hidden=present_while(move || is_forgotten.get())>
                {words::sign_in::FORGET}
            </button>
        </form>
    }
}

/// A notice that an account is signed in in this browser, with a link to continue and a button to sign out. The form
/// below it can still be used.
#[component]
pub fn SignedInNotice(forms: SignInForms) -> impl IntoView {
    let email = forms.screen.with_value(|screen| screen.signed_in_as.clone());
    let leaving = Submission::of::<SignOut>();
    let on_submit = move |event: SubmitEvent| {
        leaving.send_on(&event);
    };
    let is_over = Memo::new(move |_| leaving.is_done());
    effect(move || {
        if is_over.get() {
            // The pressed button is hidden now. The focus moves, unless the user is typing already.
            if document().active_element().is_none_or(|active| active.tag_name() != "INPUT") {
                focus("main");
            }
        }
    });
    let failure = move || leaving.error().map(|error| words::failure(&error).0.to_owned()).unwrap_or_default();
    // `return_to` may belong to another application, so the browser loads it as a full page.
    let (href, rel, name) = match forms.screen.with_value(|screen| screen.return_to.clone()) {
        Some(return_to) => (return_to, Some("external"), words::sign_in::GO_ON),
        None => (paths::ACCOUNT.to_owned(), None, words::sign_in::TO_ACCOUNT),
    };
    view! {
        <div class="notice notice--info" hidden=present_while(move || is_over.get())>
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
