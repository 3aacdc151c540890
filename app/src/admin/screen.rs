//! A page of the console inside the layout.

use super::{AdminPage, page::AdminContext, settings_fields::take_unsaved};
#[cfg(feature = "ssr")]
use super::{ImportView, page::console};
#[cfg(feature = "ssr")]
use crate::{paths::AdminRoute, settings::NavUser};
use crate::{prelude::*, settings::AppLayout};
#[cfg(feature = "ssr")]
use service::account::as_admin;

/// A page of the console, with the data of the layout around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdminScreen {
    pub context: AdminContext,
    pub page: AdminPage,
}

impl Screen for AdminScreen {
    const KIND: PageKind = PageKind::Admin;

    fn title(&self) -> String {
        words::titled(self.page.title(), &self.context.user.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.context.received = received;
    }
}

#[cfg(feature = "ssr")]
impl AdminScreen {
    pub(crate) async fn load(web: &WebRequest, page: AdminRoute, query: &str) -> Answer<Self> {
        let signed_in = web.signed_in().await?;
        let draft = web.draft_of(&signed_in, &paths::reauthentication_before(&page.path()));
        let page = AdminPage::load(web, as_admin(&signed_in)?, page, query).await?;
        Ok(AdminScreen::of(web, signed_in, page, draft))
    }

    /// The import page with the answer to a posted file.
    pub fn import(web: &WebRequest, importer: SignedIn, view: ImportView) -> Self {
        AdminScreen::of(web, importer, AdminPage::Import(view), FormDraft::default())
    }

    fn of(web: &WebRequest, signed_in: SignedIn, page: AdminPage, draft: FormDraft) -> Self {
        AdminScreen {
            context: AdminContext {
                user: NavUser {
                    organisation: OrganisationView::of(signed_in.organisation, signed_in.is_default),
                    name: signed_in.account.name,
                    email: signed_in.account.email.to_string(),
                    console: Some(console()),
                },
                draft,
                now: web.cx.app.clock.now(),
                received: Default::default(),
            },
            page,
        }
    }
}

#[component]
pub fn AdminPages(screen: AdminScreen) -> impl IntoView {
    let AdminScreen { context, page } = screen;
    let section = page.section();
    if !matches!(page, AdminPage::Policy(_) | AdminPage::Branding(_) | AdminPage::Application(_)) {
        take_unsaved([]);
    }
    let back = (!page.is_first()).then(|| {
        let (path, label) = page.back();
        view! {
            <a class="page-head__back" href=path>
                <Left/>
                {label}
            </a>
        }
    });
    let logo = page.logo().map(|src| view! { <img class="logo logo--square" src=src alt=""/> });
    let user = context.user.clone();
    view! {
        <AppLayout user here=section.path>
            <div class="page-head">
                {back}
                {logo}
                <h1>{page.title()}</h1>
                <p>{page.lead(&context.user.organisation.name)}</p>
                {page.buttons()}
            </div>
            {page.draw(context)}
        </AppLayout>
    }
}
