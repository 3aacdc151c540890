//! The sessions of the account, and buttons to end them.

use super::{EndOtherSessions, EndSession, SessionView};
use crate::{
    paths,
    submission::Submission,
    ui::{ButtonForm, Laptop, PhoneIcon, Refused, Row, Section, static_view},
    words::{self, settings::sessions as words_here},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The most recently used sessions, a link to all of them if there are more, and a button that ends all others.
#[component]
pub fn Sessions(sessions: Vec<SessionView>, has_more: bool) -> impl IntoView {
    let ending_others = Submission::of::<EndOtherSessions>();
    ending_others.follow();
    let count = match has_more {
        true => static_view(view! { <a class="target" href=paths::SETTINGS_SESSIONS>{words_here::ALL}</a> }),
        false => static_view(view! { <span>{words_here::count(sessions.len())}</span> }),
    };
    let has_others = has_more || sessions.iter().any(|session| !session.is_this);
    view! {
        <Section id="sessions" title=words_here::SECTION about=words_here::ABOUT>
            <Refused error=Signal::derive(move || ending_others.error())/>
            <SessionRows sessions/>
            <div class="panel__foot">
                {count}
                {has_others
                    .then(|| {
                        view! {
                            <ButtonForm
                                submission=ending_others
                                action=EndOtherSessions::url()
                                label=words_here::END_OTHERS
                            />
                        }
                    })}
            </div>
        </Section>
    }
}

/// Every session but the current one has a button that ends it.
#[component]
pub fn SessionRows(sessions: Vec<SessionView>) -> impl IntoView {
    let ending = Submission::of::<EndSession>();
    ending.follow();
    let rows: Vec<_> = sessions
        .into_iter()
        .enumerate()
        .map(|(at, session)| view! { <Session session id=format!("session-{at}") ending/> })
        .collect();
    view! {
        <Refused error=Signal::derive(move || ending.error())/>
        <ul class="rows">{rows}</ul>
    }
}

#[component]
fn Session(session: SessionView, id: String, ending: Submission) -> impl IntoView {
    let SessionView { id: which, browser, place, last_seen, is_this } = session;
    let icon =
        if is_hand_held(&browser) { static_view(view! { <PhoneIcon/> }) } else { static_view(view! { <Laptop/> }) };
    let badge = is_this.then(|| view! { " " <span class="badge badge--accent">{words_here::THIS}</span> });
    let title = static_view(view! { <span id=id.clone()>{browser}</span> {badge} });
    let actions = (!is_this).then(|| {
        static_view(view! {
            <ButtonForm
                submission=ending
                action=EndSession::url()
                label=words::account::SIGN_OUT
                which=Some(("session", which))
                described_by=Some(id)
            />
        })
    });
    view! { <Row icon title text=format!("{place} · {last_seen}") actions/> }
}

/// Judged by the browser's name as the server shows it.
fn is_hand_held(browser: &str) -> bool {
    ["iPhone", "iPad", "Android"].iter().any(|device| browser.contains(device))
}
