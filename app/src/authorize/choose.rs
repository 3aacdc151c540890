//! The client asks which account to use: the one that is signed in, or another one.

use super::api::ChooseAccount;
use crate::{prelude::*, words::authorize};

/// `other` is the path where the user signs in with another account.
#[component]
pub fn Choose(request: String, email: String, other: String) -> impl IntoView {
    let choosing = Submission::of::<ChooseAccount>();
    choosing.redirect_on_success();
    view! {
        <p>{authorize::SIGNED_IN_AS} " " <strong class="address">{email}</strong> "."</p>
        <Refused error=Signal::derive(move || choosing.error())/>
        <div class="actions">
            <ButtonForm
                submission=choosing
                action=ChooseAccount::url()
                label=authorize::CONTINUE_AS
                look="button button--primary"
                which=Some(("request", request))
            />
            <a class="button button--quiet" href=other>{authorize::OTHER_ACCOUNT}</a>
        </div>
    }
}
