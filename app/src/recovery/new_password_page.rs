//! `/new-password/TOKEN`, and `/choose-password` after sign-in with a temporary password: the account's email address,
//! and the new password twice. `/reset/TOKEN` confirms a password reset. Only the button changes anything.

use super::{AddedFactor, AddedFactors, ChoosePassword, ConfirmReset, NewPasswordScreen, PasswordLink, SavePassword};
use crate::prelude::*;
use crate::words::recovery::{added, choose, link, reset};
use crate::words::settings;

#[component]
pub fn NewPasswordPage(screen: NewPasswordScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.link.clone() {
        PasswordLink::Open { email, name, rules, added } | PasswordLink::Granted { email, name, rules, added } => {
            static_view(view! { <Choose screen email name rules added/> })
        }
        PasswordLink::Confirm { email } => static_view(view! { <Confirm screen email/> }),
        PasswordLink::Used => over(screen, [link::USED, link::WHEN_USED, link::ANOTHER]),
        PasswordLink::Confirmed => over(screen, [link::USED, link::WHEN_CONFIRMED, link::ANOTHER]),
        PasswordLink::Expired => over(screen, [link::EXPIRED, link::WHEN_EXPIRED, link::ANOTHER]),
        PasswordLink::Unknown => over(screen, [link::UNKNOWN, link::WHEN_UNKNOWN, link::ANOTHER]),
        PasswordLink::NotGranted => over(screen, [link::NOT_GRANTED, link::WHEN_NOT_GRANTED, link::ANOTHER_PASSWORD]),
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

/// Says why no password can be chosen here, and links to other ways.
fn over(screen: NewPasswordScreen, [title, text, another]: [Word; 3]) -> AnyView {
    static_view(view! {
        <div class="card">
            <div class="card__head">
                <h1>{title}</h1>
                <p>{text}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=paths::recovery(&screen.organisation)>{another}</a>
                <a class="button button--quiet" href=paths::sign_in(&screen.organisation)>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    })
}

#[component]
fn Choose(
    screen: NewPasswordScreen,
    email: String,
    name: String,
    rules: PasswordRules,
    added: AddedFactors,
) -> impl IntoView {
    let is_granted = matches!(screen.link, PasswordLink::Granted { .. });
    let (saving, action) = match is_granted {
        true => (Submission::of::<ChoosePassword>(), ChoosePassword::url()),
        false => (Submission::of::<SavePassword>(), SavePassword::url()),
    };
    saving.redirect_on_success();
    let password = NewPassword::new(rules, &screen.organisation);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: choose::PAUSED.text() };
    let about = StoredValue::new([email.clone(), name]);
    let rate = move || about.with_value(|[email, name]| password.rate(email, name));
    effect(rate);
    let has_boxes = matches!(&added, AddedFactors::Removable(ways) if !ways.is_empty());
    let on_submit = move |event: SubmitEvent| {
        rate();
        password.send(saving, &event, &[]);
    };
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{choose::TITLE}</h1>
                <p>
                    {choose::FOR} " " <strong class="address">{email.clone()}</strong> ". "
                    {choose::EVERYWHERE}
                </p>
            </div>
            <Refused error=saving.form_error(is_about_new_password) pause/>
            <form
                class="stack"
                method="post"
                action=action
                novalidate
                on:submit=on_submit
                on:input=move |_| rate()
            >
                {(!is_granted).then(|| view! { <input type="hidden" name="token" value=screen.token/> })}
                <RecentlyAdded added organisation=screen.organisation/>
                <PasswordOwner email/>
                <ConfirmedPassword password saving is_later=has_boxes/>
            </form>
        </div>
    }
}

#[component]
fn Confirm(screen: NewPasswordScreen, email: String) -> impl IntoView {
    let confirming = Submission::of::<ConfirmReset>();
    confirming.redirect_on_success();
    let on_submit = move |event: SubmitEvent| confirming.send_on(&event);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{reset::TITLE}</h1>
                <p>{choose::FOR} " " <strong class="address">{email}</strong> ". " {reset::WILL_SEND}</p>
            </div>
            <Refused error=Signal::derive(move || confirming.error())/>
            <form class="stack" method="post" action=ConfirmReset::url() on:submit=on_submit>
                <input type="hidden" name="token" value=screen.token/>
                <SubmitButton label=reset::CONFIRM busy=Signal::derive(move || confirming.is_busy())/>
            </form>
        </div>
    }
}

const GROUP_TITLE: &str = "recently-added";

#[component]
fn RecentlyAdded(added: AddedFactors, organisation: OrganisationView) -> impl IntoView {
    match added {
        AddedFactors::Removable(ways) if ways.is_empty() => None,
        AddedFactors::Removable(ways) => {
            let boxes: Vec<_> =
                ways.into_iter().enumerate().map(|(at, factor)| view! { <AddedFactorBox factor at/> }).collect();
            Some(static_view(view! {
                <div class="stack" role="group" aria-labelledby=GROUP_TITLE>
                    <div class="stack stack--tight">
                        <h2 class="field__label" id=GROUP_TITLE>{added::TITLE}</h2>
                        <p>{added::ABOUT}</p>
                    </div>
                    {boxes}
                </div>
            }))
        }
        AddedFactors::Kept => Some(static_view(view! { <p>{added::kept(&organisation)}</p> })),
    }
}

#[component]
fn AddedFactorBox(factor: AddedFactor, at: usize) -> impl IntoView {
    let AddedFactor { way, name, at: when, is_ticked } = factor;
    let (id, hint) = (format!("remove-{at}"), format!("remove-{at}-hint"));
    let (label, text) = match name {
        Some(name) => (added::remove(name), added::passkey(when)),
        None => (added::remove(settings::authenticator::APP), settings::authenticator::on(when)),
    };
    static_view(view! {
        <div class="field">
            <label class="check" for=id.clone()>
                <input
                    type="checkbox"
                    id=id.clone()
                    name="remove[]"
                    value=way.to_string()
                    checked=is_ticked
                    aria-describedby=hint.clone()
                />
                <span>{label}</span>
            </label>
            <p class="field__hint" id=hint>{text}</p>
        </div>
    })
}
