//! `/admin/people/import/ID`: progress of an import and its refused lines. The server works on it in the background.

use super::{AdminPage, AdminScreen, ImportedView};
use crate::{
    page::fetch_page,
    prelude::*,
    words::admin::invitations::{self, import, imported},
};
use domain::invitation::InviteError;
use gloo_timers::callback::Timeout;
use leptos::{either::Either, task::spawn_local};

/// Milliseconds between two polls.
const AGAIN: u32 = 1_500;

#[component]
pub fn ImportedPage(view: ImportedView) -> impl IntoView {
    let path = view.import.path.clone();
    let shown = RwSignal::new(view);
    Effect::new(move || {
        if shown.with(|view| view.import.is_finished) {
            return;
        }
        let path = shown.with_untracked(|view| view.import.path.clone());
        let look = move || {
            spawn_local(async move {
                let fresh = fetch_page(path).await.open::<AdminScreen>().map(|screen| screen.page);
                let _ = match fresh {
                    Some(AdminPage::Imported(fresh)) => shown.try_set(fresh),
                    // The request failed. Triggers the effect, which polls again.
                    _ => shown.try_update(|_| ()).and(None),
                };
            })
        };
        hold(Timeout::new(AGAIN, look));
    });
    let how_far = move || shown.with(|view| view.import.progress());
    let done = move || shown.with(|view| view.import.invited + view.import.refused);
    let end = move || shown.with(|view| view.import.is_finished).then(|| view! { <p>{imported::FINISHED}</p> });
    let refresh = move || {
        let path = path.clone();
        (!shown.with(|view| view.import.is_finished))
            .then(|| view! { <p class="without-script"><a href=path>{imported::REFRESH}</a></p> })
    };
    let refused = move || {
        let (total, bad) = shown.with(|view| (view.import.refused, view.bad.clone()));
        let first = bad.into_iter().map(|(number, email, reason)| (number, Some(email), reason)).collect();
        view! { <RefusedLines total first/> }
    };
    view! {
        <div class="panel panel__body stack">
            <p>{how_far}</p>
            <progress
                class="progress"
                max=move || shown.with(|view| view.import.lines.max(1))
                value=done
                aria-label=imported::PROGRESS
            ></progress>
            <div aria-live="polite">{end}</div>
            {refresh}
            {refused}
        </div>
    }
}

/// The number of refused lines, and the first of them: line number, email address (`None` where the page does not show
/// it) and reason.
#[component]
pub(super) fn RefusedLines(total: u32, first: Vec<(u32, Option<String>, InviteError)>) -> impl IntoView {
    let more = total.saturating_sub(u32::try_from(first.len()).unwrap_or(u32::MAX));
    let more = (more > 0).then(|| view! { <p class="soft">{import::more(more)}</p> });
    let rows: Vec<_> = first
        .into_iter()
        .map(|(number, email, reason)| {
            let reason = invitations::unfit(reason);
            let cell = match email {
                None => Either::Left(reason),
                Some(email) => Either::Right(view! {
                    <span class="address">{email}</span>
                    <span class="table__note">{reason}</span>
                }),
            };
            view! {
                <tr>
                    <th scope="row">{number}</th>
                    <td>{cell}</td>
                </tr>
            }
        })
        .collect();
    (total > 0).then(|| {
        static_view(view! {
            <div class="notice notice--warning">
                <Exclamation/>
                <p class="notice__title">{import::bad(total)}</p>
            </div>
            <table class="table table--fixed">
                <thead>
                    <tr>
                        <th scope="col">{import::LINE}</th>
                        <th scope="col">{import::REASON}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        })
    })
}
