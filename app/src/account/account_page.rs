//! `/account`: greets the user and links to the settings and to sign-out.

use super::{CurrentAccount, SignOut};
use crate::{
    paths,
    submission::Submission,
    ui::{AuthLayout, CheckIcon, Refused, SubmitButton, static_view},
    words,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn AccountPage(account: CurrentAccount) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.follow();
    let on_submit = move |event: SubmitEvent| {
        leaving.send_on(&event);
    };
    let organisation = account.organisation;
    let name = organisation.name.clone();
    let console = account.console.map(|(path, label)| {
        view! { <a class="button button--quiet button--wide" href=path>{label}</a> }
    });
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <span class="card__icon card__icon--success"><CheckIcon/></span>
                            <h1>{words::account::greeting(account.name.as_deref())}</h1>
                            <p>
                                {words::account::SIGNED_IN_TO} " " {name} " " {words::account::AS} " "
                                <strong class="address">{account.email}</strong> "."
                            </p>
                        </div>
                        <Refused error=Signal::derive(move || leaving.error())/>
                        <div class="stack stack--tight">
                            <a class="button button--primary button--wide" href=paths::SETTINGS_ACCOUNT>
                                {words::account::SETTINGS}
                            </a>
                            <a class="button button--quiet button--wide" href=paths::SETTINGS_SECURITY>
                                {words::account::SECURITY}
                            </a>
                            {console}
                            <form method="post" action=SignOut::url() on:submit=on_submit>
                                <SubmitButton
                                    label=words::account::SIGN_OUT
                                    busy=Signal::derive(move || leaving.is_busy())
                                    look="quiet"
                                />
                            </form>
                        </div>
                    </div>
                },
            )}
        </AuthLayout>
    }
}
