//! The phone number field: the country, and the number in its national format.

use super::field::{FieldFoot, PHONE};
use super::icons::Down;
use super::{Attribute, static_view, until_edited, while_true};
use crate::prelude::*;
use leptos::ev::{Event, Targeted};
use leptos::html::Select;
use web_sys::{HtmlInputElement, HtmlSelectElement, InputEvent};

/// A country to which the server sends texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryChoice {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: String,
    pub calling_code: u16,
    /// An example number in the national format.
    pub example: String,
}

impl CountryChoice {
    /// Formats typed digits like the example. `None` if they are not the beginning of a number in the national format,
    /// or too long for one.
    pub fn written(&self, typed: &str) -> Option<String> {
        let is_plain = |character: char| character.is_ascii_digit() || " ().-/".contains(character);
        let mut digits = typed.chars().filter(char::is_ascii_digit).peekable();
        let first = *digits.peek()?;
        let example_first = self.example.chars().find(char::is_ascii_digit)?;
        // The user left out the national prefix 0, or began with the calling code.
        let is_not_national =
            (first == '0') != (example_first == '0') || self.calling_code.to_string().starts_with(first);
        if !typed.chars().all(is_plain) || (is_not_national && first != example_first) {
            return None;
        }
        let mut written = String::new();
        for place in self.example.chars() {
            match (place.is_ascii_digit(), digits.peek()) {
                (_, None) => return Some(written),
                (true, Some(_)) => written.extend(digits.next()),
                (false, Some(_)) => written.push(place),
            }
        }
        digits.peek().is_none().then_some(written)
    }
}

/// The id of the country selector; also its name in the form post.
const COUNTRY: &str = "country";

/// `country` is the code of the selected country. A national number is read as one of this country.
#[component]
pub fn PhoneField(
    input: NodeRef<Input>,
    country: RwSignal<String>,
    countries: Vec<CountryChoice>,
    value: String,
    is_optional: bool,
    #[prop(optional)] autofocus: bool,
    /// What the Enter key of a phone's keyboard does: `next` if another field follows.
    #[prop(default = "go")]
    enter_key: &'static str,
    error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let error = until_edited(COUNTRY, until_edited(PHONE.input, error));
    let chooser = chooser(&countries, country);
    let countries = StoredValue::new(countries);
    let chosen = move |code: &str| {
        countries.with_value(|countries| countries.iter().find(|choice| choice.code == code).cloned())
    };
    let hint = Signal::derive(move || {
        let example = chosen(&country.read()).map(|choice| choice.example).unwrap_or_default();
        words::phone::hint(&example, is_optional)
    });
    let on_input = move |event: Targeted<Event, HtmlInputElement>| {
        let input = event.target();
        if is_typed_at_the_end(&event, &input)
            && let Some(written) = chosen(&country.get_untracked()).and_then(|choice| choice.written(&input.value()))
        {
            input.set_value(&written);
        }
    };
    let required: Attribute = Signal::stored((!is_optional).then_some(""));
    view! {
        <div class="field">
            <label class="field__label" for=PHONE.input>{words::phone::NUMBER}</label>
            <div class="phone">
                {chooser}
                <input
                    class="input"
                    id=PHONE.input
                    name=PHONE.input
                    type="tel"
                    enterkeyhint=enter_key
                    inputmode="tel"
                    autocomplete="tel"
                    maxlength="40"
                    required=required
                    autofocus=autofocus
                    value=value
                    aria-describedby=PHONE.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                    node_ref=input
                    on:input:target=on_input
                />
            </div>
            <FieldFoot ids=PHONE hint error/>
        </div>
    }
}

/// The country selector. With only one country, a hidden field.
fn chooser(countries: &[CountryChoice], country: RwSignal<String>) -> AnyView {
    let first = countries.first().map(|choice| choice.code.clone()).unwrap_or_default();
    if !countries.iter().any(|choice| choice.code == country.get_untracked()) {
        country.set(first.clone());
    }
    if countries.len() == 1 {
        return static_view(view! { <input type="hidden" name=COUNTRY value=first/> });
    }
    let select = NodeRef::<Select>::new();
    // A country chosen before the page was hydrated counts too.
    effect(move || {
        if let Some(select) = select.get() {
            country.set(select.value());
        }
    });
    let on_choice = move |event: Targeted<Event, HtmlSelectElement>| country.set(event.target().value());
    let options: Vec<_> = countries
        .iter()
        .map(|choice| {
            let is_chosen = choice.code == country.get_untracked();
            view! {
                <option value=choice.code.clone() selected=is_chosen>
                    {words::phone::country(&choice.name, choice.calling_code)}
                </option>
            }
        })
        .collect();
    static_view(view! {
        <span class="select">
            <select
                class="input"
                id=COUNTRY
                name=COUNTRY
                autocomplete="off"
                aria-label=words::phone::COUNTRY
                node_ref=select
                on:input:target=on_choice
            >
                {options}
            </select>
            <Down/>
        </span>
    })
}

/// Whether the input was typed at the end of the text: not pasted, not filled in, not in the middle.
fn is_typed_at_the_end(event: &Event, input: &HtmlInputElement) -> bool {
    let is_typed = event.dyn_ref::<InputEvent>().is_some_and(|event| event.input_type() == "insertText");
    let caret = input.selection_end().ok().flatten();
    is_typed && caret.is_some_and(|caret| caret as usize == input.value().encode_utf16().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn choice(calling_code: u16, example: &str) -> CountryChoice {
        CountryChoice { code: String::new(), name: String::new(), calling_code, example: example.to_owned() }
    }

    #[rstest]
    #[case("2", "(2")]
    #[case("(201", "(201")]
    #[case("(2015", "(201) 5")]
    #[case("201-5550", "(201) 555-0")]
    #[case("2015550123", "(201) 555-0123")]
    fn digits_are_spaced_like_the_example(#[case] typed: &str, #[case] written: &str) {
        assert_eq!(choice(1, "(201) 555-0123").written(typed).as_deref(), Some(written));
    }

    #[test]
    fn what_is_no_national_number_is_left_alone() {
        let american = choice(1, "(201) 555-0123");
        for typed in ["", "+", "+1201", "12015550123", "20155501234", "201x", "0201", "\u{662}"] {
            assert_eq!(american.written(typed), None, "{typed}");
        }
        let british = choice(44, "07400 123456");
        assert_eq!(british.written("074001").as_deref(), Some("07400 1"));
        assert_eq!(british.written("7400"), None);
        assert_eq!(british.written("447400"), None);
    }
}
