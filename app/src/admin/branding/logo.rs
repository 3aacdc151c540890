//! The form that uploads the logo, and the button that removes it.

#[cfg(feature = "ssr")]
use super::identity::BrandingDone;
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::settings_fields::{IDENTITY, keep_unsaved, keep_unsaved_after};
use crate::prelude::*;
use crate::redirect::ShownPath;
use crate::words::admin::branding;
use crate::words::by_name;
use leptos::html::Form;
use leptos_router::hooks::use_navigate;
#[cfg(feature = "ssr")]
use service::account::as_admin;
use web_sys::{Blob, FormData};

const LOGO: FieldIds = FieldIds { input: "logo", hint: "logo-hint", error: "logo-error" };

/// Largest accepted logo file, in bytes.
const LARGEST_LOGO: u32 = 1 << 20;

domain::named_enum! {
    /// Why a logo was refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum LogoProblem {
        /// No file was chosen.
        NoFile = "none",
        NoImage = "no-image",
        TooLarge = "too-large",
    }
}

static LOGO_PROBLEMS: [Word; LogoProblem::ALL.len()] = by_name(branding::BY_KEY, "logo_", LogoProblem::NAMES);

impl LogoProblem {
    /// The error beside the logo field.
    pub fn text(self) -> Word {
        LOGO_PROBLEMS[self as usize]
    }
}

/// Removes the organisation's logo, so that pages show Portico's mark again.
#[server(endpoint = "remove_logo", input = PostUrl, output = Postcard)]
pub async fn remove_logo() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::admin::set_logo(&web.cx, as_admin(&signed_in)?, None).await?;
        Ok(done(AdminRoute::Branding, BrandingDone::LogoRemoved.name()))
    })
    .await
}

/// Problems that are known before the upload.
fn wrong(form: &FormData) -> Option<LogoProblem> {
    let file = form.get(LOGO.input).dyn_into::<Blob>().ok()?;
    if file.size() == 0.0 {
        return Some(LogoProblem::NoFile);
    }
    (file.size() > f64::from(LARGEST_LOGO)).then_some(LogoProblem::TooLarge)
}

#[component]
pub fn LogoForm(logo: Option<String>, refused: Option<LogoProblem>, typed: RwSignal<Fields>) -> impl IntoView {
    let removing = Submission::of::<RemoveLogo>();
    keep_unsaved_after(removing, IDENTITY, typed);
    removing.redirect_on_success();
    let present = logo.map(|src| {
        static_view(view! {
            <div class="panel__body cluster">
                <Refused error=Signal::derive(move || removing.error())/>
                <img class="logo" src=src alt=branding::CURRENT_LOGO/>
                <ButtonForm submission=removing action=RemoveLogo::url() look=QUIET label=branding::REMOVE/>
            </div>
        })
    });
    view! {
        <Section id="logo-section" title=branding::LOGO about=branding::ABOUT_LOGO>
            {present}
            <Upload refused typed/>
        </Section>
    }
}

#[component]
fn Upload(refused: Option<LogoProblem>, typed: RwSignal<Fields>) -> impl IntoView {
    let sending = Submission::at(paths::ADMIN_LOGO);
    let problem = RwSignal::new(refused);
    let error: Signal<Option<Sentence>> =
        Signal::derive(move || problem.get().map(|problem| problem.text().text().into()));
    let form = NodeRef::<Form>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(fields) = form.get_untracked().and_then(|form| FormData::new_with_form(&form).ok()) else { return };
        problem.set(wrong(&fields));
        if problem.get_untracked().is_none() {
            sending.post(fields.into());
        }
    };
    let (navigate, shown) = (use_navigate(), use_context::<ShownPath>());
    Effect::new(move || {
        let Some(Ok(to)) = sending.outcome.get() else { return };
        let refusal = format!("?{}=", paths::REFUSED);
        match to.path.split_once(&refusal).and_then(|(_, name)| LogoProblem::of(name)) {
            // Stay on this page, so that unsaved values of its other form are kept.
            Some(refused) => {
                sending.outcome.set(None);
                problem.set(Some(refused));
            }
            None => {
                keep_unsaved(IDENTITY, typed);
                to.follow(&navigate, shown);
            }
        }
    });
    view! {
        <form
            class="panel__body stack"
            method="post"
            action=paths::ADMIN_LOGO
            enctype="multipart/form-data"
            novalidate
            node_ref=form
            on:submit=on_submit
        >
            <Refused error=Signal::derive(move || sending.error())/>
            <div class="field">
                <label class="field__label" for=LOGO.input>{branding::LOGO_FILE}</label>
                <input
                    class="input"
                    id=LOGO.input
                    name=LOGO.input
                    type="file"
                    accept="image/png,image/jpeg,image/webp"
                    aria-describedby=LOGO.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                />
                <FieldFoot ids=LOGO hint=Signal::stored(branding::LOGO_HINT.into()) error/>
            </div>
            <SubmitButton label=branding::UPLOAD look="quiet" busy=Signal::derive(move || sending.is_busy())/>
        </form>
    }
}
