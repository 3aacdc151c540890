//! Passkeys and authenticator apps that were added lately to an account whose password is being replaced. An intruder
//! may have added them to get back in. Each has a checkbox that removes it.

use super::{Added, AddedView};
use crate::{
    organisation::OrganisationView,
    ui::static_view,
    words::{recovery::added, settings::authenticator},
};
use leptos::prelude::*;

const TITLE: &str = "added-lately";

#[component]
pub fn AddedLately(added: Added, organisation: OrganisationView) -> impl IntoView {
    match added {
        Added::Removable(ways) if ways.is_empty() => None,
        Added::Removable(ways) => {
            let boxes: Vec<_> = ways.into_iter().enumerate().map(|(at, way)| view! { <Way way at/> }).collect();
            Some(static_view(view! {
                <div class="stack" role="group" aria-labelledby=TITLE>
                    <div class="stack stack--tight">
                        <h2 class="field__label" id=TITLE>{added::TITLE}</h2>
                        <p>{added::ABOUT}</p>
                    </div>
                    {boxes}
                </div>
            }))
        }
        Added::Kept => Some(static_view(view! { <p>{added::kept(&organisation)}</p> })),
    }
}

#[component]
fn Way(way: AddedView, at: usize) -> impl IntoView {
    let AddedView { way, name, at: when, is_ticked } = way;
    let (id, hint) = (format!("remove-{at}"), format!("remove-{at}-hint"));
    let (label, text) = match name {
        Some(name) => (added::remove(name), added::passkey(when)),
        None => (added::remove(authenticator::APP), authenticator::on(when)),
    };
    static_view(view! {
        <div class="field">
            <label class="check" for=id.clone()>
                <input
                    type="checkbox"
                    id=id.clone()
                    name="remove[]"
                    value=way.to_string()
                    checked=is_ticked
                    aria-describedby=hint.clone()
                />
                <span>{label}</span>
            </label>
            <p class="field__hint" id=hint>{text}</p>
        </div>
    })
}
