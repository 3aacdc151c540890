//! `/recovery`: how to get in without the password.

use super::RecoveryHelp;
use crate::{
    paths,
    ui::{GateLayout, still},
    words,
};
use leptos::prelude::*;

#[component]
pub fn RecoveryPage(help: RecoveryHelp) -> impl IntoView {
    let home = paths::sign_in(&help.organisation);
    let name = help.organisation.name.clone();
    let text = match help.methods.first() {
        Some(&method) => words::recovery::instead(method).to_owned(),
        None => words::recovery::ask(&name),
    };
    let ways: Vec<_> = help
        .methods
        .iter()
        .enumerate()
        .map(|(at, &method)| {
            let look = if at == 0 { "button--primary" } else { "button--quiet" };
            view! {
                <a class=format!("button button--wide {look}") href=paths::sign_in_with(&help.organisation, method)>
                    {words::sign_in::way(method)}
                </a>
            }
        })
        .collect();
    view! {
        <GateLayout organisation=name home=home.clone()>
            {still(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{words::recovery::PAGE_TITLE}</h1>
                            <p>{text}</p>
                        </div>
                        <div class="stack">
                            {ways}
                            <p class="link-line">
                                <a class="target" href=home>{words::recovery::BACK}</a>
                            </p>
                        </div>
                    </div>
                },
            )}
        </GateLayout>
    }
}
