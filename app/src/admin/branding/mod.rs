//! `/admin/branding`: name, colour, support contact and logo on the organisation's pages and in its messages, and whom
//! its messages are from.

mod color;
mod identity;
mod logo;
mod message_head;

pub use identity::{BrandingDone, SaveBranding};
pub use logo::RemoveLogo;

#[cfg(feature = "ssr")]
use super::kept_form::BRANDING;
use super::logo::LogoProblem;
use super::page::{AdminContext, AdminView, ConsoleSection};
use super::settings_fields::{IDENTITY, take_unsaved};
use crate::{prelude::*, words::admin::branding};
use domain::Fields;
#[cfg(feature = "ssr")]
use domain::branding::{COLOR, FIELDS, NAME, REPLY_TO, SENDER_NAME, SUPPORT};
use identity::IdentityForm;
use logo::OrganisationLogo;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// `/admin/branding`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrandingView {
    /// Values of the form: as saved, or as typed when they were refused.
    pub fields: Fields,
    pub logo_problem: Option<LogoProblem>,
    pub done: Option<BrandingDone>,
}

impl AdminView for BrandingView {
    fn title(&self) -> String {
        branding::TITLE.into()
    }

    fn lead(&self, organisation: &str) -> String {
        branding::lead(organisation)
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::BRANDING
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <BrandingPage view=self organisation=context.user.organisation/> })
    }
}

impl BrandingView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Self {
        let organisation = &admin.signed_in().organisation;
        let saved = || {
            let mut fields = Fields::default();
            let branding = &organisation.branding;
            fields.set(NAME, organisation.name.as_str());
            fields.set(COLOR, branding.color.map(|color| color.to_string()).unwrap_or_default());
            fields.set(SUPPORT, branding.support.as_ref().map(ToString::to_string).unwrap_or_default());
            fields.set(SENDER_NAME, branding.sender_name.as_ref().map(ToString::to_string).unwrap_or_default());
            fields.set(REPLY_TO, branding.reply_to.as_ref().map(ToString::to_string).unwrap_or_default());
            fields
        };
        BrandingView {
            fields: web.kept_form(admin, BRANDING, &FIELDS).unwrap_or_else(saved),
            logo_problem: LogoProblem::in_query(query),
            done: unless_refused(query, paths::DONE).and_then(|name| BrandingDone::of(&name)),
        }
    }
}

#[component]
fn BrandingPage(view: BrandingView, organisation: OrganisationView) -> impl IntoView {
    let done = view.done.map(|done| match done {
        BrandingDone::Saved => branding::SAVED,
        BrandingDone::LogoSaved => branding::LOGO_SAVED,
        BrandingDone::LogoRemoved => branding::LOGO_REMOVED,
    });
    let done = done.map(|title| view! { <JustDone title/> });
    let [kept] = take_unsaved([IDENTITY]);
    let fields = kept.unwrap_or(view.fields);
    let typed = RwSignal::new(fields.clone());
    let logo = organisation.branding.logo.clone();
    view! {
        {done}
        {static_view(view! { <IdentityForm fields typed logo/> })}
        {static_view(view! { <OrganisationLogo logo=organisation.branding.logo refused=view.logo_problem typed/> })}
    }
}
