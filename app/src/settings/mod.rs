//! Settings, where users manage their account. All pages share one layout. Changes to credentials need recent
//! authentication.

mod account_page;
mod activity_list;
mod activity_page;
mod activity_views;
mod acts;
mod api;
mod authenticator_page;
mod close_page;
mod current_password;
mod email_page;
mod frame;
#[cfg(feature = "ssr")]
pub mod handlers;
mod new_passkey_page;
mod passkey_page;
mod passkey_views;
mod passkeys;
mod password_page;
mod phone_page;
mod profile_page;
mod proof_page;
mod recovery_codes_page;
mod second_step;
mod second_step_section;
mod security_page;
mod sessions;
mod sessions_page;
mod settings_page;
mod titles;
mod undo_page;
mod way_back;

pub(crate) use activity_list::ActivityList;
pub use activity_views::{ActivityEntry, ActivityView};
pub use acts::{
    AddPasskey, BeginAuthenticator, CancelEmailChange, ChangeEmail, ChangePassword, CloseAccount, EndOtherSessions,
    EndSession, Prove, ProveWithPasskey, PutRecoveryCodesAway, RemovePasskey, RemovePhone, RenamePasskey,
    RenewRecoveryCodes, SaveProfile, SendProofCode, SetPhone, TurnOffAuthenticator, TurnOnAuthenticator,
    UndoEmailChange,
};
pub use api::{
    AccountView, Done, PasswordView, PendingEmail, PhoneEntry, PhoneView, ProfileView, ProofView, SecurityView,
    SessionView, SessionsView, SettingsPage, SettingsScreen, UndoLink, UndoScreen,
};
pub(crate) use authenticator_page::Drawn;
pub(crate) use frame::{AppLayout, initials};
pub use frame::{Console, ConsoleIcon, ConsolePlace, Who};
pub use passkey_views::{NewPasskeyView, PasskeyView, PasskeysView};
pub use second_step::{AuthenticatorView, QrCode, RecoveryCodesView, SecondStepView, WaitingApp};
pub use settings_page::SettingsPages;
pub use undo_page::UndoPage;
