//! `/admin/people/import`: uploads a file of people. The first button only checks the file; then lines can be corrected
//! or skipped, and another button sends the invitations. Files are too large for a server function, so the form always
//! posts to this page's own path.

mod button;
mod imported;
mod lines;
mod posted;
mod progress;

pub use posted::{BadRow, GoodRow, ImportAct, ImportPreview, ImportView, Imported};
#[cfg(feature = "ssr")]
pub use posted::{PostedFile, importer};
pub use progress::{ImportRow, ImportedView};

use super::page::{AdminContext, AdminView};
use crate::prelude::*;
use crate::submission::{call, decode};
use crate::words::admin::invitations::{self, import};
use button::{ACT, Button};
use domain::invitation::{InviteError, LARGEST_FILE};
use leptos::html::{H2, Textarea};
use leptos_router::hooks::use_navigate;
use lines::{BadLines, GoodLines};
#[cfg(feature = "ssr")]
use service::{account::AsAdmin, admin::proven};
use web_sys::{Blob, FormData, HtmlFormElement};

impl AdminView for ImportView {
    fn title(&self) -> String {
        import::TITLE.into()
    }

    fn lead(&self, _: &str) -> String {
        import::LEAD.into()
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ImportPage view=self/> })
    }
}

impl ImportView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, admin: AsAdmin<'_>) -> Answer<Self> {
        proven(&web.cx.app, admin).map(|_| ImportView::default())
    }
}

/// Largest accepted file, in bytes. A float, because browsers report file sizes as floats.
const LARGEST: f64 = LARGEST_FILE as f64;

type Error = ApiError;

/// The form's values and the value of the pressed button.
fn fields_of(event: &SubmitEvent) -> Option<FormData> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let fields = FormData::new_with_form(&form).ok()?;
    let pressed = event.submitter()?.get_attribute("value")?;
    fields.append_with_str(ACT, &pressed).ok()?;
    Some(fields)
}

/// The two inputs. They keep their values when the messages above them change.
#[derive(Clone, Copy)]
struct Given {
    file: NodeRef<Input>,
    text: NodeRef<Textarea>,
}

impl Given {
    /// Puts the text that the server checked into the text field, even if it came from a file. A refusal without a text
    /// leaves the inputs as they are.
    fn take(self, view: &ImportView) {
        if view.text.is_empty() && view.refused.is_some() {
            return;
        }
        if let (Some(file), Some(text)) = (self.file.get_untracked(), self.text.get_untracked()) {
            file.set_value("");
            text.set_value(&view.text);
        }
    }
}

/// Rejects an oversized file before the upload instead of after it.
fn is_too_large(fields: &FormData) -> bool {
    let file = fields.get("file").dyn_into::<Blob>().map_or(0.0, |file| file.size());
    let text = fields.get(FILE_TEXT.input).as_string().map_or(0, |text| text.len());
    file > LARGEST || text > LARGEST_FILE
}

#[component]
fn ImportPage(view: ImportView) -> impl IntoView {
    let (is_busy, failed) = (RwSignal::new(false), RwSignal::new(None::<Error>));
    let given = Given { file: NodeRef::new(), text: NodeRef::new() };
    let text = view.text.clone();
    let shown = RwSignal::new(view);
    let heading = NodeRef::<H2>::new();
    let (navigate, leaving) = (use_navigate(), use_context());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (false, Some(fields)) = (is_busy.get_untracked(), fields_of(&event)) else { return };
        failed.set(None);
        if is_too_large(&fields) {
            let refused = Some(Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::TooLarge)));
            shown.update(|view| view.refused = refused);
            return;
        }
        is_busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = call(paths::ADMIN_IMPORT, &fields).await.and_then(decode::<Imported>);
            // The user left the page in the meantime. Do not navigate or update it.
            if is_busy.is_disposed() {
                return;
            }
            match answer {
                Ok(Imported::Sent(to)) => return to.follow(&navigate, leaving),
                Ok(Imported::Page(view)) => {
                    given.take(&view);
                    shown.set(view);
                }
                Err(error) => failed.set(Some(error)),
            }
            is_busy.set(false);
        });
    };
    // Moves the focus to the result, or to the text field when its content was refused. A notice takes it by itself.
    effect(move || {
        let _ = match (shown.read().refused, heading.get()) {
            (Some(refused), _) if is_about_text(&refused) => given.text.get().map(|text| text.focus()),
            _ if shown.with(is_undecided) => None,
            (_, heading) => heading.map(|heading| heading.focus()),
        };
    });
    let error = Signal::derive(move || failed.get().or_else(|| above(&shown.read())));
    let reauthenticate = move || {
        matches!(error.get(), Some(ApiError::Refused(Refusal::ReauthenticationRequired))).then(|| {
            let href = paths::reauthentication_before(paths::ADMIN_IMPORT);
            view! { <p><a href=href target="_blank" rel="noopener">{import::REAUTHENTICATE}</a></p> }
        })
    };
    let title = move || shown.with(|view| view.preview.as_ref().map(|preview| title_of(preview.good)));
    // Replaced, not patched, so that no field keeps what was typed into that of another line.
    let lines =
        move || shown.with(|view| view.preview.clone()).map(|preview| static_view(view! { <Lines preview is_busy/> }));
    view! {
        <div class="panel panel__body stack">
            <Refused error/>
            {reauthenticate}
            <div aria-live="polite" class=move || if title().is_some() { "" } else { "visually-hidden" }>
                {move || title().map(|title| view! { <h2 tabindex="-1" node_ref=heading>{title}</h2> })}
            </div>
            {move || shown.with(|view| view.preview.clone()).map(|preview| view! { <Summary preview/> })}
            <form
                class="stack"
                method="post"
                action=paths::ADMIN_IMPORT
                enctype="multipart/form-data"
                on:submit=on_submit
            >
                {lines}
                <Fields shown text given/>
                {move || shown.with(|view| view.preview.is_none()).then(|| view! { <CheckButton is_busy/> })}
            </form>
        </div>
    }
}

