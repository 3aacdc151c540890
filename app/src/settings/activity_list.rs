//! The events of an account, one sentence each. Warnings are highlighted.

use super::ActivityEntry;
use crate::{
    ui::{Clock, Envelope, Exclamation, Handset, Key, Laptop, Padlock, Person, still},
    words::activity,
};
use domain::Activity;
use leptos::prelude::*;

type Words = fn(Activity, Option<&str>) -> String;

fn own_words(what: Activity, detail: Option<&str>) -> String {
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
        return still(view! {
            <div class="empty">
                <Clock/>
                <p class="empty__title">{activity::NONE}</p>
                <p>{activity::NONE_TEXT}</p>
            </div>
        });
    }
    let lines: Vec<_> = entries.into_iter().map(|entry| view! { <Line entry words/> }).collect();
    still(view! { <ul class="activity">{lines}</ul> })
}

#[component]
fn Line(entry: ActivityEntry, words: Words) -> impl IntoView {
    let ActivityEntry { what, detail, browser, place, at } = entry;
    let where_from: Vec<_> = [browser, place].into_iter().filter(|part| !part.is_empty()).collect();
    let kind = what.is_warning().then_some("warning");
    let spoken = kind.map(|_| view! { <span class="visually-hidden">{activity::WARNING} " "</span> });
    view! {
        <li data-kind=kind>
            {icon(what)}
            <div>
                <p>{spoken} {words(what, detail.as_deref())}</p>
                <p class="activity__where">{where_from.join(" · ")}</p>
            </div>
            <span class="activity__at">{at}</span>
        </li>
    }
}

fn icon(what: Activity) -> AnyView {
    match what {
        _ if what.is_warning() => still(view! { <Exclamation/> }),
        Activity::SessionEnded | Activity::OtherSessionsEnded | Activity::SignedOut => still(view! { <Laptop/> }),
        Activity::PasswordSet
        | Activity::PasswordChanged
        | Activity::RecoveryAsked
        | Activity::ResetConfirmed
        | Activity::TemporaryPasswordUsed
        | Activity::Unlocked
        | Activity::PasskeyAdded
        | Activity::PasskeyRenamed
        | Activity::PasskeyRemoved
        | Activity::PasswordRecovered => still(view! { <Key/> }),
        Activity::EmailChangeAsked
        | Activity::EmailChangeCancelled
        | Activity::EmailChanged
        | Activity::EmailChangeUndone
        | Activity::MessageWritten => still(view! { <Envelope/> }),
        Activity::PhoneVerified | Activity::PhoneRemoved => still(view! { <Handset/> }),
        Activity::AccountMade
        | Activity::ProfileChanged
        | Activity::AccountClosed
        | Activity::Deactivated
        | Activity::Reactivated => still(view! { <Person/> }),
        _ => still(view! { <Padlock/> }),
    }
}
