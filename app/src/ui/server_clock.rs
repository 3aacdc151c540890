//! The server's clock in the browser: a server time and the time since, by the browser's monotonic clock. The device's
//! date is never used, so a wrong one changes nothing.

use super::effect;
use domain::Timestamp;
use leptos::prelude::*;
use std::fmt;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How often the clock is updated. The screen repaints only when the second changes.
const TICK: Duration = Duration::from_millis(200);

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
pub struct ServerClock(RwSignal<Reading>);

#[derive(Clone, Copy)]
struct Reading {
    /// The server's time in a response.
    at: Timestamp,
    received: Received,
    /// The server's time at the last tick.
    seen: Timestamp,
}

impl ServerClock {
    /// Starts from a server time. On the server, and until the page is hydrated, the clock does not move.
    pub fn from_reading(now: Timestamp, received: Received) -> Self {
        let clock = ServerClock(RwSignal::new(Reading { at: now, received, seen: now }));
        effect(move || {
            clock.0.update(|reading| reading.received = reading.received.known());
            clock.tick();
            if let Ok(interval) = set_interval_with_handle(move || clock.tick(), TICK) {
                on_cleanup(move || interval.clear());
            }
        });
        clock
    }

    /// Sets the clock from a newer response.
    pub fn set(&self, now: Timestamp, received: Received) {
        self.0.update(|reading| *reading = Reading { at: now, received, ..*reading });
        self.tick();
    }

    /// The time on the server, also between two ticks. Read it in a memo to repaint only what changes.
    pub fn now(&self) -> Timestamp {
        let reading = self.0.get();
        reading.now().unwrap_or(reading.seen)
    }

    fn tick(&self) {
        if let Some(now) = self.0.try_get_untracked().and_then(Reading::now) {
            let _ = self.0.try_update(|reading| reading.seen = now);
        }
    }
}

impl Reading {
    fn now(self) -> Option<Timestamp> {
        // On the server there is no such time, and no browser to ask for the current one.
        let received = self.received.0?;
        let elapsed = (monotonic()? - received).max(0.0);
        Some(Timestamp(self.at.0.saturating_add(elapsed as i64)))
    }
}
