//! What the pages of the console share.

use crate::prelude::*;
use crate::settings::{Console, ConsoleIcon, ConsoleNavItem, NavUser};
use crate::words::{admin, settings};

/// The data of one page of the console, which knows its headings, its place in the navigation and how to draw it.
pub trait AdminView {
    /// The heading of the page, also the title of the browser tab.
    fn title(&self) -> String;

    /// The text below the heading: what the page is for.
    fn lead(&self, organisation: &str) -> String;

    /// The navigation entry that is highlighted.
    fn section(&self) -> ConsoleSection {
        ConsoleSection::PEOPLE
    }

    /// Whether it is the page of a navigation entry. All others have a link back.
    fn is_first(&self) -> bool {
        false
    }

    /// Path and label of the link back.
    fn back(&self) -> (String, String) {
        let section = self.section();
        (section.path.to_owned(), section.title.into())
    }

    /// The path of the logo above the headings.
    fn logo(&self) -> Option<String> {
        None
    }

    /// Buttons below the headings that start something new.
    fn buttons(&self) -> Option<AnyView> {
        None
    }

    fn draw(self, context: AdminContext) -> AnyView;
}

/// What a page of the console gets besides its own data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdminContext {
    pub user: NavUser,
    pub draft: FormDraft,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

/// A navigation entry of the console. Add one only once its pages exist.
#[derive(Clone, Copy)]
pub struct ConsoleSection {
    pub path: &'static str,
    pub title: Word,
    icon: ConsoleIcon,
}

impl ConsoleSection {
    pub const PEOPLE: Self = Self::new(paths::ADMIN_PEOPLE, admin::PEOPLE, ConsoleIcon::People);
    pub const INVITATIONS: Self = Self::new(paths::ADMIN_INVITATIONS, admin::invitations::TITLE, ConsoleIcon::Envelope);
    pub const APPLICATIONS: Self =
        Self::new(paths::ADMIN_APPLICATIONS, admin::applications::TITLE, ConsoleIcon::Laptop);
    pub const GROUPS: Self = Self::new(paths::ADMIN_GROUPS, admin::groups::TITLE, ConsoleIcon::People);
    pub const POLICY: Self = Self::new(paths::ADMIN_POLICY, admin::policy::TITLE, ConsoleIcon::Paper);
    pub const RESERVED: Self = Self::new(paths::ADMIN_RESERVED, admin::RESERVED, ConsoleIcon::LockIcon);
    pub const MESSAGES: Self = Self::new(paths::ADMIN_MESSAGES, admin::MESSAGES, ConsoleIcon::Envelope);
    pub const AUDIT: Self = Self::new(paths::ADMIN_AUDIT, admin::AUDIT, ConsoleIcon::Clock);
    pub const BRANDING: Self = Self::new(paths::ADMIN_BRANDING, admin::branding::TITLE, ConsoleIcon::PaletteIcon);

    const fn new(path: &'static str, title: Word, icon: ConsoleIcon) -> Self {
        ConsoleSection { path, title, icon }
    }
}

/// The admin part of the navigation. It travels with the page's data, so that members never load its texts.
pub fn console() -> Console {
    let sections = [
        ConsoleSection::PEOPLE,
        ConsoleSection::INVITATIONS,
        ConsoleSection::APPLICATIONS,
        ConsoleSection::GROUPS,
        ConsoleSection::POLICY,
        ConsoleSection::RESERVED,
        ConsoleSection::MESSAGES,
        ConsoleSection::AUDIT,
        ConsoleSection::BRANDING,
    ];
    let item =
        |ConsoleSection { path, title, icon }| ConsoleNavItem { path: path.to_owned(), label: title.into(), icon };
    Console { title: admin::GROUP.into(), items: sections.map(item).into() }
}

/// The panel of a page that adds something: a form, whose fields are the children, and a link that cancels.
#[component]
pub fn AddForm(
    saving: Submission,
    /// The form's `action`.
    action: &'static str,
    /// Whether a refusal is shown beside a field. Any other is shown above the form.
    is_about_field: fn(&Refusal) -> bool,
    /// The label of the button.
    label: Word,
    /// Path that the cancelling link leads to.
    #[prop(into)]
    back: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_field)/>
            <form
                class="stack"
                method="post"
                action=action
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                {children()}
                <div class="actions">
                    <SubmitButton label busy=Signal::derive(move || saving.is_busy())/>
                    <a class="button button--quiet" href=back>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}

/// A time in a cell of a table. `None`: there is none.
pub fn moment_or_none(moment: Option<Moment>) -> AnyView {
    match moment {
        Some(moment) => static_view(view! { <When moment/> }),
        None => static_view(admin::NONE.text()),
    }
}

/// Redirects to a page that confirms the action named `done`.
#[cfg(feature = "ssr")]
pub fn done(page: impl Into<AdminRoute>, done: &str) -> Redirect {
    Redirect::path(paths::with_query(&page.into().path(), &[(paths::DONE, done)]))
}

/// If the admin has to reauthenticate, redirects to reauthentication, which leads to `next`. Returns any other failure.
#[cfg(feature = "ssr")]
pub fn reauthenticate(failure: Failure, next: impl Into<AdminRoute>) -> Answer<Redirect> {
    match failure {
        Failure::Refused(Refusal::ReauthenticationRequired) => {
            Ok(Redirect::path(paths::reauthentication_before(&next.into().path())))
        }
        failure => Err(failure),
    }
}

/// The IANA name of the time zone in which the admin reads times; UTC if it is unknown.
#[cfg(feature = "ssr")]
pub fn zone_of(signed_in: &SignedIn) -> String {
    signed_in.account.zone().unwrap_or("UTC").to_owned()
}
