//! `/admin/people/import/ID`: progress of an import and its refused lines. The server works on it in the background.

use super::progress::{ImportedView, RefusedLines};
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::admin::{AdminPage, AdminScreen};
use crate::page::fetch_page;
use crate::prelude::*;
use crate::words::admin::invitations::imported;
use gloo_timers::callback::Timeout;

impl AdminView for ImportedView {
    fn title(&self) -> String {
        imported::title(&self.import.begun)
    }

    fn lead(&self, _: &str) -> String {
        if self.import.is_finished { imported::LEAD_FINISHED.into() } else { imported::LEAD.into() }
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::INVITATIONS
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ImportedPage view=self/> })
    }
}

/// Milliseconds between two polls.
const AGAIN: u32 = 1_500;

#[component]
fn ImportedPage(view: ImportedView) -> impl IntoView {
    let path = view.import.path.clone();
    let shown = RwSignal::new(view);
    effect(move || {
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
        keep_alive(Timeout::new(AGAIN, look));
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
        let (total, first) = shown.with(|view| (view.import.refused, view.bad.clone()));
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
