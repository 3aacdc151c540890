//! The console, where admins manage their organisation. Its pages are a chunk of their own, which members never load.

mod acts;
mod admin_page;
mod api;
mod audit_page;
mod branding_page;
mod branding_sample;
mod confirm_page;
mod console;
mod filters;
#[cfg(feature = "ssr")]
pub mod handlers;
mod import_page;
mod imported_page;
mod invitations_api;
mod invitations_page;
mod invite_page;
mod logo_form;
mod messages_api;
mod messages_page;
mod organisation_api;
mod origins_form;
mod pager;
mod people_api;
mod people_page;
mod person_page;
mod policy_fields;
mod policy_form;
mod policy_page;
mod policy_preview;
mod policy_second_step;
mod reserved_pages;
mod settings_fields;
mod titles;

pub use acts::{
    ActOnPerson, ExtendInvitation, InvitePerson, ReleaseAddress, RemoveLogo, ResendInvitation, ReserveAddress,
    RevokeInvitation, SaveBranding, SaveOrigins, SavePolicy,
};
pub use admin_page::AdminPages;
pub use api::{
    AdminPage, AdminScreen, AuditRow, AuditView, ReleaseView, ReservedDone, ReservedRow, ReservedView, ReservedWhy,
};
pub use console::console;
pub use invitations_api::{
    ImportRow, ImportView, Imported, ImportedView, InvitationDone, InvitationRow, InvitationsView, InviteView,
    LookedAt, RevokeView,
};
pub use messages_api::{MessageRow, MessageState, MessagesView};
pub use organisation_api::{BrandingDone, BrandingView, LARGEST_LOGO, LogoProblem, PolicyDone, PolicyView};
pub use pager::Pages;
pub use people_api::{
    ADMIN, ConfirmView, MEMBER, PeopleView, PersonRow, PersonView, SecondStepStanding, Status, StatusFilter,
};
