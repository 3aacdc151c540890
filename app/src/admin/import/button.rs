//! A button of the form of an import. All of them post the whole form.

use super::posted::ImportAct;
use crate::prelude::*;

/// Field name of the pressed button.
pub const ACT: &str = "act";

#[component]
pub fn Button(label: String, act: ImportAct, look: &'static str, is_busy: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="submit" class=look name=ACT value=act.value() aria-busy=while_true(move || is_busy.get())>
            <span>{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
