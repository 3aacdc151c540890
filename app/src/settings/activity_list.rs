//! The events of an account, one sentence each. Warnings are highlighted.

use super::ActivityEntry;
use crate::{
    ui::{Clock, Envelope, Exclamation, Key, Laptop, LockIcon, Person, PhoneIcon, static_view},
    words::activity,
};
use domain::{AuditEventKind, activity::AuditEventCategory};
use leptos::prelude::*;

type Words = fn(AuditEventKind, Option<&str>) -> String;

fn own_words(what: AuditEventKind, detail: Option<&str>) -> String {
    activity::sentence(what, detail).to_owned()
}

#[component]
pub fn ActivityList(
    entries: Vec<ActivityEntry>,
    /// Turns an event into a sentence. The default addresses the owner of the account.
    #[prop(default = own_words)]
    words: Words,
) -> impl IntoView {
    if entries.is_empty() {
        return static_view(view! {
            <div class="empty">
                <Clock/>
                <p class="empty__title">{activity::NONE}</p>
                <p>{activity::NONE_TEXT}</p>
            </div>
        });
    }
    let lines: Vec<_> = entries.into_iter().map(|entry| view! { <Line entry words/> }).collect();
    static_view(view! { <ul class="activity">{lines}</ul> })
}

#[component]
fn Line(entry: ActivityEntry, words: Words) -> impl IntoView {
    let ActivityEntry { what, detail, browser, place, at } = entry;
    let where_from: Vec<_> = [browser, place].into_iter().filter(|part| !part.is_empty()).collect();
    let kind = what.is_warning().then_some("warning");
    let spoken = kind.map(|_| view! { <span class="visually-hidden">{activity::WARNING} " "</span> });
    view! {
        <li data-kind=kind>
            {icon(what.category())}
            <div>
                <p>{spoken} {words(what, detail.as_deref())}</p>
                <p class="activity__where">{where_from.join(" · ")}</p>
            </div>
            <span class="activity__at">{at}</span>
        </li>
    }
}

fn icon(category: AuditEventCategory) -> AnyView {
    match category {
        AuditEventCategory::Warning => static_view(view! { <Exclamation/> }),
        AuditEventCategory::Session => static_view(view! { <Laptop/> }),
        AuditEventCategory::Credential => static_view(view! { <Key/> }),
        AuditEventCategory::Message => static_view(view! { <Envelope/> }),
        AuditEventCategory::Phone => static_view(view! { <PhoneIcon/> }),
        AuditEventCategory::Account => static_view(view! { <Person/> }),
        AuditEventCategory::Other => static_view(view! { <LockIcon/> }),
    }
}
