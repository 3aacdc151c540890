//! The form of every setting of the policy and, below it, the one of the origins. The preview is beside both.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

use super::field_groups::{Passwords, Recovery, SecondSteps, Sessions, Ways, WrongPasswords};
use super::method_list::LIST;
use super::origins_form::OriginsForm;
use super::preview::Preview;
use super::save::Save;
use crate::admin::settings_fields::{ORIGINS, id_of, is_unfit, keep_unsaved_after, still_said, typed_in};
#[cfg(feature = "ssr")]
use crate::admin::{kept_form::POLICY, page::done};
use crate::prelude::*;
use crate::words::admin::{branding, policy};
use domain::policy::form::{self, MethodChange};
use domain::policy::{CredentialGroup, Served, SignedInGroup};
use leptos::html::Form;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// Replaces the policy. `domain::policy::form` names the fields. A button of the list of methods, and the one for the
/// preview, only change what the page shows, for browsers without JavaScript.
#[server(endpoint = "save_policy", input = PostUrl, output = Postcard)]
pub async fn save_policy(#[server(flatten)] fields: Fields) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let change = fields.get(form::CHANGE).to_owned();
        let fields = fields.only(&form::posted_names());
        if !change.is_empty() {
            return Ok(changed_draft(&web, admin, fields, &change));
        }
        let groups = service::admin::credential_groups(&web.cx.app, admin).await?;
        let saved = &signed_in.organisation.policy;
        let Ok(policy) = form::read_confirmed(&fields, web.cx.app.served(), saved, &groups) else {
            return web.keep_and_refuse(admin, POLICY, &fields);
        };
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::admin::save_policy(&web.cx, proven, &policy).await?;
                web.forget_kept_form();
                Ok(done(AdminRoute::Policy, crate::admin::PolicyDone::Saved.name()))
            }
            Err(failure) => web.keep_and_reauthenticate(admin, failure, POLICY, &fields, AdminRoute::Policy),
        }
    })
    .await
}

/// Keeps the values of the form, changed by a button of it, for its page. Saves nothing.
#[cfg(feature = "ssr")]
fn changed_draft(web: &WebRequest, admin: AsAdmin<'_>, mut fields: Fields, change: &str) -> Redirect {
    let place = match (change, MethodChange::of(change)) {
        (form::DISCARD, _) => {
            web.forget_kept_form();
            return Redirect::path(paths::ADMIN_POLICY.to_owned());
        }
        (_, Some(change)) => {
            change.apply(&mut fields);
            "ways"
        }
        (_, None) => "preview",
    };
    web.keep_form(admin, POLICY, &fields);
    Redirect::path(format!("{}#{place}", paths::ADMIN_POLICY))
}

/// What the form and its preview need besides the values.
#[derive(Clone)]
pub struct PolicyFacts {
    /// The values of the policy until now.
    pub saved: Fields,
    pub groups: Vec<CredentialGroup>,
    pub signed_in: Vec<SignedInGroup>,
    pub served: Served,
    /// The card of the sign-in page as HTML.
    pub card: String,
}

#[component]
pub fn RulesForm(fields: RwSignal<Fields>, facts: PolicyFacts, origins: RwSignal<Fields>) -> impl IntoView {
    let saving = Submission::of::<SavePolicy>();
    keep_unsaved_after(saving, ORIGINS, origins);
    saving.redirect_on_success();
    let PolicyFacts { saved, groups, signed_in, served, card } = facts;
    let (saved, groups) = (StoredValue::new(form::read(&saved).ok()), StoredValue::new(groups));
    let shown = fields.get_untracked();
    let read = Memo::new(move |_| fields.with(|fields| form::read_served(fields, served)));
    let wrong = move || {
        let saved = saved.get_value();
        let saved = saved.as_ref();
        fields.with_untracked(|fields| match saved {
            Some(saved) => groups.with_value(|groups| form::read_confirmed(fields, served, saved, groups)).err(),
            None => form::read_served(fields, served).err(),
        })
    };
    // Errors appear after an attempt to save, not while the user types.
    let said = RwSignal::new(wrong());
    let form = NodeRef::<Form>::new();
    let typed = move || {
        if let Some(typed) = form.get_untracked().and_then(|form| typed_in(&form, &form::posted_names())) {
            fields.set(typed);
        }
    };
    let on_input = move |_| {
        typed();
        still_said(said, wrong());
    };
    let change = Callback::new(move |change: MethodChange| {
        typed();
        fields.update(|fields| change.apply(fields));
        still_said(said, wrong());
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        typed();
        let wrong = wrong();
        said.set(wrong);
        match (wrong, form.get_untracked()) {
            (Some(error), _) => focus(&id_of(match error.setting {
                form::SIGN_IN_METHODS => LIST.input,
                form::WAYS => form::SECOND_STEP,
                setting => setting,
            })),
            (None, Some(form)) => saving.send(&form),
            (None, None) => {}
        }
    };
    let unfit = saving.field_error(is_unfit);
    view! {
        <div class="policy">
            <form
                method="post"
                action=SavePolicy::url()
                novalidate
                autocomplete="off"
                node_ref=form
                on:input=on_input
                on:submit=on_submit
            >
                // The Enter key presses the first button of a form. It saves, and moves no method.
                <button type="submit" hidden>
                    {policy::SAVE}
                </button>
                <Refused error=saving.form_error(is_unfit)/>
                {move || {
                    unfit.get().filter(|_| said.get().is_none()).map(|_| {
                        static_view(view! { <Notice tone=Tone::Error title=branding::NOT_SAVED/> })
                    })
                }}
                <input type="hidden" name=form::PRESET value=shown.get(form::PRESET).to_owned()/>
                {static_view(view! { <Ways fields change said/> })}
                <div class="if-password">
                    {static_view(view! { <Passwords fields=shown.clone() said/> })}
                    {static_view(view! { <WrongPasswords fields=shown.clone() said/> })}
                    {static_view(view! { <Recovery fields=shown.clone() said/> })}
                </div>
                {static_view(view! { <SecondSteps fields=shown.clone() said/> })}
                {static_view(view! { <Sessions fields=shown said/> })}
                {static_view(view! { <Save read saved groups fields said saving/> })}
            </form>
            {static_view(view! { <Preview read saved groups signed_in fields card/> })}
            <div class="policy__origins">{static_view(view! { <OriginsForm origins rules=fields/> })}</div>
        </div>
    }
}
