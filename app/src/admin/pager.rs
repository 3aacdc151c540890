//! Foot of a list: the number of entries, and links to the previous and the next page.

use crate::{prelude::*, words::admin};

/// Links to the pages before and after this page of a list. `None`: there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[component]
pub fn Pager(#[prop(into, optional)] count: String, pages: Pages) -> impl IntoView {
    let previous = pages.previous.map(|path| view! { <a class=QUIET href=path rel="prev">{admin::PREVIOUS}</a> });
    let next = pages.next.map(|path| view! { <a class=QUIET href=path rel="next">{admin::NEXT}</a> });
    if count.is_empty() && previous.is_none() && next.is_none() {
        return static_view(());
    }
    static_view(view! {
        <nav class="panel__foot pager" aria-label=admin::PAGES>
            <span class="pager__count">{count}</span>
            <span class="cluster">{previous} {next}</span>
        </nav>
    })
}
