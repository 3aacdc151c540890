//! The address of the page on the screen.

use leptos::prelude::*;

/// The address of the page on the screen. Navigating to it fetches nothing.
#[derive(Clone, Copy)]
pub struct ShownAddress {
    pub path: StoredValue<String>,
    again: Trigger,
}

impl ShownAddress {
    /// The page at `path` is on the screen.
    pub fn new(path: String) -> Self {
        ShownAddress { path: StoredValue::new(path), again: Trigger::new() }
    }

    pub fn is(self, path: &str) -> bool {
        self.path.with_value(|shown| shown == path)
    }

    /// Fetches the page of the current address again.
    pub fn renew(self) {
        self.path.set_value(String::new());
        self.again.notify();
    }

    /// Runs the current effect again after `renew`.
    pub fn track_renewal(self) {
        self.again.track();
    }
}
