//! Texts of the sign-in page.

pub use super::sentences::sign_in::*;
use super::word::{Word, by_name};
use domain::Method;

static TABS: [Word; Method::ALL.len()] = by_name(BY_KEY, "tab_", Method::NAMES);
static PANELS: [Word; Method::ALL.len()] = by_name(BY_KEY, "panel_", Method::NAMES);
static WAYS_IN: [Word; Method::ALL.len()] = by_name(BY_KEY, "way_", Method::NAMES);

/// The label of a tab.
pub fn tab(method: Method) -> &'static str {
    TABS[method as usize].text()
}

/// The accessible name of the form below the tabs. It differs from the label of the tab, because "Password" is the name
/// of a field.
pub fn panel(method: Method) -> &'static str {
    PANELS[method as usize].text()
}

/// The label of a button that leads to a method.
pub fn way(method: Method) -> &'static str {
    WAYS_IN[method as usize].text()
}
