//! The sign-in methods in their order, which is that of the tabs, with buttons that move, remove and add one. Without
//! JavaScript the buttons post the form, and its page comes back with the list changed; nothing is saved.

use crate::admin::settings_fields::Wrong;
use crate::prelude::*;
use crate::words::{admin::policy, sign_in};
use domain::policy::form::{self, MethodChange, Step};

/// Where the error about the methods is, and what gets the focus then.
pub const LIST: FieldIds = FieldIds { input: "methods", hint: "", error: "methods-error" };

/// `change` handles a press of a button with JavaScript.
#[component]
pub fn MethodList(fields: RwSignal<Fields>, change: Callback<MethodChange>, error: Wrong) -> impl IntoView {
    let methods = Memo::new(move |_| fields.with(form::methods_of));
    view! {
        <div class="field" role="group" id=LIST.input tabindex="-1" aria-labelledby="ways" aria-describedby=LIST.described_by(error)>
            {move || static_view(view! { <Rows methods=methods.get() change/> })}
            <FieldFoot ids=LIST hint=Signal::stored(String::new()) error/>
        </div>
    }
}

#[component]
fn Rows(methods: Vec<Method>, change: Callback<MethodChange>) -> impl IntoView {
    let last = methods.len().saturating_sub(1);
    let button = |step, method| {
        let pressed = MethodChange { step, method };
        static_view(view! { <StepButton pressed on_change=change/> })
    };
    let rows: Vec<_> = methods
        .iter()
        .zip(form::METHODS)
        .enumerate()
        .map(|(at, (&method, name))| {
            let up = (at > 0).then(|| button(Step::Up, method));
            let down = (at < last).then(|| button(Step::Down, method));
            view! {
                <li class="methods__row">
                    <input type="hidden" name=name value=method.name()/>
                    <span class="methods__name">{sign_in::tab(method)}</span>
                    <span class="cluster">{up} {down} {button(Step::Remove, method)}</span>
                </li>
            }
        })
        .collect();
    let empty: Vec<_> = form::METHODS
        .into_iter()
        .skip(methods.len())
        .map(|name| view! { <input type="hidden" name=name value=""/> })
        .collect();
    let others: Vec<_> = Method::ALL
        .into_iter()
        .filter(|method| !methods.contains(method))
        .map(|method| button(Step::Add, method))
        .collect();
    let none = methods.is_empty().then(|| view! { <p>{policy::NO_METHODS}</p> });
    view! {
        {none}
        <ol class="methods">{rows}</ol>
        {empty}
        <div class="cluster">{others}</div>
    }
}

/// The id of a button, by which it gets the focus again after the list is drawn anew.
fn button_id(MethodChange { step, method }: MethodChange) -> String {
    format!("{}-{}", step.name(), method.slug())
}

#[component]
fn StepButton(pressed: MethodChange, on_change: Callback<MethodChange>) -> impl IntoView {
    let label = sign_in::tab(pressed.method);
    let (text, name) = match pressed.step {
        Step::Up => (policy::UP.text().to_owned(), policy::move_up(label)),
        Step::Down => (policy::DOWN.text().to_owned(), policy::move_down(label)),
        Step::Remove => (policy::REMOVE.text().to_owned(), policy::remove_method(label)),
        Step::Add => (policy::add_method(label), policy::add_method(label)),
    };
    let on_click = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        on_change.run(pressed);
        request_animation_frame(move || focus_after(pressed));
    };
    view! {
        <button
            type="submit"
            class=QUIET
            id=button_id(pressed)
            name=form::CHANGE
            value=pressed.value()
            aria-label=name
            on:click=on_click
        >
            {text}
        </button>
    }
}

/// Focuses the pressed button of the new list. If it is gone, the one that undoes the step, or else the list.
fn focus_after(change: MethodChange) {
    let undo = match change.step {
        Step::Up => Step::Down,
        Step::Down => Step::Up,
        Step::Remove => Step::Add,
        Step::Add => Step::Remove,
    };
    let ids = [button_id(change), button_id(MethodChange { step: undo, ..change }), LIST.input.to_owned()];
    if let Some(id) = ids.iter().find(|id| document().get_element_by_id(id).is_some()) {
        focus(id);
    }
}
