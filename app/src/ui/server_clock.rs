//! The server's clock as the browser can know it: a reading and the time since, by a clock that nobody sets.
//! The device's own date is never asked, so a wrong one changes nothing.

use super::hold;
use domain::Timestamp;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use std::fmt;
use wasm_bindgen::JsCast;

/// How often the screen looks at the clock, in milliseconds. It repaints only when a second has changed.
const LOOK_EVERY: u32 = 200;

/// When an answer arrived, in milliseconds of the browser's monotonic clock; `None` for what came inside the page.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Received(Option<f64>);

/// Without the number: printing one costs the client more bytes than all our clocks.
impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Received")
    }
}

impl Received {
    /// Now, in the browser. On the server it means nothing and stays empty.
    pub fn now() -> Self {
        Received(is_browser().then(monotonic).flatten())
    }

    /// What came inside the page arrived with it; where the browser does not say when that was, it is taken for now.
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

/// Ticks while its owner lives.
#[derive(Clone, Copy)]
pub struct ServerClock {
    now: RwSignal<Timestamp>,
    reading: RwSignal<(Timestamp, Received)>,
}

impl ServerClock {
    /// Starts from a reading. On the server, and until the page is hydrated, it stands still.
    pub fn from_reading(now: Timestamp, received: Received) -> Self {
        let clock = ServerClock { now: RwSignal::new(now), reading: RwSignal::new((now, received)) };
        Effect::new(move || {
            clock.reading.update(|(_, received)| *received = received.known());
            clock.look();
            hold(Interval::new(LOOK_EVERY, move || clock.look()));
        });
        clock
    }

    /// Sets the clock by a newer answer.
    pub fn set(&self, now: Timestamp, received: Received) {
        self.reading.set((now, received));
        self.look();
    }

    /// The time on the server, also between two looks. Reading it in a memo repaints only what changes.
    pub fn now(&self) -> Timestamp {
        let seen = self.now.get();
        self.read().unwrap_or(seen)
    }

    fn look(&self) {
        if let Some(now) = self.read() {
            let _ = self.now.try_set(now);
        }
    }

    fn read(&self) -> Option<Timestamp> {
        let (reading, Received(then)) = self.reading.try_get_untracked()?;
        let gone = then.and_then(|then| Some((monotonic()? - then).max(0.0)))?;
        Some(Timestamp(reading.0.saturating_add(gone as i64)))
    }
}