fn title_of(good: u32) -> String {
    if good > 0 { import::good(good) } else { import::NOBODY.into() }
}

/// The refusal, unless it concerns the text field.
fn above(view: &ImportView) -> Option<Error> {
    view.refused.filter(|error| !is_about_text(error)).map(ApiError::Refused)
}

const fn is_about_text(error: &Refusal) -> bool {
    matches!(error, Refusal::Invitation(InvitationRefusal::CannotInvite(_)))
}

#[component]
fn Fields(shown: RwSignal<ImportView>, text: String, given: Given) -> impl IntoView {
    let refused = Signal::derive(move || shown.read().refused.filter(is_about_text));
    let error = move || {
        refused.get().map(|error| {
            view! { <FieldError input=FILE_TEXT.input id=FILE_TEXT.error sentence=invitations::refusal(&error)/> }
        })
    };
    let described_by = move || if refused.get().is_some() { FILE_TEXT.error } else { FILE_TEXT.hint };
    view! {
        <div class="field">
            <label class="field__label" for="file">{import::FILE}</label>
            <input
                class="input"
                id="file"
                name="file"
                type="file"
                accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
                aria-describedby=FILE_TEXT.hint
                node_ref=given.file
            />
            <p class="field__hint" id=FILE_TEXT.hint>{import::file_hint(invitations::HEADER)}</p>
        </div>
        <div class="field">
            <label class="field__label" for=FILE_TEXT.input>{import::TEXT}</label>
            <textarea
                class="input input--lines"
                id=FILE_TEXT.input
                name=FILE_TEXT.input
                rows="8"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=while_true(move || refused.get().is_some())
                inner_html=in_textarea(&text)
                node_ref=given.text
            ></textarea>
            {error}
        </div>
    }
}

fn is_undecided(view: &ImportView) -> bool {
    view.preview.as_ref().is_some_and(|preview| preview.is_undecided)
}

/// The lines, and between them the buttons for what to do with them. The Enter key presses the first button of the
/// form.
#[component]
fn Lines(preview: ImportPreview, is_busy: RwSignal<bool>) -> impl IntoView {
    let ImportPreview { good, bad, skipped, digest, .. } = preview.clone();
    let is_decided = bad <= skipped;
    let look = |is_primary: bool| if is_primary { "button button--primary" } else { "button button--quiet" };
    let check = view! {
        <Button
            label=import::CHECK_AGAIN.into()
            act=ImportAct::Check
            look=look(!is_decided || good == 0)
            is_busy
        />
    };
    let skip_all = (!is_decided).then(|| {
        view! { <Button label=import::SKIP_ALL.into() act=ImportAct::SkipAll look=look(false) is_busy/> }
    });
    let send = (good > 0).then(|| {
        view! { <Button label=import::send(good) act=ImportAct::Send look=look(is_decided) is_busy/> }
    });
    view! {
        <input type="hidden" name="looked_at" value=digest/>
        <BadLines preview=preview.clone()/>
        <div class="actions">{check} {skip_all} {send}</div>
        <GoodLines preview is_busy/>
    }
}

#[component]
fn CheckButton(is_busy: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="actions">
            <Button label=import::CHECK.into() act=ImportAct::Check look="button button--primary" is_busy/>
        </div>
    }
}

/// What is to know before sending.
#[component]
fn Summary(preview: ImportPreview) -> impl IntoView {
    let ImportPreview { admins, bad, skipped, is_undecided, .. } = preview;
    let undecided = import::undecided(bad.saturating_sub(skipped));
    view! {
        {(admins > 0).then(|| view! { <p>{import::admins(admins)}</p> })}
        {is_undecided.then(|| view! { <Notice tone=Tone::Error title=undecided/> })}
    }
}
