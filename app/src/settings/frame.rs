//! The layout of the settings and the console: navigation, the signed-in user, and sign-out.

use crate::{account::SignOut, prelude::*, words::settings};

/// A settings page in the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NavSection {
    Account,
    Security,
    Activity,
}

impl NavSection {
    pub const fn path(self) -> &'static str {
        match self {
            NavSection::Account => paths::SETTINGS_ACCOUNT,
            NavSection::Security => paths::SETTINGS_SECURITY,
            NavSection::Activity => paths::SETTINGS_ACTIVITY,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            NavSection::Account => settings::ACCOUNT,
            NavSection::Security => settings::SECURITY,
            NavSection::Activity => settings::ACTIVITY,
        }
        .text()
    }

    /// The section of the page that follows reauthentication.
    pub fn before(next: &str) -> Self {
        if next.starts_with(paths::SETTINGS_SECURITY) { NavSection::Security } else { NavSection::Account }
    }

    fn item(self, here: &str) -> NavItem {
        let icon = match self {
            NavSection::Account => static_view(view! { <Person/> }),
            NavSection::Security => static_view(view! { <LockIcon/> }),
            NavSection::Activity => static_view(view! { <Clock/> }),
        };
        NavItem { href: self.path().into(), label: self.title().into(), icon, is_here: self.path() == here }
    }
}

/// The signed-in user, as the layout shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NavUser {
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
    pub items: Vec<ConsoleNavItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsoleNavItem {
    pub path: String,
    pub label: String,
    pub icon: ConsoleIcon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsoleIcon {
    People,
    LockIcon,
    Envelope,
    Clock,
    Paper,
    PaletteIcon,
    Laptop,
}

impl ConsoleIcon {
    fn draw(self) -> AnyView {
        match self {
            ConsoleIcon::People => static_view(view! { <People/> }),
            ConsoleIcon::LockIcon => static_view(view! { <LockIcon/> }),
            ConsoleIcon::Envelope => static_view(view! { <Envelope/> }),
            ConsoleIcon::Clock => static_view(view! { <Clock/> }),
            ConsoleIcon::Paper => static_view(view! { <Paper/> }),
            ConsoleIcon::PaletteIcon => static_view(view! { <PaletteIcon/> }),
            ConsoleIcon::Laptop => static_view(view! { <Laptop/> }),
        }
    }
}

/// `here` is the path of the navigation entry to highlight.
#[component]
pub fn AppLayout(user: NavUser, here: &'static str, children: Children) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    leaving.redirect_on_success();
    let items =
        [NavSection::Account, NavSection::Security, NavSection::Activity].map(|section| section.item(here)).into();
    let mut groups = vec![NavGroup { id: "settings", title: settings::GROUP.text().into(), items }];
    if let Some(Console { title, items }) = user.console.clone() {
        let items = items.into_iter().map(|ConsoleNavItem { path, label, icon }| NavItem {
            is_here: path == here,
            href: path.into(),
            label: label.into(),
            icon: icon.draw(),
        });
        groups.push(NavGroup { id: "console", title: title.into(), items: items.collect() });
    }
    let organisation = user.organisation.clone();
    let foot = static_view(view! { <Footer user leaving/> });
    view! {
        <NavLayout organisation home=paths::ACCOUNT groups foot>
            <div class="app__refused">
                <Refused error=Signal::derive(move || leaving.error())/>
            </div>
            {children()}
        </NavLayout>
    }
}

#[component]
fn Footer(user: NavUser, leaving: Submission) -> impl IntoView {
    let letters = initials(user.name.as_deref(), &user.email);
    let name = user.name.map(|name| view! { <span>{name}</span> });
    view! {
        <span class="avatar" aria-hidden="true">{letters}</span>
        <span class="sidenav__who">{name} <span>{user.email}</span></span>
        <ButtonForm submission=leaving action=SignOut::url() look="link-button" label=words::account::SIGN_OUT/>
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
