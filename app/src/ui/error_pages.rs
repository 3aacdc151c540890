//! The pages for failures and for unknown paths.

use super::icons::{Exclamation, SearchIcon};
use super::{AuthLayout, static_view};
use crate::{api_error::ApiError, paths, words};
use leptos::prelude::*;

/// The error page for failures, with the incident id for support.
#[component]
pub fn FailurePage(error: ApiError) -> impl IntoView {
    let (title, text) = words::failure(&error);
    let incident = words::incident(&error).map(str::to_owned);
    view! {
        <AuthLayout>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <span class="card__icon card__icon--plain"><Exclamation/></span>
                        <h1>{title}</h1>
                        <p>{text}</p>
                    </div>
                    {incident.map(|incident| {
                        view! {
                            <div class="stack stack--tight">
                                <span class="field__label" id="incident-label">{words::INCIDENT}</span>
                                <p class="secret" aria-labelledby="incident-label" role="group">{incident}</p>
                            </div>
                        }
                    })}
                    <div class="actions">
                        <a class="button button--primary" href="" rel="external">{words::TRY_AGAIN}</a>
                    </div>
                </div>
            })}
        </AuthLayout>
    }
}

/// The page for unknown paths.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <AuthLayout>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <span class="card__icon card__icon--plain"><SearchIcon/></span>
                        <h1>{words::not_found::TITLE}</h1>
                        <p>{words::not_found::TEXT}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=paths::HOME>{words::not_found::TO_SIGN_IN}</a>
                        <a class="button button--quiet" href=paths::ACCOUNT>{words::not_found::TO_ACCOUNT}</a>
                    </div>
                </div>
            })}
        </AuthLayout>
    }
}
