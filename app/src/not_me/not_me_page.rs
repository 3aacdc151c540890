//! `/not-me/TOKEN`: the sign-in that an alert is about. Opening the page changes nothing; its button does.

use super::{NotMeScreen, WasNotMe};
use crate::{
    paths,
    submission::Submission,
    ui::{AuthLayout, CheckIcon, Refused, SubmitButton, static_view},
    words::{self, Word, not_me},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn NotMePage(screen: NotMeScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content =
        if screen.is_over { static_view(view! { <Over screen/> }) } else { static_view(view! { <Question screen/> }) };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

/// Account, time, browser and IP address of the sign-in.
#[component]
fn Facts(screen: NotMeScreen) -> impl IntoView {
    let pair = |name: Word, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    view! {
        <dl class="facts facts--boxed">
            {pair(not_me::ACCOUNT, screen.account)} {pair(not_me::WHEN, screen.at)}
            {pair(not_me::BROWSER, screen.browser)} {pair(not_me::PLACE, screen.place)}
        </dl>
    }
}

#[component]
fn Question(screen: NotMeScreen) -> impl IntoView {
    let ending = Submission::of::<WasNotMe>();
    ending.follow();
    let posted = screen.token.clone();
    let on_submit = move |event: SubmitEvent| ending.send_on(&event);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{not_me::TITLE}</h1>
                <p>{not_me::TEXT}</p>
            </div>
            <Facts screen/>
            <Refused error=Signal::derive(move || ending.error())/>
            <form class="stack stack--tight" method="post" action=WasNotMe::url() on:submit=on_submit>
                <input type="hidden" name="token" value=posted/>
                <SubmitButton label=not_me::NOT_ME look="danger" busy=Signal::derive(move || ending.is_busy())/>
                <p class="field__hint">{not_me::WHAT_IT_DOES}</p>
            </form>
        </div>
        <p class="gate__after">{not_me::WAS_ME}</p>
    }
}

#[component]
fn Over(screen: NotMeScreen) -> impl IntoView {
    let (sign_in, recovery) = (paths::sign_in(&screen.organisation), paths::recovery(&screen.organisation));
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{not_me::over::TITLE}</h1>
                <p>{not_me::over::TEXT}</p>
            </div>
            <Facts screen/>
            <div class="actions">
                <a class="button button--primary" href=sign_in>{words::sign_in::SIGN_IN}</a>
                <a class="button button--quiet" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
            </div>
        </div>
    }
}
