//! Effects. Leptos compiles all code of an effect for each closure; here it is compiled once for all.

use leptos::prelude::Effect;

/// Runs `run` once the page is drawn, and whenever a signal changes that it has read. Never on the server.
pub fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}
