//! A page of the settings inside the layout.

use super::SettingsPage;
use super::frame::{AppLayout, Console, NavUser};
#[cfg(feature = "ssr")]
use super::page::Done;
use super::page::SettingsContext;
#[cfg(feature = "ssr")]
use crate::admin::console;
use crate::prelude::*;
#[cfg(feature = "ssr")]
use service::{account::as_admin, sign_in::return_to};

/// A page of the settings, with the data of the layout around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsScreen {
    pub context: SettingsContext,
    /// `None` for members.
    pub console: Option<Console>,
    pub page: SettingsPage,
    /// What the user just did. Shown once.
    pub done: Option<String>,
}

impl Screen for SettingsScreen {
    const KIND: PageKind = PageKind::Settings;

    fn title(&self) -> String {
        words::titled(self.page.title(), &self.context.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.context.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.context.received = received;
    }
}

#[cfg(feature = "ssr")]
impl SettingsScreen {
    pub(crate) async fn load(web: &WebRequest, page: SettingsRoute, query: &str) -> Answer<Self> {
        let signed_in = web.signed_in().await?;
        let return_to =
            parameter(query, paths::RETURN_TO).and_then(|wanted| return_to(&signed_in.organisation, &wanted));
        let return_to = return_to.map(|return_to| return_to.to_string());
        let reauthentication = paths::reauthentication(page, return_to.as_deref());
        let draft = web.draft_or_filled(&signed_in, &reauthentication, query).await?;
        let page = SettingsPage::load(web, &signed_in, page, query).await?;
        Ok(SettingsScreen {
            console: as_admin(&signed_in).is_ok().then(console),
            context: SettingsContext {
                organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
                name: signed_in.account.name,
                email: signed_in.account.email.to_string(),
                return_to,
                draft,
                now: web.cx.app.clock.now(),
                received: Default::default(),
            },
            page,
            done: unless_refused(query, paths::DONE).and_then(|name| Done::sentence(&name)),
        })
    }
}

#[component]
pub fn SettingsPages(screen: SettingsScreen) -> impl IntoView {
    let SettingsScreen { context, console, page, done } = screen;
    let section = page.section();
    let back = (!page.is_first()).then(|| {
        let (href, title) = match context.return_to.clone().filter(|return_to| paths::is_onboarding(return_to)) {
            Some(onboarding) => (onboarding, words::onboarding::PAGE_TITLE.text()),
            None => (section.path().to_owned(), section.title()),
        };
        view! {
            <a class="page-head__back" href=href>
                <Left/>
                {title}
            </a>
        }
    });
    let user = NavUser {
        organisation: context.organisation.clone(),
        name: context.name.clone(),
        email: context.email.clone(),
        console,
    };
    let done = done.map(|title| view! { <JustDone title/> });
    view! {
        <AppLayout user here=section.path()>
            <div class="page-head">
                {back}
                <h1>{page.title()}</h1>
                <p>{page.lead()}</p>
            </div>
            {done}
            {page.draw(context)}
        </AppLayout>
    }
}
