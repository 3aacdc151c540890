//! Fields of the forms about the organisation itself. Each setting is posted under its name, and says below what is wrong.

use crate::{
    submission::Submission,
    ui::{Down, FieldFoot, FieldIds, still, while_true},
    words::{Sentence, Word},
};
use domain::Fields;
use leptos::prelude::*;
use std::cell::Cell;
use web_sys::{FormData, HtmlFormElement};

/// What a field without a hint and its parts are called.
macro_rules! ids {
    ($name:literal) => {
        crate::ui::FieldIds { input: $name, hint: "", error: concat!($name, "-error") }
    };
}
pub(super) use ids;

thread_local! {
    /// What was typed into a form and not saved when its page was drawn anew because something else on it was. Only the client
    /// ever keeps something.
    static UNSAVED: Cell<Option<(&'static str, Fields)>> = const { Cell::new(None) };
}

/// Keeps what is typed into a form for the page as it will be drawn next.
pub fn keep_unsaved(form: &'static str, typed: RwSignal<Fields>) {
    UNSAVED.set(typed.try_get_untracked().map(|typed| (form, typed)));
}

/// The same once something else on the page is saved. Before `saving` is followed.
pub fn keep_unsaved_after(saving: Submission, form: &'static str, typed: RwSignal<Fields>) {
    Effect::new(move || {
        if saving.is_done() {
            // As late as may be: people go on typing until the page is drawn anew.
            on_cleanup(move || keep_unsaved(form, typed));
        }
    });
}

/// What was kept for the forms of a page. Whatever was kept is forgotten with it.
pub fn take_unsaved<const N: usize>(forms: [&str; N]) -> [Option<Fields>; N] {
    let kept = UNSAVED.take();
    forms.map(|form| kept.clone().filter(|(of, _)| *of == form).map(|(_, typed)| typed))
}

/// What is wrong with a field, if anything.
pub type Wrong = Signal<Option<Sentence>>;

/// What stands in a form, of these names.
pub fn typed_in(form: &HtmlFormElement, names: &[&str]) -> Option<Fields> {
    let typed = FormData::new_with_form(form).ok()?;
    let value = |name: &&str| Some(((*name).to_owned(), typed.get(name).as_string()?));
    Some(names.iter().filter_map(value).collect())
}

/// What was said to be wrong follows what is typed, and is said anew only when it is something else.
pub fn still_said<E: Copy + PartialEq + Send + Sync + 'static>(said: RwSignal<Option<E>>, wrong: Option<E>) {
    let before = said.get_untracked();
    if before.is_some() && before != wrong {
        said.set(wrong);
    }
}

/// A line of text. `mode` is the keyboard that a phone shows.
#[component]
pub fn Line(
    ids: FieldIds,
    label: Word,
    #[prop(optional)] hint: Option<Word>,
    value: String,
    longest: &'static str,
    #[prop(default = "text")] mode: &'static str,
    error: Wrong,
) -> impl IntoView {
    let hint = Signal::stored(hint.map(String::from).unwrap_or_default());
    still(view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <input
                class="input"
                id=ids.input
                name=ids.input
                type="text"
                inputmode=mode
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength=longest
                value=value
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
            />
            <FieldFoot ids hint error/>
        </div>
    })
}

/// A whole number.
#[component]
pub fn Number(ids: FieldIds, label: Word, value: String, error: Wrong) -> impl IntoView {
    view! { <Line ids label value longest="6" mode="numeric" error/> }
}

/// One of a few.
#[component]
pub fn OneOf(
    ids: FieldIds,
    label: Word,
    options: Vec<(&'static str, &'static str)>,
    chosen: String,
    error: Wrong,
) -> impl IntoView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value selected=chosen == value>{words}</option> })
        .collect();
    still(view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <span class="select">
                <select
                    class="input"
                    id=ids.input
                    name=ids.input
                    autocomplete="off"
                    aria-describedby=ids.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                >
                    {options}
                </select>
                <Down/>
            </span>
            <FieldFoot ids hint=Signal::stored(String::new()) error/>
        </div>
    })
}

/// Yes or no.
#[component]
pub fn Tickbox(name: &'static str, label: Word, is_on: bool) -> impl IntoView {
    still(view! {
        <label class="check" for=name>
            <input type="checkbox" id=name name=name checked=is_on/>
            <span>{label}</span>
        </label>
    })
}
