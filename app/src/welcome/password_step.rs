//! Replaces the temporary password by one that the user chooses.

use super::{
    WelcomePassword, WelcomeScreen,
    ways::{Ways, return_to},
};
use crate::{
    submission::Submission,
    ui::{
        ConfirmedPassword, NewPassword, PasswordOwner, Pause, Refused, ServerClock, is_about_new_password, static_view,
    },
    words::{self, welcome},
};
use domain::PasswordRules;
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn PasswordStep(screen: WelcomeScreen, rules: Option<PasswordRules>) -> impl IntoView {
    match rules {
        Some(rules) => static_view(view! { <Choose screen rules/> }),
        None => static_view(view! {
            <p>{welcome::password::CHOSEN}</p>
            <Ways screen is_done=true/>
        }),
    }
}

#[component]
fn Choose(screen: WelcomeScreen, rules: PasswordRules) -> impl IntoView {
    let saving = Submission::of::<WelcomePassword>();
    saving.follow();
    let password = NewPassword::new(rules);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT.text(), text: welcome::password::PAUSED.text() };
    let about = [screen.email.clone(), screen.name.clone().unwrap_or_default(), screen.organisation.name.clone()];
    let about = StoredValue::new(about);
    let look = move || about.with_value(|about| password.look(&about.each_ref().map(String::as_str)));
    Effect::new(look);
    let on_submit = move |event: SubmitEvent| {
        look();
        password.send(saving, &event);
    };
    view! {
        <Refused error=saving.above(is_about_new_password) pause/>
        <form
            class="stack"
            method="post"
            action=WelcomePassword::url()
            novalidate
            on:submit=on_submit
            on:input=move |_| look()
        >
            {return_to(&screen)}
            <PasswordOwner email=screen.email.clone()/>
            <ConfirmedPassword password saving label=welcome::CONTINUE/>
        </form>
        <Ways screen/>
    }
}
