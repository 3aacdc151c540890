//! What the pages of the settings share.

use super::frame::NavSection;
use crate::prelude::*;
use crate::words::by_name;
use crate::words::settings::{self, done};

/// The data of one page of the settings, which knows its title, its place in the navigation and how to draw it.
pub trait SettingsView {
    /// The heading of the page, also the title of the browser tab.
    fn title(&self) -> &'static str;

    /// The text below the heading: what the page is for.
    fn lead(&self) -> String;

    /// The navigation entry that is highlighted.
    fn section(&self) -> NavSection {
        NavSection::Account
    }

    /// Whether it is the page of a navigation entry. All others have a link back to such a page.
    fn is_first(&self) -> bool {
        false
    }

    fn draw(self, context: SettingsContext) -> AnyView;
}

/// What a page of the settings gets besides its own data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsContext {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    /// Where the user continues after this page. Checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    pub draft: FormDraft,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

/// What the user just did, as the next page reports it: a name in URLs, with a sentence in `[settings.done]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done(&'static str);

impl Done {
    /// Only for constants: a name without a sentence stops the build.
    pub const fn new(name: &'static str) -> Self {
        by_name(done::BY_KEY, "", [name]);
        Done(name)
    }

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The sentence for a name. `None`: there is no such name.
    pub fn sentence(name: &str) -> Option<String> {
        let key = name.replace('-', "_");
        done::BY_KEY.iter().find(|(known, _)| *known == key).map(|(_, word)| String::from(*word))
    }
}

/// The button of a form, and the link beside it that leads back without a change.
#[component]
pub fn SaveOrCancel(
    saving: Submission,
    #[prop(into, default = settings::SAVE.text())] label: &'static str,
    #[prop(into)] back: String,
) -> impl IntoView {
    view! {
        <div class="actions">
            <SubmitButton label busy=Signal::derive(move || saving.is_busy())/>
            <a class="button button--quiet" href=back>{settings::CANCEL}</a>
        </div>
    }
}

/// Hidden `return_to` field, for forms that may complete what the user came to do.
#[component]
pub fn WayBack(return_to: Option<String>) -> impl IntoView {
    return_to.map(|return_to| view! { <input type="hidden" name="return_to" value=return_to/> })
}
