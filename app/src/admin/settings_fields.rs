//! Form fields for the organisation's settings. Each posts under its setting's name and shows its error below.

use crate::prelude::*;
use domain::Fields;
use std::cell::Cell;
use web_sys::{FormData, HtmlFormElement};

/// Ids of a field that has no hint.
macro_rules! ids {
    ($name:literal) => {
        FieldIds { input: $name, hint: "", error: concat!($name, "-error") }
    };
}
pub(super) use ids;

/// Keys of the unsaved values of a form: name and colours, the policy, and the allowed origins.
pub const IDENTITY: &str = "identity";
pub const RULES: &str = "rules";
pub const ORIGINS: &str = "origins";

thread_local! {
    /// Unsaved values of a form, kept while the page is redrawn because another form was saved. Browser only.
    static UNSAVED: Cell<Option<(&'static str, Fields)>> = const { Cell::new(None) };
}

/// Keeps a form's values until the page is drawn again.
pub fn keep_unsaved(form: &'static str, typed: RwSignal<Fields>) {
    UNSAVED.set(typed.try_get_untracked().map(|typed| (form, typed)));
}

/// Keeps a form's values when another form on the page is saved. Call before `saving` is followed.
pub fn keep_unsaved_after(saving: Submission, form: &'static str, typed: RwSignal<Fields>) {
    Effect::new(move || {
        if saving.is_done() {
            // As late as possible: the user may go on typing until the page is redrawn.
            on_cleanup(move || keep_unsaved(form, typed));
        }
    });
}

/// Takes the kept values of these forms and forgets all others.
pub fn take_unsaved<const N: usize>(forms: [&str; N]) -> [Option<Fields>; N] {
    let kept = UNSAVED.take();
    forms.map(|form| kept.clone().filter(|(of, _)| *of == form).map(|(_, typed)| typed))
}

/// The error message of a field, if any.
pub type Wrong = Signal<Option<Sentence>>;

/// The values of these fields in a form.
pub fn typed_in(form: &HtmlFormElement, names: &[&str]) -> Option<Fields> {
    let typed = FormData::new_with_form(form).ok()?;
    let value = |name: &&str| Some(((*name).to_owned(), typed.get(name).as_string()?));
    Some(names.iter().filter_map(value).collect())
}

/// Updates an error that is already shown, so that it follows the typing. Shows no new error on an unmarked form.
pub fn still_said<E: Copy + PartialEq + Send + Sync + 'static>(said: RwSignal<Option<E>>, wrong: Option<E>) {
    let before = said.get_untracked();
    if before.is_some() && before != wrong {
        said.set(wrong);
    }
}

/// A one-line text field. `mode` is its `inputmode`, which picks the keyboard of a phone.
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
    static_view(view! {
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

/// A field for a whole number.
#[component]
pub fn Number(ids: FieldIds, label: Word, value: String, error: Wrong) -> impl IntoView {
    view! { <Line ids label value longest="6" mode="numeric" error/> }
}

/// A drop-down.
#[component]
pub fn Select(
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
    static_view(view! {
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

/// A checkbox.
#[component]
pub fn Checkbox(name: &'static str, label: Word, is_on: bool) -> impl IntoView {
    static_view(view! {
        <label class="check" for=name>
            <input type="checkbox" id=name name=name checked=is_on/>
            <span>{label}</span>
        </label>
    })
}
