//! The form of the organisation's name, colour and support contact, and of the sender of its messages.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

use super::color::{COLOR_FIELD, Picker, Sample, show_color};
use super::message_head::MessageHead;
use crate::admin::settings_fields::{IDENTITY, Line, Wrong, is_unfit, still_said, typed_in};
#[cfg(feature = "ssr")]
use crate::admin::{kept_form::BRANDING, page::done};
use crate::prelude::*;
use crate::words::admin::branding;
#[cfg(feature = "ssr")]
use domain::Branding;
use domain::branding::{BrandingError, COLOR, FIELDS, NAME, REPLY_TO, SENDER_NAME, SUPPORT, is_suspect, problem};
use leptos::html::Form;
#[cfg(feature = "ssr")]
use service::account::as_admin;

domain::named_enum! {
    /// The change that was just made to the branding, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum BrandingDone {
        Saved = "saved",
        LogoSaved = "logo",
        LogoRemoved = "logo-removed",
    }
}

const NAME_FIELD: FieldIds = FieldIds { input: "name", hint: "", error: "name-error" };
const SUPPORT_FIELD: FieldIds = FieldIds { input: "support", hint: "support-hint", error: "support-error" };
const SENDER_FIELD: FieldIds = FieldIds { input: "sender_name", hint: "sender_name-hint", error: "sender_name-error" };
const REPLY_FIELD: FieldIds = FieldIds { input: "reply_to", hint: "reply_to-hint", error: "reply_to-error" };

/// Saves the organisation's name, colour and support contact, and the sender of its messages. `domain::branding` names
/// the fields.
#[server(endpoint = "save_branding", input = PostUrl, output = Postcard)]
pub async fn save_branding(#[server(flatten)] fields: Fields) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let Ok(branding) = Branding::read(&fields) else {
            return web.keep_and_refuse(admin, BRANDING, &fields.only(&FIELDS));
        };
        service::admin::save_branding(&web.cx, admin, &branding).await?;
        web.forget_kept_form();
        Ok(done(AdminRoute::Branding, BrandingDone::Saved.name()))
    })
    .await
}

fn beside(said: RwSignal<Option<BrandingError>>, field: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.field == field).map(|error| branding::problem(error).text().into())
    })
}

#[component]
pub fn IdentityForm(fields: Fields, typed: RwSignal<Fields>, logo: Option<String>) -> impl IntoView {
    let saving = Submission::of::<SaveBranding>();
    saving.redirect_on_success();
    let said = RwSignal::new(problem(&fields));
    let form = NodeRef::<Form>::new();
    let read = move || {
        if let Some(now) = form.get_untracked().and_then(|form| typed_in(&form, &FIELDS)) {
            typed.set(now);
        }
        typed.with_untracked(problem)
    };
    let on_input = move |_| {
        still_said(said, read());
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let wrong = read();
        said.set(wrong);
        match wrong {
            Some(error) => focus(error.field),
            None => saving.send_on(&event),
        }
    };
    show_color(typed.into());
    let unfit = saving.field_error(is_unfit);
    // Where the browser finds nothing wrong, it is an address: only the server reads all of it.
    let wrong_address = move |field: &'static str| -> Wrong {
        Signal::derive(move || {
            let is_refused = unfit.get().is_some() && typed.with(|typed| is_suspect(typed, field));
            let refused = is_refused.then_some(BrandingError { field });
            let error = said.get().or(refused).filter(|error| error.field == field);
            error.map(|error| branding::problem(error).text().into())
        })
    };
    let value = move |name: &str| fields.get(name).to_owned();
    view! {
        <Section id=IDENTITY title=branding::IDENTITY about=branding::ABOUT_IDENTITY>
            <form
                class="panel__body stack"
                method="post"
                action=SaveBranding::url()
                novalidate
                autocomplete="off"
                node_ref=form
                on:input=on_input
                on:submit=on_submit
            >
                <Refused error=saving.form_error(is_unfit)/>
                <Line
                    ids=NAME_FIELD
                    label=branding::NAME
                    value=value(NAME)
                    longest="100"
                    error=beside(said, NAME)
                />
                <Line
                    ids=COLOR_FIELD
                    label=branding::COLOR
                    hint=branding::COLOR_HINT
                    value=value(COLOR)
                    longest="7"
                    error=beside(said, COLOR)
                />
                <Picker typed/>
                <Sample/>
                <Line
                    ids=SUPPORT_FIELD
                    label=branding::SUPPORT
                    hint=branding::SUPPORT_HINT
                    value=value(SUPPORT)
                    longest="254"
                    error=wrong_address(SUPPORT)
                />
                <Line
                    ids=SENDER_FIELD
                    label=branding::SENDER_NAME
                    hint=branding::SENDER_NAME_HINT
                    value=value(SENDER_NAME)
                    longest="100"
                    error=beside(said, SENDER_NAME)
                />
                <Line
                    ids=REPLY_FIELD
                    label=branding::REPLY_TO
                    hint=branding::REPLY_TO_HINT
                    value=value(REPLY_TO)
                    longest="254"
                    mode="email"
                    error=wrong_address(REPLY_TO)
                />
                <MessageHead typed logo/>
                <SubmitButton label=branding::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
