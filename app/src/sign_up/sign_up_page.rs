//! `/sign-up` and `/o/SLUG/sign-up`. The account is created once the code that proves the email address is entered.

use super::{SignUpScreen, sign_up_form::SignUpForm};
use crate::{
    paths,
    ui::{AuthLayout, static_view},
    words,
};
use leptos::prelude::*;

#[component]
pub fn SignUpPage(screen: SignUpScreen) -> impl IntoView {
    let sign_in = paths::with_return_to(paths::sign_in(&screen.organisation), screen.return_to.as_deref());
    let organisation = screen.organisation.clone();
    let name = organisation.name.clone();
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{words::sign_up::PAGE_TITLE}</h1>
                            <p>{words::sign_up::text(&name)}</p>
                        </div>
                        <SignUpForm screen/>
                    </div>
                    <p class="gate__after">
                        {words::sign_up::HAVE_ACCOUNT} " " <a href=sign_in>{words::sign_in::SIGN_IN}</a>
                    </p>
                },
            )}
        </AuthLayout>
    }
}
