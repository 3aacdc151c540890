//! `/new-password/TOKEN`, and `/choose-password` after sign-in with a temporary password: the account's email address,
//! and the new password twice. Only the button changes anything.

use super::{
    Added, ChoosePassword, Link, NewPasswordScreen, SavePassword, added_lately::AddedLately, confirm::Confirm,
};
use crate::{
    paths,
    submission::Submission,
    ui::{
        AuthLayout, ConfirmedPassword, NewPassword, PasswordOwner, Pause, Refused, ServerClock, is_about_new_password,
        static_view,
    },
    words::{
        self, Word,
        recovery::{self, link},
    },
};
use domain::PasswordRules;
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn NewPasswordPage(screen: NewPasswordScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.link.clone() {
        Link::Open { email, rules, added } | Link::Choice { email, rules, added } => {
            static_view(view! { <Choose screen email rules added/> })
        }
        Link::Confirm { email } => static_view(view! { <Confirm screen email/> }),
        Link::Used => over(screen, [link::USED, link::WHEN_USED, link::ANOTHER]),
        Link::Confirmed => over(screen, [link::USED, link::WHEN_CONFIRMED, link::ANOTHER]),
        Link::Old => over(screen, [link::OLD, link::WHEN_OLD, link::ANOTHER]),
        Link::Unknown => over(screen, [link::UNKNOWN, link::WHEN_UNKNOWN, link::ANOTHER]),
        Link::NoChoice => over(screen, [link::NO_CHOICE, link::WHEN_NO_CHOICE, link::ANOTHER_PASSWORD]),
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
fn Choose(screen: NewPasswordScreen, email: String, rules: PasswordRules, added: Added) -> impl IntoView {
    let is_choice = matches!(screen.link, Link::Choice { .. });
    let (saving, action) = match is_choice {
        true => (Submission::of::<ChoosePassword>(), ChoosePassword::url()),
        false => (Submission::of::<SavePassword>(), SavePassword::url()),
    };
    saving.follow();
    let password = NewPassword::new(rules);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT.text(), text: recovery::choose::PAUSED.text() };
    let about = StoredValue::new([email.clone(), screen.organisation.name.clone()]);
    let look = move || about.with_value(|[email, organisation]| password.look(&[email, organisation]));
    Effect::new(look);
    let has_boxes = matches!(&added, Added::Removable(ways) if !ways.is_empty());
    let on_submit = move |event: SubmitEvent| {
        look();
        password.send(saving, &event);
    };
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::choose::TITLE}</h1>
                <p>
                    {recovery::choose::FOR} " " <strong class="address">{email.clone()}</strong> ". "
                    {recovery::choose::EVERYWHERE}
                </p>
            </div>
            <Refused error=saving.above(is_about_new_password) pause/>
            <form
                class="stack"
                method="post"
                action=action
                novalidate
                on:submit=on_submit
                on:input=move |_| look()
            >
                {(!is_choice).then(|| view! { <input type="hidden" name="token" value=screen.token/> })}
                <AddedLately added organisation=screen.organisation/>
                <PasswordOwner email/>
                <ConfirmedPassword password saving is_later=has_boxes/>
            </form>
        </div>
    }
}
