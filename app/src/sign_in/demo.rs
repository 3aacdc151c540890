//! The panel of a demonstration: accounts to sign in with, and a link to the inbox. It is in a chunk of its own, which
//! only a demonstration loads.

use super::{DemoAccount, sign_in_forms::SignInForms};
use crate::{
    paths,
    ui::{EMAIL, PASSWORD, PHONE, fill, static_view},
    words::{self, demo},
};
use leptos::prelude::*;

#[component]
pub fn Demo(desk: SignInForms) -> impl IntoView {
    let accounts = desk.gate.with_value(|gate| gate.demo.clone());
    let accounts: Vec<_> = accounts.into_iter().map(|account| view! { <Account desk account/> }).collect();
    static_view(view! {
        <section class="demo" aria-labelledby="demo">
            <div class="demo__head">
                <h2 class="demo__title" id="demo">{demo::TITLE}</h2>
                <a class="target" rel="external" href=paths::DEV_INBOX>{demo::INBOX}</a>
            </div>
            {accounts}
        </section>
    })
}

/// An account, with a button that fills it into whichever form is open.
#[component]
fn Account(desk: SignInForms, account: DemoAccount) -> impl IntoView {
    let label = demo::fill_in(&account.email);
    let facts = [
        (demo::EMAIL, account.email.clone()),
        (words::phone::NUMBER, account.phone.clone()),
        (words::password::PASSWORD, account.password.clone()),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt> " " <dd>{value}</dd> }).collect();
    let on_click = move |_| {
        fill(EMAIL.input, &account.email);
        fill(PHONE.input, &account.phone);
        fill(PASSWORD.input, &account.password);
        desk.email.set(account.email.clone());
    };
    static_view(view! {
        <div class="demo__account">
            <dl class="facts">{facts}</dl>
            <button type="button" class="button button--quiet with-script" aria-label=label on:click=on_click>
                {demo::FILL_IN}
            </button>
        </div>
    })
}
