//! Limits how long the browser is called for a passkey: no button spins for ever, and no call outlives the server's
//! challenge. Uses the device's wall clock, which keeps running while the device sleeps.

use gloo_timers::callback::Interval;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal, js_sys::Date};

/// How often the time is checked, in milliseconds. One long timer would be late, because timers stop while the device
/// sleeps.
const EVERY_MS: u32 = 5_000;

thread_local! {
    /// Aborts the current call. A browser runs one call at a time. The server never makes one.
    static OPEN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// One call to the browser, aborted when its time is up.
pub struct Watch {
    controller: AbortController,
    is_over: Rc<Cell<bool>>,
    _timer: Interval,
}

impl Watch {
    /// Aborts the previous call and starts the time limit of a new one, in milliseconds.
    pub fn begin(limit_ms: f64) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let is_over = Rc::new(Cell::new(false));
        let until = Date::now() + limit_ms;
        let timer = Interval::new(EVERY_MS, {
            let (controller, is_over) = (controller.clone(), is_over.clone());
            move || {
                if Date::now() >= until && !is_over.replace(true) {
                    controller.abort();
                }
            }
        });
        stop();
        OPEN.set(Some(controller.clone()));
        Ok(Watch { controller, is_over, _timer: timer })
    }

    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Whether the call was aborted because its time was up.
    pub fn is_over(&self) -> bool {
        self.is_over.get()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| {
            if open.as_ref() == Some(&self.controller) {
                *open = None;
            }
        });
    }
}

/// Aborts the current call, if there is one.
pub fn stop() {
    if let Some(open) = OPEN.take() {
        open.abort();
    }
}

/// Whether a call is in progress.
pub fn is_open() -> bool {
    OPEN.with_borrow(Option::is_some)
}
