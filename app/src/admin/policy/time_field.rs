//! A time as a number with its unit.

use crate::admin::settings_fields::Wrong;
use crate::prelude::*;
use crate::words::admin::policy;
use domain::policy::form::TimeField;

/// A field for a time. The ids are those of the number; `chosen` is the name of the unit.
#[component]
pub fn Time(
    field: TimeField,
    ids: FieldIds,
    label: Word,
    number: String,
    chosen: String,
    error: Wrong,
) -> impl IntoView {
    let options: Vec<_> = field
        .units
        .iter()
        .map(|&unit| view! { <option value=unit.name() selected=chosen == unit.name()>{policy::unit(unit)}</option> })
        .collect();
    static_view(view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <div class="amount">
                <input
                    class="input"
                    id=ids.input
                    name=field.setting
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="6"
                    value=number
                    aria-describedby=ids.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                    autofocus=error.with_untracked(Option::is_some)
                />
                <span class="select">
                    <select class="input" name=field.unit autocomplete="off" aria-label=policy::unit_of(label)>
                        {options}
                    </select>
                    <Down/>
                </span>
            </div>
            <FieldFoot ids hint=Signal::stored(String::new()) error/>
        </div>
    })
}
