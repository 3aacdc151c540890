//! `/admin/policy`: the rules of the organisation, and the origins users may return to after sign-in.

mod card;
mod field_groups;
mod method_list;
mod origins_form;
mod preview;
mod rules_form;
mod save;
mod time_field;

pub use card::{DrawnCard, PreviewPolicy};
pub use origins_form::SaveOrigins;
pub use rules_form::SavePolicy;
pub use save::PolicyDone;

#[cfg(feature = "ssr")]
use super::kept_form::POLICY;
use super::page::{AdminContext, AdminView, ConsoleSection};
use super::settings_fields::{ORIGINS, RULES, take_unsaved};
#[cfg(feature = "ssr")]
use crate::sign_in::card_html;
use crate::{prelude::*, words::admin::policy};
use domain::policy::{CredentialGroup, Served, SignedInGroup, form};
use domain::{Fields, Preset};
use rules_form::{PolicyFacts, RulesForm};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// `/admin/policy`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyView {
    /// Values of the form: as saved, those of the previewed preset, or as typed before.
    pub fields: Fields,
    pub previewed_preset: Option<Preset>,
    /// The form shows the saved policy.
    pub is_saved: bool,
    /// The values of the saved policy.
    pub saved: Fields,
    /// The active users, by what they can sign in with.
    pub groups: Vec<CredentialGroup>,
    /// The users who are signed in, whom a stricter second step may sign out.
    pub signed_in: Vec<SignedInGroup>,
    /// The card of the sign-in page under the policy of the form, as HTML.
    pub card: String,
    /// What this installation can offer.
    pub served: Served,
    /// One per line; as saved, or as typed before.
    pub origins: String,
    pub done: Option<PolicyDone>,
}

impl AdminView for PolicyView {
    fn title(&self) -> String {
        policy::TITLE.into()
    }

    fn lead(&self, organisation: &str) -> String {
        policy::lead(organisation)
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::POLICY
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <PolicyPage view=self/> })
    }
}

impl PolicyView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let organisation = &admin.signed_in().organisation;
        let previewed_preset = unless_refused(query, paths::PRESET).and_then(|name| Preset::of(&name));
        let saved = form::fields_of(&organisation.policy);
        let fields = match previewed_preset {
            Some(preset) => form::fields_of(&preset.policy()),
            None => web.kept_form(admin, POLICY, &form::posted_names()).unwrap_or_else(|| saved.clone()),
        };
        let draft = form::read(&fields).unwrap_or_else(|_| organisation.policy.clone());
        let typed = web.kept_form(admin, ORIGINS, &[ORIGINS]).map(|typed| typed.get(ORIGINS).to_owned());
        let groups = service::admin::credential_groups(&web.cx.app, admin).await?;
        let signed_in = service::admin::signed_in_groups(&web.cx.app, admin).await?;
        Ok(PolicyView {
            is_saved: fields.only(&form::names()) == saved,
            fields,
            saved,
            previewed_preset,
            groups,
            signed_in,
            card: card_html(web, organisation, &draft).await?,
            served: web.cx.app.served(),
            origins: typed.unwrap_or_else(|| organisation.return_origins.join("\n")),
            done: unless_refused(query, paths::DONE).and_then(|name| PolicyDone::of(&name)),
        })
    }
}

#[component]
fn PolicyPage(view: PolicyView) -> impl IntoView {
    let done = view.done.map(|done| match done {
        PolicyDone::Saved => policy::SAVED,
        PolicyDone::OriginsSaved => policy::ORIGINS_SAVED,
    });
    let done = done.map(|title| view! { <JustDone title/> });
    // Saving one form redraws the page. Restore what was typed into the other.
    let [rules, origins] = take_unsaved([RULES, ORIGINS]);
    let is_same = |rules: &Fields| rules.only(&form::names()) == view.fields.only(&form::names());
    let is_saved = view.is_saved && rules.as_ref().is_none_or(is_same);
    let rules = RwSignal::new(rules.unwrap_or(view.fields));
    let origins = RwSignal::new(origins.unwrap_or_else(|| [(ORIGINS.to_owned(), view.origins)].into_iter().collect()));
    let unsaved = (!is_saved).then(|| static_view(view! { <Unsaved/> }));
    let facts = PolicyFacts {
        saved: view.saved,
        groups: view.groups,
        signed_in: view.signed_in,
        served: view.served,
        card: view.card,
    };
    view! {
        {done}
        {unsaved}
        {static_view(view! { <Presets previewed_preset=view.previewed_preset/> })}
        {static_view(view! { <RulesForm fields=rules facts origins/> })}
    }
}

/// Says that the form is not saved, with the button that goes back to what is saved. The browser itself posts the form,
/// so that the page is loaded anew.
#[component]
fn Unsaved() -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title=policy::UNSAVED/>
        <form class="after-panel" method="post" action=SavePolicy::url()>
            <button type="submit" class=QUIET name=form::CHANGE value=form::DISCARD>{policy::DISCARD}</button>
        </form>
    }
}

/// Links that show a preset's rules in the form. Nothing is saved by following one.
#[component]
fn Presets(previewed_preset: Option<Preset>) -> impl IntoView {
    let links: Vec<_> = Preset::ALL
        .into_iter()
        .map(|preset| {
            let path = paths::with_query(paths::ADMIN_POLICY, &[(paths::PRESET, preset.name())]);
            let is_here = (previewed_preset == Some(preset)).then_some("true");
            view! { <a class=QUIET href=path aria-current=is_here>{policy::preset(preset)}</a> }
        })
        .collect();
    view! {
        <Section id="presets" title=policy::PRESETS about=policy::ABOUT_PRESETS>
            <div class="panel__body cluster">{links}</div>
        </Section>
    }
}
