//! What an admin can do to an application. Each button opens a confirmation page. Only the button there changes
//! anything.

use crate::admin::confirm::GoButton;
use crate::paths::ApplicationAct;
use crate::prelude::*;
use crate::words::admin::applications;

#[component]
pub fn Acts(acts: Vec<(ApplicationAct, String)>) -> impl IntoView {
    view! {
        <Section id="acts" title=applications::ACTS about=applications::ABOUT_ACTS>
            <ul class="rows">{rows_of(acts)}</ul>
        </Section>
    }
}

/// A row for each act, with the path of its confirmation page.
pub fn rows_of(acts: Vec<(ApplicationAct, String)>) -> Vec<AnyView> {
    let row = |(act, path): (ApplicationAct, String)| {
        let icon = static_view(view! { <LockIcon/> });
        let look = match act {
            ApplicationAct::RemoveClient | ApplicationAct::Delete => "button button--danger-quiet button--small",
            ApplicationAct::TurnOff
            | ApplicationAct::TurnOn
            | ApplicationAct::RotateSecret
            | ApplicationAct::EndEarlierSecrets => QUIET,
        };
        let button = static_view(view! { <GoButton path look label=applications::label(act)/> });
        let title = static_view(applications::label(act).text());
        static_view(view! { <Row icon title text=applications::about(act) actions=Some(button)/> })
    };
    acts.into_iter().map(row).collect()
}
