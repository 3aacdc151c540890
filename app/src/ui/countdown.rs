//! Countdowns: the small ring beside the code, and the large one of a rate limit or lockout. Neither is announced to
//! screen readers: the form that contains them announces the few moments that matter. Without JavaScript a countdown
//! would stand still, so a sentence with the time of day takes its place.

use super::{ServerClock, present_while, while_true};
use crate::words;
use domain::{Seconds, Timestamp};
use leptos::prelude::*;

/// The share of the time that is over, in hundredths of the ring.
fn gone(left: Seconds, whole: Seconds) -> u32 {
    100 - (left.0.min(whole.0) * 100).div_ceil(whole.0.max(1)).min(100)
}

#[component]
fn Ring(radius: &'static str, left: Memo<Seconds>, whole: Seconds) -> impl IntoView {
    view! {
        <svg class="ring" viewBox="0 0 20 20" aria-hidden="true">
            <circle class="ring__track" cx="10" cy="10" r=radius></circle>
            <circle
                class="ring__left"
                cx="10"
                cy="10"
                r=radius
                pathLength="100"
                stroke-dasharray="100"
                stroke-dashoffset=Signal::derive(move || gone(left.get(), whole).to_string())
            ></circle>
        </svg>
    }
}

/// The sentence that takes the place of a countdown without JavaScript, such as "You can try again at 04:37 UTC.". It is
/// made on the server only: the client never shows it.
pub fn without_script(sentence: impl FnOnce() -> String) -> String {
    if cfg!(feature = "ssr") { sentence() } else { String::new() }
}

/// A countdown in a line of text, such as "in 4:57", and without JavaScript the sentence in its place. `counting` gets
/// the time left. Hidden once the time is over.
#[component]
pub fn InlineCountdown(
    until: Timestamp,
    clock: ServerClock,
    #[prop(into)] label: &'static str,
    counting: fn(Seconds) -> String,
) -> impl IntoView {
    let left = Memo::new(move |_| until.left_at(clock.now()));
    let is_over = present_while(move || left.get() == Seconds(0));
    let at = without_script(|| words::try_again_at(until, untrack(|| clock.now())));
    view! {
        <span class="with-script" role="timer" aria-label=label hidden=is_over>
            {Signal::derive(move || counting(left.get()))}
        </span>
        <span class="without-script" hidden=is_over>{at}</span>
    }
}

/// Shows "Expires in 9:58". Hidden without JavaScript, where it would stand still.
#[component]
pub fn TimeLeft(left: Memo<Seconds>, whole: Seconds) -> impl IntoView {
    view! {
        <span class="timer with-script" role="timer" aria-label=words::code::TIME_LEFT data-low=while_true(move || left.get().0 < 60)>
            <Ring radius="8" left whole/>
            <span>
                {words::code::GOOD_FOR} " "
                <span class="timer__time">{Signal::derive(move || left.get().clock())}</span>
            </span>
        </span>
    }
}

/// How far the client's clock may be behind the server's: the sign-in page is cached for a second, and a page takes
/// time to arrive.
const BEHIND: Seconds = Seconds(5);

/// The large ring of a rate limit or lockout, with the time inside.
#[component]
pub fn Wait(until: Timestamp, clock: ServerClock, label: &'static str, text: &'static str) -> impl IntoView {
    let ends_in = move || until.left_at(clock.now());
    let hour = Seconds::hours(1);
    let whole = if untrack(ends_in) > hour + BEHIND { Seconds::hours(24) } else { hour };
    // With a clock that is behind, the ring must not show more than the whole.
    let left = Memo::new(move |_| ends_in().min(whole));
    let unit = Signal::derive(move || words::unit_of(left.get()).to_owned());
    let at = without_script(|| words::try_again_at(until, untrack(|| clock.now())));
    view! {
        <div class="wait">
            <p class="without-script">{at}</p>
            <div class="wait__clock with-script" role="timer" aria-label=label>
                <Ring radius="9.5" left whole/>
                <span class="wait__face">
                    <span class="wait__time">{Signal::derive(move || left.get().clock())}</span>
                    <span class="wait__unit">{unit}</span>
                </span>
            </div>
            <p class="soft">{text}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_full_at_the_start_and_empty_at_the_end() {
        let whole = Seconds(600);
        assert_eq!(gone(Seconds(600), whole), 0);
        assert_eq!(gone(Seconds(300), whole), 50);
        assert_eq!(gone(Seconds(0), whole), 100);
        assert_eq!(gone(Seconds(900), whole), 0);
    }
}
