//! `/admin/reserved` and its two forms: reserve an email address and release one, each with a reason.

use super::{
    ReleaseAddress, ReleaseView, ReserveAddress, ReservedDone, ReservedRow, ReservedView, ReservedWhy, pager::Pager,
};
use crate::{
    prelude::*,
    words::{
        admin::{self, reserved},
        settings,
    },
};

#[component]
pub fn ReservedPage(view: ReservedView, zone: String) -> impl IntoView {
    let rows: Vec<_> = view.rows.into_iter().map(|row| view! { <Line row/> }).collect();
    let list = if rows.is_empty() {
        static_view(view! {
            <div class="empty">
                <Envelope/>
                <p class="empty__title">{reserved::NONE}</p>
                <p>{reserved::NONE_TEXT}</p>
            </div>
        })
    } else {
        static_view(view! {
            <table class="table">
                <caption class="visually-hidden">{admin::RESERVED}</caption>
                <thead>
                    <tr>
                        <th scope="col">{reserved::ADDRESS}</th>
                        <th scope="col" class="col-mid">{reserved::WHY}</th>
                        <th scope="col" class="col-wide">{reserved::since(&zone)}</th>
                        <th scope="col"><span class="visually-hidden">{reserved::RELEASE}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    let done = view.done.map(|done| match done {
        ReservedDone::Reserved => reserved::DONE_RESERVED,
        ReservedDone::Released => reserved::DONE_RELEASED,
    });
    view! {
        {done.map(|title| view! { <JustDone title/> })}
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

#[component]
fn Line(row: ReservedRow) -> impl IntoView {
    let ReservedRow { email, why, since, release } = row;
    let why = match &why {
        ReservedWhy::Changed { now } => reserved::changed(now.as_deref()),
        ReservedWhy::Closed => reserved::CLOSED.into(),
        ReservedWhy::ByAdmin { who, reason } => reserved::by_admin(who.as_deref(), reason),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="address">{email.clone()}</span>
                <span class="person__more">{why.clone()}</span>
            </th>
            <td class="col-mid">{why}</td>
            <td class="table__soft col-wide">{since}</td>
            <td class="table__acts">
                <a class=QUIET href=release aria-label=format!("{} {email}", reserved::RELEASE)>
                    {reserved::RELEASE}
                </a>
            </td>
        </tr>
    }
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email) | Refusal::AddressReserved)
}

fn is_about_reason(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Reason))
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_address(error) || is_about_reason(error)
}

/// Uses the console's own wording for two refusals.
fn beside(submission: Submission, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
    let plain = submission.field_error(is_about);
    Signal::derive(move || match submission.error() {
        Some(ApiError::Refused(Refusal::AddressReserved)) if plain.with(Option::is_some) => {
            Some(reserved::IN_USE.text().into())
        }
        Some(ApiError::Refused(Refusal::InvalidField(FormField::Reason))) if plain.with(Option::is_some) => {
            Some(reserved::NOT_A_REASON.text().into())
        }
        _ => plain.get(),
    })
}

#[component]
fn Reason(input: NodeRef<Input>, value: String, error: Signal<Option<Sentence>>) -> impl IntoView {
    let kind = Kind { input: "text", autocomplete: "off", placeholder: "", longest: "200" };
    view! { <Field input ids=REASON kind label=reserved::REASON value hint=reserved::REASON_HINT error/> }
}

#[component]
pub fn ReservePage(draft: FormDraft) -> impl IntoView {
    let saving = Submission::of::<ReserveAddress>();
    saving.redirect_on_success();
    let (email, reason) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let (about_email, about_reason) = (beside(saving, is_about_address), beside(saving, is_about_reason));
    focus_refused(email, about_email);
    focus_refused(reason, about_reason);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_field)/>
            <form
                class="stack"
                method="post"
                action=ReserveAddress::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Field
                    input=email
                    ids=EMAIL.bare()
                    kind=Kind::email("off")
                    label=words::sign_in::EMAIL_ADDRESS
                    value=draft.email
                    autofocus=true
                    error=about_email
                />
                <Reason input=reason value=draft.name error=about_reason/>
                <SubmitButton label=reserved::RESERVE_BUTTON busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </div>
    }
}

#[component]
pub fn ReleasePage(view: ReleaseView, draft: FormDraft) -> impl IntoView {
    let saving = Submission::of::<ReleaseAddress>();
    saving.redirect_on_success();
    let reason = NodeRef::<Input>::new();
    let error = beside(saving, is_about_reason);
    focus_refused(reason, error);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_reason)/>
            <p><strong class="address">{view.email}</strong></p>
            <form
                class="stack"
                method="post"
                action=ReleaseAddress::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <input type="hidden" name="reservation" value=view.id/>
                <Reason input=reason value=draft.name error/>
                <div class="actions">
                    <SubmitButton
                        label=reserved::RELEASE
                        look="danger"
                        busy=Signal::derive(move || saving.is_busy())
                    />
                    <a class="button button--quiet" href=paths::ADMIN_RESERVED>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}
