//! What the browser is asked, and for how long: no button spins for ever, and nothing is asked for longer than the server keeps
//! the question. By the device's own clock, which goes on while the device sleeps.

use gloo_timers::callback::Interval;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal, js_sys::Date};

/// How often the time is looked at: timers stand still on a device that sleeps.
const EVERY_MS: u32 = 5_000;

thread_local! {
    /// Stops what the browser is asked now. It answers one question at a time; the server asks none.
    static OPEN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// One question to the browser. It is stopped when its time is over.
pub struct Watch {
    controller: AbortController,
    is_over: Rc<Cell<bool>>,
    _timer: Interval,
}

impl Watch {
    /// Stops after so many milliseconds. What was asked before is stopped.
    pub fn begin(patience_ms: f64) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let is_over = Rc::new(Cell::new(false));
        let until = Date::now() + patience_ms;
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

    /// Whether it was stopped because its time was over.
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

/// Stops what the browser is asked, if it is asked something.
pub fn stop() {
    if let Some(open) = OPEN.take() {
        open.abort();
    }
}

/// Whether the browser is asked something.
pub fn is_open() -> bool {
    OPEN.with_borrow(Option::is_some)
}
