//! `/admin/people/new`: invites one person.

use super::{ADMIN, AdminScreen, InvitePerson, InviteView, MEMBER};
use crate::{
    prelude::*,
    words::{
        admin::invitations::{self, invite},
        settings,
    },
};
use domain::{invitation::InviteError, refusal::InvitationRefusal};

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NotAName)))
}

fn is_about_number(error: &Refusal) -> bool {
    matches!(error, Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NotAPhoneNumber)))
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::Invitation(InvitationRefusal::CannotInvite(
            InviteError::NotAnEmailAddress
                | InviteError::AlreadyAccount
                | InviteError::AlreadyInvited
                | InviteError::Reserved
                | InviteError::TooManyMessages
        ))
    )
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_name(error) || is_about_number(error) || is_about_address(error)
}

fn beside(submission: Submission, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
    Signal::derive(move || match submission.error() {
        Some(ApiError::Refused(error)) if is_about(&error) => Some(invitations::refusal(&error)),
        _ => None,
    })
}

#[component]
pub fn InvitePage(screen: AdminScreen, view: InviteView) -> impl IntoView {
    let inviting = Submission::of::<InvitePerson>();
    inviting.redirect_on_success();
    let draft = screen.draft;
    let (name, email, phone) = (NodeRef::<Input>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let country = RwSignal::new(draft.country);
    let (about_name, about_email) = (beside(inviting, is_about_name), beside(inviting, is_about_address));
    let about_phone = beside(inviting, is_about_number);
    focus_refused(name, about_name);
    focus_refused(email, about_email);
    focus_refused(phone, about_phone);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=inviting.form_error(is_about_field)/>
            <form
                class="stack"
                method="post"
                action=InvitePerson::url()
                novalidate
                on:submit=move |event: SubmitEvent| inviting.send_on(&event)
            >
                <Field
                    input=name
                    ids=NAMED
                    kind=Kind { autocomplete: "off", ..Kind::NAME }
                    label=invite::NAME
                    hint=invite::NAME_HINT
                    value=draft.name
                    autofocus=true
                    is_optional=true
                    error=about_name
                />
                <Field
                    input=email
                    ids=EMAIL.bare()
                    kind=Kind::email("off")
                    label=words::sign_in::EMAIL_ADDRESS
                    value=draft.email
                    error=about_email
                />
                <PhoneField
                    input=phone
                    country
                    countries=view.countries
                    value=draft.phone
                    is_optional=true
                    error=about_phone
                />
                <Role is_admin=draft.is_admin/>
                <div class="actions">
                    <SubmitButton label=invite::BUTTON busy=Signal::derive(move || inviting.is_busy())/>
                    <a class="button button--quiet" href=paths::ADMIN_PEOPLE>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}

const NAMED: FieldIds = NAME.with_hint("name-hint");

#[component]
fn Role(is_admin: bool) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="role">{invite::ROLE}</label>
            <span class="select">
                <select class="input" id="role" name="role" autocomplete="off" aria-describedby="role-hint">
                    <option value=MEMBER selected=!is_admin>{invite::MEMBER}</option>
                    <option value=ADMIN selected=is_admin>{invite::ADMIN}</option>
                </select>
                <Down/>
            </span>
            <p class="field__hint" id="role-hint">{invite::ADMIN_HINT}</p>
        </div>
    }
}
