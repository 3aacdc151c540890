//! The code screen inside the settings, for a code that confirms a new email address or phone number, or that it is the
//! user. Its path and its form are those of every code screen.

#[cfg(feature = "ssr")]
use super::answers::before;
use super::frame::{AppLayout, NavSection, NavUser};
use super::reauthentication::title_before;
#[cfg(feature = "ssr")]
use crate::admin::console;
use crate::page::PageData;
use crate::prelude::*;
use crate::sign_in::{CodeForm, CodeFormState, CodeScreen, ConfirmedChange, Destination};
use crate::words::settings::{self, confirmation};
#[cfg(feature = "ssr")]
use service::account::as_admin;

/// The code screen with the data of the frame around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmationScreen {
    pub code: CodeScreen,
    pub change: ConfirmedChange,
    pub user: NavUser,
    /// The path of the page that the user came from. Nothing has changed there.
    pub cancel: String,
}

impl Screen for ConfirmationScreen {
    const KIND: PageKind = PageKind::Confirmation;

    fn title(&self) -> String {
        words::titled(self.what(), &self.code.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.code.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.code.arrived(received);
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// The page of a code screen: inside the settings if its code confirms a change there.
    pub(crate) async fn code_page_of(&self, code: CodeScreen) -> Answer<PageData> {
        let Some(change) = code.confirms else { return Ok(PageData::of(&code)) };
        let signed_in = self.signed_in().await?;
        let cancel = match change {
            ConfirmedChange::Identity => before(code.return_to.as_deref().unwrap_or_default()),
            ConfirmedChange::NewEmail | ConfirmedChange::NewPhone => paths::SETTINGS_ACCOUNT.to_owned(),
        };
        let user = NavUser {
            organisation: code.organisation.clone(),
            console: as_admin(&signed_in).is_ok().then(console),
            name: signed_in.account.name,
            email: signed_in.account.email.to_string(),
        };
        Ok(PageData::of(&ConfirmationScreen { code, change, user, cancel }))
    }
}

impl ConfirmationScreen {
    /// The code screen in the data of such a page.
    fn code_in(page: &PageData) -> Option<CodeScreen> {
        page.open::<Self>().map(|screen| screen.code)
    }

    fn next(&self) -> &str {
        self.code.return_to.as_deref().unwrap_or_default()
    }

    /// What the code confirms, without the address or number.
    fn what(&self) -> Word {
        match self.change {
            ConfirmedChange::NewEmail => confirmation::TITLE_EMAIL,
            ConfirmedChange::NewPhone => confirmation::TITLE_PHONE,
            ConfirmedChange::Identity => title_before(self.next()),
        }
    }

    fn heading(&self) -> String {
        match self.change {
            ConfirmedChange::NewEmail => confirmation::email(self.code.shown_destination()),
            ConfirmedChange::NewPhone => confirmation::phone(self.code.shown_destination()),
            ConfirmedChange::Identity => self.what().into(),
        }
    }

    fn section(&self) -> NavSection {
        match self.change {
            ConfirmedChange::Identity => NavSection::before(self.next()),
            ConfirmedChange::NewEmail | ConfirmedChange::NewPhone => NavSection::Account,
        }
    }
}

#[component]
pub fn ConfirmationPage(screen: ConfirmationScreen) -> impl IntoView {
    let (heading, section) = (screen.heading(), screen.section());
    let ConfirmationScreen { code, change, user, cancel } = screen;
    // A new address or number may have been mistyped. One's own address cannot be.
    let correct = (change != ConfirmedChange::Identity)
        .then(|| view! { " " <a class="target" href=code.change()>{words::code::CHANGE}</a> });
    let form = CodeFormState::new(code).inside(ConfirmationScreen::code_in);
    view! {
        <AppLayout user here=section.path()>
            <div class="page-head">
                <h1 class="address">{heading}</h1>
                <p><Destination form/>{correct}</p>
            </div>
            <div class="panel panel--form">
                <div class="panel__body stack stack--loose">
                    <CodeForm form/>
                </div>
                <div class="panel__foot">
                    <a class="target" href=cancel>{settings::CANCEL}</a>
                </div>
            </div>
        </AppLayout>
    }
}
