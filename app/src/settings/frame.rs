//! The layout of the settings and the console: navigation, the signed-in user, and sign-out.

use super::one_button::OneButton;
use crate::{
    account::SignOut,
    organisation::OrganisationView,
    paths,
    submission::Submission,
    ui::{Brush, Clock, Envelope, FrameLayout, Group, Padlock, Paper, People, Person, Place, Refused, still},
    words::{self, settings},
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

/// A settings page in the navigation.
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

    fn place(self, here: &str) -> Place {
        let icon = match self {
            Chapter::Account => still(view! { <Person/> }),
            Chapter::Security => still(view! { <Padlock/> }),
            Chapter::Activity => still(view! { <Clock/> }),
        };
        Place { href: self.path().into(), label: self.title().into(), icon, is_here: self.path() == here }
    }
}

/// The signed-in user, as the layout shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Who {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    /// `None` for members.
    pub console: Option<Console>,
}

/// The admin part of the navigation. It travels with the page's data, so that members never load its texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Console {
    pub title: String,
    pub places: Vec<ConsolePlace>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsolePlace {
    pub path: String,
    pub label: String,
    pub icon: ConsoleIcon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsoleIcon {
    People,
    Padlock,
    Envelope,
    Clock,
    Paper,
    Brush,
}

impl ConsoleIcon {
    fn draw(self) -> AnyView {
        match self {
            ConsoleIcon::People => still(view! { <People/> }),
            ConsoleIcon::Padlock => still(view! { <Padlock/> }),
            ConsoleIcon::Envelope => still(view! { <Envelope/> }),
            ConsoleIcon::Clock => still(view! { <Clock/> }),
            ConsoleIcon::Paper => still(view! { <Paper/> }),
            ConsoleIcon::Brush => still(view! { <Brush/> }),
        }
    }
}

/// `here` is the path of the navigation entry to highlight.
#[component]
pub fn Frame(who: Who, here: &'static str, children: Children) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.follow();
    let places = [Chapter::Account, Chapter::Security, Chapter::Activity].map(|place| place.place(here)).into();
    let mut groups = vec![Group { id: "settings", title: settings::GROUP.text().into(), places }];
    if let Some(Console { title, places }) = who.console.clone() {
        let places = places.into_iter().map(|ConsolePlace { path, label, icon }| Place {
            is_here: path == here,
            href: path.into(),
            label: label.into(),
            icon: icon.draw(),
        });
        groups.push(Group { id: "console", title: title.into(), places: places.collect() });
    }
    let organisation = who.organisation.clone();
    let foot = still(view! { <Foot who leaving/> });
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
fn Foot(who: Who, leaving: Submission) -> impl IntoView {
    let letters = initials(who.name.as_deref(), &who.email);
    let name = who.name.map(|name| view! { <span>{name}</span> });
    view! {
        <span class="avatar" aria-hidden="true">{letters}</span>
        <span class="sidenav__who">{name} <span>{who.email}</span></span>
        <OneButton submission=leaving action=SignOut::url() look="link-button" label=words::account::SIGN_OUT/>
    }
}

/// First letters of the first and the last name. Otherwise the first two characters of the only name or of the email
/// address.
pub fn initials(name: Option<&str>, email: &str) -> String {
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
