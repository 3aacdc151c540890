//! Form fields for the organisation's settings. Each posts under its setting's name and shows its error below.

use crate::prelude::*;
use crate::words::admin::applications;
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
    /// Unsaved values of forms, kept while the page is redrawn because another form was saved. Browser only.
    static UNSAVED: Cell<Vec<(String, Fields)>> = const { Cell::new(Vec::new()) };
}

/// Keeps a form's values until the page is drawn again.
pub fn keep_unsaved(form: &'static str, typed: RwSignal<Fields>) {
    UNSAVED.set(typed.try_get_untracked().map(|typed| (form.to_owned(), typed)).into_iter().collect());
}

/// Keeps a form's values when another form on the page is saved. Call before `saving` is followed.
pub fn keep_unsaved_after(saving: Submission, form: &'static str, typed: RwSignal<Fields>) {
    effect(move || {
        if saving.is_done() {
            // As late as possible: the user may go on typing until the page is redrawn.
            on_cleanup(move || keep_unsaved(form, typed));
        }
    });
}

/// Keeps the values of the other forms of the page when one of them is saved: the ids of their elements, each with the
/// names of its fields. The ids are the keys of the values.
pub fn keep_others_after(saving: Submission, others: Vec<(String, &'static [&'static str])>) {
    effect(move || {
        if saving.is_done() {
            keep_forms(&others);
        }
    });
}

/// Keeps the values of these forms until the page is drawn again.
pub fn keep_forms(forms: &[(String, &'static [&'static str])]) {
    let typed = |(id, names): &(String, &'static [&'static str])| {
        let form: HtmlFormElement = document().get_element_by_id(id)?.dyn_into().ok()?;
        Some((id.clone(), typed_in(&form, names)?))
    };
    UNSAVED.set(forms.iter().filter_map(typed).collect());
}

/// Takes the kept values of these forms and forgets all others.
pub fn take_unsaved<const N: usize>(forms: [&str; N]) -> [Option<Fields>; N] {
    let kept = UNSAVED.take();
    forms.map(|form| kept.iter().find(|(of, _)| of == form).map(|(_, typed)| typed.clone()))
}

/// The server refused a value. The page checks the same fields with the same function and knows which one it is.
pub fn is_unfit(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidForm)
}

/// The error message of a field, if any.
pub type Wrong = Signal<Option<Sentence>>;

/// The error beside the field `id` of an application or a group, until the user edits the field. A field that is
/// refused gets the focus.
pub fn error_beside(id: &'static str, submission: Submission, is_about: fn(&Refusal) -> bool) -> Wrong {
    let error = Signal::derive(move || match submission.error() {
        Some(ApiError::Refused(error)) if is_about(&error) => Some(applications::refusal(&error)),
        _ => None,
    });
    effect(move || {
        if error.with(Option::is_some) {
            focus(id);
        }
    });
    until_edited(id, error)
}

/// The values of these fields in a form. Those of a field with several values, whose name ends with `[]`, are separated
/// by commas.
pub fn typed_in(form: &HtmlFormElement, names: &[&str]) -> Option<Fields> {
    let typed = FormData::new_with_form(form).ok()?;
    let value = |name: &&str| {
        let value = match name.ends_with("[]") {
            true => String::from(typed.get_all(name).join(",")),
            false => typed.get(name).as_string()?,
        };
        Some(((*name).to_owned(), value))
    };
    Some(names.iter().filter_map(value).collect())
}

/// Updates an error that is already shown, so that it follows the typing. Shows no new error on an unmarked form.
pub fn still_said<E: Copy + PartialEq + Send + Sync + 'static>(said: RwSignal<Option<E>>, wrong: Option<E>) {
    let before = said.get_untracked();
    if before.is_some() && before != wrong {
        said.set(wrong);
    }
}

/// Whether a field of the page that a plain form returns to is refused. It then gets the focus without JavaScript too.
fn is_refused(error: Wrong) -> bool {
    error.with_untracked(Option::is_some)
}

/// The id of the field with this name. A name may have dots, an id may not.
pub fn id_of(name: &str) -> String {
    name.replace('.', "-")
}

/// A one-line text field. `mode` is its `inputmode`, which picks the keyboard of a phone. `name` is given if it is not
/// the id.
#[component]
pub fn Line(
    ids: FieldIds,
    #[prop(optional)] name: Option<&'static str>,
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
                name=name.unwrap_or(ids.input)
                type="text"
                inputmode=mode
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength=longest
                value=value
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                autofocus=is_refused(error)
            />
            <FieldFoot ids hint error/>
        </div>
    })
}

/// A field for a whole number.
#[component]
pub fn Number(ids: FieldIds, name: &'static str, label: Word, value: String, error: Wrong) -> impl IntoView {
    view! { <Line ids name label value longest="6" mode="numeric" error/> }
}

/// A field for several lines.
#[component]
pub fn Lines(
    ids: FieldIds,
    label: Word,
    hint: Word,
    value: String,
    longest: &'static str,
    error: Wrong,
) -> impl IntoView {
    static_view(view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <textarea
                class="input"
                id=ids.input
                name=ids.input
                rows="4"
                maxlength=longest
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                autofocus=is_refused(error)
                inner_html=in_textarea(&value)
            ></textarea>
            <FieldFoot ids hint=Signal::stored(hint.into()) error/>
        </div>
    })
}

/// A drop-down. `name` is given if it is not the id.
#[component]
pub fn Select(
    ids: FieldIds,
    #[prop(optional)] name: Option<&'static str>,
    label: Word,
    #[prop(optional)] hint: Option<Word>,
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
                    name=name.unwrap_or(ids.input)
                    autocomplete="off"
                    aria-describedby=ids.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                    autofocus=is_refused(error)
                >
                    {options}
                </select>
                <Down/>
            </span>
            <FieldFoot ids hint=Signal::stored(hint.map(String::from).unwrap_or_default()) error/>
        </div>
    })
}

/// A checkbox.
#[component]
pub fn Checkbox(name: &'static str, label: Word, is_on: bool) -> impl IntoView {
    static_view(view! {
        <label class="check" for=id_of(name)>
            <input type="checkbox" id=id_of(name) name=name checked=is_on/>
            <span>{label}</span>
        </label>
    })
}
