//! A time as lists show it: how far it is from now and, on demand, exactly. The words are the server's, so they do not
//! change while the page is open.

use super::static_view;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A point in time, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Such as `2 minutes ago`, `yesterday` or `in 5 days`.
    pub relative: String,
    /// Such as `22 November 2026, 10:53 UTC`.
    pub exact: String,
    /// RFC 3339, for programs.
    pub datetime: String,
}

/// Shows a time. Who points at it, touches it or reaches it by keyboard sees it exactly; screen readers read both.
#[component]
pub fn When(moment: Moment) -> impl IntoView {
    let Moment { relative, exact, datetime } = moment;
    view! {
        <span class="moment" tabindex="0">
            <time datetime=datetime title=exact.clone()>{relative}</time>
            " "
            <span class="moment__exact">{exact}</span>
        </span>
    }
}

/// What a sentence has in the places of its times.
pub const MARKS: [&str; 2] = ["\u{1}", "\u{2}"];

/// A sentence that was made with `MARKS`, with a time in the place of each.
pub fn with_times(sentence: &str, times: &[Moment]) -> AnyView {
    let parts: Vec<_> = sentence
        .split_inclusive(['\u{1}', '\u{2}'])
        .map(|part| {
            let mark = MARKS.iter().position(|mark| part.ends_with(mark));
            let text = part.trim_end_matches(['\u{1}', '\u{2}']).to_owned();
            let moment = mark.and_then(|mark| times.get(mark)).cloned();
            view! {
                {text}
                {moment.map(|moment| view! { <When moment/> })}
            }
        })
        .collect();
    static_view(parts)
}
