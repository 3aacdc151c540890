//! The server's clock in the browser: a server time and the time since, by the browser's monotonic clock. The device's
//! date is never used, so a wrong one changes nothing.

use super::keep_alive;
use domain::Timestamp;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use std::fmt;
use wasm_bindgen::JsCast;

/// How often the clock is updated, in milliseconds. The screen repaints only when the second changes.
const TICK: u32 = 200;

/// When a response arrived, in milliseconds of the browser's monotonic clock. `None` for data inside the HTML.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Received(Option<f64>);

/// Omits the number: code that formats it would cost the client more bytes than all clocks.
impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Received")
    }
}

impl Received {
    /// The current time of the browser. `None` on the server, where it means nothing.
    pub fn now() -> Self {
        Received(is_browser().then(monotonic).flatten())
    }

    /// The time of arrival. Data inside the HTML arrived with the page; if the browser does not tell when that was, it
    /// counts as now.
    fn known(self) -> Self {
        Received(self.0.or_else(page_received).or_else(monotonic))
    }
}

fn monotonic() -> Option<f64> {
    Some(window().performance()?.now())
}

/// When the first byte of this page arrived.
fn page_received() -> Option<f64> {
    let entries = window().performance()?.get_entries_by_type("navigation");
    let navigation: web_sys::PerformanceNavigationTiming = entries.get(0).dyn_into().ok()?;
    Some(navigation.response_start())
}

/// Ticks until its reactive owner is disposed.
#[derive(Clone, Copy)]
pub struct ServerClock {
    now: RwSignal<Timestamp>,
    reading: RwSignal<(Timestamp, Received)>,
}

impl ServerClock {
    /// Starts from a server time. On the server, and until the page is hydrated, the clock does not move.
    pub fn from_reading(now: Timestamp, received: Received) -> Self {
        let clock = ServerClock { now: RwSignal::new(now), reading: RwSignal::new((now, received)) };
        Effect::new(move || {
            clock.reading.update(|(_, received)| *received = received.known());
            clock.tick();
            keep_alive(Interval::new(TICK, move || clock.tick()));
        });
        clock
    }

    /// Sets the clock from a newer response.
    pub fn set(&self, now: Timestamp, received: Received) {
        self.reading.set((now, received));
        self.tick();
    }

    /// The time on the server, also between two ticks. Read it in a memo to repaint only what changes.
    pub fn now(&self) -> Timestamp {
        let seen = self.now.get();
        self.read().unwrap_or(seen)
    }

    fn tick(&self) {
        if let Some(now) = self.read() {
            let _ = self.now.try_set(now);
        }
    }

    fn read(&self) -> Option<Timestamp> {
        let (reading, Received(received)) = self.reading.try_get_untracked()?;
        // On the server there is no such time, and no browser to ask for the current one.
        let received = received?;
        let elapsed = (monotonic()? - received).max(0.0);
        Some(Timestamp(reading.0.saturating_add(elapsed as i64)))
    }
}
