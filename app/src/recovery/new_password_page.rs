//! `/new-password/TOKEN`: whose password it is, and the new one, twice. Only the press of the button changes anything.

use super::{Link, NewPasswordScreen, SavePassword};
use crate::{
    paths,
    submission::Submission,
    ui::{
        ConfirmedPassword, GateLayout, NewPassword, PasswordOwner, Pause, Refused, ServerClock, is_about_new_password,
        still,
    },
    words::{self, recovery},
};
use domain::PasswordRules;
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn NewPasswordPage(screen: NewPasswordScreen) -> impl IntoView {
    let home = paths::sign_in(&screen.organisation);
    let name = screen.organisation.name.clone();
    let content = match screen.link.clone() {
        Link::Open { email, rules } => still(view! { <Choose screen email rules/> }),
        Link::Used => still(view! { <Over screen title=recovery::link::USED text=recovery::link::WHEN_USED/> }),
        Link::Old => still(view! { <Over screen title=recovery::link::OLD text=recovery::link::WHEN_OLD/> }),
        Link::Unknown => {
            still(view! { <Over screen title=recovery::link::UNKNOWN text=recovery::link::WHEN_UNKNOWN/> })
        }
    };
    view! {
        <GateLayout organisation=name home>
            {content}
        </GateLayout>
    }
}

#[component]
fn Over(screen: NewPasswordScreen, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{title}</h1>
                <p>{text}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=paths::recovery(&screen.organisation)>{recovery::link::ANOTHER}</a>
                <a class="button button--quiet" href=paths::sign_in(&screen.organisation)>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    }
}

#[component]
fn Choose(screen: NewPasswordScreen, email: String, rules: PasswordRules) -> impl IntoView {
    let saving = Submission::of::<SavePassword>();
    saving.follow();
    let password = NewPassword::new(rules);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT, text: recovery::choose::PAUSED };
    let about = StoredValue::new([email.clone(), screen.organisation.name.clone()]);
    let look = move || about.with_value(|[email, organisation]| password.look(&[email, organisation]));
    Effect::new(look);
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
                action=SavePassword::url()
                novalidate
                on:submit=on_submit
                on:input=move |_| look()
            >
                <input type="hidden" name="token" value=screen.token/>
                <PasswordOwner email/>
                <ConfirmedPassword password saving/>
            </form>
        </div>
    }
}
