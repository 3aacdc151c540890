//! The tabs of the methods: links in the server's HTML, tabs once the page is hydrated.

use super::{SignInForms, SignInScreen};
use crate::prelude::*;
use leptos::ev::{KeyboardEvent, MouseEvent};
use web_sys::HtmlElement;

/// The id of the panel that the tabs control.
pub const PANEL: &str = "panel";

fn tab_id(method: Method) -> String {
    format!("tab-{}", method.slug())
}

/// The tab that a key moves to from the tab at `at`. `count` is the number of tabs.
fn next(key: &str, at: usize, count: usize, is_rtl: bool) -> Option<usize> {
    match (key, is_rtl) {
        ("ArrowRight", false) | ("ArrowLeft", true) => Some((at + 1) % count),
        ("ArrowLeft", false) | ("ArrowRight", true) => Some((at + count - 1) % count),
        ("Home", _) => Some(0),
        ("End", _) => Some(count - 1),
        _ => None,
    }
}

#[component]
pub fn Tabs(forms: SignInForms) -> impl IntoView {
    let methods = forms.screen.with_value(|screen| screen.methods.clone());
    let is_live = is_live();
    let on_key = move |event: KeyboardEvent| {
        let wanted = forms.wanted.get_untracked();
        let to = forms.screen.with_value(|SignInScreen { methods, .. }| {
            let at = methods.iter().position(|&method| method == wanted)?;
            let to = next(&event.key(), at, methods.len(), document().dir() == "rtl")?;
            methods.get(to).copied()
        });
        if let Some(to) = to {
            event.prevent_default();
            forms.select(to);
            let tab = document().get_element_by_id(&tab_id(to));
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
                let _ = tab.focus();
            }
        }
    };
    let tabs: Vec<_> = methods.into_iter().map(|method| view! { <Tab forms method is_live/> }).collect();
    view! {
        <div class="tabs" role="tablist" aria-label=words::sign_in::WAYS on:keydown=on_key>
            {tabs}
        </div>
    }
}

#[component]
fn Tab(forms: SignInForms, method: Method, is_live: Signal<bool>) -> impl IntoView {
    let is_selected = Memo::new(move |_| forms.selected.get() == method);
    let selected: Attribute = Signal::derive(move || Some(if is_selected.get() { "true" } else { "false" }));
    // The Tab key reaches every link, but only the selected tab. The arrow keys reach the other tabs.
    let tab_index: Attribute = Signal::derive(move || (is_live.get() && !is_selected.get()).then_some("-1"));
    view! {
        <a
            class="tabs__tab"
            role="tab"
            id=tab_id(method)
            href=forms.path_of(method)
            aria-selected=selected
            aria-controls=PANEL
            tabindex=tab_index
            on:click=move |event: MouseEvent| forms.on_press(&event, method)
        >
            {words::sign_in::tab(method)}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_and_follow_the_direction_of_reading() {
        assert_eq!(next("ArrowRight", 2, 3, false), Some(0));
        assert_eq!(next("ArrowLeft", 0, 3, false), Some(2));
        assert_eq!(next("ArrowLeft", 0, 3, true), Some(1));
        assert_eq!((next("Home", 2, 3, false), next("End", 0, 3, false)), (Some(0), Some(2)));
        assert_eq!(next("a", 0, 3, false), None);
    }
}
