//! Signing in on a device: the form for the code that it shows, the question whether it may, and what became of it. A
//! code that someone else has sent would let them into the account, so each page says where the code must come from.

use super::consent::AllowOrCancel;
use crate::prelude::*;
use crate::words::{authorize, enter};
use domain::oidc::Scope;
#[cfg(feature = "ssr")]
use domain::oidc::UserCode;

const USER_CODE: FieldIds = FieldIds { input: "user_code", hint: "user-code-hint", error: "user-code-error" };

/// Goes on to the question whether the device with this code may sign in.
#[server(endpoint = "enter_device_code", input = PostUrl, output = Postcard)]
pub async fn enter_device_code(user_code: String) -> Result<Redirect, ApiError> {
    let draft = FormDraft { user_code: user_code.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        // Malformed input does not count as an attempt.
        let code = UserCode::typed(&user_code).ok_or(Refusal::Code(CodeRefusal::NoSuchDevice))?;
        let request = service::oidc::find_device(&web.cx, web.session_account().await?, &code).await?;
        web.forget_draft();
        Ok(Redirect::path(paths::authorize(request)))
    })
    .await
}

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::NoSuchDevice))
}

/// `user_code` was filled in by a link, or typed before.
#[component]
pub fn EnterCode(user_code: String) -> impl IntoView {
    let sending = Submission::of::<EnterDeviceCode>();
    sending.redirect_on_success();
    let (input, error) = (NodeRef::<Input>::new(), sending.field_error(is_about_code));
    focus_refused(input, error);
    let text = if user_code.is_empty() { authorize::DEVICE_TEXT } else { authorize::DEVICE_FILLED };
    view! {
        <p>{text}</p>
        <Refused error=sending.form_error(is_about_code)/>
        <form
            class="stack"
            method="post"
            action=EnterDeviceCode::url()
            novalidate
            on:submit=move |event: SubmitEvent| sending.send_on(&event)
        >
            <CodeField
                ids=USER_CODE
                input
                label=authorize::DEVICE_CODE
                hint=authorize::DEVICE_CODE_HINT
                value=user_code
                autofocus=true
                error
            />
            <SubmitButton label=authorize::DEVICE_CONTINUE busy=Signal::derive(move || sending.is_busy())/>
        </form>
    }
}

/// `owner` is the organisation that has the application. The device asked from `address`, at the time `asked`. `other` is
/// the path where the user signs in with another account.
#[component]
pub fn AllowDevice(
    request: String,
    application: String,
    owner: String,
    address: String,
    asked: String,
    scopes: Vec<Scope>,
    email: String,
    other: String,
) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title=authorize::DEVICE_WARNING/>
        <p>{authorize::device_about(&application, owner)} " " {authorize::device_asked(address, asked)}</p>
        <AllowOrCancel request application scopes email other/>
    }
}

#[component]
pub fn AnsweredDevice(is_allowed: bool) -> impl IntoView {
    let text = if is_allowed { authorize::DEVICE_ALLOWED_TEXT } else { authorize::DEVICE_DECLINED_TEXT };
    view! {
        <p>{text}</p>
        <div class="actions">
            <a class="button button--quiet" href=paths::ACCOUNT>{enter::TO_START}</a>
        </div>
    }
}
