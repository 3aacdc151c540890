//! The form of the origins to which an application may send users after sign-in.

#[cfg(feature = "ssr")]
use super::save::PolicyDone;
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::settings_fields::{self, RULES, is_unfit, keep_unsaved_after};
use crate::prelude::*;
use crate::words::admin::{branding, policy};
use domain::return_to::read_origins;
use leptos::html::Textarea;
#[cfg(feature = "ssr")]
use service::{account::as_admin, admin::proven};

const ORIGINS: FieldIds = FieldIds { input: settings_fields::ORIGINS, hint: "origins-hint", error: "origins-error" };

/// Replaces the origins that users may return to after sign-in. `origins` has one per line.
#[server(endpoint = "save_origins", input = PostUrl, output = Postcard)]
pub async fn save_origins(origins: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let fields = Fields::from_iter([(ORIGINS.input.to_owned(), origins)]);
        let Ok(origins) = read_origins(fields.get(ORIGINS.input)) else {
            return web.keep_and_refuse(admin, ORIGINS.input, &fields);
        };
        match proven(&web.cx.app, admin) {
            Ok(proven) => {
                service::admin::save_origins(&web.cx, proven, &origins).await?;
                web.forget_kept_form();
                Ok(done(AdminRoute::Policy, PolicyDone::OriginsSaved.name()))
            }
            Err(failure) => web.keep_and_reauthenticate(admin, failure, ORIGINS.input, &fields, AdminRoute::Policy),
        }
    })
    .await
}

/// The error message for an invalid list of origins.
fn wrong(typed: &str) -> Option<Sentence> {
    read_origins(typed).err().map(policy::origins_problem)
}

#[component]
pub fn OriginsForm(origins: RwSignal<Fields>, rules: RwSignal<Fields>) -> impl IntoView {
    let saving = Submission::of::<SaveOrigins>();
    keep_unsaved_after(saving, RULES, rules);
    saving.redirect_on_success();
    let shown = origins.with_untracked(|origins| origins.get(ORIGINS.input).to_owned());
    let said = RwSignal::new(wrong(&shown));
    let input = NodeRef::<Textarea>::new();
    let on_input = move |_| {
        if let Some(input) = input.get_untracked() {
            origins.set([(ORIGINS.input.to_owned(), input.value())].into_iter().collect());
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        said.set(input.get_untracked().and_then(|input| wrong(&input.value())));
        match said.with_untracked(Option::is_some) {
            true => focus(ORIGINS.input),
            false => saving.send_on(&event),
        }
    };
    let unfit = saving.field_error(is_unfit);
    let error = Signal::from(said);
    view! {
        <Section id="origins-section" title=policy::ORIGINS about=policy::ABOUT_ORIGINS>
            <form
                class="panel__body stack"
                method="post"
                action=SaveOrigins::url()
                novalidate
                on:submit=on_submit
            >
                <Refused error=saving.form_error(is_unfit)/>
                {move || {
                    unfit.get().filter(|_| said.with(Option::is_none)).map(|_| {
                        static_view(view! { <Notice tone=Tone::Error title=branding::NOT_SAVED/> })
                    })
                }}
                <div class="field">
                    <label class="field__label" for=ORIGINS.input>{policy::ORIGINS_FIELD}</label>
                    <textarea
                        class="input"
                        id=ORIGINS.input
                        name=ORIGINS.input
                        rows="4"
                        maxlength="2200"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-describedby=ORIGINS.described_by(error)
                        aria-invalid=while_true(move || error.with(Option::is_some))
                        node_ref=input
                        on:input=on_input
                        inner_html=in_textarea(&shown)
                    ></textarea>
                    <FieldFoot ids=ORIGINS hint=Signal::stored(policy::ORIGINS_HINT.into()) error/>
                </div>
                <SubmitButton label=policy::SAVE_ORIGINS busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
