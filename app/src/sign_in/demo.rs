//! In a demonstration: who can sign in here, and where the messages are.

use super::{DemoAccount, desk::Desk};
use crate::{
    paths,
    ui::{EMAIL, PASSWORD, PHONE, fill},
    words::{self, Word, demo},
};
use leptos::prelude::*;

#[component]
pub fn Demo(desk: Desk) -> impl IntoView {
    let accounts = desk.gate.with_value(|gate| gate.demo.clone());
    let accounts: Vec<_> = accounts.into_iter().map(|account| view! { <Account desk account/> }).collect();
    view! {
        <section class="demo" aria-labelledby="demo">
            <div class="demo__head">
                <h2 class="demo__title" id="demo">{demo::TITLE}</h2>
                <a class="target" href=paths::DEV_INBOX rel="external">{demo::INBOX}</a>
            </div>
            {accounts}
        </section>
    }
}

#[component]
fn Account(desk: Desk, account: DemoAccount) -> impl IntoView {
    let DemoAccount { email, phone, password } = account;
    let (to_email, to_phone, to_password) = (email.clone(), phone.clone(), password.clone());
    let on_click = move |_| {
        desk.email.set(to_email.clone());
        for (id, text) in [(EMAIL.input, &to_email), (PHONE.input, &to_phone), (PASSWORD.input, &to_password)] {
            fill(id, text);
        }
    };
    let pair = |name: Word, value: String| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let name = demo::fill_in(&email);
    view! {
        <div class="demo__account">
            <dl class="facts">
                {pair(demo::EMAIL, email)} {pair(words::phone::NUMBER, phone)} {pair(words::password::PASSWORD, password)}
            </dl>
            <button type="button" class="button button--quiet with-script" aria-label=name on:click=on_click>
                {demo::FILL_IN}
            </button>
        </div>
    }
}
