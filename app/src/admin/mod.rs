//! The console, where an organisation's admins look after its people. Its pages come in one part that members never load.

mod acts;
mod admin_page;
mod api;
mod audit_page;
mod branding_page;
mod branding_sample;
mod confirm_page;
mod console;
mod filters;
mod logo_form;
mod messages_page;
mod organisation_api;
mod origins_form;
mod pager;
mod people_page;
mod person_page;
mod policy_form;
mod policy_page;
mod policy_preview;
mod reserved_pages;
mod settings_fields;

pub use acts::{ActOnPerson, ReleaseAddress, RemoveLogo, ReserveAddress, SaveBranding, SaveOrigins, SavePolicy};
pub use admin_page::AdminPages;
pub use api::{
    ADMIN, AdminPage, AdminScreen, AuditRow, AuditView, ConfirmView, MEMBER, MessageRow, MessageState, MessagesView,
    OfferedAct, Pages, PeopleView, PersonRow, PersonView, ReleaseView, ReservedRow, ReservedView, ReservedWhy, Status,
    StatusFilter,
};
pub use console::console;
pub use organisation_api::{BrandingDone, BrandingView, LARGEST_LOGO, LogoProblem, PolicyDone, PolicyView};
