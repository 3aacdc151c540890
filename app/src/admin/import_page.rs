//! `/admin/people/import`: a file of people. First it is said what is in it; only the press of the other button sends anything.
//! Files are too large for a server function, so the form posts to its own page, with script and without.

use super::{ImportView, Imported, LookedAt};
use crate::{
    api_error::ApiError,
    call::call,
    paths,
    ui::{Exclamation, FILE_TEXT, FieldError, Refused, in_textarea, still, while_true},
    words::admin::invitations::{self, import},
};
use domain::sign_in::SignInError;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast as _};
use leptos_router::hooks::use_navigate;
use web_sys::{FormData, HtmlFormElement};

/// What the pressed button is called.
const ACT: &str = "act";

type Error = ApiError<SignInError>;

/// Posts what stands in a form and which button was pressed.
fn fields_of(event: &SubmitEvent) -> Option<FormData> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let fields = FormData::new_with_form(&form).ok()?;
    let pressed = event.submitter()?.get_attribute("value")?;
    fields.append_with_str(ACT, &pressed).ok()?;
    Some(fields)
}

#[component]
pub fn ImportPage(view: ImportView) -> impl IntoView {
    let (is_busy, failed) = (RwSignal::new(false), RwSignal::new(None::<Error>));
    let shown = RwSignal::new(view);
    let navigate = use_navigate();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (false, Some(fields)) = (is_busy.get_untracked(), fields_of(&event)) else { return };
        is_busy.set(true);
        failed.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = call::<Imported>(paths::ADMIN_IMPORT, &fields).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(Imported::Page(view)) => drop(shown.try_set(view)),
                Ok(Imported::Sent(to)) => to.follow(&navigate, None),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let error = Signal::derive(move || failed.get().or_else(|| above(&shown.read())));
    let prove = move || {
        matches!(error.get(), Some(ApiError::Refused(SignInError::ProofNeeded))).then(|| {
            let href = paths::proof_before(paths::ADMIN_IMPORT);
            view! { <p><a href=href target="_blank" rel="noopener">{import::PROVE}</a></p> }
        })
    };
    view! {
        <div class="panel panel__body stack" aria-live="polite">
            <Refused error/>
            {prove}
            <form
                class="stack"
                method="post"
                action=paths::ADMIN_IMPORT
                enctype="multipart/form-data"
                on:submit=on_submit
            >
                {move || view! { <Fields view=shown.get() is_busy/> }}
            </form>
        </div>
    }
}

/// What is not about the text itself.
fn above(view: &ImportView) -> Option<Error> {
    view.refused.filter(|error| !is_about_text(error)).map(ApiError::Refused)
}

const fn is_about_text(error: &SignInError) -> bool {
    matches!(error, SignInError::CannotInvite(_))
}

#[component]
fn Fields(view: ImportView, is_busy: RwSignal<bool>) -> impl IntoView {
    let ImportView { text, looked_at, refused } = view;
    let refused = refused.filter(is_about_text);
    let described_by = if refused.is_some() { FILE_TEXT.error } else { FILE_TEXT.hint };
    let error = refused.map(|error| {
        view! { <FieldError id=FILE_TEXT.error sentence=invitations::refusal(&error)/> }
    });
    let is_invalid = error.is_some().then_some("true");
    let digest = looked_at.as_ref().map(|looked_at| looked_at.digest.clone()).unwrap_or_default();
    let good = looked_at.as_ref().map_or(0, |looked_at| looked_at.good);
    let check = if looked_at.is_some() { import::CHECK_AGAIN } else { import::CHECK };
    let found = looked_at.map(|looked_at| view! { <Found looked_at/> });
    let send = (good > 0).then(|| {
        view! { <Button label=import::send(good) act="send" look="button button--primary" is_busy/> }
    });
    let look = if good > 0 { "button button--quiet" } else { "button button--primary" };
    view! {
        {found}
        <input type="hidden" name="looked_at" value=digest/>
        <div class="field">
            <label class="field__label" for="file">{import::FILE}</label>
            <input class="input" id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"/>
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
                aria-invalid=is_invalid
                inner_html=in_textarea(&text)
            ></textarea>
            {error}
        </div>
        <div class="actions">{send} <Button label=check.into() act="check" look is_busy/></div>
    }
}

#[component]
fn Button(label: String, act: &'static str, look: &'static str, is_busy: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="submit" class=look name=ACT value=act aria-busy=while_true(move || is_busy.get())>
            <span class="button__label">{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}

#[component]
fn Found(looked_at: LookedAt) -> impl IntoView {
    let LookedAt { good, bad, more, .. } = looked_at;
    let title = if good > 0 { import::good(good) } else { import::NOBODY.into() };
    let many = u32::try_from(bad.len()).unwrap_or(u32::MAX).saturating_add(more);
    let more = (more > 0).then(|| view! { <p class="soft">{import::more(more)}</p> });
    let rows: Vec<_> = bad
        .into_iter()
        .map(|(number, reason)| {
            view! {
                <tr>
                    <th scope="row">{number}</th>
                    <td>{invitations::unfit(reason)}</td>
                </tr>
            }
        })
        .collect();
    let bad = (many > 0).then(|| {
        still(view! {
            <div class="notice notice--warning">
                <Exclamation/>
                <p class="notice__title">{import::bad(many)}</p>
            </div>
            <table class="table table--fixed">
                <thead>
                    <tr>
                        <th scope="col">{import::LINE}</th>
                        <th scope="col">{import::REASON}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        })
    });
    view! {
        <h2>{title}</h2>
        {bad}
    }
}
