//! The form for email address and invitation code. A link fills both in.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

use super::{AcceptInvitation, FilledInvitation, InvitationScreen, RequestInvitation};
use crate::{prelude::*, words::invitation};
use leptos::{ev::MouseEvent, html};

fn is_about_email(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email))
}

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::Invalid))
}

fn is_about_a_field(error: &Refusal) -> bool {
    is_about_email(error) || is_about_code(error)
}

#[component]
pub fn EnterInvitation(screen: InvitationScreen, filled: Option<FilledInvitation>) -> impl IntoView {
    let LastTyped(last) = expect_context();
    let (accepting, requesting) = (Submission::of::<AcceptInvitation>(), Submission::of::<RequestInvitation>());
    accepting.redirect_on_success();
    requesting.redirect_on_success();
    let (form, email, code) = (NodeRef::<html::Form>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let [about_accepting, about_requesting] = [accepting, requesting].map(|one| one.field_error(is_about_email));
    let email_error = Signal::derive(move || about_accepting.get().or(about_requesting.get()));
    let code_error = accepting.field_error(is_about_code);
    focus_refused(email, email_error);
    focus_refused(code, code_error);
    if filled.is_none() {
        focus_first(email);
    }
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: invitation::PAUSED.text() };
    let form_error = Signal::derive(move || {
        let refused = accepting.form_error(is_about_a_field).get();
        refused.or_else(|| requesting.form_error(is_about_email).get())
    });
    // The code was right, but came too late: only a new invitation helps.
    let is_expired =
        move || matches!(accepting.error(), Some(ApiError::Refused(Refusal::Invitation(InvitationRefusal::Expired))));
    let on_submit = move |event: SubmitEvent| {
        requesting.clear_error();
        accepting.send_on(&event);
    };
    // Without JavaScript the button posts the same form through its `formaction`.
    let on_ask = Callback::new(move |event: MouseEvent| {
        event.prevent_default();
        if let Some(form) = form.get_untracked() {
            if !untrack(is_expired) {
                accepting.clear_error();
            }
            requesting.send(&form);
        }
    });
    let at_code = code_error.with_untracked(Option::is_some) && email_error.with_untracked(Option::is_none);
    let link = filled.clone().map(|filled| view! { <input type="hidden" name="link" value=filled.link/> });
    let (value, secret, text) = match filled.clone() {
        Some(FilledInvitation { email, code, .. }) => (email, code, invitation::FILLED),
        None if screen.draft.email.is_empty() => (last.get_untracked(), String::new(), invitation::TEXT),
        None => (screen.draft.email.clone(), String::new(), invitation::TEXT),
    };
    let until = filled.map(|filled| view! { <p class="auth__after">{invitation::good_until(&filled.until)}</p> });
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{invitation::heading(&screen.organisation.name)}</h1>
                <p>{text}</p>
            </div>
            <Refused error=form_error pause/>
            <form
                class="stack"
                method="post"
                action=AcceptInvitation::url()
                novalidate
                on:submit=on_submit
                node_ref=form
            >
                <input type="hidden" name="organisation" value=screen.organisation.slug.to_string()/>
                <input type="hidden" name="return_to" value=screen.return_to.clone().unwrap_or_default()/>
                {link}
                <Field
                    input=email
                    ids=EMAIL.bare()
                    kind=Kind::email("username")
                    label=words::sign_in::EMAIL_ADDRESS
                    value
                    autofocus=!at_code
                    enter_key="next"
                    error=email_error
                />
                <CodeField
                    ids=INVITATION_CODE
                    input=code
                    label=invitation::CODE
                    hint=invitation::CODE_HINT
                    value=secret
                    autofocus=at_code
                    error=code_error
                />
                <div hidden=present_while(is_expired)>
                    <SubmitButton label=invitation::CONTINUE busy=Signal::derive(move || accepting.is_busy())/>
                </div>
                <AskAgain
                    requesting
                    on_ask
                    look="button button--primary button--wide"
                    hidden=present_while(move || !is_expired())
                />
                <div class="card__foot">
                    <a class="target" href=screen.onward(paths::sign_in(&screen.organisation))>{invitation::BACK}</a>
                    <AskAgain requesting on_ask look="link-button" hidden=present_while(is_expired)/>
                </div>
            </form>
        </div>
        {until}
    }
}

/// The button that asks for a new invitation, in the form for the present one.
#[component]
fn AskAgain(
    requesting: Submission,
    on_ask: Callback<MouseEvent>,
    look: &'static str,
    hidden: Attribute,
) -> impl IntoView {
    view! {
        <button
            class=look
            type="submit"
            formaction=RequestInvitation::url()
            formnovalidate
            hidden=hidden
            aria-busy=while_true(move || requesting.is_busy())
            on:click=move |event| on_ask.run(event)
        >
            <span>{invitation::ASK}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
