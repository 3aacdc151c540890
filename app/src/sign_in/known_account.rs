//! The account that this browser remembers: the form that continues as its user, and the button that forgets it.

use super::sign_in_forms::{EnterableCode, FORM, HiddenInputs, SignInForms};
use super::{ContinueAs, SendCode, SendText};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::sign_in;

/// Forgets the account that this browser remembers for an organisation.
#[server(endpoint = "forget_account", input = PostUrl, output = Postcard)]
pub async fn forget_account(organisation: String, #[server(default)] return_to: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let (organisation, is_default) = sign_in::find_organisation(&web.cx.app, organisation.as_ref()).await?;
        let return_to = sign_in::return_to(&organisation, &return_to).map(|return_to| return_to.to_string());
        web.forget_account(organisation.id);
        web.forget_draft();
        let sign_in = paths::sign_in(&OrganisationView::of(organisation, is_default));
        // The page is another one now, and its fields are empty.
        Ok(Redirect { is_full_load: true, ..Redirect::path(paths::with_return_to(sign_in, return_to.as_deref())) })
    })
    .await
}

/// "Not you?"
#[component]
pub fn NotYou(forms: SignInForms) -> impl IntoView {
    let forget = Submission::of::<ForgetAccount>();
    forget.redirect_on_success();
    let on_submit = move |event: SubmitEvent| {
        forget.send_on(&event);
    };
    view! {
        <Refused error=Signal::derive(move || forget.error())/>
        <form class="link-line" method="post" action=ForgetAccount::url() on:submit=on_submit>
            <HiddenInputs forms/>
            <button type="submit" class="link-button" aria-busy=while_true(move || forget.is_busy())>
                {words::sign_in::NOT_YOU}
            </button>
        </form>
    }
}

/// "Continue as …": asks for a code to the address or number that this browser remembers. The page does not contain it.
#[component]
pub fn ContinueForm(forms: SignInForms, account: ContinueAs) -> impl IntoView {
    let method = account.method;
    let send = forms.submission(method);
    let action = if method == Method::TextCode { SendText::url() } else { SendCode::url() };
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    view! {
        <Refused error=Signal::derive(move || send.error()) pause=forms.code_pause()/>
        <EnterableCode forms method/>
        <form class="stack" id=FORM method="post" action=action on:submit=on_submit>
            <HiddenInputs forms/>
            <input type="hidden" name="remembered" value="on"/>
            <input type="hidden" name="remember" value="on"/>
            <button
                type="submit"
                class="button button--primary button--wide"
                aria-busy=while_true(move || send.is_busy())
            >
                <span class="address">{words::sign_in::continue_as(&account.name)}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
        <NotYou forms/>
    }
}

/// The account above the field for its password. The whole address is there for password managers, which look for it
/// beside the password.
#[component]
pub fn KnownAddress(input: NodeRef<Input>, account: ContinueAs) -> impl IntoView {
    view! {
        <p class="address">{words::sign_in::continue_as(&account.name)}</p>
        <input
            class="visually-hidden"
            id=EMAIL.input
            name=EMAIL.input
            type="email"
            autocomplete="username"
            aria-label=words::sign_in::EMAIL_ADDRESS
            value=account.email
            readonly
            tabindex="-1"
            aria-hidden="true"
            node_ref=input
        />
    }
}
