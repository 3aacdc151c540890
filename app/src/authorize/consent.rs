//! The client asks for what the user has not allowed yet.

use super::api::{AllowAccess, DeclineAccess};
use crate::{prelude::*, words::authorize};
use domain::oidc::Scope;

/// `owner` is the organisation that has the application, `host` that of the client. `other` is the path where the user
/// signs in with another account.
#[component]
pub fn Consent(
    request: String,
    application: String,
    owner: String,
    host: String,
    scopes: Vec<Scope>,
    email: String,
    other: String,
) -> impl IntoView {
    view! {
        <p>{authorize::about(&application, owner, host)}</p>
        <AllowOrCancel request application scopes email other/>
    }
}

/// What the application wants to know, about which account, and the buttons. `other` is as for `Consent`.
#[component]
pub fn AllowOrCancel(
    request: String,
    application: String,
    scopes: Vec<Scope>,
    email: String,
    other: String,
) -> impl IntoView {
    let (allowing, declining) = (Submission::of::<AllowAccess>(), Submission::of::<DeclineAccess>());
    allowing.redirect_on_success();
    declining.redirect_on_success();
    let scopes: Vec<_> = scopes.into_iter().map(|scope| view! { <li>{authorize::scope(scope)}</li> }).collect();
    view! {
        <p>{authorize::wants(&application)}</p>
        <ul class="scopes">{scopes}</ul>
        <p>
            {authorize::SIGNED_IN_AS} " " <strong class="address">{email}</strong> ". "
            <a href=other>{authorize::NOT_YOU}</a>
        </p>
        <Refused error=Signal::derive(move || allowing.error().or_else(|| declining.error()))/>
        <div class="actions">
            <ButtonForm
                submission=allowing
                action=AllowAccess::url()
                label=authorize::ALLOW
                look="button button--primary"
                which=Some(("request", request.clone()))
            />
            <ButtonForm
                submission=declining
                action=DeclineAccess::url()
                label=words::settings::CANCEL
                look="button button--quiet"
                which=Some(("request", request))
            />
        </div>
    }
}
