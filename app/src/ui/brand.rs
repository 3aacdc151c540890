//! The logo and name of the organisation, in its brand colour.

use super::icons::Mark;
use crate::organisation::Branding;
use leptos::{either::Either, prelude::*};

#[component]
pub fn Brand(name: String, branding: Branding, #[prop(into)] home: String) -> impl IntoView {
    let sheet = branding.sheet.map(|sheet| view! { <link rel="stylesheet" href=sheet/> });
    let mark = match branding.logo {
        Some(logo) => Either::Left(view! { <img class="brand__logo" src=logo alt=""/> }),
        None => Either::Right(view! { <span class="brand__mark"><Mark/></span> }),
    };
    view! {
        {sheet}
        <a class="brand" href=home>
            {mark}
            {name}
        </a>
    }
}
