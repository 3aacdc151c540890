//! The page for unknown paths.

use super::{AuthLayout, icons::SearchIcon, static_view};
use crate::{paths, words};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
            <AuthLayout>
    {static_view(view! {            <div class="card">
                    <div class="card__head">
                        <span class="card__icon card__icon--plain"><SearchIcon/></span>
                        <h1>{words::not_found::TITLE}</h1>
                        <p>{words::not_found::TEXT}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=paths::HOME>{words::not_found::TO_SIGN_IN}</a>
                        <a class="button button--quiet" href=paths::ACCOUNT>{words::not_found::TO_ACCOUNT}</a>
                    </div>
                </div>})}
            </AuthLayout>
        }
}
