//! Six drawn cells under one real input. The cells mirror the input's value and caret. Without JavaScript it is a plain
//! input whose letter-spacing puts each digit into its cell.

#![expect(clippy::too_many_lines, reason = "one component, with its handlers of events")]

use super::{Attribute, FieldError, focus_unless_elsewhere, static_view, while_true};
use crate::prelude::*;
use domain::OneTimeCode;
use domain::one_time_code::{LENGTH, digits_in};
use leptos::ev::{ClipboardEvent, Targeted};
use web_sys::HtmlInputElement;

/// The state of the boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    Open,
    Checking,
    Right,
    /// No code is accepted any more.
    Closed,
}

impl CodeState {
    const fn name(self) -> Option<&'static str> {
        match self {
            CodeState::Open => None,
            CodeState::Checking => Some("checking"),
            CodeState::Right => Some("right"),
            CodeState::Closed => Some("closed"),
        }
    }
}

/// Attribute values from zero to the number of cells.
const NUMBERS: [&str; LENGTH + 1] = ["0", "1", "2", "3", "4", "5", "6"];

/// What the cells show: how many are filled, and where the next digit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drawn {
    filled: usize,
    at: usize,
    /// All digits are selected, so the next one replaces them.
    is_all: bool,
}

impl Drawn {
    fn of(input: &HtmlInputElement) -> Self {
        let filled = input.value().len().min(LENGTH);
        let starts_at = input.selection_start().ok().flatten();
        let end = caret(input);
        let is_all = filled > 0 && starts_at == Some(0) && end == filled;
        Drawn { filled, at: end.min(filled).min(LENGTH - 1), is_all }
    }
}

fn caret(input: &HtmlInputElement) -> usize {
    input.selection_end().ok().flatten().map_or(LENGTH, |at| at as usize)
}

/// The value and the caret after a change: only digits, at most six, the caret kept. A digit typed before others
/// replaces the one in its cell, as in six separate boxes.
fn tidy(typed: &str, caret: usize, before: &str) -> (String, usize) {
    let mut digits = digits_in(typed);
    let start: String = typed.chars().take(caret).collect();
    let at = digits_in(&start).len();
    let is_one_more = digits.chars().count() == typed.chars().count() && digits.len() == before.len() + 1;
    if is_one_more && at < digits.len() {
        digits.remove(at);
    } else if let Ok(code) = typed.parse::<OneTimeCode>() {
        let caret = if code.expose() == typed { caret } else { LENGTH };
        return (code.expose().to_owned(), caret);
    }
    digits.truncate(LENGTH);
    let caret = at.min(digits.len());
    (digits, caret)
}

/// `on_change` runs at every change. `on_complete` runs after it, once the sixth digit is entered.
#[component]
pub fn CodeBoxes(
    input: NodeRef<Input>,
    #[prop(into)] state: Signal<CodeState>,
    #[prop(into)] error: Signal<Option<Sentence>>,
    on_change: Callback<()>,
    on_complete: Callback<()>,
) -> impl IntoView {
    let drawn = RwSignal::new(None::<Drawn>);
    let before = StoredValue::new(String::new());
    let redraw = move || drawn.set(input.get_untracked().map(|input| Drawn::of(&input)));
    let put = move |input: &HtmlInputElement, digits: String, caret: usize| {
        if input.value() != digits {
            input.set_value(&digits);
        }
        let _ = input.set_selection_range(caret as u32, caret as u32);
        let is_complete = digits.len() == LENGTH && digits != before.get_value();
        before.set_value(digits);
        drawn.set(Some(Drawn::of(input)));
        on_change.run(());
        if is_complete && state.get_untracked() == CodeState::Open {
            on_complete.run(());
        }
    };
    let on_input = move |event: Targeted<leptos::ev::Event, HtmlInputElement>| {
        let input = event.target();
        let (digits, caret) = tidy(&input.value(), caret(&input), &before.get_value());
        put(&input, digits, caret);
    };
    let on_paste = move |event: ClipboardEvent| {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if let (Ok(code), Some(input), CodeState::Open) =
            (pasted.parse::<OneTimeCode>(), input.get_untracked(), state.get_untracked())
        {
            event.prevent_default();
            put(&input, code.expose().to_owned(), LENGTH);
        }
    };
    // Digits typed before the page was hydrated count too.
    effect(move || {
        if let Some(input) = input.get()
            && drawn.get_untracked().is_none()
        {
            let (digits, caret) = tidy(&input.value(), caret(&input), "");
            drawn.set(Some(Drawn::of(&input)));
            if !digits.is_empty() {
                put(&input, digits, caret);
            }
            focus_unless_elsewhere(&input);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let is_refused = error.with(Option::is_some);
        if let (Some(false), true, Some(input)) = (was, is_refused, input.get_untracked()) {
            input.set_value("");
            before.set_value(String::new());
            let _ = input.focus();
            redraw();
        }
        is_refused
    });
    let at: Attribute = Signal::derive(move || drawn.get().map(|drawn| NUMBERS[drawn.at]));
    let filled: Attribute = Signal::derive(move || drawn.get().map(|drawn| NUMBERS[drawn.filled]));
    let state_name: Attribute = Signal::derive(move || state.get().name());
    let described_by: Attribute = Signal::derive(move || error.with(|error| error.is_some().then_some("code-error")));
    let readonly: Attribute = Signal::derive(move || (state.get() != CodeState::Open).then_some(""));
    view! {
        <div class="stack stack--tight">
            <div
                class="code"
                data-at=at
                data-filled=filled
                data-state=state_name
                data-all=while_true(move || drawn.get().is_some_and(|drawn| drawn.is_all))
            >
                <div class="code__frame">
                    <div class="code__cells" aria-hidden="true">
                        {(0..LENGTH).map(|_| view! { <span class="code__cell"></span> }).collect_view()}
                    </div>
                    <input
                        class="code__input"
                        id="code"
                        name="code"
                        type="text"
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        enterkeyhint="done"
                        spellcheck="false"
                        autofocus
                        aria-label=words::code::INPUT
                        aria-invalid=while_true(move || error.with(Option::is_some))
                        aria-describedby=described_by
                        readonly=readonly
                        node_ref=input
                        on:input:target=on_input
                        on:paste=on_paste
                        on:keyup=move |_| redraw()
                        on:click=move |_| redraw()
                        on:select=move |_| redraw()
                        on:focus=move |_| redraw()
                    />
                </div>
            </div>
            {move || error.get().map(|sentence| static_view(view! { <FieldError input="code" id="code-error" sentence/> }))}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_at_the_end_appends() {
        assert_eq!(tidy("1234", 4, "123"), ("1234".into(), 4));
    }

    #[test]
    fn typing_in_a_filled_cell_replaces_its_digit() {
        assert_eq!(tidy("19234", 2, "1234"), ("1934".into(), 2));
        assert_eq!(tidy("9123456", 1, "123456"), ("923456".into(), 1));
        assert_eq!(tidy("129345", 3, "12345"), ("12945".into(), 3));
    }

    #[test]
    fn a_seventh_digit_is_dropped() {
        assert_eq!(tidy("1234567", 7, "123456"), ("123456".into(), 6));
    }

    #[test]
    fn a_sentence_with_a_code_fills_all_cells() {
        assert_eq!(tidy("Your code is 123 456", 20, ""), ("123456".into(), 6));
        assert_eq!(tidy("١٢٣٤٥٦", 6, ""), ("123456".into(), 6));
    }

    #[test]
    fn letters_are_dropped_and_the_caret_stays() {
        assert_eq!(tidy("12a3", 3, "123"), ("123".into(), 2));
    }
}
