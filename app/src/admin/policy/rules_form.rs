//! The form of every setting of the policy, with a live preview of the resulting rules below.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

use super::field_groups::{FIRST, Passwords, RecoveryAndSessions, SecondSteps, Ways, WrongPasswords};
use crate::admin::settings_fields::{ORIGINS, is_unfit, keep_unsaved_after, still_said, typed_in};
#[cfg(feature = "ssr")]
use crate::admin::{kept_form::POLICY, page::done};
use crate::prelude::*;
use crate::words::admin::{branding, policy};
use domain::Policy;
use domain::policy::{MissingCredentials, PolicyError, Served, SignedInGroup, form};
use leptos::html::Form;
#[cfg(feature = "ssr")]
use service::{account::as_admin, admin::proven};

domain::named_enum! {
    /// The change that was just made to the policy, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum PolicyDone {
        Saved = "saved",
        OriginsSaved = "origins",
    }
}

/// Replaces the policy. `domain::policy::form` names the fields.
#[server(endpoint = "save_policy", input = PostUrl, output = Postcard)]
pub async fn save_policy(#[server(flatten)] fields: Fields) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let fields = fields.only(&form::names());
        let Ok(policy) = form::read_served(&fields, web.cx.app.served()) else {
            return web.keep_and_refuse(admin, POLICY, &fields);
        };
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::admin::save_policy(&web.cx, proven, &policy).await?;
                web.forget_kept_form();
                Ok(done(AdminRoute::Policy, PolicyDone::Saved.name()))
            }
            Err(failure) => web.keep_and_reauthenticate(admin, failure, POLICY, &fields, AdminRoute::Policy),
        }
    })
    .await
}

#[component]
pub fn RulesForm(
    fields: RwSignal<Fields>,
    missing_credentials: MissingCredentials,
    signed_in: Vec<SignedInGroup>,
    served: Served,
    origins: RwSignal<Fields>,
) -> impl IntoView {
    let saving = Submission::of::<SavePolicy>();
    keep_unsaved_after(saving, ORIGINS, origins);
    saving.redirect_on_success();
    let shown = fields.get_untracked();
    let read = Memo::new(move |_| fields.with(|fields| form::read_served(fields, served)));
    // Errors appear after an attempt to save, not while the user types.
    let said = RwSignal::new(form::read_served(&shown, served).err());
    let form = NodeRef::<Form>::new();
    let typed = move || {
        if let Some(typed) = form.get_untracked().and_then(|form| typed_in(&form, &form::names())) {
            fields.set(typed);
        }
    };
    let on_input = move |_| {
        typed();
        still_said(said, read.get_untracked().err());
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        typed();
        let wrong = read.get_untracked().err();
        said.set(wrong);
        match (wrong, form.get_untracked()) {
            (Some(error), _) => focus(match error.setting {
                form::SIGN_IN_METHODS => FIRST.input,
                form::WAYS => form::SECOND_STEP,
                setting => setting,
            }),
            (None, Some(form)) => saving.send(&form),
            (None, None) => {}
        }
    };
    let unfit = saving.field_error(is_unfit);
    view! {
        <form
            method="post"
            action=SavePolicy::url()
            novalidate
            autocomplete="off"
            node_ref=form
            on:input=on_input
            on:submit=on_submit
        >
            <Refused error=saving.form_error(is_unfit)/>
            {move || {
                unfit.get().filter(|_| said.get().is_none()).map(|_| {
                    static_view(view! { <Notice tone=Tone::Error title=branding::NOT_SAVED/> })
                })
            }}
            <input type="hidden" name=form::PRESET value=shown.get(form::PRESET).to_owned()/>
            {static_view(view! { <Ways fields=shown.clone() said missing_credentials/> })}
            {static_view(view! { <Passwords fields=shown.clone() said/> })}
            {static_view(view! { <WrongPasswords fields=shown.clone() said/> })}
            {static_view(view! { <SecondSteps fields=shown.clone() said/> })}
            {static_view(view! { <RecoveryAndSessions fields=shown said/> })}
            <Section id="preview" title=policy::PREVIEW about=policy::ABOUT_PREVIEW>
                <div class="panel__body stack">
                    <Preview read missing_credentials signed_in/>
                    <SubmitButton label=policy::SAVE busy=Signal::derive(move || saving.is_busy())/>
                </div>
            </Section>
        </form>
    }
}

/// Describes in sentences what the rules in the form mean for users. Without JavaScript it describes the form as the
/// server rendered it.
#[component]
fn Preview(
    read: Memo<Result<Policy, PolicyError>>,
    missing_credentials: MissingCredentials,
    signed_in: Vec<SignedInGroup>,
) -> impl IntoView {
    move || match read.get() {
        Err(_) => static_view(view! { <p>{policy::PREVIEW_WRONG}</p> }),
        Ok(rules) => {
            let warning = rules
                .shuts_out(missing_credentials)
                .then(|| view! { <Notice tone=Tone::Warning title=policy::SHUTS_OUT/> });
            let (others, is_you) = rules.second_step.signs_out(&signed_in);
            let signs_out = policy::signs_out(others, is_you).map(|title| view! { <Notice tone=Tone::Warning title/> });
            let lines: Vec<_> = policy::rules(&rules).into_iter().map(|line| view! { <li>{line}</li> }).collect();
            static_view(view! {
                <ul class="preview">{lines}</ul>
                {warning}
                {signs_out}
            })
        }
    }
}
