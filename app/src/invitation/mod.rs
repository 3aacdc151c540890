//! Invitations: the code proves the email address and creates the account. Opening the link changes nothing.

mod api;
mod enter;
#[cfg(feature = "ssr")]
pub mod handlers;
mod invitation_pages;

pub use api::{
    AskForInvitation, ConfirmInvitation, Filled, InvitationPage, InvitationScreen, ask_for_invitation,
    confirm_invitation,
};
pub use invitation_pages::InvitationPages;
