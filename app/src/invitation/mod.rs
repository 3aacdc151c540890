//! An invitation: its code proves the address, and an account follows. Opening the link of the message changes nothing.

mod api;
mod enter;
mod invitation_pages;

pub use api::{
    AskForInvitation, ConfirmInvitation, Filled, InvitationPage, InvitationScreen, ask_for_invitation,
    confirm_invitation,
};
pub use invitation_pages::InvitationPages;
