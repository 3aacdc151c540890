//! The frame of the settings: where else to go, who is signed in, and the way out.

use super::{SettingsScreen, one_button::OneButton};
use crate::{
    account::SignOut,
    paths,
    submission::Submission,
    ui::{Clock, FrameLayout, Group, Padlock, Person, Place, Refused, still},
    words::{self, settings},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// A page that the navigation leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Chapter {
    Account,
    Security,
    Activity,
}

impl Chapter {
    pub const fn path(self) -> &'static str {
        match self {
            Chapter::Account => paths::SETTINGS_ACCOUNT,
            Chapter::Security => paths::SETTINGS_SECURITY,
            Chapter::Activity => paths::SETTINGS_ACTIVITY,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Chapter::Account => settings::ACCOUNT,
            Chapter::Security => settings::SECURITY,
            Chapter::Activity => settings::ACTIVITY,
        }
        .text()
    }

    fn place(self, shown: Chapter) -> Place {
        let icon = match self {
            Chapter::Account => still(view! { <Person/> }),
            Chapter::Security => still(view! { <Padlock/> }),
            Chapter::Activity => still(view! { <Clock/> }),
        };
        Place { href: self.path(), label: self.title(), icon, is_here: self == shown }
    }
}

#[component]
pub fn Frame(screen: SettingsScreen, chapter: Chapter, children: Children) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.follow();
    let places = [Chapter::Account, Chapter::Security, Chapter::Activity].map(|place| place.place(chapter)).into();
    let groups = vec![Group { id: "settings", title: settings::GROUP.text(), places }];
    let organisation = screen.organisation.name.clone();
    let foot = still(view! { <Foot screen leaving/> });
    view! {
        <FrameLayout organisation home=paths::ACCOUNT groups foot>
            <div class="app__refused">
                <Refused error=Signal::derive(move || leaving.error())/>
            </div>
            {children()}
        </FrameLayout>
    }
}

#[component]
fn Foot(screen: SettingsScreen, leaving: Submission) -> impl IntoView {
    let letters = initials(screen.name.as_deref(), &screen.email);
    let name = screen.name.map(|name| view! { <span>{name}</span> });
    view! {
        <span class="avatar" aria-hidden="true">{letters}</span>
        <span class="sidenav__who">{name} <span>{screen.email}</span></span>
        <OneButton submission=leaving action=SignOut::url() look="link-button" label=words::account::SIGN_OUT/>
    }
}

/// Of the first and the last name, else of the address.
fn initials(name: Option<&str>, email: &str) -> String {
    let mut words = name.unwrap_or_default().split_whitespace();
    let first_letter = |word: &str| word.chars().next();
    match (words.next(), words.last()) {
        (Some(first), Some(last)) => first_letter(first).into_iter().chain(first_letter(last)).collect(),
        (Some(only), None) => only.chars().take(2).collect(),
        _ => email.chars().take(2).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::initials;
    use rstest::rstest;

    #[rstest]
    #[case(Some("Jo Alder"), "JA")]
    #[case(Some("Jo van der Alder"), "JA")]
    #[case(Some("Jo"), "Jo")]
    #[case(Some("Żaneta Łuk"), "ŻŁ")]
    #[case(Some(" "), "me")]
    #[case(None, "me")]
    fn the_avatar_shows_the_first_and_the_last_name_or_the_address(#[case] name: Option<&str>, #[case] letters: &str) {
        assert_eq!(initials(name, "member@codes.example"), letters);
    }
}
