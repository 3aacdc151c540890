//! `/admin/policy`: the rules of the organisation, and the origins users may return to after sign-in.

use super::{
    PolicyDone, PolicyView,
    origins_form::OriginsForm,
    policy_form::PolicyForm,
    settings_fields::{ORIGINS, RULES, take_unsaved},
};
use crate::{prelude::*, words::admin::policy};
use domain::{Fields, Preset, policy::form};

#[component]
pub fn PolicyPage(view: PolicyView) -> impl IntoView {
    let done = view.done.map(|done| match done {
        PolicyDone::Saved => policy::SAVED,
        PolicyDone::Origins => policy::ORIGINS_SAVED,
    });
    let done = done.map(|title| view! { <JustDone title/> });
    // Saving one form redraws the page. Restore what was typed into the other.
    let [rules, origins] = take_unsaved([RULES, ORIGINS]);
    let is_same = |rules: &Fields| rules.only(&form::names()) == view.fields.only(&form::names());
    let is_saved = view.is_saved && rules.as_ref().is_none_or(is_same);
    let rules = RwSignal::new(rules.unwrap_or(view.fields));
    let origins = RwSignal::new(origins.unwrap_or_else(|| [(ORIGINS.to_owned(), view.origins)].into_iter().collect()));
    let unsaved = (!is_saved).then(|| view! { <Notice tone=Tone::Warning title=policy::UNSAVED/> });
    view! {
        {done}
        {unsaved}
        {static_view(view! { <Presets looked_at=view.looked_at/> })}
        {static_view(view! { <PolicyForm fields=rules lacking=view.lacking served=view.served origins/> })}
        {static_view(view! { <OriginsForm origins rules/> })}
    }
}

/// Links that show a preset's rules in the form. Nothing is saved by following one.
#[component]
fn Presets(looked_at: Option<Preset>) -> impl IntoView {
    let links: Vec<_> = Preset::ALL
        .into_iter()
        .map(|preset| {
            let path = paths::with_query(paths::ADMIN_POLICY, &[(paths::PRESET, preset.name())]);
            let is_here = (looked_at == Some(preset)).then_some("true");
            view! { <a class=QUIET href=path aria-current=is_here>{policy::preset(preset)}</a> }
        })
        .collect();
    view! {
        <Section id="presets" title=policy::PRESETS about=policy::ABOUT_PRESETS>
            <div class="panel__body cluster">{links}</div>
        </Section>
    }
}
