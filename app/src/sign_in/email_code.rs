//! Signing in with a code by email: the server function that sends it, and the form, which is in the client's first
//! file.

use super::sign_in_forms::{EnterableCode, FORM, HiddenInputs, RememberMe, SignInForms};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::sign_in;

/// Sends a code by email. The response does not reveal whether an account has the address. `remembered` asks for a code
/// to the address that this browser remembers, `remember` that it remembers this one.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(
    organisation: String,
    #[server(default)] email: String,
    #[server(default)] return_to: String,
    #[server(default)] remember: String,
    #[server(default)] remembered: String,
) -> Result<Redirect, ApiError> {
    let remember = !remember.is_empty();
    let draft = FormDraft { email: email.clone(), remember, ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let organisation = slug(&organisation)?;
        let email = match remembered.is_empty() {
            true => email_address(&email)?,
            false => {
                let known = web.remembered_destination(organisation.as_ref(), FormField::Email).await?;
                email_address(known.as_str())?
            }
        };
        let sent = sign_in::send_code(&web.cx, organisation.as_ref(), email, &return_to).await?;
        Ok(web.code_sent_remembering(&sent, remember))
    })
    .await
}

/// Signing in with a code by email: asks for the email address.
#[component]
pub fn EmailForm(forms: SignInForms) -> impl IntoView {
    let send = forms.submission(Method::EmailCode);
    let input = NodeRef::<Input>::new();
    let is_about_field = |error: &Refusal| matches!(error, Refusal::InvalidField(FormField::Email));
    let error = send.field_error(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    effect(move || forms.keep_email(input));
    view! {
        <Refused error=send.form_error(is_about_field) pause=forms.code_pause()/>
        <EnterableCode forms method=Method::EmailCode/>
        <form
            class="stack"
            id=FORM
            method="post"
            action=SendCode::url()
            novalidate
            on:submit=on_submit
            on:input=move |_| forms.keep_email(input)
        >
            <HiddenInputs forms/>
            <Field
                input
                ids=EMAIL
                kind=Kind::email(forms.autocomplete("email", "username webauthn"))
                label=words::sign_in::EMAIL_ADDRESS
                value=forms.email.get_untracked()
                hint=words::sign_in::HINT
                autofocus=true
                error
            />
            <RememberMe forms/>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}
