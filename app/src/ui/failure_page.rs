//! The error page for failures, with the incident id for support.

use super::{AuthLayout, icons::Exclamation, static_view};
use crate::{api_error::ApiError, words};
use leptos::prelude::*;

#[component]
pub fn FailurePage(error: ApiError) -> impl IntoView {
    let (title, text) = words::failure(&error);
    let incident = words::incident(&error).map(str::to_owned);
    view! {
            <AuthLayout>
    {static_view(view! {            <div class="card">
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
                </div>})}
            </AuthLayout>
        }
}
