//! Settings, where users manage their account. All pages share one layout. Changes to credentials need recent
//! authentication. A page has a file with its data, its form and the server functions of the form.

mod access;
mod account;
mod activity;
#[cfg(feature = "ssr")]
pub(crate) mod answers;
mod authenticator;
mod close;
mod code;
mod confirm_email;
mod current_password;
mod email;
mod frame;
mod new_passkey;
mod page;
mod passkey_offer;
mod passkeys;
mod password;
mod phone;
mod profile;
mod qr_code;
mod reauthentication;
mod recovery_codes;
mod removal;
mod screen;
mod second_step;
mod security;
mod sessions;
mod undo;

pub use access::{AccessEntry, RemoveAccess};
pub use account::{AccountView, PendingEmail};
pub(crate) use activity::ActivityList;
pub use activity::{ActivityEntry, ActivityView};
pub(crate) use authenticator::AppKey;
pub use authenticator::{AuthenticatorView, BeginAuthenticator, TurnOffAuthenticator, TurnOnAuthenticator, WaitingApp};
pub use close::{CloseAccount, CloseView};
pub use code::{ConfirmationPage, ConfirmationScreen};
pub use confirm_email::{ConfirmEmail, ConfirmEmailLink, ConfirmEmailPage, ConfirmEmailScreen};
pub use email::{CancelEmailChange, ChangeEmail, EmailView};
pub(crate) use frame::{AppLayout, initials};
pub use frame::{Console, ConsoleIcon, ConsoleNavItem, NavUser};
pub use new_passkey::{AddPasskey, NewPasskeyView};
pub use page::{Done, SettingsContext, SettingsView};
pub use passkey_offer::{PasskeyOfferView, SkipPasskeyOffer};
pub use passkeys::{PasskeyView, PasskeysView, RemovePasskey, RenamePasskey};
pub use password::{ChangePassword, PasswordView};
pub use phone::{PhoneEntry, PhoneView, RemovePhone, SetPhone};
pub use profile::{ProfileView, SaveProfile};
pub use qr_code::QrCode;
pub use reauthentication::{Reauthenticate, ReauthenticateWithPasskey, ReauthenticationView, SendReauthenticationCode};
pub use recovery_codes::{PutRecoveryCodesAway, RecoveryCodesView, RenewRecoveryCodes};
pub use removal::{Removal, RemovalView};
pub use screen::{SettingsPages, SettingsScreen};
pub use second_step::SecondStepView;
pub use security::SecurityView;
pub use sessions::{EndOtherSessions, EndSession, SessionView, SessionsView};
pub use undo::{UndoEmailChange, UndoLink, UndoPage, UndoScreen};

use crate::prelude::*;
use frame::NavSection;
use leptos::prelude::AnyView;

/// Declares `SettingsPage`: a variant for each page, with its data. The `SettingsView` of the data says all else.
macro_rules! pages {
    ($($(#[$doc:meta])* $Page:ident($View:ident),)+) => {
        /// A page of the settings.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum SettingsPage { $($(#[$doc])* $Page($View),)+ }

        impl SettingsPage {
            /// The heading of the page, also the title of the browser tab.
            pub fn title(&self) -> &'static str {
                match self { $(SettingsPage::$Page(view) => view.title(),)+ }
            }

            /// The text below the heading: what the page is for.
            pub fn lead(&self) -> String {
                match self { $(SettingsPage::$Page(view) => view.lead(),)+ }
            }

            fn section(&self) -> NavSection {
                match self { $(SettingsPage::$Page(view) => view.section(),)+ }
            }

            fn is_first(&self) -> bool {
                match self { $(SettingsPage::$Page(view) => view.is_first(),)+ }
            }

            fn draw(self, context: SettingsContext) -> AnyView {
                match self { $(SettingsPage::$Page(view) => view.draw(context),)+ }
            }
        }
    };
}

pages! {
    Account(AccountView),
    /// Reauthentication before a change.
    Reauthentication(ReauthenticationView),
    /// The form for a new email address.
    Email(EmailView),
    Phone(PhoneView),
    Profile(ProfileView),
    Close(CloseView),
    Security(SecurityView),
    Sessions(SessionsView),
    Password(PasswordView),
    NewPasskey(NewPasskeyView),
    /// Offers to add a passkey, after a sign-in without one.
    PasskeyOffer(PasskeyOfferView),
    /// Renames a passkey.
    Passkey(PasskeyView),
    Authenticator(AuthenticatorView),
    RecoveryCodes(RecoveryCodesView),
    Activity(ActivityView),
    /// Says what is lost before something is removed or turned off.
    Removal(RemovalView),
}

#[cfg(feature = "ssr")]
impl SettingsPage {
    async fn load(web: &WebRequest, user: &SignedIn, page: SettingsRoute, query: &str) -> Answer<Self> {
        Ok(match page {
            SettingsRoute::Account => SettingsPage::Account(AccountView::load(web, user).await?),
            SettingsRoute::Email => {
                SettingsPage::Reauthentication(ReauthenticationView::before_new_email(web, user, query))
            }
            SettingsRoute::Reauthentication => {
                SettingsPage::Reauthentication(ReauthenticationView::load(web, user, query))
            }
            SettingsRoute::NewEmail => SettingsPage::Email(EmailView::load(web, user)?),
            SettingsRoute::Phone => SettingsPage::Phone(PhoneView::load(web, user)?),
            SettingsRoute::Profile => SettingsPage::Profile(ProfileView::load(web, user)),
            SettingsRoute::Close => SettingsPage::Close(CloseView::load(web, user)?),
            SettingsRoute::Security => SettingsPage::Security(SecurityView::load(web, user).await?),
            SettingsRoute::Sessions => SettingsPage::Sessions(SessionsView::load(web, user, query).await?),
            SettingsRoute::Password => SettingsPage::Password(PasswordView::load(web, user)?),
            SettingsRoute::NewPasskey => SettingsPage::NewPasskey(NewPasskeyView::load(web, user).await?),
            SettingsRoute::PasskeyOffer => SettingsPage::PasskeyOffer(PasskeyOfferView::load(web, user)?),
            SettingsRoute::Passkey => SettingsPage::Passkey(PasskeyView::load(web, user, query).await?),
            SettingsRoute::Authenticator => SettingsPage::Authenticator(AuthenticatorView::load(web, user).await?),
            SettingsRoute::RecoveryCodes => SettingsPage::RecoveryCodes(RecoveryCodesView::load(web, user).await?),
            SettingsRoute::Activity => SettingsPage::Activity(ActivityView::load(web, user, query).await?),
            SettingsRoute::RemovePhone => SettingsPage::removal(web, user, Removal::Phone, query).await?,
            SettingsRoute::RemovePasskey => SettingsPage::removal(web, user, Removal::Passkey, query).await?,
            SettingsRoute::TurnOffAuthenticator => {
                SettingsPage::removal(web, user, Removal::Authenticator, query).await?
            }
            SettingsRoute::RemoveAccess => SettingsPage::removal(web, user, Removal::Access, query).await?,
        })
    }

    async fn removal(web: &WebRequest, user: &SignedIn, what: Removal, query: &str) -> Answer<Self> {
        Ok(SettingsPage::Removal(RemovalView::load(web, user, what, query).await?))
    }
}
