//! The panel with a logo, of the organisation or of an application: the logo as it is shown, the button that removes
//! it, and the form that uploads another one.

use crate::prelude::*;
use crate::redirect::ShownPath;
use crate::words::admin::branding;
use crate::words::by_name;
use leptos::html::Form;
use leptos_router::hooks::use_navigate;
use web_sys::{Blob, FormData};

const LOGO: FieldIds = FieldIds { input: "logo", hint: "logo-hint", error: "logo-error" };

/// CSS classes of the logo of an application, wherever the console shows it.
pub const SQUARE: &str = "logo logo--square";

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

    /// The problem in the query of a page: why the logo that was just uploaded was refused.
    #[cfg(feature = "ssr")]
    pub fn in_query(query: &str) -> Option<Self> {
        unless_refused(query, paths::REFUSED).and_then(|name| LogoProblem::of(&name))
    }
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
pub fn LogoPanel(
    /// The path of the present logo.
    logo: Option<String>,
    /// CSS classes of the logo.
    look: &'static str,
    /// Where the logo is shown.
    about: Word,
    hint: Word,
    refused: Option<LogoProblem>,
    /// Path that the file is posted to.
    upload: String,
    /// Keeps what is typed into the other forms of the page. Called when a logo was saved.
    keep: Callback<()>,
    /// The submission of the button that removes the logo, its form's `action`, and its hidden field.
    removing: Submission,
    remove: &'static str,
    #[prop(optional_no_strip)] which: Option<(&'static str, String)>,
) -> impl IntoView {
    let present = logo.map(|src| {
        static_view(view! {
            <div class="panel__body cluster">
                <Refused error=Signal::derive(move || removing.error())/>
                <img class=look src=src alt=branding::CURRENT_LOGO/>
                <ButtonForm submission=removing action=remove look=QUIET label=branding::REMOVE which/>
            </div>
        })
    });
    view! {
        <Section id="logo-section" title=branding::LOGO about=about>
            {present}
            <Upload upload hint refused keep/>
        </Section>
    }
}

#[component]
fn Upload(upload: String, hint: Word, refused: Option<LogoProblem>, keep: Callback<()>) -> impl IntoView {
    let sending = Submission::at(upload.clone());
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
    effect(move || {
        let Some(Ok(to)) = sending.outcome.get() else { return };
        let refusal = format!("?{}=", paths::REFUSED);
        match to.path.split_once(&refusal).and_then(|(_, name)| LogoProblem::of(name)) {
            // Stay on this page, so that unsaved values of its other forms are kept.
            Some(refused) => {
                sending.outcome.set(None);
                problem.set(Some(refused));
            }
            None => {
                keep.run(());
                to.follow(&navigate, shown);
            }
        }
    });
    view! {
        <form
            class="panel__body stack"
            method="post"
            action=upload
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
                <FieldFoot ids=LOGO hint=Signal::stored(hint.into()) error/>
            </div>
            <SubmitButton label=branding::UPLOAD look="quiet" busy=Signal::derive(move || sending.is_busy())/>
        </form>
    }
}
